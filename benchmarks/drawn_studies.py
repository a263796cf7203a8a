"""Studies of four arms drawn without any effect, for the benchmarks of methods."""

import numpy as np
import pandas as pd

from xenograft.analysis.combination.design import Design

DAYS = np.array([0, 3, 6, 9, 12, 15, 18, 21.0])
LIMIT_MM3 = 1500
DESIGN = Design("C", "A", "B", "AB")
RATE = 0.10
START_MM3, START_SD, NOISE_SD = 125, 0.12, 0.12
CAGE_LEVEL_SD = 0.1


def study(rng, spread, mice=8, rate=RATE):
    """mouse, arm, day, volume_mm3 of mice that all grow alike but for chance."""
    return _grown(rng, mice, rate + spread * rng.standard_normal((4 * mice, 1)))


def in_cages(rng, spread, cage_spread, mice=8):
    """The same with cage: a mouse of each arm, whose growth and level have a part in
    common."""
    rate = RATE + spread * rng.standard_normal((4 * mice, 1))
    cage = np.arange(4 * mice) % mice
    rate = rate + cage_spread * rng.standard_normal((mice, 1))[cage]
    level = CAGE_LEVEL_SD * rng.standard_normal((mice, 1))[cage]
    found = _grown(rng, mice, rate, level)
    return found.assign(cage=cage[found["mouse"]])


def _grown(rng, mice, rate, level=0.0):
    count = 4 * mice
    level = level + np.log(START_MM3) + START_SD * rng.standard_normal((count, 1))
    noise = NOISE_SD * rng.standard_normal((count, len(DAYS)))
    volume = np.exp(level + rate * DAYS + noise)
    # A mouse is measured on the day it reaches the limit, and leaves.
    reached = np.cumsum(volume >= LIMIT_MM3, axis=1)
    is_seen = (reached - (volume >= LIMIT_MM3)) == 0
    mouse, day = np.nonzero(is_seen)
    return pd.DataFrame(
        {
            "mouse": mouse,
            "arm": np.array(DESIGN.arms, dtype=object)[mouse // mice],
            "day": DAYS[day],
            "volume_mm3": volume[is_seen],
        }
    )
