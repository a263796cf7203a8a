"""When a growing tumor reaches a level, from its last volumes."""

import numpy as np
import pandas as pd
from scipy import stats

TREND_POINTS = 3
CALIPER_ERROR_MM = 0.5
COVERAGE = 0.8


def days_to_level(volumes, levels_mm3):
    """Days from each mouse's last volume to its level, at the present rate.

    `volumes` has mouse, day, volume_mm3 (mm3); `levels_mm3` is indexed by mouse. The
    rate is the slope of ln V over the last three positive values, two at least. A
    Series indexed by mouse: 0 at or above the level; a gap without growth, level or
    values. Gaps and zeros in `volumes` are left out. DOMAIN 4.6.
    """
    fit = _fit(volumes)
    distance = np.log(fit.index.map(levels_mm3).astype(float)) - fit["last_ln"]
    days = (distance / fit["rate"]).where(fit["rate"] > 0)
    return days.mask(distance <= 0, 0.0)


def expected_days(volumes, levels_mm3, coverage=COVERAGE):
    """Days from each mouse's last volume to its level, with an interval.

    Arguments as for `days_to_level`. Returns days, earliest and latest, indexed by
    mouse. The interval has the days t at which the fitted line is not further from
    the level than z·s·√(1/n + (t − t̄)² / Σ(t − t̄)²), z for `coverage`: Fieller's
    interval of inverse regression. s is the caliper's error of ln V, √5 · 0.5 mm over
    the diameter of a sphere of that volume (DOMAIN 1.2), or the scatter about the
    line where that is larger. `latest` is missing where slower growth is as likely;
    everything is missing where `days` is, and 0 at or above the level.
    """
    fit = _fit(volumes)
    ln_level = np.log(fit.index.map(levels_mm3).astype(float))
    days = days_to_level(volumes, levels_mm3)
    low, high = _fieller(fit, ln_level - fit["mean_ln"], coverage)
    # From the middle of the points to the last of them.
    ahead = fit["last_day"] - fit["mean_day"]
    ends = pd.DataFrame({"earliest": low - ahead, "latest": high - ahead})
    ends["earliest"] = ends["earliest"].clip(lower=0).fillna(0)
    ends = ends.where(days.notna(), axis=0).mask(days == 0, 0.0, axis=0)
    return ends.assign(days=days)[["days", "earliest", "latest"]]


def _fieller(fit, rise, coverage):
    """Both ends of the days from the mean day at which the line rises by `rise`.

    They solve (rise − k t)² = (z s)² (1/n + t²/Sxx).
    """
    z2s2 = (stats.norm.ppf((1 + coverage) / 2) * fit["spread"]) ** 2
    a = fit["rate"] ** 2 - z2s2 / fit["sxx"]
    c = rise**2 - z2s2 / fit["n"]
    root = np.sqrt(((fit["rate"] * rise) ** 2 - a * c).clip(lower=0))
    is_bounded = a > 0
    # The smaller root, written so that it also holds where a is not above 0.
    low = c / (fit["rate"] * rise + root)
    high = ((fit["rate"] * rise + root) / a).where(is_bounded)
    return low, high


def _fit(volumes):
    """Least squares of ln V on day over the last points of each mouse."""
    known = volumes[volumes["volume_mm3"] > 0].sort_values("day", kind="stable")
    ends = known.groupby("mouse").tail(TREND_POINTS)
    points = pd.DataFrame({"mouse": ends["mouse"], "day": ends["day"].astype(float)})
    points["ln"] = np.log(ends["volume_mm3"].astype(float))
    groups = points.groupby("mouse")
    mean = groups[["day", "ln"]].transform("mean")
    day, ln = points["day"] - mean["day"], points["ln"] - mean["ln"]
    products = pd.DataFrame({"dd": day * day, "dl": day * ln, "ll": ln * ln})
    sums = products.groupby(points["mouse"]).sum()
    fit = pd.DataFrame({"n": groups.size(), "sxx": sums["dd"]})
    fit["rate"] = (sums["dl"] / sums["dd"]).where(sums["dd"] > 0)
    fit[["mean_day", "mean_ln"]] = groups[["day", "ln"]].mean()
    fit[["last_day", "last_ln"]] = groups[["day", "ln"]].last()
    scatter = np.sqrt(
        (sums["ll"] - fit["rate"] * sums["dl"]).clip(lower=0)
        / (fit["n"] - 2).where(fit["n"] > 2)
    )
    fit["spread"] = np.fmax(caliper_error(np.exp(fit["mean_ln"])), scatter)
    return fit


def caliper_error(volume_mm3, error_mm=CALIPER_ERROR_MM):
    """The error of ln V of a round tumor, √5 · error / diameter. DOMAIN 1.2."""
    return np.sqrt(5) * error_mm / np.cbrt(2 * volume_mm3)


def days_to_level_of(points, level_mm3):
    """`days_to_level` of one mouse, without a frame.

    `points` are (day, volume in mm3) of positive volumes, the newest first; the last
    three count. None without growth or with fewer than two points.
    """
    last = [(float(day), np.log(volume)) for day, volume in points[:TREND_POINTS]]
    distance = np.log(level_mm3) - last[0][1] if last else 0.0
    mean_day = sum(day for day, _ in last) / max(len(last), 1)
    spread = sum((day - mean_day) ** 2 for day, _ in last)
    if not spread:
        return None
    rate = sum((day - mean_day) * ln for day, ln in last) / spread
    if rate <= 0:
        return None
    return max(float(distance / rate), 0.0)
