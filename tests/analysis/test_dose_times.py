import datetime as dt

import pytest

from xenograft.analysis.dose_times import (
    dose_window,
    too_close,
    usual_gap_hours,
    usual_window_hours,
)

DAY = dt.date(2026, 11, 3)


def at(hour, minute=0):
    return dt.datetime.combine(DAY, dt.time(hour, minute))


def test_a_dose_is_in_time_around_its_hour():
    assert dose_window(DAY, dt.time(8), 6) == (at(2), at(14))


def test_a_dose_without_an_hour_has_its_day():
    assert dose_window(DAY, None, 6) == (at(0), at(0) + dt.timedelta(days=1))


def test_a_dose_is_late_after_6_hours_twice_a_day_and_after_24_else():
    hours = [usual_window_hours(one) for one in ("QD", "BID", "TID", "WEEKLY")]
    assert hours == [24, 6, 6, 24]


def test_three_doses_a_day_lie_4_hours_apart_and_others_8():
    assert [usual_gap_hours(one) for one in ("QD", "BID", "TID")] == [8, 8, 4]


@pytest.mark.parametrize(
    ("others", "near"),
    [
        ([], None),
        ([at(9)], None),
        ([at(9, 1)], at(9, 1)),
        ([at(23)], at(23)),
        ([at(10), at(16)], at(16)),
    ],
)
def test_the_nearest_dose_within_the_gap_is_found(others, near):
    assert too_close(at(17), others, 8) == near
