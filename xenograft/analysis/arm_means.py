"""Means of arms by day, honest about the mice that have left."""

import numpy as np
import pandas as pd

STOP_AT_FIRST_LOSS = "STOP_AT_FIRST_LOSS"
STOP_AT_FRACTION = "STOP_AT_FRACTION"
LOCF = "LOCF"
AVAILABLE_CASE = "AVAILABLE_CASE"
LEAVE_RULES = (
    (STOP_AT_FRACTION, "stop when too few mice remain"),
    (STOP_AT_FIRST_LOSS, "stop at the first mouse that leaves"),
    (LOCF, "carry the last value forward (biased)"),
    (AVAILABLE_CASE, "show survivors (misleading)"),
)
MINIMUM_FRACTION = 0.5
FEWEST_MICE_FOR_ERROR_BARS = 3
COLUMNS = [
    *("arm", "day", "n", "n_carried", "n_left", "mean", "sd", "sem", "median"),
    *("geometric_mean", "log_sem", "is_drawn", "is_truncated", "has_error_bars"),
]


def arm_means(
    volumes,
    randomized_counts=None,
    leave_rule=STOP_AT_FRACTION,
    minimum_fraction=MINIMUM_FRACTION,
    departures=None,
    value="volume_mm3",
):
    """Mean, spread and number of mice of each arm on each day.

    `volumes` has one row per mouse and day: mouse, arm, day and the column named
    by `value`; gaps are left out. `randomized_counts` is arm -> mice randomized
    (default: the mice seen). `departures` has mouse, arm, day for mice that left;
    without it a mouse has left after its last value.

    Returns arm, day, n, n_carried (values carried forward), n_left (mice that have
    left the arm), mean, sd, sem, median, geometric_mean, log_sem (SEM of ln),
    is_drawn, is_truncated (past where the rule ends the curve) and
    has_error_bars (three mice or more). The geometric mean is a gap where a value
    is zero or less; one mouse has no sd. Arms keep the order of `volumes`.
    """
    if leave_rule not in dict(LEAVE_RULES):
        raise ValueError(f"There is no rule {leave_rule}.")
    values = volumes[value].to_numpy(float)
    kept = ~np.isnan(values)
    known = {name: volumes[name].array[kept] for name in ("mouse", "arm", "day")}
    known = pd.DataFrame({**known, "value": values[kept]})
    counts = _counts(known, randomized_counts)
    drops = _days_lost(known, departures)
    if leave_rule == LOCF:
        known = _carried_forward(known)
    means = _summary(known)
    means["n_left"] = _left_by(means, drops)
    means |= _ruled(means, counts, leave_rule, minimum_fraction)
    return pd.DataFrame({name: means[name] for name in COLUMNS})


def geometric_interval(means, level=0.95):
    """low and high of the geometric means of `arm_means`: exp(ln mean ± t · SEM).

    t is Student's with n - 1 degrees of freedom; a gap with fewer than two mice.
    """
    from scipy import stats

    n = means["n"]
    reach = stats.t.ppf((1 + level) / 2, (n - 1).where(n > 1)) * means["log_sem"]
    center = np.log(means["geometric_mean"])
    return pd.DataFrame({"low": np.exp(center - reach), "high": np.exp(center + reach)})


def _counts(known, randomized_counts):
    if randomized_counts is not None:
        return dict(randomized_counts)
    return known.groupby("arm")["mouse"].nunique().to_dict()


def _days_lost(known, departures):
    """Arm and the first day on which a mouse that left is missing."""
    if departures is not None:
        known = known[known["mouse"].isin(departures["mouse"])]
    last = known.sort_values("day", kind="stable").drop_duplicates("mouse", keep="last")
    if departures is None:
        return last.assign(lost=last["day"] + 0.5)[["arm", "lost"]]
    last_day = departures["mouse"].map(last.set_index("mouse")["day"])
    # A mouse measured on the day it left still counts on that day.
    seen = last_day >= departures["day"]
    return departures.assign(lost=departures["day"] + 0.5 * seen)[["arm", "lost"]]


def _carried_forward(known):
    wide = known.pivot_table(index=["arm", "mouse"], columns="day", values="value")
    filled = wide.ffill(axis=1)
    long = filled.stack().rename("value").reset_index()
    carried = wide.isna().stack().rename("carried").reset_index()
    long = long.merge(carried, on=["arm", "mouse", "day"])
    order = {arm: place for place, arm in enumerate(known["arm"].unique())}
    return long.sort_values("arm", key=lambda arms: arms.map(order), kind="stable")


def _summary(known):
    arm, arms = pd.factorize(known["arm"])
    day, days = pd.factorize(known["day"], sort=True)
    # Counting in cells of arm by day takes a tenth of the time of a groupby.
    cells, cell = np.unique(arm * max(len(days), 1) + day, return_inverse=True)
    value = known["value"].to_numpy()
    is_positive = value > 0
    has_zero = np.bincount(cell, ~is_positive, len(cells)) > 0
    log_mean, log_sd = _mean_sd(np.log(np.where(is_positive, value, 1.0)), cell)
    mean, sd = _mean_sd(value, cell)
    n = np.bincount(cell, minlength=len(cells))
    carried = known["carried"] if "carried" in known else np.zeros(len(known))
    return {
        "arm": arms[cells // max(len(days), 1)],
        "day": days[cells % max(len(days), 1)],
        "n": n,
        "n_carried": np.bincount(cell, carried, len(cells)).astype(int),
        "mean": mean,
        "sd": sd,
        "sem": sd / np.sqrt(n),
        "median": _medians(value, cell, n),
        "geometric_mean": np.where(has_zero, np.nan, np.exp(log_mean)),
        "log_sem": np.where(has_zero, np.nan, log_sd / np.sqrt(n)),
    }


def _mean_sd(value, cell):
    """Mean and sample standard deviation of each cell; one value has no sd."""
    n = np.bincount(cell)
    mean = np.bincount(cell, value) / n
    squares = np.bincount(cell, (value - mean[cell]) ** 2)
    return mean, np.sqrt(squares / np.where(n > 1, n - 1, np.nan))


def _medians(value, cell, n):
    ordered = value[np.lexsort((value, cell))]
    start = np.cumsum(n) - n
    return (ordered[start + (n - 1) // 2] + ordered[start + n // 2]) / 2


def _left_by(means, drops):
    days, left = np.asarray(means["day"]), np.zeros(len(means["day"]), dtype=int)
    lost_arm, lost = drops["arm"].to_numpy(), drops["lost"].to_numpy(float)
    for arm in dict.fromkeys(lost_arm):
        rows = np.asarray(means["arm"] == arm)
        lost_here = np.sort(lost[lost_arm == arm])
        left[rows] = np.searchsorted(lost_here, days[rows], side="right")
    return left


def _ruled(means, counts, leave_rule, minimum_fraction):
    n, left = means["n"], means["n_left"]
    randomized = np.array([counts[arm] for arm in means["arm"]], dtype=float)
    needed = minimum_fraction * randomized
    truncated = np.zeros(len(n), dtype=bool)
    drawn = ~truncated
    if leave_rule not in (LOCF, AVAILABLE_CASE):
        needed_left = randomized if leave_rule == STOP_AT_FIRST_LOSS else needed
        truncated = randomized - left < needed_left
        # Few mice measured on a day also makes another mean, without ending it.
        drawn = ~truncated & (n >= needed)
    return {
        "is_drawn": drawn,
        "is_truncated": truncated,
        "has_error_bars": n >= FEWEST_MICE_FOR_ERROR_BARS,
    }
