"""When a state is unknown: nothing read, not when due, or nothing to compare with."""

import pandas as pd
import pytest

from tests.analysis.endpoints.frames import (
    ZERO,
    one,
    states,
)

CLEAR, NEAR = ("CLEAR", ""), ("APPROACHING", "")


def test_a_mass_left_out_makes_the_mouse_unknown():
    read = [(3, 8, 8, 1), (3, 8, 8, 2), (6, 8, 8, 1), (9, 8, 8, 1)]
    assert one("VOLUME", 9, read) == ("UNKNOWN", "NOT_MEASURED")


@pytest.mark.parametrize(
    ("day", "state"), [(6, CLEAR), (9, CLEAR), (10, ("UNKNOWN", "NOT_MEASURED"))]
)
def test_a_volume_is_unknown_the_day_after_it_was_due(day, state):
    assert one("VOLUME", day, [(6, 6, 6)], [(0, 20), (day, 20)]) == state


def test_a_mouse_near_a_limit_is_unknown_when_not_measured_each_day():
    read = [(7, 13.8, 13.8)]
    assert one("VOLUME", 8, read, purpose="STUDY") == NEAR
    assert one("VOLUME", 9, read, purpose="STUDY") == ("UNKNOWN", "NOT_MEASURED")


def test_what_an_unknown_state_was_last_is_kept():
    found = states(9, [(7, 13.8, 13.8)])
    row = found[(found["kind"] == "VOLUME") & (found["purpose"] == "STUDY")].iloc[0]
    assert (row["state"], row["last_state"]) == ("UNKNOWN", "APPROACHING")


def test_a_limit_reached_stays_reached_when_nobody_measures():
    found = one("VOLUME", 20, [(7, 18, 18)], purpose="STUDY")
    assert found == ("REACHED", "NOT_MEASURED")


def test_a_fast_tumor_is_due_the_day_before_its_limit():
    # 108 to 500 mm3 in three days: 1,500 about two days later, so due the next day.
    read = [(3, 6, 6), (6, 10, 10)]
    assert one("VOLUME", 7, read, purpose="STUDY") == CLEAR
    assert one("VOLUME", 8, read, purpose="STUDY") == ("UNKNOWN", "NOT_MEASURED")


def test_a_reading_that_was_not_done_renews_nothing():
    read = [(6, 6, 6), (9, "NOT_DONE")]
    assert one("VOLUME", 10, read) == ("UNKNOWN", "NOT_MEASURED")


def test_a_tumor_that_cannot_be_measured_is_unknown_and_at_least_what_it_was():
    read = [(6, 13, 13), (9, "NOT_MEASURABLE")]
    found = states(9, read)
    row = found[(found["kind"] == "VOLUME") & (found["purpose"] == "HUMANE")].iloc[0]
    assert (row["state"], row["why"]) == ("UNKNOWN", "CANNOT_MEASURE")
    assert (row["value"], row["note"]) == (13**3 / 2, "at least")


def test_a_limit_reached_before_a_tumor_broke_stays_reached():
    read = [(6, 18, 18), (9, "NOT_MEASURABLE")]
    assert one("VOLUME", 9, read) == ("REACHED", "CANNOT_MEASURE")


def test_a_tumor_that_is_not_palpable_is_fine_for_a_week():
    read = [(2, "NOT_PALPABLE")]
    weighed = [(0, 20), (9, 20)]
    assert one("VOLUME", 9, read, weighed) == CLEAR
    assert one("VOLUME", 10, read, weighed) == ("UNKNOWN", "NOT_MEASURED")


def test_a_missing_weight_is_unknown_and_not_fine():
    assert one("WEIGHT_LOSS", 4, [(4, 6, 6)], [(0, 20)]) == ("UNKNOWN", "NOT_WEIGHED")
    assert one("WEIGHT_LOSS", 3, [(3, 6, 6)], [(0, 20)]) == CLEAR


def test_a_burden_without_a_new_weight_is_unknown():
    found = one("BURDEN", 4, [(4, 6, 6)], [(0, 20)])
    assert found == ("UNKNOWN", "NOT_WEIGHED")


@pytest.mark.parametrize("weighed", [[(6, 20)], [(-4, 20), (6, 20)]])
def test_a_missing_baseline_is_unknown(weighed):
    assert one("WEIGHT_LOSS", 6, [], weighed) == ("UNKNOWN", "NO_BASELINE")


def test_a_mouse_that_nobody_looked_at_has_unknown_signs():
    assert one("SIGNS", 10, [(6, 6, 6)]) == ("UNKNOWN", "NOT_SEEN")
    assert one("SIGNS", 9, [(6, 6, 6)]) == CLEAR


def test_a_mouse_never_measured_is_due_a_week_after_the_implant():
    implanted = {"implanted_on": ZERO, "day_zero": pd.NaT}
    assert one("VOLUME", 7, **implanted) == CLEAR
    assert one("VOLUME", 8, **implanted) == ("UNKNOWN", "NOT_MEASURED")
