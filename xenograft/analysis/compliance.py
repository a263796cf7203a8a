"""How much of what was planned the mice were given."""

import pandas as pd

from xenograft.analysis.schedule import adherence, relative_dose_intensity

OVERDUE = "OVERDUE"
COUNTED = ["GIVEN", "PARTIAL", "MISSED", "WITHHELD", "WRONG", OVERDUE]


def compliance(doses, by):
    """Adherence and relative dose intensity for each group of doses that were due.

    `doses` has one row per planned dose: the columns named in `by`, status,
    planned_mg and actual_mg (or both in mL). A dose that is OVERDUE was not reported:
    it is counted, and left out of both sums. Returns one row per group: adherence and
    intensity (fractions; missing where nothing was due), due_count, and a count for
    each status, as missed_count. Rows not due do not count. DOMAIN 3.6.
    """
    due = doses[doses["status"].isin(COUNTED)]
    rows = [_row(key, own) for key, own in due.groupby(by, sort=True)]
    columns = [*by, "adherence", "intensity", "due_count", *map(_count, COUNTED)]
    return pd.DataFrame(rows, columns=columns)


def compliance_of_arms(per_mouse, by, least):
    """Median and range of adherence and intensity of the mice of each arm.

    `per_mouse` is a table of `compliance`; `by` names the columns of an arm. Returns
    one row per arm: mice_count, for each of the two its median, min and max
    (fractions), the sum of each count, and reached_count, the mice with an adherence
    of `least` or more. Mice of which nothing was due are not among the mice.
    """
    known = per_mouse.dropna(subset=["adherence", "intensity"], how="all")
    grouped = known.groupby(by, sort=True)
    parts = [grouped.size().rename("mice_count")]
    for name in ("adherence", "intensity"):
        spread = grouped[name].agg(["median", "min", "max"])
        parts.append(spread.add_prefix(f"{name}_"))
    parts.append(grouped[["due_count", *map(_count, COUNTED)]].sum())
    reached = (known["adherence"] >= least).groupby([known[name] for name in by])
    parts.append(reached.sum().rename("reached_count"))
    return pd.concat(parts, axis=1).reset_index()


def _row(key, own):
    said = own[own["status"] != OVERDUE]
    counts = own["status"].value_counts()
    shares = [adherence(said), relative_dose_intensity(said)]
    return [*key, *shares, len(own), *(int(counts.get(name, 0)) for name in COUNTED)]


def _count(status):
    return f"{status.lower()}_count"
