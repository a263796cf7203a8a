"""Scenarios of one mouse: each limit below, at and above its levels."""

import pandas as pd
import pytest

from tests.analysis.endpoints.frames import (
    ZERO,
    limits,
    mice,
    moment,
    one,
    readings,
    signs,
    states,
    weights,
)
from xenograft.analysis.endpoints import (
    evaluate,
    worst_per_mouse,
)

CLEAR, NEAR, REACHED = ("CLEAR", ""), ("APPROACHING", ""), ("REACHED", "")


def cube(volume_mm3):
    """The diameter of L = W that has the volume L·W²/2."""
    return (2 * volume_mm3) ** (1 / 3)


@pytest.mark.parametrize(
    ("side_mm", "study", "humane"),
    [
        (13.38, CLEAR, CLEAR),  # 1,197.7 mm3
        (13.39, NEAR, CLEAR),  # 1,200.4
        (14.42, NEAR, CLEAR),  # 1,499.2
        (14.43, REACHED, CLEAR),  # 1,502.3
        (14.74, REACHED, NEAR),  # 1,601.2
        (15.88, REACHED, REACHED),  # 2,002.3
    ],
)
def test_a_volume_stands_against_the_limits_of_study_and_license(
    side_mm, study, humane
):
    read = [(9, side_mm, side_mm)]
    assert one("VOLUME", 9, read, purpose="STUDY") == study
    assert one("VOLUME", 9, read) == humane


def test_a_volume_exactly_at_a_level_is_at_it():
    # 15 x 20 x 20 / 2 would be 3,000; 30 x 10 x 10 / 2 is 1,500 without rounding.
    assert one("VOLUME", 9, [(9, 30, 10)], purpose="STUDY") == REACHED
    assert one("VOLUME", 9, [(9, 24, 10)], purpose="STUDY") == NEAR


@pytest.mark.parametrize(
    ("length_mm", "state"),
    [(14.9, CLEAR), (15, NEAR), (19.9, NEAR), (20, REACHED), (21, REACHED)],
)
def test_the_longest_diameter_counts(length_mm, state):
    assert one("DIAMETER", 9, [(9, 5, length_mm)]) == state


OF_MEANS = [("DIAMETER", "MEAN", "HUMANE", 10, 12, None)]


@pytest.mark.parametrize(
    ("width_mm", "state"),
    [(4.9, CLEAR), (5, NEAR), (8.9, NEAR), (9, REACHED), (10, REACHED)],
)
def test_the_mean_diameter_counts_where_the_limit_says_so(width_mm, state):
    assert one("DIAMETER", 9, [(9, 15, width_mm)], rows=OF_MEANS) == state


def test_the_mass_with_the_largest_mean_diameter_speaks_for_the_mouse():
    read = [(9, 20, 3, 1), (9, 13, 12, 2)]
    assert one("DIAMETER", 9, read, rows=OF_MEANS) == REACHED


@pytest.mark.parametrize(
    ("weight_g", "state"), [(25.1, CLEAR), (25, NEAR), (20.1, NEAR), (20, REACHED)]
)
def test_a_burden_is_the_share_of_the_gross_weight(weight_g, state):
    # 20 x 20 x 10 / 2 = 2,000 mm3 taken as 2 g, with the shorter diameter squared.
    read, weighed = [(9, 40, 10)], [(0, 22), (9, weight_g)]
    assert one("BURDEN", 9, read, weighed) == state


def test_a_burden_of_the_net_weight_is_larger():
    rows = [("BURDEN", "NET", "HUMANE", 8, 10, None)]
    read, weighed = [(9, 40, 10)], [(0, 22), (9, 21.9)]
    # 2 g of 21.9 g is 9.1 %; of the 19.9 g without the tumor it is 10.05 %.
    assert one("BURDEN", 9, read, weighed, rows=rows) == REACHED


@pytest.mark.parametrize(
    ("weight_g", "state"),
    [(18.1, CLEAR), (18, NEAR), (16.1, NEAR), (16, REACHED), (15, REACHED)],
)
def test_a_weight_loss_is_counted_from_day_zero(weight_g, state):
    assert one("WEIGHT_LOSS", 9, [], [(-1, 20), (9, weight_g)]) == state


