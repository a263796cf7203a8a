"""Four arms whose rates are known, for tests that need no reference."""

import numpy as np
import pandas as pd

from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design

DESIGN = Design("C", "A", "B", "AB")


def made_up(effects=(0.0, -0.03, -0.04, -0.07), mice=8, seed=1, sd=0.01, noise=0.1):
    """Four arms measured on five days, an effect on the rate of each."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{arm}{mouse}", arm, day, rate * day + noise * rng.normal())
        for arm, effect in zip(DESIGN.arms, effects, strict=True)
        for mouse in range(mice)
        for rate in [0.1 + effect + sd * rng.normal()]
        for day in (3.0, 7.0, 10.0, 14.0, 17.0)
    ]
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "y"])


def last(frame, reference=rates.BLISS):
    return frame[frame["reference"] == reference].iloc[-1]
