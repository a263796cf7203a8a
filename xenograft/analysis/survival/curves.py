"""Kaplan and Meier's curve: mice at risk, limits, medians and restricted means."""

import numpy as np
import pandas as pd

LOG = "LOG"
LOG_LOG = "LOG_LOG"
LIMITS = (
    (LOG_LOG, "log(-log), as lifelines and most papers"),
    (LOG, "log, as R by default"),
)
# Interpolated days that differ by less are one day, as in R's timefix.
DIGITS = 9
HALF, NEAR_HALF = 0.5, 1.5e-8


def arms_of(times):
    """The arms there are, in the order of their categories or sorted."""
    arm = times["arm"]
    if isinstance(arm.dtype, pd.CategoricalDtype):
        return list(arm.cat.remove_unused_categories().cat.categories)
    return sorted(arm.dropna().unique())


def risk_table(times):
    """Mice at risk, events and censored mice of each arm on each day with any.

    `times` has one row per mouse: arm, day (days) and is_event; mice without a day
    are left out. Returns arm, day, n_at_risk (on study until that day), n_events
    and n_censored, sorted.
    """
    known = times.dropna(subset=["day"])
    is_event = known["is_event"].astype(bool).astype(int)
    rows = known.assign(
        day=known["day"].astype(float).round(DIGITS),
        n_events=is_event,
        n_censored=1 - is_event,
    )
    by_day = rows.groupby(["arm", "day"], observed=True)[["n_events", "n_censored"]]
    found = by_day.sum().reset_index()
    leaving = found["n_events"] + found["n_censored"]
    later = leaving[::-1].groupby(found["arm"], observed=True).cumsum()
    found.insert(2, "n_at_risk", later.sort_index())
    return found


def kaplan_meier(times, level=0.95):
    """The share of each arm without an event, step by step.

    `times` as for `risk_table`, whose columns are returned with survival (the share
    from that day on), se (Greenwood), and limits at `level` on two scales: log_low,
    log_high (R's default) and log_log_low, log_log_high. Limits are gaps where the
    share is 0, and on the log-log scale where it is 1. Kaplan and Meier 1958.
    """
    from scipy import stats

    table = risk_table(times)
    arm, n, events = table["arm"], table["n_at_risk"], table["n_events"]
    survival = (1 - events / n).groupby(arm, observed=True).cumprod()
    with np.errstate(divide="ignore", invalid="ignore"):
        step = events / (n * (n - events))
        greenwood = np.sqrt(step.groupby(arm, observed=True).cumsum())
        logs = np.log(survival.where(survival > 0))
        reach = stats.norm.ppf((1 + level) / 2) * greenwood.where(survival > 0)
        power = np.exp(reach / -logs.where(logs < 0))
    return table.assign(
        survival=survival,
        se=survival * greenwood.where(survival > 0),
        log_low=np.exp(logs - reach),
        log_high=np.exp(logs + reach).clip(upper=1),
        log_log_low=np.exp(logs * power),
        log_log_high=np.exp(logs / power),
    )


def numbers_at_risk(times, days):
    """How many mice of each arm are on study without an event: arm x day.

    A mouse counts on the day of its own event or censoring, as in R.
    """
    known = times.dropna(subset=["day"])
    last = known["day"].astype(float).round(DIGITS)
    here = {day: last >= day for day in days}
    return pd.DataFrame(here).groupby(known["arm"], observed=True).sum()


def medians(times, level=0.95, limits=LOG_LOG):
    """Median and restricted mean time of each arm, by arm.

    `times` as for `risk_table`. Columns: n, n_events, median_days (R's rule: where the
    share is exactly 1/2 from one day to the next, the middle of the two), low and
    high (the same rule on the limits of the curve, on the scale `limits`),
    first_day_at_half (the first day with a share of 1/2 or less, the textbook's
    rule) and restricted_mean_days (area under the curve to the last day of all
    arms). What is not reached is a gap.
    """
    curve = kaplan_meier(times, level)
    prefix = limits.lower()
    horizon = curve["day"].max()
    rows = {}
    for arm, own in curve.groupby("arm", observed=True):
        day, share = own["day"].to_numpy(), own["survival"].to_numpy()
        rows[arm] = {
            "n": own["n_at_risk"].iloc[0],
            "n_events": own["n_events"].sum(),
            "median_days": _median(day, share),
            "low": _median(day, own[f"{prefix}_low"].to_numpy()),
            "high": _median(day, own[f"{prefix}_high"].to_numpy()),
            "first_day_at_half": _first_at_half(day, share),
            "restricted_mean_days": _area(day, share, horizon),
        }
    return pd.DataFrame.from_dict(rows, "index").rename_axis("arm")


def _first_at_half(day, share):
    at_half = day[share <= HALF + NEAR_HALF]
    return at_half[0] if len(at_half) else np.nan


def _median(day, share):
    """R's rule (minmin of survfit): the middle of a plateau at exactly one half."""
    is_low = share < HALF + NEAR_HALF
    if not is_low.any():
        return np.nan
    day, share = day[is_low], share[is_low]
    below = day[share < share[0]]
    if abs(share[0] - HALF) < NEAR_HALF and len(below):
        return (day[0] + below[0]) / 2
    return day[0]


def _area(day, share, horizon):
    edges = np.concatenate([[0.0], day, [horizon]])
    return float(np.diff(edges) @ np.concatenate([[1.0], share]))