def test_a_weight_loss_is_the_worse_of_gross_and_net_and_both_are_told():
    # DOMAIN 4.2: 22.5 g to 24.0 g with 1,900 mm3 is +6.7 % gross and -1.8 % net.
    found = states(9, [(9, 38, 10)], [(0, 22.5), (9, 24.0)])
    row = found[found["kind"] == "WEIGHT_LOSS"].iloc[0]
    assert row["gross_pct"] == pytest.approx(-6.67, abs=0.005)
    assert row["net_pct"] == pytest.approx(1.78, abs=0.005)
    assert (row["value"], row["note"]) == (row["net_pct"], "without the tumor")


def test_a_net_loss_fires_where_the_gross_weight_looks_fine():
    read, weighed = [(9, 40, 10)], [(0, 20), (9, 18)]
    assert one("WEIGHT_LOSS", 9, read, weighed) == REACHED


@pytest.mark.parametrize(("weight_g", "holds"), [(17.1, False), (17, True), (15, True)])
def test_dosing_is_held_from_its_own_level_on(weight_g, holds):
    found = states(9, [], [(0, 20), (9, weight_g)])
    assert found["holds_dosing"].any() == holds


def test_a_weight_loss_may_be_counted_from_the_most_so_far():
    rows = [("WEIGHT_LOSS", "MAXIMUM", "HUMANE", 10, 20, None)]
    weighed = [(0, 20), (6, 25), (9, 20)]
    assert one("WEIGHT_LOSS", 9, [], weighed, rows=rows) == REACHED
    assert one("WEIGHT_LOSS", 9, [], weighed) == CLEAR


@pytest.mark.parametrize(
    ("score", "state"), [(2.5, CLEAR), (2, NEAR), (1.5, REACHED), (1, REACHED)]
)
def test_a_body_condition_is_reached_below_its_level(score, state):
    assert one("BODY_CONDITION", 9, seen=[(9, "BODY_CONDITION", score)]) == state


@pytest.mark.parametrize(
    ("grade", "state"), [(0, CLEAR), (1, NEAR), (2, NEAR), (3, REACHED)]
)
def test_an_ulceration_just_seen_is_judged_by_its_grade(grade, state):
    assert one("ULCERATION", 9, seen=[(9, "ULCERATION", grade)]) == state


@pytest.mark.parametrize(
    ("hours", "state"), [(47, NEAR), (48, NEAR), (48.02, REACHED), (49, REACHED)]
)
def test_an_ulceration_of_grade_2_is_reached_after_more_than_48_hours(hours, state):
    seen = [(7, "ULCERATION", 2), (8, "ULCERATION", 2)]
    at = moment(7) + pd.Timedelta(hours=hours)
    assert one("ULCERATION", at, seen=seen) == state


@pytest.mark.parametrize(("hours", "state"), [(47, NEAR), (49, REACHED)])
@pytest.mark.parametrize("changes_on", ["2026-03-29", "2026-10-25"])
def test_hours_are_real_hours_over_a_change_of_the_clocks(changes_on, hours, state):
    began = pd.Timestamp(changes_on).tz_localize("Europe/Stockholm")
    began -= pd.Timedelta(hours=14)
    at = (began.tz_convert("UTC") + pd.Timedelta(hours=hours)).tz_convert(began.tz)
    day_zero = began.tz_localize(None).normalize()
    seen = [(began, "ULCERATION", 2), (at, "ULCERATION", 2)]
    found = one("ULCERATION", at, seen=seen, day_zero=day_zero, implanted_on=day_zero)
    assert found == state


def test_an_ulceration_says_when_it_will_have_lasted_long_enough():
    found = states(8, seen=[(7, "ULCERATION", 2)])
    row = found[found["duration_hours"].notna()].iloc[0]
    assert row["reaches_at"] == moment(9)
    assert row["hours"] == pytest.approx(33)


@pytest.mark.parametrize("between", [("ULCERATION", 1), ("NORMAL", 0)])
def test_a_better_grade_in_between_starts_the_hours_again(between):
    seen = [(5, "ULCERATION", 2), (6, *between), (7, "ULCERATION", 2)]
    # 72 hours after the first, 24 after the last.
    assert one("ULCERATION", moment(8), seen=seen) == NEAR


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        ([("HUNCHED", 1)], CLEAR),
        ([("HUNCHED", 2)], NEAR),
        ([("HUNCHED", 3)], REACHED),
        ([("HUNCHED", 1), ("LETHARGY", 2)], NEAR),
        ([("MORIBUND", 1)], REACHED),
    ],
)
def test_the_worst_clinical_sign_counts(seen, state):
    assert one("SIGNS", 9, seen=[(9, *sign) for sign in seen]) == state


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        ([("HUNCHED", 2), ("LETHARGY", 1)], CLEAR),
        ([("HUNCHED", 2), ("LETHARGY", 2)], NEAR),
        ([("HUNCHED", 3), ("LETHARGY", 3)], REACHED),
        ([("MORIBUND", 1)], REACHED),
    ],
)
def test_signs_may_be_scored_by_their_sum(seen, state):
    rows = [("SIGNS", "SUM", "HUMANE", 4, 6, None)]
    assert one("SIGNS", 9, seen=[(9, *sign) for sign in seen], rows=rows) == state


