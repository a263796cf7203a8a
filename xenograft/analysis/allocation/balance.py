"""How alike the arms of a deal are. No p-values: any difference is chance."""

import numpy as np
import pandas as pd

MEASURES = ("volume_mm3", "weight_g")


def values_at_draw(record):
    """One row per unit that was balanced: unit, arm (code), every covariate, factors.

    From the input of a record, so that later corrections do not change it. Covariates
    are numbers in their unit, a gap where one was not known; factors are text.
    Reserve and satellites are not in it.
    """
    code, rows = dict(record["allocation"]), []
    for unit in record["input"]["units"]:
        if unit["id"] in code:
            values = {name: _number(text) for name, text in unit["values"].items()}
            row = {"unit": unit["id"], "arm": code[unit["id"]]}
            rows.append({**row, **values, **unit["levels"]})
    return pd.DataFrame(rows)


def _number(text):
    return float(text) if text else np.nan


def largest_differences(frame, measures=MEASURES):
    """Per measure the largest difference of two arm means, as the draw limits it.

    Returns measure, difference (its unit), sd (of all mice), smd = difference / sd,
    a gap where nothing varies. `frame` as in `balance`.
    """
    means = frame.groupby("arm")[list(measures)].mean()
    sd = frame[list(measures)].std()
    difference = means.max() - means.min()
    table = pd.DataFrame({"difference": difference, "sd": sd})
    table["smd"] = difference / sd.where(sd > 0)
    return table.rename_axis("measure").reset_index()


def balance(frame, measures=MEASURES):
    """How alike the arms are at the draw: one row per arm and measure.

    `frame` has one row per mouse: arm and a column for each of `measures`. Returns
    arm, measure, n, mean, sd, cv (SD over mean), median, min, max, in the measure's
    unit. Gaps are left out of n. There are no p-values: after a draw a difference is
    chance.
    """
    long = frame.melt(["arm"], list(measures), "measure", "value").astype(
        {"value": float}
    )
    grouped = long.groupby(["arm", "measure"], sort=False)["value"]
    table = grouped.agg(["count", "mean", "std", "median", "min", "max"]).reset_index()
    table = table.rename(columns={"count": "n", "std": "sd"})
    table.insert(5, "cv", table["sd"] / table["mean"])
    return table


def mean_differences(frame, measures=MEASURES):
    """Standardized mean difference of each pair of arms: arm_a, arm_b, measure, smd.

    smd = (mean a - mean b) / sqrt((SD a² + SD b²) / 2), without a unit; a gap where
    neither arm varies or an arm has one mouse. `frame` as in `balance`.
    """
    table = balance(frame, measures)
    pairs = table.merge(table, on="measure", suffixes=("_a", "_b"))
    order = {arm: place for place, arm in enumerate(dict.fromkeys(frame["arm"]))}
    first, second = pairs["arm_a"].map(order), pairs["arm_b"].map(order)
    pairs = pairs[first < second].reset_index(drop=True)
    pooled = np.sqrt((pairs["sd_a"] ** 2 + pairs["sd_b"] ** 2) / 2)
    pairs["smd"] = (pairs["mean_a"] - pairs["mean_b"]) / pooled.where(pooled > 0)
    return pd.DataFrame(pairs[["arm_a", "arm_b", "measure", "smd"]])
