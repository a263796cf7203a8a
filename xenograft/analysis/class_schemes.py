"""Response classes of mice by other published cut-offs than those of `response`.

Schemes disagree on the same mice (Guo 2019), so each is named with its rule, and none
replaces the classes that a study reports.
"""

import numpy as np
import pandas as pd

from xenograft.analysis import response
from xenograft.analysis.growth import value_at_day

GAO, RC_35, PDXNET, PPTP = "MRECIST_GAO_STRICT", "RC_35", "ORC_PDXNET", "PPTP"
NE = response.NE
DAY = 21
# PPTP: below this a tumor counts as gone; values up to the last day are read; a mouse
# that starts below the least volume would respond without shrinking by half.
GONE_MM3, LAST_DAY, LEAST_START_MM3 = 100, 42, 200
SCHEMES = {
    GAO: (
        "mRECIST, after day 10",
        "the classes of this section, counted after D10 instead of from D10 on",
        response.CLASSES,
    ),
    RC_35: (
        "Change at D21, ±35%",
        "PR below −35%, PD above +35%, else SD",
        ("PR", "SD", "PD", NE),
    ),
    PDXNET: (
        "Change at D21, −95, −30, +20%",
        "CR to −95%, PR to −30%, SD to +20%, PD above",
        ("CR", "PR", "SD", "PD", NE),
    ),
    PPTP: (
        "Pediatric program (PPTP)",
        "MCR below 100 mm³ at the end, CR once; PR shrunk by half once; SD up to +25% "
        "at the end, PD above; to D42; NE where V0 is below 200 mm³",
        ("MCR", "CR", "PR", "SD", "PD", NE),
    ),
}


def by_scheme(volumes):
    """The class of each mouse by each scheme: mouse x scheme, NE where none holds.

    `volumes` has mouse, day, volume_mm3 and baseline_mm3, as from
    `growth.since_baseline`. The change at day 21 takes the value of the day, within a
    day of it, or between its neighbors; a mouse that left before is NE. Sources of the
    rules in docs/methods.md.
    """
    mice = pd.Index(sorted(volumes["mouse"].unique()), name="mouse")
    starts = volumes.drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    then = value_at_day(volumes, DAY)["volume_mm3"].reindex(mice)
    starts = starts.reindex(mice).astype(float)
    # Not from the ratio: 1.35 less 1 is more than 0.35 by its last digit.
    change = 100 * (then - starts) / starts
    late = response.best_responses(volumes, inclusive=False)
    return pd.DataFrame(
        {
            GAO: response.mrecist(late).reindex(mice),
            RC_35: _named(change, [("PR", change < -35), ("SD", change <= 35)]),
            PDXNET: _named(
                change,
                [("CR", change <= -95), ("PR", change <= -30), ("SD", change <= 20)],
            ),
            PPTP: _pptp(volumes, mice),
        }
    )


def _named(known, rules):
    """The first class whose rule holds, else PD; NE where `known` is a gap."""
    names, hold = zip(*rules, strict=True)
    found = pd.Series(np.select(hold, names, "PD"), index=known.index)
    return found.where(known.notna(), NE)


def _pptp(volumes, mice):
    """Of mice that start large enough and have a value after day 0."""
    own = volumes[volumes["day"].between(0, LAST_DAY, inclusive="right")]
    own = own[own["baseline_mm3"] >= LEAST_START_MM3].sort_values("day", kind="stable")
    ratio = own["volume_mm3"] / own["baseline_mm3"]
    by_mouse = own.assign(ratio=ratio).groupby("mouse")
    lowest = by_mouse[["volume_mm3", "ratio"]].min().reindex(mice)
    last = by_mouse[["volume_mm3", "ratio"]].last().reindex(mice)
    return _named(
        last["ratio"],
        [
            ("MCR", last["volume_mm3"] < GONE_MM3),
            ("CR", lowest["volume_mm3"] < GONE_MM3),
            ("PR", lowest["ratio"] <= 0.5),
            ("SD", last["ratio"] <= 1.25),
        ],
    )


def counts(classes, arms):
    """Mice of each arm in each class of each scheme, one row per scheme and arm.

    `classes` is that of `by_scheme`, `arms` the arm of each mouse to be counted: one
    without a class is NE. Columns: scheme, name, rule, arm, a column for each class
    (a gap where the scheme has no such class) and n.
    """
    known, rows = classes.reindex(arms.index).fillna(NE), []
    for scheme, (name, rule, names) in SCHEMES.items():
        for arm, own in known[scheme].groupby(arms, sort=False):
            found = own.value_counts().reindex(names, fill_value=0).to_dict()
            about = {"scheme": scheme, "name": name, "rule": rule, "arm": arm}
            rows.append({**about, **found, "n": len(own)})
    return rows
