"""Growth of tumors and weight of mice, from readings to means of arms."""

import math

import numpy as np
import pandas as pd

from xenograft.analysis.volume import LOQ_MM3, MEASURED, positive_volumes

# A baseline may be this old at the first dose.
OLDEST_BASELINE_DAYS = 3
FEWEST_POINTS_OF_A_RATE = 3
# On pages; over fewer days a rate is mostly the error of the caliper.
SHORTEST_DAYS_OF_A_RATE = 6


def burden(readings):
    """Tumor burden: the volumes of a mouse's masses, summed for each day.

    `readings` has one row per mouse, tumor and day: mouse, arm, tumor, day,
    volume_mm3 (mm³), and state where known. Returns mouse, arm, day, volume_mm3,
    is_measured (a mass was measured, not only judged) and is_lower_bound (a mass
    of the mouse has no volume that day, so the sum is at least this much). A day
    without any volume is a gap; is_set_aside, where known, is true where a volume of
    the day was set aside.
    """
    readings = readings[readings["day"].notna()]
    mouse, mice = pd.factorize(readings["mouse"], sort=True)
    day, days = pd.factorize(readings["day"], sort=True)
    # Counting in cells of mouse by day takes a fifth of the time of a groupby.
    cell = mouse * len(days) + day
    volume = readings["volume_mm3"].to_numpy(float)
    is_known = ~np.isnan(volume)

    def summed(values):
        return np.bincount(cell, values, minlength=len(mice) * len(days))

    filled, first = np.unique(cell, return_index=True)
    of_mouse, of_day = filled // max(len(days), 1), filled % max(len(days), 1)
    known = summed(is_known)[filled]
    total = summed(np.where(is_known, volume, 0))[filled]
    marks = [name for name in ("is_set_aside",) if name in readings]
    return pd.DataFrame(
        {
            "mouse": mice[of_mouse],
            "arm": readings["arm"].take(first).array,
            "day": days[of_day],
            "volume_mm3": np.where(known > 0, total, np.nan),
            "is_measured": summed(_is_measured(readings))[filled] > 0,
            "is_lower_bound": known < _masses(mouse, readings["tumor"])[of_mouse],
        }
        | {name: summed(readings[name])[filled] > 0 for name in marks}
    )


def _is_measured(readings):
    measured = readings["volume_mm3"] > 0
    if "state" in readings:
        measured &= readings["state"] == MEASURED
    return measured.to_numpy()


