import datetime as dt

import numpy as np
import pandas as pd
import pytest

from xenograft.analysis.endpoints import days_to_level, measurement_due

LAST = dt.date(2026, 11, 20)


def mouse(**known):
    usual = {
        "implanted_on": dt.date(2026, 10, 1),
        "last_on": LAST,
        "is_palpable": True,
        "is_near": False,
        "days_to_level": np.nan,
    }
    return pd.DataFrame([{**usual, **known}])


def days_after_the_last(**known):
    frame = mouse(**known)
    due = measurement_due(frame, interval_days=3).iloc[0]
    start = frame["last_on"].iloc[0] or frame["implanted_on"].iloc[0]
    return (due.date() - start).days


def test_the_worked_example_is_due_tomorrow():
    # DOMAIN 4.6: 1180 mm3 growing by 0.12 a day reaches 1500 mm3 in 2.0 days.
    volumes = pd.DataFrame(
        {"mouse": 1, "day": [0, 3, 6], "volume_mm3": 1180 * np.exp([-0.72, -0.36, 0])}
    )
    days = days_to_level(volumes, pd.Series({1: 1500.0}))
    assert days[1] == pytest.approx(2.0, abs=0.005)
    assert days_after_the_last(days_to_level=days[1]) == 1


@pytest.mark.parametrize(
    ("known", "days"),
    [
        ({}, 3),
        ({"is_palpable": False}, 7),
        ({"is_palpable": False, "is_cohort_palpable": True}, 3),
        ({"is_near": True}, 1),
        ({"days_to_level": 3.9}, 2),
        ({"days_to_level": 9.0}, 3),
        ({"last_on": None}, 7),
    ],
)
def test_a_mouse_is_due_by_its_state(known, days):
    assert days_after_the_last(**known) == days