def test_a_normal_day_ends_signs_and_ulceration():
    seen = [(7, "ULCERATION", 3), (7, "HUNCHED", 3), (9, "NORMAL", 0)]
    assert one("ULCERATION", 9, seen=seen) == CLEAR
    assert one("SIGNS", 9, seen=seen) == CLEAR


@pytest.mark.parametrize(("day", "state"), [(27, CLEAR), (28, REACHED), (40, REACHED)])
def test_the_planned_duration_is_reached_on_its_day(day, state):
    assert one("DURATION", day, purpose="STUDY") == state


def test_the_planned_end_does_not_speak_for_a_mouse():
    found = states(28, [(28, 5, 5)], [(0, 20), (28, 20)])
    assert worst_per_mouse(found).to_dict() == {7: "CLEAR"}


def test_the_masses_of_both_flanks_are_summed():
    read = [(9, 10, 10, 1), (9, 20, 10, 2)]  # 500 + 1,000 mm3
    assert one("VOLUME", 9, read, purpose="STUDY") == REACHED
    assert one("VOLUME", 9, read[1:], purpose="STUDY") == CLEAR


def test_a_limit_of_the_largest_mass_does_not_sum():
    rows = [("VOLUME", "LARGEST", "STUDY", 1200, 1500, None)]
    read = [(9, 10, 10, 1), (9, 20, 10, 2)]
    assert one("VOLUME", 9, read, purpose="STUDY", rows=rows) == CLEAR


def test_weight_and_duration_begin_on_day_zero():
    weighed = [(-5, 20), (-2, 12)]
    assert one("WEIGHT_LOSS", -2, [], weighed) is None
    assert one("DURATION", -1, purpose="STUDY") is None
    assert one("DURATION", 0, purpose="STUDY") == CLEAR


def test_a_mouse_that_left_has_no_state_after_the_day():
    left = {"left_on": ZERO + pd.Timedelta(days=9)}
    read = [(9, 18, 18)]
    assert one("VOLUME", 9, read, **left) == REACHED
    assert states(10, read, **left).empty


def test_values_after_the_moment_are_not_looked_at():
    read = [(6, 6, 6), (9, 18, 18)]
    assert one("VOLUME", 8, read) == CLEAR
    assert one("VOLUME", moment(9, 8), read) == CLEAR
    assert one("VOLUME", moment(9, 10), read) == REACHED


def test_a_mouse_to_be_checked_daily_is_due_every_day():
    read = [(6, 6, 6)]
    assert one("VOLUME", 8, read, is_watched=True) == ("UNKNOWN", "NOT_MEASURED")
    assert one("VOLUME", 8, read, is_watched=False) == CLEAR


def test_each_mouse_is_counted_from_its_own_day_zero():
    both = pd.concat([mice(), mice(day_zero=ZERO + pd.Timedelta(days=20))])
    both.index = pd.Index([7, 8], name="mouse")
    found = evaluate(
        both, readings(), weights(), signs(), limits(), moment(28, 12)
    ).query("kind == 'DURATION'")
    assert dict(zip(found["mouse"], found["value"], strict=True)) == {7: 28, 8: 8}


def test_a_state_names_the_version_of_the_limits_that_it_used():
    read, at = readings((9, 14, 14)), moment(9, 12)
    frames = mice(), read, weights(), signs()
    old = evaluate(*frames, limits(version=1), at)
    stricter = [("VOLUME", "SUM", "STUDY", 900, 1000, None)]
    new = evaluate(*frames, limits(stricter, version=2), at)
    assert set(old["version"]) == {1} and set(new["version"]) == {2}
    assert new["state"].tolist() == ["REACHED"]


def test_limits_of_another_study_do_not_judge_a_mouse():
    found = evaluate(
        mice(), readings((9, 18, 18)), weights(), signs(), limits(study=2), moment(9)
    )
    assert found.empty


def test_a_study_without_anything_has_no_states():
    nobody = mice().iloc[:0]
    found = evaluate(nobody, readings(), weights(), signs(), limits(), moment(9))
    assert found.empty and "why" in found
