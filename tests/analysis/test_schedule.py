import math
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from xenograft.analysis import schedule
from xenograft.analysis.schedule import Schedule, planned_slots

MONDAY = date(2026, 11, 2)


def days_of(plan, last_day=28):
    return [(day - MONDAY).days for day, _ in planned_slots(plan, -5, last_day)]


def test_once_is_a_single_slot_on_the_start_day():
    plan = Schedule(MONDAY, "ONCE", start_day=3)
    assert planned_slots(plan, 0, 28) == [(date(2026, 11, 5), 1)]


def test_twice_a_day_has_two_slots_every_day_of_dosing():
    plan = Schedule(MONDAY, "BID", end_day=1)
    tuesday = MONDAY + timedelta(days=1)
    expected = [(MONDAY, 1), (MONDAY, 2), (tuesday, 1), (tuesday, 2)]
    assert planned_slots(plan, -5, 28) == expected


def test_three_times_a_day_has_three_slots():
    assert schedule.slots_on(Schedule(MONDAY, "TID"), MONDAY) == [1, 2, 3]


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        (Schedule(MONDAY, "QD", end_day=3), [0, 1, 2, 3]),
        (Schedule(MONDAY, "QOD", end_day=7), [0, 2, 4, 6]),
        (Schedule(MONDAY, "QND", every_days=4, end_day=8), [0, 4, 8]),
        (Schedule(MONDAY, "QND", every_days=14), [0, 14, 28]),
        (Schedule(MONDAY, "WEEKLY", weekdays=(0,)), [0, 7, 14, 21, 28]),
        (Schedule(MONDAY, "WEEKLY", weekdays=(0, 3), end_day=10), [0, 3, 7, 10]),
        (
            Schedule(MONDAY, "QD", days_on=5, days_off=2, end_day=9),
            [0, 1, 2, 3, 4, 7, 8, 9],
        ),
    ],
)
def test_a_frequency_plans_its_days(plan, days):
    assert days_of(plan) == days


def test_three_weeks_on_one_week_off_twice_a_week_is_one_schedule():
    plan = Schedule(MONDAY, "WEEKLY", weekdays=(0, 3), days_on=21, days_off=7)
    assert days_of(plan, 34) == [0, 3, 7, 10, 14, 17, 28, 31]


def test_weekdays_are_those_of_the_calendar_when_day_zero_is_a_wednesday():
    plan = Schedule(date(2026, 11, 4), "WEEKLY", weekdays=(0, 3), end_day=6)
    found = [day for day, _ in planned_slots(plan, 0, 28)]
    assert found == [date(2026, 11, 5), date(2026, 11, 9)]


def test_a_closed_date_has_no_slots():
    closed = frozenset({date(2026, 11, 3)})
    assert days_of(Schedule(MONDAY, "QD", end_day=2, closed_dates=closed)) == [0, 2]


def test_a_slot_count_of_its_own_replaces_that_of_the_frequency():
    plan = Schedule(MONDAY, "QOD", slots_per_day=2)
    assert schedule.slots_on(plan, MONDAY) == [1, 2]
    assert schedule.slots_on(plan, date(2026, 11, 3)) == []


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"frequency": "BIWEEKLY"}, "no frequency BIWEEKLY"),
        ({"frequency": "QND"}, "number of days of 1 or more"),
        ({"frequency": "WEEKLY"}, "at least one weekday"),
        ({"frequency": "QD", "days_on": 5}, "both days on and days off"),
        ({"frequency": "QD", "days_on": 0, "days_off": 2}, "at least one day on"),
    ],
)
def test_a_schedule_that_says_nothing_is_refused(choices, sentence):
    with pytest.raises(ValueError, match=sentence):
        Schedule(MONDAY, **choices)


