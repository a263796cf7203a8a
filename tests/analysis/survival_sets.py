"""Times of real mice to a volume, and what R makes of them."""

from functools import lru_cache

import pytest

from tests.analysis.mixed_sets import SETS
from tests.analysis.shared_files import oracle

ENDPOINTS = ("rtv2", "rtv4", "abs")
DAYS = ("t_obs", "t_lin")
EVERY_SET = pytest.mark.parametrize("study", SETS)


def cases(study, table):
    """(study, endpoint, days) that R has an answer for."""
    known = oracle(study, table)[["endpoint", "time_def"]].drop_duplicates()
    return [(study, *case) for case in known.itertuples(index=False)]


@lru_cache(None)
def times(case):
    """mouse, arm, day, is_event of a study, an endpoint and a rule for the day."""
    study, endpoint, days = case
    frame = oracle(study, "tte_per_mouse")
    frame = frame[frame["endpoint"] == endpoint]
    frame = frame.rename(columns={days: "day", "event": "is_event"})
    return frame[["mouse", "arm", "day", "is_event"]].dropna(subset="day")


@lru_cache(None)
def expected(case, table):
    study, endpoint, days = case
    frame = oracle(study, table)
    return frame[(frame["endpoint"] == endpoint) & (frame["time_def"] == days)]
