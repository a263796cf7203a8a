import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.export.lists import DAY_ZERO, FOUR_ARMS, HEADINGS, found_in, reasons, row


def test_rows_become_readings_and_weights():
    found = found_in(FOUR_ARMS)
    assert (len(found.readings), len(found.weights), found.problems) == (6, 6, [])
    first = found.readings[0]
    assert (first.mouse, first.side, first.on) == ("1", "R", DAY_ZERO)
    assert first.what == ("MEASURED", Decimal("6.0"), Decimal("5.5"), None)
    assert found.arm_of == {"1": "Vehicle", "2": "A", "3": "B", "4": "A + B"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("1,A,0,4x,5,20", "length_mm", "4x is not a number. Write it as 12.4"),
        ("1,A,0,1_2,5,20", "length_mm", "1_2 is not a number"),
        ("1,A,0,1e1,5,20", "length_mm", "1e1 is not a number"),
        ("1,A,0,١٢,5,20", "length_mm", "١٢ is not a number"),
        ("1,A,0,１２,5,20", "length_mm", "１２ is not a number"),
        ("1,A,0,NaN,5,20", "length_mm", "NaN is not a number"),
        ("1,A,0,inf,5,20", "length_mm", "inf is not a number"),
        ("1,A,0,-3,5,20", "length_mm", "-3 is below zero"),
        ("1,A,0,6.123,5,20", "length_mm", "6.123 has more than two decimals"),
        ("1,A,0,300,5,20", "length_mm", "300 mm is over 30 mm. Check the decimal"),
        ("1,A,0,0,5,20", "length_mm", "0 mm is not a reading. Say what it means"),
        ("1,A,0,5,0,20", "width_mm", "0 mm is not a reading. Say what it means"),
        ("1,A,0,0,0,20", "length_mm", "0 mm is not a reading. Say what it means"),
        ("1,A,0,5,,20", "width_mm", "One diameter only: W is missing beside 5 mm."),
        ("1,A,0,,5,20", "length_mm", "One diameter only: L is missing beside 5 mm."),
        (
            "1,A,0,5,5,235",
            "weight_g",
            "235 g is not the weight of a mouse (5 to 80 g).",
        ),
        ("1,A,1.5,5,5,20", "day", "1.5 is not a day. Write a whole number"),
        ("1,A,,5,5,20", "day", "The day is missing. Enter a day or a date."),
        (",A,0,5,5,20", "mouse", "The mouse is missing. Enter its number."),
        ('"1\n2",A,0,5,5,20', "mouse", "The name has a line break or tab in it."),
        (f"1,{'x' * 81},0,5,5,20", "arm", "The text has 81 letters; at most 80 fit."),
        ("1,A,0,5,5,20,7", "", "The row has 7 cells under 6 headings."),
    ],
)
def test_a_bad_cell_is_named_with_its_column_and_reason(cells, column, reason):
    found = row(cells)
    assert [(one.row, one.column) for one in found.errors] == [(2, column)]
    assert found.errors[0].reason.startswith(reason)
    kept = found.without_marked_rows()
    assert not (kept.readings or kept.weights or kept.arm_of)


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("03/04/2025", "03/04/2025 is not a date as 2026-11-03. Write year-month-day."),
        ("45719", "45719 is not a date as 2026-11-03. Write year-month-day."),
        ("2025-02-30", "There is no date 2025-02-30. Correct it."),
        ("1900-01-01", "1900-01-01 is before 1990. Correct the date."),
    ],
)
def test_a_date_is_never_guessed(date, reason):
    found = row(f"1,A,{date},5,5,20", HEADINGS.replace("day", "date"))
    assert reasons(found) == [("date", reason)]


def test_a_day_in_the_future_is_marked():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    found = found_in(f"{HEADINGS}\n1,A,1,5,5,20\n", day_zero_on=timezone.localdate())
    assert reasons(found) == [
        ("day", f"Day 1 ({tomorrow}) is in the future. Correct the date.")
    ]


def test_every_bad_cell_of_a_row_is_reported():
    found = row("1,A,x,5y,300,2")
    assert [one.column for one in found.errors] == [
        "day",
        "length_mm",
        "width_mm",
        "weight_g",
    ]


def test_w_larger_than_l_is_kept_as_entered_with_a_notice():
    found = row("1,A,0,6.0,6.5,20")
    assert found.readings[0].what[1:3] == (Decimal("6.0"), Decimal("6.5"))
    assert [one.level for one in found.problems] == ["notice"]
    assert found.problems[0].reason.startswith("W is larger than L: 6.0 × 6.5 mm")


def test_rows_with_a_weight_only_or_with_nothing_are_fine():
    found = found_in(f"{HEADINGS}\n1,A,0,,,20\n2,A,0,,,\n")
    assert (len(found.readings), len(found.weights), found.problems) == (0, 1, [])
    assert list(found.arm_of) == ["1", "2"]


def test_na_is_a_gap():
    found = row("1,A,0,NA,n/a,20")
    assert (found.readings, found.problems) == ([], [])


