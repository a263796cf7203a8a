"""Growth inhibition and T/C, each definition by its own name, with intervals."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from xenograft.analysis.growth import value_at_day

OBSERVED = "OBSERVED"
LOCF = "LOCF"
INTERPOLATED = "INTERPOLATED"
VALUE_RULES = (
    (OBSERVED, "mice measured on the very day"),
    (LOCF, "the last value of a mouse carried forward (biased)"),
    (INTERPOLATED, "on the day, or log-linear between its neighbors"),
)
DRAWS = 2000
LEVEL = 0.95
FEWEST_MICE = 3
# A control that has grown by less than this share of its baseline did not grow.
LEAST_GROWTH = 0.1
LOG2_10 = np.log2(10)


def values_at(volumes, day, rule=OBSERVED):
    """Volume of each mouse on `day` by a named rule, beside its baseline.

    `volumes` has mouse, arm, day, volume_mm3 and baseline_mm3, as from
    `growth.since_baseline`. Returns mouse, arm, baseline_mm3, volume_mm3 and
    relative_volume, one row for each mouse; a gap where the rule gives no value.
    Nothing is carried backward or beyond what the rule says.
    """
    if rule not in dict(VALUE_RULES):
        raise ValueError(f"There is no rule {rule}.")
    known = volumes.dropna(subset=["volume_mm3"])
    if rule == INTERPOLATED:
        found = value_at_day(known, day, window_days=0)["volume_mm3"]
    else:
        rows = known[known["day"] == day if rule == OBSERVED else known["day"] <= day]
        last = rows.sort_values("day", kind="stable").drop_duplicates(
            "mouse", keep="last"
        )
        found = last.set_index("mouse")["volume_mm3"]
    mice = volumes.drop_duplicates("mouse")[["mouse", "arm", "baseline_mm3"]]
    values = mice.assign(volume_mm3=mice["mouse"].map(found).astype(float))
    relative = values["volume_mm3"] / values["baseline_mm3"]
    return values.assign(relative_volume=relative).reset_index(drop=True)


class _Sample:
    """Values of an arm's mice: row 0 as observed, then one row for each draw."""

    def __init__(self, columns, is_in, index):
        self.columns, self.is_in, self.index = columns, is_in, index

    def count(self, names):
        """The mice that have all `names`."""
        lacks = [np.isnan(self.columns[name][self.is_in]) for name in names]
        return int(self.is_in.sum() - np.any(lacks, axis=0).sum())

    def all(self, name):
        return self.columns[name][self.is_in][self.index]

    def mean(self, name):
        return self.all(name).mean(axis=1)

    def median(self, name):
        return np.median(self.all(name), axis=1)

    def geo(self, name):
        """Geometric mean; a gap where a value is zero."""
        values = self.columns[name][self.is_in]
        logs = np.log(np.where(values > 0, values, np.nan))
        return np.exp(logs[self.index].mean(axis=1))

    def known_mean(self, name):
        """Mean of the mice that have the value; a gap in a draw without any."""
        values = self.all(name)
        known = ~np.isnan(values)
        with np.errstate(invalid="ignore"):
            return np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)

    def rise_from_all(self):
        return self.known_mean("volume_mm3") - self.mean("baseline_mm3")

    def rise(self):
        return self.mean("volume_mm3") - self.mean("baseline_mm3")

    def median_rise(self):
        return self.median("volume_mm3") - self.median("baseline_mm3")

    def area_rise(self):
        return self.mean("area_per_day") - self.mean("baseline_mm3")


class _Ratio(NamedTuple):
    """The statistic of an arm, the columns it needs of each mouse, and those that
    some mice may lack without leaving the sample."""

    statistic: object
    needs: tuple
    may_lack: tuple = ()


