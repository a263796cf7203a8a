"""Volumes and weights as of whole cages, where they are the experimental unit."""

from xenograft.analysis import growth, units
from xenograft.analysis.volume import MEASURED


def told_of_cages(volumes, weights, mice, cage_of):
    """(volumes, weights, {position: cages}): each row of a mouse is that of a cage.

    `volumes` and `weights` are frames of `daily_volumes` and `body_weights`, `mice`
    that of all mice, `cage_of` maps mouse to cage. The means are those of
    `units.daily_means`; a cage has one mass.
    """
    cages = units.cages_of(mice, cage_of)
    burden = growth.burden(volumes.assign(arm=volumes["position"]))
    found = units.daily_means(burden, cages, cage_of, "volume_mm3")
    found = found.assign(
        tumor=found["mouse"],
        state=found["is_measured"].map({True: MEASURED}),
        date=_dates(found, cages),
    )
    weights = weights.assign(arm=weights["position"])
    weighed = units.daily_means(weights, cages, cage_of, "weight_g")
    found, weighed = (one.assign(position=one["arm"]) for one in (found, weighed))
    found.attrs = volumes.attrs
    return found, weighed, cages["position"].value_counts().to_dict()


def _dates(found, cages):
    begun = cages["day_zero"].loc[found["mouse"]].to_numpy()
    return begun + found["day"].to_numpy().astype("timedelta64[D]")
