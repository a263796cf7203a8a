"""Tumors that shrink without a treatment (DOMAIN 1.8)."""

from xenograft.analysis.volume import LOQ_MM3

# Of the largest volume.
SHRUNKEN_SHARE = 0.5


def shrunken(volumes, share=SHRUNKEN_SHARE, least_mm3=LOQ_MM3):
    """The mice whose last burden is below `share` of their largest one.

    `volumes` is a frame of `growth.burden`: mouse, day, volume_mm3 (mm³). Gaps do not
    count, a tumor that is not palpable any more is 0 and does. A mouse that grew above
    the share again is not among them, nor one that never was above `least_mm3` (mm³),
    below which a caliper cannot tell. Returns mouse, most_mm3, last_mm3 and day (of
    the last burden), in order of mouse.
    """
    known = volumes.dropna(subset=["volume_mm3"]).sort_values(["mouse", "day"])
    last = known.drop_duplicates("mouse", keep="last").set_index("mouse")
    most = known.groupby("mouse")["volume_mm3"].max()
    found = last[["volume_mm3", "day"]].rename(columns={"volume_mm3": "last_mm3"})
    found = found.assign(most_mm3=most)
    fell = found["last_mm3"] < share * found["most_mm3"]
    found = found[fell & (found["most_mm3"] > least_mm3)]
    return found.reset_index()[["mouse", "most_mm3", "last_mm3", "day"]]