V, RV, BOTH = ("volume_mm3",), ("relative_volume",), ("baseline_mm3", "volume_mm3")
AREA, RATE = ("area_per_day",), ("rate_per_day",)
# name: T and C, the statistic of the arm and of the control.
_RATIOS = {
    "DELTA": _Ratio(_Sample.rise, BOTH),
    "DELTA_MEDIAN": _Ratio(_Sample.median_rise, BOTH),
    "DELTA_ALL_V0": _Ratio(_Sample.rise_from_all, BOTH[:1], V),
    "MEAN": _Ratio(lambda arm: arm.mean("volume_mm3"), V),
    "MEDIAN": _Ratio(lambda arm: arm.median("volume_mm3"), V),
    "VOLUME_GEO": _Ratio(lambda arm: arm.geo("volume_mm3"), V),
    "RTV": _Ratio(lambda arm: arm.mean("relative_volume"), RV),
    "RTV_MEDIAN": _Ratio(lambda arm: arm.median("relative_volume"), RV),
    "GEO": _Ratio(lambda arm: arm.geo("relative_volume"), RV),
    "AUC": _Ratio(lambda arm: arm.mean("area_per_day"), AREA),
    "AUC_BASELINE": _Ratio(_Sample.area_rise, ("baseline_mm3", *AREA)),
    "RATE": _Ratio(lambda arm: arm.mean("rate_per_day"), RATE),
    "FITTED": _Ratio(lambda arm: arm.geo("fitted_relative"), ("fitted_relative",)),
}
TC = {f"TC_{name}": name for name in _RATIOS if name not in ("RATE", "FITTED")}
TC["TC_RATE"] = "FITTED"
TGI = {
    "TGI_DELTA": "DELTA",
    "TGI_DELTA_MEDIAN": "DELTA_MEDIAN",
    "TGI_DELTA_ALL_V0": "DELTA_ALL_V0",
    "TGI_TC": "MEAN",
    "TGI_MEDIAN": "MEDIAN",
    "TGI_GEO": "VOLUME_GEO",
    "TGI_RTV": "RTV",
    "TGI_AUC": "AUC",
    "TGI_AUC_BASELINE": "AUC_BASELINE",
    "TGI_RATE": "RATE",
}
METRICS = (*TGI, *TC)
CHANGES = ("TGI_DELTA", "TC_DELTA", "TGI_DELTA_ALL_V0", "TC_DELTA_ALL_V0")
COLUMNS = sorted({name for one in _RATIOS.values() for name in one.needs})


def against_control(mice, control, metrics=None, draws=DRAWS, seed=0, level=LEVEL):
    """Each metric of each arm against the control, in percent, with an interval.

    `mice` has one row per mouse: mouse, arm and the columns the metrics need, of
    baseline_mm3, volume_mm3, relative_volume, area_per_day (area under the curve
    over the common window, per day of it; mm³), rate_per_day and fitted_relative =
    exp(rate_per_day x day). Without `metrics` all those whose columns are there. A
    metric takes the mice that have all its columns. TC_x is 100 T / C and TGI_x is
    100 (1 - T / C), T and C the statistic x of the arm and of the control
    (docs/methods.md).

    Returns arm, metric, n, n_control, estimate, low, high, draws_used and problem
    (empty, or why there is no estimate, or what it suffers from). The interval is
    the expanded percentile interval (Hesterberg 2015) of `draws` samples of the
    mice, drawn with replacement within each arm from `seed`; draws in which the
    control did not grow are left out. Same input and seed, same answer, whatever
    the order of the rows.
    """
    mice = mice.sort_values("mouse", kind="stable")
    # By their first mouse, so that other names for the arms draw the same mice.
    places = {arm: place for place, arm in enumerate(mice["arm"].unique())}
    columns = {arm: _columns(own) for arm, own in mice.groupby("arm", sort=False)}
    rows = []
    for metric in metrics or _metrics_of(mice):
        ratio = _RATIOS[TGI.get(metric) or TC[metric]]
        own = {
            arm: _of_arm(columns[arm], ratio, draws, (seed, places[arm]))
            for arm in places
        }
        reference = own.get(control, (0, None, None))
        for arm in sorted(places.keys() - {control}):
            rows.append(_compared(arm, metric, own[arm], reference, level))
    return pd.DataFrame(rows)


def _columns(mice):
    names = [name for name in COLUMNS if name in mice]
    return {name: mice[name].to_numpy(float) for name in names}