def test_the_same_row_twice_is_taken_once():
    found = found_in(f"{HEADINGS}\n1,A,0,5,5,20\n1,A,0,5.0,5.0,20\n")
    assert (len(found.readings), len(found.weights)) == (1, 1)
    assert [(one.row, one.reason) for one in found.notices] == [
        (3, "The same reading as in row 2; it is taken once.")
    ]


def test_two_different_readings_of_a_day_need_a_choice():
    found = found_in(f"{HEADINGS}\n1,A,0,5,5,20\n1,A,0,6,5,\n1,A,3,6,5,\n")
    assert found.marked_rows == {2, 3}
    assert found.errors[0].reason == (
        "Another reading of mouse 1 on 2025-03-03 is in row 3. Keep one of them."
    )
    assert [one.row for one in found.without_marked_rows().readings] == [4]


def test_two_weights_of_a_day_need_a_choice():
    found = found_in(f"{HEADINGS}\n1,A,0,,,20\n1,A,0,,,21\n")
    assert [one.column for one in found.errors] == ["weight_g", "weight_g"]


def test_two_readings_of_a_day_at_different_times_are_both_kept():
    headings = f"{HEADINGS},measured_at"
    found = found_in(
        f"{headings}\n1,A,0,5,5,20,2025-03-03T09:00:00Z\n"
        "1,A,0,6,5,20,2025-03-03T09:05:00Z\n"
    )
    assert (len(found.readings), found.problems) == (2, [])


def test_a_mouse_is_in_one_arm():
    found = found_in(f"{HEADINGS}\n1,A,0,5,5,\n1,B,3,5,5,\n1,,6,5,5,\n")
    assert reasons(found) == [
        ("arm", "Mouse 1 is in arm A in a row before. Choose one.")
    ]


def test_a_state_replaces_the_diameters_and_some_need_a_reason():
    headings = f"{HEADINGS},state,reason"
    found = found_in(
        f"{headings}\n1,A,0,,,,not palpable,\n1,A,3,,,,NOT_DONE,\n"
        "1,A,6,5,5,,NOT_DONE,x\n1,A,7,,,,MEASURED,\n1,A,8,,,,gone,\n"
    )
    assert [one.what for one in found.readings] == [("NOT_PALPABLE", None, None, None)]
    assert [(one.row, one.column) for one in found.errors] == [
        (3, "reason"),
        (4, "state"),
        (5, "state"),
        (6, "state"),
    ]


def test_zeros_mean_what_the_person_says_they_mean():
    found = found_in(f"{HEADINGS}\n1,A,0,0,0,20\n", zeros_are="NOT_PALPABLE")
    assert found.readings[0].what == ("NOT_PALPABLE", None, None, None)
    found = found_in(f"{HEADINGS}\n1,A,0,0,5,20\n", zeros_are="NOT_PALPABLE")
    assert found.marked_rows == {2}


VOLUMES = "mouse,arm,day,volume_mm3\n1,A,0,120.5\n"


def test_volumes_alone_are_taken_only_when_marked_as_imported():
    assert found_in(VOLUMES).refusals == [
        "The file has volumes but no length and width. Mark the volumes as imported if "
        "that is all there is."
    ]
    found = found_in(VOLUMES, volumes_are_imported=True)
    assert found.readings[0].what == ("MEASURED", None, None, 120.5)


def test_a_volume_beside_l_and_w_is_only_compared():
    headings = f"{HEADINGS},volume"
    found = found_in(f"{headings}\n1,A,0,6,5,20,75\n1,A,3,6,5,20,86\n")
    assert [one.imported_volume_mm3 for one in found.readings] == [None, None]
    assert [(one.row, one.reason) for one in found.notices] == [
        (3, "L × W² ÷ 2 is 75.0 mm³; this volume is left out.")
    ]


def test_days_without_a_day_zero_are_refused():
    found = found_in(FOUR_ARMS, day_zero_on=None)
    assert found.refusals == [
        "The file gives days, not dates: enter the date of day 0."
    ]


def test_days_beside_dates_say_what_day_zero_is():
    headings = HEADINGS.replace("day", "day,date")
    text = (
        f"{headings}\n1,A,0,2025-03-03,5,5,\n1,A,3,2025-03-06,6,5,\n"
        "1,A,9,2025-03-10,6,5,\n"
    )
    found = found_in(text, day_zero_on=None)
    assert found.day_zero_on == DAY_ZERO
    assert [(one.row, one.reason) for one in found.problems] == [
        (4, "The date is day 7 after day 0; the date counts.")
    ]


def test_rows_of_a_second_study_are_marked():
    found = found_in(f"study,{HEADINGS}\nX,1,A,0,5,5,\nY,2,A,0,5,5,\n")
    assert reasons(found) == [
        ("study", "The first row is of study X. Import one study at once.")
    ]


def test_an_apostrophe_against_formulas_is_undone():
    found = row("'=1,A,0,5,5,20")
    assert list(found.arm_of) == ["=1"]
