"""When a growing tumor reaches a level, from its last volumes."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

TREND_POINTS = 3
CALIPER_ERROR_MM = 0.5
COVERAGE = 0.8


class Line(NamedTuple):
    """ln V against the day: n points, the slope per day (None without), sums."""

    n: int
    rate: float | None
    mean_day: float
    mean_ln: float
    last_day: float
    last_ln: float
    sxx: float
    spread: float


def line_of(points):
    """The least squares `Line` through the last three positive volumes, or None.

    `points` are (day, volume in mm3) of one mouse in order of time. spread is the
    error of ln V: the caliper's, or the scatter about the line where that is larger.
    """
    last = [(float(day), math.log(volume)) for day, volume in points if volume > 0]
    last = last[-TREND_POINTS:]
    if not last:
        return None
    n = len(last)
    mean_day = sum(day for day, _ in last) / n
    mean_ln = sum(ln for _, ln in last) / n
    sxx = sum((day - mean_day) ** 2 for day, _ in last)
    sxy = sum((day - mean_day) * (ln - mean_ln) for day, ln in last)
    syy = sum((ln - mean_ln) ** 2 for _, ln in last)
    rate = sxy / sxx if sxx else None
    spread = float(caliper_error(math.exp(mean_ln)))
    if rate is not None and n > 2:
        spread = max(spread, math.sqrt(max(syy - rate * sxy, 0) / (n - 2)))
    return Line(n, rate, mean_day, mean_ln, *last[-1], sxx, spread)


def days_on_line(line, level_mm3):
    """Days from the last point of a `Line` to a level; 0 at it, None without growth."""
    if line is None or level_mm3 is None:
        return None
    distance = math.log(level_mm3) - line.last_ln
    if distance <= 0:
        return 0.0
    return distance / line.rate if line.rate and line.rate > 0 else None


def days_to_level(volumes, levels_mm3):
    """Days from each mouse's last volume to its level, at the present rate.

    `volumes` has mouse, day, volume_mm3 (mm3); `levels_mm3` is indexed by mouse. The
    rate is the slope of ln V over the last three positive values, two at least. A
    Series indexed by mouse: 0 at or above the level; a gap without growth, level or
    values. Gaps and zeros in `volumes` are left out. DOMAIN 4.6.
    """
    return expected_days(volumes, levels_mm3)["days"]


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
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    levels = {mouse: float(level) for mouse, level in levels_mm3.dropna().items()}
    rows = {
        mouse: _expected(line_of(points), levels.get(mouse), z)
        for mouse, points in _points_by_mouse(volumes).items()
    }
    names = ["days", "earliest", "latest"]
    found = pd.DataFrame.from_dict(rows, "index", columns=names, dtype=float)
    return found.rename_axis("mouse").sort_index()


def _points_by_mouse(volumes):
    known = volumes[volumes["volume_mm3"] > 0].sort_values("day", kind="stable")
    columns = [known[name].tolist() for name in ("mouse", "day", "volume_mm3")]
    found = {}
    for mouse, *point in zip(*columns, strict=True):
        found.setdefault(mouse, []).append(point)
    return found


def _expected(line, level_mm3, z):
    """(days, earliest, latest) from the last point; each None where there is none."""
    days = days_on_line(line, level_mm3)
    if not days:
        return days, days, days
    low, high = _fieller(line, math.log(level_mm3) - line.mean_ln, z)
    # From the middle of the points to the last of them.
    ahead = line.last_day - line.mean_day
    return days, max(low - ahead, 0.0), high and high - ahead


def _fieller(line, rise, z):
    """Both ends of the days from the mean day at which the line rises by `rise`.

    They solve (rise − k t)² = (z s)² (1/n + t²/Sxx); without an end the later is None.
    """
    error = (z * line.spread) ** 2
    a = line.rate**2 - error / line.sxx
    c = rise**2 - error / line.n
    root = math.sqrt(max((line.rate * rise) ** 2 - a * c, 0))
    # The smaller root, written so that it also holds where a is not above 0.
    divisor = line.rate * rise + root
    low = c / divisor if divisor else 0.0
    return low, (line.rate * rise + root) / a if a > 0 else None


def caliper_error(volume_mm3, error_mm=CALIPER_ERROR_MM):
    """The error of ln V of a round tumor, √5 · error / diameter. DOMAIN 1.2."""
    return math.sqrt(5) * error_mm / np.cbrt(2 * volume_mm3)