def _masses(mouse, tumors):
    """How many masses each mouse has, by its code."""
    tumor, known = pd.factorize(tumors)
    pairs = np.unique(mouse * max(len(known), 1) + tumor)
    return np.bincount(pairs // max(len(known), 1))


def baseline(volumes, oldest_days=OLDEST_BASELINE_DAYS):
    """V0 of each mouse (mm³): the last measured volume on or before day 0.

    `volumes` has mouse, day, volume_mm3 and, from `burden`, is_measured. Values
    older than `oldest_days`, zeros and gaps do not count; a mouse without a
    baseline is a gap. A Series indexed by mouse.
    """
    usable = volumes["day"].between(-oldest_days, 0) & (volumes["volume_mm3"] > 0)
    if "is_measured" in volumes:
        usable &= volumes["is_measured"].astype(bool)
    mice = pd.Index(volumes["mouse"].unique(), name="mouse")
    return (
        _last_of_each(volumes[usable])["volume_mm3"]
        .reindex(mice)
        .rename("baseline_mm3")
    )


def _last_of_each(rows):
    last = rows.sort_values("day", kind="stable").drop_duplicates("mouse", keep="last")
    return last.set_index("mouse")


def since_baseline(volumes, oldest_days=OLDEST_BASELINE_DAYS, floor_mm3=LOQ_MM3):
    """Known volumes of each mouse from its baseline on, with the baseline beside.

    `volumes` is as for `baseline`, with any other columns, which are kept. Adds
    baseline_mm3 (a gap where it is missing or below `floor_mm3`). A row before day
    0 stays only where it is the baseline itself. Sorted by mouse and day.
    """
    known = volumes.dropna(subset=["volume_mm3"])
    before = known["day"].between(-oldest_days, 0)
    last = _last_of_each(known[before])["day"]
    kept = known[known["day"] >= known["mouse"].map(last).fillna(0)]
    starts = baseline(volumes, oldest_days)
    kept = kept.assign(baseline_mm3=_baselines_of(kept, starts, floor_mm3))
    return kept.sort_values(["mouse", "day"], kind="stable", ignore_index=True)


def relative_volume(volumes, baselines, floor_mm3=LOQ_MM3):
    """V / V0 of each row of `volumes`, a Series with its index.

    `baselines` (mm³) is indexed by mouse. A gap where V0 is missing or below
    `floor_mm3`, or the volume is missing.
    """
    return volumes["volume_mm3"] / _baselines_of(volumes, baselines, floor_mm3)


def pct_change(volumes, baselines, floor_mm3=LOQ_MM3):
    """100 (V - V0) / V0 of each row, in percent; arguments and gaps as above."""
    return 100 * (relative_volume(volumes, baselines, floor_mm3) - 1)


def log2_fold_change(volumes, baselines, floor_mm3=LOQ_MM3):
    """log2(V / V0) of each row; volumes below the floor count as the floor."""
    floored = volumes.assign(
        volume_mm3=positive_volumes(volumes["volume_mm3"], floor_mm3=floor_mm3)
    )
    return np.log2(relative_volume(floored, baselines, floor_mm3))


def _baselines_of(volumes, baselines, floor_mm3):
    of_row = volumes["mouse"].map(baselines).astype(float)
    return of_row.where(of_row >= floor_mm3)


def growth_rate(volumes, first_day=0, shortest_days=0):
    """Exponential growth rate of each mouse: least squares slope of ln V on day.

    `volumes` has mouse, day, volume_mm3; days before `first_day`, gaps and zeros
    do not count. Returns, indexed by mouse: rate_per_day, intercept_ln_mm3 (ln V
    on day 0), r_squared, se_per_day (standard error of the rate) and n. Fewer than
    three points, or less than `shortest_days` from first to last, give gaps.
    """
    usable = (volumes["day"] >= first_day) & (volumes["volume_mm3"] > 0)
    points = volumes.loc[usable, ["mouse", "day"]].astype({"day": float})
    points["ln_mm3"] = np.log(volumes.loc[usable, "volume_mm3"].astype(float))
    grouped = points.groupby("mouse")
    means = grouped[["day", "ln_mm3"]].mean()
    # Centered before squaring: raw sums of squares would lose half the digits.
    day = points["day"] - grouped["day"].transform("mean")
    ln = points["ln_mm3"] - grouped["ln_mm3"].transform("mean")
    products = pd.DataFrame({"dd": day * day, "dl": day * ln, "ll": ln * ln})
    sums = products.groupby(points["mouse"]).sum()
    found = pd.DataFrame({"rate_per_day": sums["dl"] / sums["dd"]})
    found["intercept_ln_mm3"] = means["ln_mm3"] - found["rate_per_day"] * means["day"]
    found["r_squared"] = sums["dl"] ** 2 / (sums["dd"] * sums["ll"])
    n = grouped.size()
    left = (ln - points["mouse"].map(found["rate_per_day"]) * day) ** 2
    spread = left.groupby(points["mouse"]).sum() / (n - 2).where(n > 2)
    found["se_per_day"] = np.sqrt(spread / sums["dd"])
    span = grouped["day"].max() - grouped["day"].min()
    found = found.where((n >= FEWEST_POINTS_OF_A_RATE) & (span >= shortest_days))
    mice = pd.Index(volumes["mouse"].unique(), name="mouse")
    return found.assign(n=n).reindex(mice).fillna({"n": 0}).astype({"n": int})


def doubling_time(rate_per_day):
    """Days to double, ln 2 / rate, of a Series of rates; a gap without growth."""
    return math.log(2) / rate_per_day.where(rate_per_day > 0)


def time_to_volume(volumes, limit_mm3):
    """When each mouse first is at or above a volume, or its last day.

    `volumes` has mouse, day, volume_mm3; `limit_mm3` is a number, or a Series by
    mouse (a gap there is a gap here). Returns, by mouse: reached (False is
    censored), day (log-linear between the readings around the crossing, linear
    where the one before is zero), day_linear and day_observed (the reading at or
    above). A mouse that is above at its first reading has the day of that reading.
    """
    known = volumes.dropna(subset=["volume_mm3"])
    known = known.sort_values(["mouse", "day"], kind="stable", ignore_index=True)
    mouse, mice = pd.factorize(known["mouse"])
    given = limit_mm3 if np.isscalar(limit_mm3) else limit_mm3.reindex(mice)
    limits = np.broadcast_to(np.asarray(given, float), len(mice))
    is_over = known["volume_mm3"].to_numpy(float) >= limits[mouse]
    first = np.flatnonzero(is_over)
    first = first[np.unique(mouse[first], return_index=True)[1]]
    last = np.append(np.flatnonzero(np.diff(mouse)), len(mouse) - 1)[: len(mice)]
    found = _crossings(known, first, mouse, limits)
    days = known["day"].to_numpy(float)
    columns = {name: days[last] for name in found}
    for name, crossed in found.items():
        columns[name][mouse[first]] = crossed
    reached = np.isin(np.arange(len(mice)), mouse[first])
    index = pd.Index(mice, name="mouse")
    found = pd.DataFrame({**columns, "reached": reached}, index=index)
    return found[~np.isnan(limits)]


def _crossings(known, first, mouse, limits):
    """The days on which the rows `first` cross, by each rule."""
    day, volume = known["day"].to_numpy(float), known["volume_mm3"].to_numpy(float)
    before = np.maximum(first - 1, 0)
    has_before = (first > 0) & (mouse[before] == mouse[first])
    limit, high, after = limits[mouse[first]], volume[first], day[first]
    low = np.where(has_before, volume[before], np.nan)
    linear = (limit - low) / (high - low)
    positive = np.where(low > 0, low, np.nan)
    share = np.log(limit / positive) / np.log(high / positive)
    share = np.where(np.isnan(share), linear, share)
    step = after - day[before]
    parts = {"day": share, "day_linear": linear}
    found = {name: day[before] + part * step for name, part in parts.items()}
    found = {name: np.where(has_before, own, after) for name, own in found.items()}
    return found | {"day_observed": after}


def value_at_day(volumes, day, window_days=1):
    """Volume of each mouse on a day: read, near, or interpolated; else a gap.

    `volumes` has mouse, day, volume_mm3. Takes the value of the day, else the
    nearest within `window_days` (the earlier of two), else the log-linear
    interpolation between its neighbors (linear when one is zero). Never beyond
    the first or last value. Returns volume_mm3 and source (READ, WINDOW,
    INTERPOLATED or empty), indexed by mouse.
    """
    known = volumes.dropna(subset=["volume_mm3"]).sort_values(["mouse", "day"])
    rows = {}
    for mouse, own in known.groupby("mouse", sort=False):
        days, values = own["day"].to_numpy(float), own["volume_mm3"].to_numpy(float)
        rows[mouse] = _value_near(days, values, day, window_days)
    mice = pd.Index(volumes["mouse"].unique(), name="mouse")
    found = pd.DataFrame.from_dict(rows, "index", columns=["volume_mm3", "source"])
    return found.reindex(mice).fillna({"source": ""}).rename_axis("mouse")


def _value_near(days, values, day, window_days):
    distance = np.abs(days - day)
    nearest = int(distance.argmin())
    if distance[nearest] == 0:
        return values[nearest], "READ"
    if distance[nearest] <= window_days:
        return values[nearest], "WINDOW"
    after = int(np.searchsorted(days, day))
    if after in (0, len(days)):
        return math.nan, ""
    share = (day - days[after - 1]) / (days[after] - days[after - 1])
    first, second = values[after - 1], values[after]
    if first <= 0 or second <= 0:
        return first + share * (second - first), "INTERPOLATED"
    logs = math.log(first) + share * (math.log(second) - math.log(first))
    return math.exp(logs), "INTERPOLATED"


def weight_change(weights, volumes=None, oldest_days=OLDEST_BASELINE_DAYS):
    """Body weight of each row against the mouse's weight at day 0, in percent.

    `weights` has mouse, arm, day, weight_g (g); `volumes`, as from `burden`, gives
    the tumor's weight (1000 mm³ = 1 g; the last volume on or before the day).
    Adds baseline_g (the last weight on or before day 0, at most `oldest_days`
    old), change_pct = 100 (BW - BW0) / BW0 and net_change_pct, the same with the
    tumor's weight taken off BW. Gaps where a weight, baseline or volume is missing.
    """
    start = weights[weights["day"].between(-oldest_days, 0)].dropna(subset="weight_g")
    start = start.sort_values("day", kind="stable").drop_duplicates(
        "mouse", keep="last"
    )
    reference_g = weights["mouse"].map(start.set_index("mouse")["weight_g"])
    reference_g = reference_g.astype(float)
    net_g = weights["weight_g"] - _tumor_weight_g(weights, volumes)
    return weights.assign(
        baseline_g=reference_g,
        change_pct=100 * (weights["weight_g"] - reference_g) / reference_g,
        net_change_pct=100 * (net_g - reference_g) / reference_g,
    )


def _tumor_weight_g(weights, volumes):
    if volumes is None:
        return pd.Series(np.nan, index=weights.index)
    known = volumes.dropna(subset=["volume_mm3"]).sort_values("day")
    known = known.astype({"day": float})[["mouse", "day", "volume_mm3"]]
    rows = weights[["mouse", "day"]].astype({"day": float})
    rows = rows.assign(row=range(len(rows))).sort_values("day", kind="stable")
    matched = pd.merge_asof(rows, known, on="day", by="mouse").sort_values("row")
    return pd.Series(matched["volume_mm3"].to_numpy() / 1000, index=weights.index)