def test_the_worked_example_of_a_dose():
    amount = schedule.dose_amount("22.4", 25, 10, "2.5")
    assert (amount.dose_mg, amount.volume_ml) == (Decimal("0.56"), Decimal("0.22"))
    assert amount.given_mg == pytest.approx(Decimal("0.55"))
    assert float(amount.rounding_error) == pytest.approx(0.22 / 0.224 - 1, rel=1e-12)


def test_a_vehicle_gets_the_volume_of_its_rate():
    amount = schedule.dose_amount(25.5, None, 10)
    assert amount == (
        Decimal(0),
        Decimal("0.26"),
        Decimal(0),
        Decimal("0.26") / Decimal("0.255") - 1,
    )


def test_half_a_graduation_is_rounded_up():
    assert schedule.dose_amount("20.5", 0, 10).volume_ml == Decimal("0.21")


def test_a_very_small_volume_is_named():
    amount = schedule.dose_amount(20, "0.3", 10, "0.17")
    assert schedule.amount_warnings(amount) == [
        "0.04 mL is below 0.05 mL.",
        "Rounding to 0.01 mL changes the dose by 13%.",
    ]
    assert schedule.amount_warnings(schedule.dose_amount(25, 25, 10, 2.5)) == []


def test_the_human_dose_is_refused_with_its_dose_per_kilogram():
    assert schedule.flat_dose_refusal(400, 25) == (
        "400 mg is the human dose; at 25 g this is 16,000 mg/kg."
    )


def test_another_large_flat_dose_is_like_a_human_dose():
    assert schedule.flat_dose_refusal(Decimal("50.0"), "22.5") == (
        "50 mg is like a human dose; at 22.5 g this is 2,222 mg/kg."
    )


def test_a_dose_of_500_mg_per_kg_is_not_refused():
    assert schedule.flat_dose_refusal("12.5", 25) is None


def test_a_dose_above_200_mg_per_kg_is_warned_about():
    assert schedule.high_dose_warning(200) is None
    assert schedule.high_dose_warning(250) == (
        "250 mg/kg is above 200 mg/kg. Check the dose."
    )


@pytest.mark.parametrize(
    ("route", "volume_ml_per_kg", "level"),
    [("PO", 10, None), ("PO", 10.5, "warn"), ("PO", 51, "error"), ("IV", 6, "warn")],
)
def test_a_volume_is_judged_by_its_route(route, volume_ml_per_kg, level):
    problem = schedule.volume_problem(route, volume_ml_per_kg)
    assert (problem and problem[0]) == level


def doses(*rows):
    return pd.DataFrame(rows, columns=["status", "planned_mg", "actual_mg"])


EXAMPLE = (
    ("GIVEN", 0.56, 0.56),
    ("GIVEN", 0.56, 0.56),
    ("PARTIAL", 0.56, 0.30),
    ("MISSED", 0.56, 0.0),
    ("GIVEN", 0.56, 0.56),
)


def test_the_worked_example_of_adherence():
    expected = pytest.approx(1.98 / 2.8, rel=1e-12)
    assert schedule.adherence(doses(*EXAMPLE)) == expected
    assert schedule.relative_dose_intensity(doses(*EXAMPLE)) == expected


def test_a_withheld_dose_lowers_intensity_but_not_adherence():
    frame = doses(("GIVEN", 0.5, 0.5), ("WITHHELD", 0.5, None))
    assert schedule.adherence(frame) == 1.0
    assert schedule.relative_dose_intensity(frame) == 0.5


def test_slots_that_were_not_due_do_not_count():
    frame = doses(
        ("GIVEN", 0.5, 0.5),
        ("PLANNED", 0.5, None),
        ("NOT_APPLICABLE", 0.5, None),
        ("NOT_PLANNED", 0.5, None),
    )
    assert schedule.relative_dose_intensity(frame) == 1.0


def test_a_mouse_without_a_due_dose_has_no_adherence():
    assert math.isnan(schedule.adherence(doses(("NOT_APPLICABLE", 0.5, None))))
