import pytest

from xenograft.analysis.endpoints import measurement_due, weighing_due
from xenograft.analysis.endpoints.trend import days_on_line, line_of

LAST, IMPLANTED = 100, 50


def days_after_the_last(**known):
    usual = {"last_day": LAST, "implanted_day": IMPLANTED, "interval_days": 3}
    due = measurement_due(**usual | known)
    return due - (known.get("last_day", LAST) or IMPLANTED)


def test_the_worked_example_is_due_tomorrow():
    # DOMAIN 4.6: 1180 mm3 growing by 0.12 a day reaches 1500 mm3 in 2.0 days.
    growth = [(day, 1180 * 2.718281828 ** (0.12 * (day - 6))) for day in (0, 3, 6)]
    days = days_on_line(line_of(growth), 1500)
    assert days == pytest.approx(2.0, abs=0.005)
    assert days_after_the_last(days_to_level=days) == 1


@pytest.mark.parametrize(
    ("known", "days"),
    [
        ({}, 3),
        ({"is_palpable": False}, 7),
        ({"is_palpable": False, "is_cohort_palpable": True}, 3),
        ({"is_near": True}, 1),
        ({"is_near": True, "is_palpable": False}, 1),
        ({"days_to_level": 3.9}, 2),
        ({"days_to_level": 9.0}, 3),
        ({"days_to_level": 0.0}, 1),
        ({"last_day": None}, 7),
    ],
)
def test_a_mouse_is_due_by_its_state(known, days):
    assert days_after_the_last(**known) == days


def test_a_mouse_without_an_implant_or_a_reading_is_not_due():
    assert measurement_due(None, None, 3) is None


def test_a_mouse_is_weighed_from_day_zero_on():
    assert weighing_due(None, None, 3) is None
    assert weighing_due(90, None, 3) is None
    assert weighing_due(None, 100, 3) == 100
    assert weighing_due(100, 100, 3) == 103
    assert weighing_due(100, 100, 3, is_near=True) == 101
