"""Comparisons of the page of target engagement, on drawn readouts without effect."""

import numpy as np
import pandas as pd

from xenograft.analysis import error_rates, target

ARMS, HOURS, MICE, BLOTS = 4, (4.0, 24.0), 3, 3
# Of log2 ratios: SD of the mice, and of the blots by the spread of the growth rates.
MOUSE_SD = 0.5
BLOT_SDS = {0.02: 0.5, 0.005: 0.05}
AGAIN_SD = 0.3


def applied(rng, blot_sd):
    """(method, p, does the interval hold the truth): of several blots, and of one."""
    yield from of_comparison(on_blots(rng, blot_sd), error_rates.OF_READOUTS)
    yield from of_comparison(on_blots(rng, blot_sd, again=True), error_rates.OF_TWICE)
    one = on_blots(rng, blot_sd).assign(batch=0)
    yield from of_comparison(one, error_rates.OF_ONE_BATCH)


def of_comparison(points, method):
    row = target.against_vehicle(points, 0).iloc[0]
    yield method, row["p"], row["low"] <= 0 <= row["high"]


def on_blots(rng, blot_sd, again=False):
    """Satellites of each arm and hour in lanes of blots, at random; `again` twice."""
    count = ARMS * len(HOURS) * MICE
    mouse = np.arange(count)
    own = MOUSE_SD * rng.standard_normal(count)
    lanes = [rng.permutation(count) % BLOTS for _ in range(1 + again)]
    levels = blot_sd * rng.standard_normal(BLOTS)
    read = [
        own + levels[at] + again * AGAIN_SD * rng.standard_normal(count) for at in lanes
    ]
    points = {
        "arm": mouse // MICE % ARMS,
        "hours": np.array(HOURS)[mouse // (MICE * ARMS)],
        "mouse": mouse,
    }
    return pd.concat(
        pd.DataFrame(points | {"batch": at, "y": y})
        for at, y in zip(lanes, read, strict=True)
    )
