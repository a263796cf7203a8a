"""Growth inhibition and T/C, each definition by its own name, with intervals."""

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

    def __init__(self, mice, index):
        self.mice, self.index = mice, index

    def all(self, name):
        return self.mice[name].to_numpy(float)[self.index]

    def mean(self, name):
        return self.all(name).mean(axis=1)

    def median(self, name):
        return np.median(self.all(name), axis=1)

    def geo(self, name):
        """Geometric mean; a gap where a value is zero."""
        values = self.mice[name].to_numpy(float)
        logs = np.log(np.where(values > 0, values, np.nan))
        return np.exp(logs[self.index].mean(axis=1))

    def rise(self):
        return self.mean("volume_mm3") - self.mean("baseline_mm3")

    def median_rise(self):
        return self.median("volume_mm3") - self.median("baseline_mm3")

    def area_rise(self):
        return self.mean("area_per_day") - self.mean("baseline_mm3")


V, RV, BOTH = ("volume_mm3",), ("relative_volume",), ("baseline_mm3", "volume_mm3")
AREA, RATE = ("area_per_day",), ("rate_per_day",)
AREA_RISE = ("baseline_mm3", "area_per_day")
# name: (what each mouse needs, the statistic of an arm, what is made of T and C).
_RATIOS = {
    "DELTA": (BOTH, _Sample.rise),
    "DELTA_MEDIAN": (BOTH, _Sample.median_rise),
    "MEAN": (V, lambda arm: arm.mean("volume_mm3")),
    "MEDIAN": (V, lambda arm: arm.median("volume_mm3")),
    "VOLUME_GEO": (V, lambda arm: arm.geo("volume_mm3")),
    "RTV": (RV, lambda arm: arm.mean("relative_volume")),
    "RTV_MEDIAN": (RV, lambda arm: arm.median("relative_volume")),
    "GEO": (RV, lambda arm: arm.geo("relative_volume")),
    "AUC": (AREA, lambda arm: arm.mean("area_per_day")),
    "AUC_BASELINE": (AREA_RISE, _Sample.area_rise),
    "RATE": (RATE, lambda arm: arm.mean("rate_per_day")),
}
TC = {f"TC_{name}": name for name in _RATIOS if name != "RATE"}
TGI = {
    "TGI_DELTA": "DELTA",
    "TGI_DELTA_MEDIAN": "DELTA_MEDIAN",
    "TGI_TC": "MEAN",
    "TGI_MEDIAN": "MEDIAN",
    "TGI_GEO": "VOLUME_GEO",
    "TGI_RTV": "RTV",
    "TGI_AUC": "AUC",
    "TGI_AUC_BASELINE": "AUC_BASELINE",
    "TGI_RATE": "RATE",
}
METRICS = (*TGI, *TC)


def against_control(mice, control, metrics=METRICS, draws=DRAWS, seed=0, level=LEVEL):
    """Each metric of each arm against the control, in percent, with an interval.

    `mice` has one row per mouse: mouse, arm and the columns the metrics need, of
    baseline_mm3, volume_mm3, relative_volume, area_per_day (area under the curve
    over the common window, per day of it; mm³) and rate_per_day. A metric takes the
    mice that have all its columns. TC_x is 100 T / C and TGI_x is 100 (1 - T / C),
    T and C the statistic x of the arm and of the control (docs/methods.md).

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
    rows = []
    for metric in metrics:
        needs, statistic = _RATIOS[TGI.get(metric) or TC[metric]]
        complete = mice.dropna(subset=list(needs))
        own = {
            arm: _Sample(rows_of, _draws(len(rows_of), draws, (seed, places[arm])))
            for arm, rows_of in complete.groupby("arm", sort=False)
        }
        for arm in sorted(places.keys() - {control}):
            pair = own.get(arm), own.get(control)
            rows.append(_compared(arm, metric, pair, statistic, level))
    return pd.DataFrame(rows)


def _draws(n, draws, seed):
    drawn = np.random.default_rng(seed).integers(0, n, (draws, n))
    return np.vstack([np.arange(n), drawn])


def _compared(arm, metric, pair, statistic, level):
    counts = [0 if sample is None else len(sample.mice) for sample in pair]
    row = {"arm": arm, "metric": metric, "n": counts[0], "n_control": counts[1]}
    row |= {"estimate": np.nan, "low": np.nan, "high": np.nan, "draws_used": 0}
    if min(counts) < 2:
        return {**row, "problem": "fewer than 2 mice"}
    treated, reference = (statistic(sample) for sample in pair)
    if not _has_grown(reference[0], metric, pair[1]):
        return {**row, "problem": "not evaluable: the control did not grow"}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 100 * treated / reference
    found = 100 - ratio if metric in TGI else ratio
    usable = np.isfinite(found[1:]) & (reference[1:] > 0)
    low, high = _expanded(found[1:][usable], min(counts), level)
    bounds = {"low": low, "high": high, "draws_used": int(usable.sum())}
    problem = f"n < {FEWEST_MICE}" if min(counts) < FEWEST_MICE else ""
    return {**row, "estimate": found[0], **bounds, "problem": problem}


def _has_grown(reference, metric, control):
    if not reference > 0:
        return False
    if (TGI.get(metric) or TC[metric]) != "DELTA":
        return True
    return reference >= LEAST_GROWTH * control.mean("baseline_mm3")[0]


def _expanded(values, n, level):
    """Percentiles widened as the narrow bootstrap of n mice needs it."""
    from scipy import stats

    if not len(values):
        return np.nan, np.nan
    reach = np.sqrt(n / (n - 1)) * stats.t.ppf((1 + level) / 2, n - 1)
    tail = 100 * stats.norm.cdf(-reach)
    return tuple(np.percentile(values, [tail, 100 - tail]))


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
