"""What counts of several readings of a tumor on a day."""

from decimal import Decimal

import pandas as pd
import pytest

from xenograft.analysis.day_value import LAST, MEAN, Reading, day_value, day_values
from xenograft.analysis.volume import MEASURED, NOT_PALPABLE, lww_half

COLUMNS = ["tumor", "day", "length_mm", "width_mm", "is_confirmed"]


def frame(*rows):
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.assign(volume_mm3=lww_half(found["length_mm"], found["width_mm"]))


def sizes(found):
    return found[["length_mm", "width_mm", "volume_mm3"]].to_numpy().tolist()


def test_the_last_reading_is_the_value_of_a_day():
    found = day_values(
        frame(
            ("L", 3, 8.0, 6.0, True),
            ("L", 5, 9.0, 6.0, True),
            ("R", 3, 7.0, 5.0, True),
            ("L", 3, 8.0, 7.0, True),
        )
    )
    assert found[["tumor", "day", "width_mm"]].to_numpy().tolist() == [
        ["L", 3, 7.0],
        ["L", 5, 6.0],
        ["R", 3, 5.0],
    ]


@pytest.mark.parametrize("rule", [LAST, MEAN])
def test_a_confirmed_reading_counts_before_a_later_unconfirmed_one(rule):
    found = day_values(
        frame(
            (1, 3, 8.0, 6.0, True),
            (1, 3, 18.0, 6.0, False),
            (2, 3, 7.0, 5.0, False),
        ),
        rule,
    )
    assert sizes(found) == [[8.0, 6.0, 144.0], [7.0, 5.0, 87.5]]


def test_the_mean_is_of_the_diameters_and_not_of_the_volumes():
    found = day_values(frame((1, 3, 8.0, 5.0, True), (1, 3, 7.0, 10.0, True)), MEAN)
    assert sizes(found) == [[9.0, 6.0, 162.0]]
    assert (lww_half(8, 5) + lww_half(10, 7)) / 2 != 162.0


def test_a_last_reading_without_diameters_stays_as_it_is():
    rows = frame((1, 3, 8.0, 5.0, True), (1, 3, None, None, True))
    rows.loc[1, "volume_mm3"] = 0.0
    assert day_values(rows, MEAN)["volume_mm3"].tolist() == [0.0]


def read(length, width, state=MEASURED, is_confirmed=True):
    sides = [None if side is None else Decimal(side) for side in (length, width)]
    volume = None if length is None else sides[0] * sides[1] ** 2 / 2
    return Reading(state, *sides, volume, is_confirmed)


def test_one_tumor_by_itself_goes_by_the_same_rule_exactly():
    rows = [
        read("8.1", "6.0"),
        read("7.0", "8.2"),
        read("30", "30", is_confirmed=False),
    ]
    found = day_value(rows, MEAN)
    assert (found.length_mm, found.width_mm) == (Decimal("8.15"), Decimal("6.5"))
    assert found.volume_mm3 == Decimal("8.15") * Decimal("6.5") ** 2 / 2
    assert day_value(rows, LAST) == rows[1]


def test_one_tumor_that_was_not_palpable_at_last_is_not_measured():
    rows = [read("8.0", "6.0"), read(None, None, NOT_PALPABLE)]
    assert day_value(rows, MEAN) == rows[1]
