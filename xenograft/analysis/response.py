"""Best response of each mouse, its class, and the rates of an arm."""

import numpy as np
import pandas as pd

from xenograft.analysis.mixed.fit import holm

MIN_DAY = 10
FEWEST_POINTS = 2
CR, PR, SD, PD, NE = "mCR", "mPR", "mSD", "mPD", "NE"
CLASSES = (CR, PR, SD, PD, NE)
# Best response and best average response (percent) below which a class holds.
CUTOFFS = ((CR, -95, -40), (PR, -50, -20), (SD, 35, 30))
# Of the best response alone: what a waterfall shows as lines.
CUTOFF_LINES = (35, -50)


def best_responses(volumes, min_day=MIN_DAY, inclusive=True):
    """Best and best average response of each mouse, in percent of its baseline.

    `volumes` has mouse, day, volume_mm3 and baseline_mm3, as from
    `growth.since_baseline`. With change = 100 (V - V0) / V0 and its mean over all
    measurements from the baseline on: best_response_pct and best_average_pct are
    the lowest of each from `min_day` on (after it unless `inclusive`), with
    best_day and best_average_day; n is the measurements there. Indexed by mouse; a
    mouse without a baseline or without measurements there has gaps.
    """
    rows = volumes.sort_values(["mouse", "day"], kind="stable")
    start = rows["baseline_mm3"]
    change = 100 * (rows["volume_mm3"] - start) / start
    rows = rows.assign(change=change).dropna(subset=["change"])
    of_mouse = rows.groupby("mouse")["change"]
    rows["average"] = of_mouse.cumsum() / (of_mouse.cumcount() + 1)
    late = rows["day"] >= min_day if inclusive else rows["day"] > min_day
    rows = rows[late]
    found = {"n": rows.groupby("mouse").size()}
    for value, name in (
        ("change", "best_response_pct"),
        ("average", "best_average_pct"),
    ):
        best = rows.sort_values(value, kind="stable").drop_duplicates("mouse")
        best = best.set_index("mouse")
        found[name] = best[value]
        found[name.replace("response_pct", "day").replace("_pct", "_day")] = best["day"]
    mice = pd.Index(sorted(volumes["mouse"].unique()), name="mouse")
    return pd.DataFrame(found).reindex(mice).fillna({"n": 0}).astype({"n": int})


def mrecist(responses, fewest_points=FEWEST_POINTS):
    """The class of each mouse: mCR, mPR, mSD, mPD or NE (Gao 2015), a Series.

    `responses` is that of `best_responses`. A class holds when both responses are
    below its limits, strictly; NE is not evaluable: no baseline, or fewer than
    `fewest_points` measurements from the first day on.
    """
    best, average = responses["best_response_pct"], responses["best_average_pct"]
    holds = [(best < low) & (average < low_average) for _, low, low_average in CUTOFFS]
    found = np.select(holds, [name for name, *_ in CUTOFFS], PD)
    classes = pd.Series(found, index=responses.index, name="response")
    known = best.notna() & (responses["n"] >= fewest_points)
    return classes.where(known, NE)


def response_rates(classes, arms, level=0.95):
    """Counts of the classes of each arm, with objective response and control rates.

    `classes` is a Series by mouse, `arms` the arm of each mouse to be counted: one
    that has no class is NE, and NE counts in n as a failure. Returns, by arm: a
    column for each class, n, orr_pct = 100 (mCR + mPR) / n and dcr_pct = 100
    (mCR + mPR + mSD) / n, each with _low and _high (Wilson).
    """
    known = classes.reindex(arms.index).fillna(NE)
    counts = pd.crosstab(arms, known).reindex(columns=list(CLASSES), fill_value=0)
    counts = counts.rename_axis(index="arm", columns=None)
    n = counts.sum(axis=1)
    responders = counts[[CR, PR]].sum(axis=1)
    found = counts.assign(n=n)
    for name, hits in (("orr", responders), ("dcr", responders + counts[SD])):
        found[f"{name}_pct"] = 100 * hits / n
        bounds = [_wilson(hit, all_, level) for hit, all_ in zip(hits, n, strict=True)]
        found[f"{name}_low"] = [100 * low for low, _ in bounds]
        found[f"{name}_high"] = [100 * high for _, high in bounds]
    return found


def responders_against(rates, control):
    """Fisher's exact test of the objective responses of each arm and the control.

    `rates` is that of `response_rates`. Returns, by arm: n, n_control, responders,
    responders_control, odds_ratio (of the sample; infinite or a gap where a cell is
    empty), p and p_holm.
    """
    from scipy import stats

    hits, n = rates[[CR, PR]].sum(axis=1), rates["n"]
    rows = {}
    for arm in rates.index.drop(control):
        table = [[hits[one], n[one] - hits[one]] for one in (arm, control)]
        odds, p = stats.fisher_exact(table)
        rows[arm] = {
            "n": n[arm],
            "n_control": n[control],
            "responders": hits[arm],
            "responders_control": hits[control],
            "odds_ratio": odds,
            "p": p,
        }
    columns = ["n", "n_control", "responders", "responders_control", "odds_ratio", "p"]
    found = pd.DataFrame.from_dict(rows, "index", columns=columns).rename_axis("arm")
    return found.assign(p_holm=holm(found["p"]))


def _wilson(hits, n, level):
    from scipy import stats

    found = stats.binomtest(int(hits), int(n)).proportion_ci(level, method="wilson")
    return found.low, found.high
