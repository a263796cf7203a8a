"""How far the readouts of an arm are from those of the vehicle (DOMAIN 7.3)."""

import pandas as pd

from xenograft.analysis.mixed import batches
from xenograft.analysis.mixed.fit import differences


def against_vehicle(points, control):
    """Each arm against the control at the same hours, with a random level of batches.

    `points` has arm, mouse, hours, batch (missing: one of its own) and y, on a scale
    on which differences add up: log2 of a density ratio, an H-score. `control` is an
    arm. Returns arm, hours, n (mice), n_control, the columns of `fit.contrast` and
    p_holm over all rows. Raises ValueError in plain words. DOMAIN 7.3.
    """
    known = points.dropna(subset=["y", "hours"])
    group = list(zip(known["arm"], known["hours"], strict=True))
    values = known.assign(group=pd.Series(group, known.index, dtype=object))
    counts = values.groupby("group")["mouse"].nunique().to_dict()
    pairs = [
        ((arm, hours), (control, hours))
        for arm, hours in sorted(counts)
        if arm != control and (control, hours) in counts
    ]
    if not pairs:
        raise ValueError("No arm has readouts at hours at which the control has some.")
    found = differences(batches.fit(values), pairs)
    rows = {
        "arm": [arm for (arm, _), _ in pairs],
        "hours": [hours for (_, hours), _ in pairs],
        "n": [counts[own] for own, _ in pairs],
        "n_control": [counts[other] for _, other in pairs],
    }
    return found.drop(columns=["first", "second"]).assign(**rows)
