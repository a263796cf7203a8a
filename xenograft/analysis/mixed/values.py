"""What the models of growth are given: logarithms of volumes."""

import numpy as np
import pandas as pd

from xenograft.analysis.growth import baseline

GROUPS = ("cage", "block")


def log_values(volumes, names):
    """(values, sentences): ln volumes since day 0, and what is not used.

    `volumes` has mouse, arm (place), day, volume_mm3, log_volume_mm3 (raised to the
    floor), is_lower_bound and what `growth.baseline` asks for; `names` is place ->
    name of an arm. Returns mouse, arm (name), day, y (ln mm3), ln_baseline and
    relative (ln V/V0), and cage and block where `volumes` has them. Gaps, sums that
    lack a mass, days before day 0 and mice without a baseline are left out; the
    sentences count them.
    """
    starts = volumes["mouse"].map(baseline(volumes)).astype(float)
    usable = volumes["volume_mm3"].notna() & ~volumes["is_lower_bound"]
    kept = usable & starts.notna() & (volumes["day"] >= 0)
    rows = volumes[kept]
    values = pd.DataFrame(
        {
            "mouse": rows["mouse"],
            "arm": rows["arm"].map(names),
            "day": rows["day"].astype(float),
            "y": np.log(rows["log_volume_mm3"].astype(float)),
            "ln_baseline": np.log(starts[kept]),
        }
    )
    recorded = [name for name in GROUPS if name in rows]
    values = values.join(rows[recorded]).reset_index(drop=True)
    values["relative"] = values["y"] - values["ln_baseline"]
    return values, tuple(_left_out(volumes, starts, rows))


def recorded_groups(values):
    """Which of cage and block a model of `values` can have as a random term.

    A term needs two groups or more, one of which has two mice or more; groups that
    divide the mice in the same way as an earlier one add nothing.
    """
    mice = values.drop_duplicates("mouse")
    found, seen = [], []
    for name in GROUPS:
        if name not in mice:
            continue
        # A mouse without a group is a group of its own, as in the model.
        code = pd.factorize(mice[name].fillna("alone " + mice["mouse"].astype(str)))[0]
        count = code.max(initial=-1) + 1
        if 1 < count < len(mice) and code.tolist() not in seen:
            found.append(name)
            seen.append(code.tolist())
    return tuple(found)


def _left_out(volumes, starts, rows):
    bounds = int(volumes["is_lower_bound"].sum())
    if bounds:
        yield f"Values that lack a mass of the mouse, not used: {bounds}."
    mice = volumes.loc[starts.isna(), "mouse"].nunique()
    if mice:
        yield f"Mice without a baseline, not used: {mice}."
    floored = int((rows["log_volume_mm3"] > rows["volume_mm3"]).sum())
    if floored:
        yield f"Values below 13.5 mm³, counted as 13.5 mm³: {floored}."
