"""Block 3: response classes of the mice and their counts in the arms."""

import pandas as pd

from xenograft.analysis import class_schemes, response
from xenograft.analysis.blocks.plain import plain, rows

STAYED = ("", "STUDY_END")

TOO_SHORT = (
    "No mouse has a volume from D{day:g} on, so no response can be told: it needs two "
    "measurements there."
)


def responses(given, min_day=response.MIN_DAY, inclusive=True):
    """Counts of the classes of each arm, with the rates of response and control.

    `arms` has arm, a column for each class (mCR to NE), n (mice randomized), and
    orr_pct, dcr_pct with limits, and tumor_free: mice whose last reading is 0 and that
    stayed to the end, or are there. `cutoffs` are the settings, `schemes` the counts by
    other published cut-offs (`class_schemes.counts`). With `min_day` and `inclusive` as
    `response.best_responses`.
    """
    settings = {
        "min_day": min_day,
        "inclusive": inclusive,
        "fewest_points": response.FEWEST_POINTS,
        "cutoffs": [list(one) for one in response.CUTOFFS],
    }
    best = best_of_mice(given, min_day, inclusive)
    if not (best["n"] > 0).any():
        return plain({"problem": TOO_SHORT.format(day=min_day), **settings})
    found = response.response_rates(best["response"], given.mice["arm"])
    found = found.reindex(given.arms).rename_axis("arm")
    free = tumor_free(given).groupby(given.mice["arm"]).sum()
    found = found.assign(tumor_free=free)
    about = plain({"problem": "", **settings})
    return about | {"arms": rows(found), "schemes": by_scheme(given)}


def by_scheme(given):
    """`class_schemes.counts` in the order of the arms."""
    classes = class_schemes.by_scheme(given.since_baseline)
    arms = given.mice["arm"].sort_values(key=lambda arm: arm.map(given.places))
    return plain(class_schemes.counts(classes, arms))


def tumor_free(given):
    """Of each mouse: was its last reading 0, and did it stay to the end."""
    last = given.volumes.sort_values("day", kind="stable")
    last = last.drop_duplicates("mouse", keep="last").set_index("mouse")["volume_mm3"]
    stayed = given.mice["ending"].isin(STAYED)
    return (last.reindex(given.mice.index) == 0) & stayed


def best_of_mice(given, min_day=response.MIN_DAY, inclusive=True):
    """`response.best_responses` and the class of every mouse, by mouse."""
    best = response.best_responses(given.since_baseline, min_day, inclusive)
    best = best.assign(response=response.mrecist(best))
    found = best.reindex(pd.Index(given.mice.index, name="mouse"))
    return found.fillna({"n": 0, "response": response.NE}).astype({"n": int})