def _of_arm(columns, ratio, draws, seed):
    """n, the statistic of the observed mice and of each draw, and mean V0."""
    is_in = ~np.any([np.isnan(columns[name]) for name in ratio.needs], axis=0)
    sample = _Sample(columns, is_in, _draws(int(is_in.sum()), draws, seed))
    n = sample.count(ratio.may_lack)
    if n < 2:
        return n, None, None
    has_start = "baseline_mm3" in ratio.needs
    start = columns["baseline_mm3"][is_in].mean() if has_start else None
    return n, ratio.statistic(sample), start


def _metrics_of(mice):
    known = set(mice.columns)
    ratios = {metric: _RATIOS[TGI.get(metric) or TC[metric]] for metric in METRICS}
    return [
        metric
        for metric, ratio in ratios.items()
        if known.issuperset(ratio.needs + ratio.may_lack)
    ]


@lru_cache(64)
def _draws(n, draws, seed):
    """Places of n mice: as they are, then `draws` samples with replacement."""
    drawn = np.random.default_rng(seed).integers(0, max(n, 1), (draws, n))
    return np.vstack([np.arange(n), drawn])


def _compared(arm, metric, treated, reference, level):
    (n, values, _), (n_control, control, start) = treated, reference
    row = {"arm": arm, "metric": metric, "n": n, "n_control": n_control}
    row |= {"estimate": np.nan, "low": np.nan, "high": np.nan, "draws_used": 0}
    fewest = min(n, n_control)
    if fewest < 2:
        return {**row, "problem": "fewer than 2 mice"}
    if not _has_grown(control[0], metric, start):
        return {**row, "problem": "not evaluable: the control did not grow"}
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * values / control
    found = 100 - percent if metric in TGI else percent
    usable = np.isfinite(found[1:]) & (control[1:] > 0)
    low, high = _expanded(found[1:][usable], fewest, level)
    bounds = {"low": low, "high": high, "draws_used": int(usable.sum())}
    suffers = [f"n < {FEWEST_MICE}"] if fewest < FEWEST_MICE else []
    return {**row, "estimate": found[0], **bounds, "problem": "; ".join(suffers)}


def _has_grown(reference, metric, start):
    if not reference > 0:
        return False
    if metric not in CHANGES:
        return True
    return reference >= LEAST_GROWTH * start


def _expanded(values, n, level):
    """Percentiles widened as the narrow bootstrap of n mice needs it."""
    if not len(values):
        return np.nan, np.nan
    tail = _tail(n, level)
    return tuple(np.percentile(values, [tail, 100 - tail]))


@lru_cache(256)
def _tail(n, level):
    from scipy import stats

    reach = np.sqrt(n / (n - 1)) * stats.t.ppf((1 + level) / 2, n - 1)
    return 100 * stats.norm.cdf(-reach)


def regression(mice):
    """Shrinkage of the arms that shrank: 100 ΔT / T0, in percent, by arm.

    `mice` has arm, baseline_mm3 and volume_mm3. T0 and ΔT are means over the mice
    with both; a gap where the mean volume did not fall.
    """
    known = mice.dropna(subset=list(BOTH))
    means = known.groupby("arm", sort=False)[list(BOTH)].mean()
    change = means["volume_mm3"] - means["baseline_mm3"]
    return (100 * change / means["baseline_mm3"]).where(change < 0).rename("regression")


def growth_delay(medians, control, doubling_time_days, treatment_days=None):
    """Delay of each arm's median time to a volume against the control's.

    `medians` is a Series by arm (days; a gap where it was not reached). Returns, by
    arm: median, median_control, delay_days = T - C, delay_pct = 100 (T - C) / C and
    the legacy log10 cell kill, lck_gross = (T - C) / (3.32 Td), and lck_net, the
    same less `treatment_days` (a gap without them). 3.32 is log2 10, Td the
    doubling time of the control.
    """
    found = pd.DataFrame({"median": medians, "median_control": medians[control]})
    delay = found["median"] - found["median_control"]
    net = delay - (np.nan if treatment_days is None else treatment_days)
    return found.assign(
        delay_days=delay,
        delay_pct=100 * delay / found["median_control"],
        lck_gross=delay / (LOG2_10 * doubling_time_days),
        lck_net=net / (LOG2_10 * doubling_time_days),
    )
