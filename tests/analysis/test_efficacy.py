"""Inhibition and T/C of an arm against its control, and its mice compared."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.made_up_series import series
from xenograft.analysis import area, comparison, efficacy, growth, response

FEW = settings(max_examples=25, deadline=None)
sizes = st.floats(20, 2000)


def arms(starts, ends, names=("Vehicle", "Drug")):
    """Four mice of each of two arms with their values of day 0 and of the day."""
    mice = pd.DataFrame({"baseline_mm3": starts, "volume_mm3": ends})
    mice["mouse"] = range(1, len(mice) + 1)
    mice["arm"] = [names[0]] * 4 + [names[1]] * 4
    mice["relative_volume"] = mice["volume_mm3"] / mice["baseline_mm3"]
    return mice


two_arms = st.builds(
    arms,
    st.lists(st.floats(100, 150), min_size=8, max_size=8),
    st.lists(sizes, min_size=8, max_size=8),
)
METRICS = ["TGI_DELTA", "TGI_TC", "TGI_RTV", "TC_MEAN", "TC_MEDIAN", "TC_GEO"]


def ratios(mice, control="Vehicle", metrics=METRICS, draws=50):
    found = efficacy.against_control(mice, control, metrics, draws=draws)
    return found.set_index("metric")


def test_the_same_means_give_three_different_inhibitions():
    mice = arms([128.0] * 4 + [127.0] * 4, [1040.0] * 4 + [420.0] * 4)
    found = ratios(mice)["estimate"].round(2)
    assert found[["TGI_DELTA", "TGI_TC", "TGI_RTV"]].tolist() == [67.87, 59.62, 59.3]


def test_an_arm_that_shrank_is_inhibited_by_more_than_100_percent():
    mice = arms([128.0] * 4 + [127.0] * 4, [1040.0] * 4 + [90.0] * 4)
    assert ratios(mice).loc["TGI_DELTA", "estimate"] == pytest.approx(104.06, abs=0.005)
    assert efficacy.regression(mice)["Drug"] == pytest.approx(-29.13, abs=0.005)
    assert np.isnan(efficacy.regression(mice)["Vehicle"])


def test_a_control_that_did_not_grow_gives_no_inhibition():
    found = ratios(arms([100.0] * 8, [105.0] * 4 + [50.0] * 4))
    assert np.isnan(found.loc["TGI_DELTA", "estimate"])
    assert found.loc["TGI_DELTA", "problem"].startswith("not evaluable")


def test_one_mouse_is_too_few_and_two_are_marked():
    mice = arms([100.0] * 8, [400.0] * 4 + [200.0] * 4)
    assert ratios(mice[:5])["problem"].unique().tolist() == ["fewer than 2 mice"]
    assert ratios(mice[:6]).loc["TGI_DELTA", "problem"] == "n < 3"


def test_only_mice_with_both_values_count():
    mice = arms([100.0] * 7 + [np.nan], [400.0] * 4 + [200.0] * 4)
    assert ratios(mice).loc["TGI_DELTA", "n"] == 3


@FEW
@given(two_arms, st.floats(0.1, 10))
def test_the_unit_of_volume_does_not_matter(mice, factor):
    scaled = mice.assign(
        baseline_mm3=factor * mice["baseline_mm3"],
        volume_mm3=factor * mice["volume_mm3"],
    )
    columns = ["estimate", "low", "high"]
    pd.testing.assert_frame_equal(
        ratios(scaled)[columns], ratios(mice)[columns], rtol=1e-7, atol=1e-7
    )


@FEW
@given(two_arms, st.randoms())
def test_the_order_of_the_rows_does_not_matter(mice, shuffling):
    order = list(range(len(mice)))
    shuffling.shuffle(order)
    pd.testing.assert_frame_equal(ratios(mice.iloc[order]), ratios(mice))


@FEW
@given(two_arms)
def test_other_names_of_the_arms_give_the_same_results(mice):
    renamed = mice.assign(arm=mice["arm"].map({"Vehicle": "Z", "Drug": "A"}))
    found = ratios(renamed, control="Z")
    assert (found["arm"] == "A").all()
    pd.testing.assert_frame_equal(
        found.drop(columns="arm"), ratios(mice).drop(columns="arm")
    )


@FEW
@given(two_arms)
def test_inhibition_and_ratio_are_two_ways_to_say_the_same(mice):
    found = ratios(mice, metrics=["TGI_TC", "TC_MEAN", "TGI_RTV", "TC_RTV"])["estimate"]
    assert found["TGI_TC"] == pytest.approx(100 - found["TC_MEAN"], abs=1e-9)
    assert found["TGI_RTV"] == pytest.approx(100 - found["TC_RTV"], abs=1e-9)


@FEW
@given(st.lists(sizes, min_size=8, max_size=8), st.floats(100, 150))
def test_with_one_baseline_relative_and_absolute_inhibition_coincide(ends, start):
    found = ratios(arms([start] * 8, ends))["estimate"]
    assert found["TGI_RTV"] == pytest.approx(found["TGI_TC"], rel=1e-9, abs=1e-7)


@FEW
@given(st.lists(sizes, min_size=5, max_size=5))
def test_missing_days_of_a_dead_mouse_change_nothing(volumes):
    days = [0, 3, 7, 10, 14]
    known = series(days, volumes)
    longer = pd.DataFrame(
        {"day": [*days, 17, 21], "volume_mm3": [*volumes, None, None]}
    )
    longer = growth.since_baseline(longer.astype(float).assign(mouse=1, arm="A"))
    for found in (
        lambda rows: growth.growth_rate(rows),
        lambda rows: area.areas(rows, 14),
        lambda rows: response.best_responses(rows),
        lambda rows: growth.time_to_volume(rows, 500),
    ):
        pd.testing.assert_frame_equal(found(longer), found(known), check_dtype=False)


def test_the_interval_repeats_with_its_seed_and_differs_with_another():
    mice = arms([100.0] * 8, [400, 500, 450, 380, 200, 250, 180, 240])
    first, again = ratios(mice), ratios(mice)
    pd.testing.assert_frame_equal(first, again)
    other = efficacy.against_control(mice, "Vehicle", ["TC_MEAN"], draws=50, seed=1)
    assert other["low"].item() != first.loc["TC_MEAN", "low"]
    assert other["estimate"].item() == first.loc["TC_MEAN", "estimate"]


def test_a_value_is_carried_forward_only_when_asked():
    rows = series([0, 3, 7], [100, 150, 260])
    found = {
        rule: efficacy.values_at(rows, 10, rule)["volume_mm3"].item()
        for rule, _ in efficacy.VALUE_RULES
    }
    assert found[efficacy.LOCF] == 260
    assert np.isnan(found[efficacy.OBSERVED])
    assert np.isnan(found[efficacy.INTERPOLATED])
    with pytest.raises(ValueError, match="no rule BEST"):
        efficacy.values_at(rows, 10, "BEST")


def test_a_delay_and_the_legacy_cell_kill():
    medians = pd.Series({"Vehicle": 18.0, "Drug": 34.0, "Both": np.nan})
    found = efficacy.growth_delay(medians, "Vehicle", 6, treatment_days=14)
    assert found.loc["Drug", "delay_days"] == 16
    assert found.loc["Drug", "lck_gross"] == pytest.approx(0.803, abs=5e-4)
    assert found.loc["Drug", "lck_net"] == pytest.approx(0.100, abs=5e-4)
    assert np.isnan(found.loc["Both", "delay_days"])


def test_the_last_day_with_enough_mice_of_every_arm():
    rows = [(mouse, "A", day, 100.0) for mouse in range(5) for day in (0, 7, 14)]
    rows += [(mouse, "B", day, 100.0) for mouse in range(5, 10) for day in (0, 7)]
    rows += [(5, "B", 14, 100.0)]
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])
    assert area.last_common_day(frame, {"A": 5, "B": 5}) == 7
    assert area.last_common_day(frame, {"A": 5, "B": 5, "C": 5}) is None


def test_arms_of_one_mouse_have_no_test():
    values = pd.DataFrame({"arm": ["V", "V", "V", "D"], "value": [1.0, 2.0, 3.0, 9.0]})
    found = comparison.welch_against(values, "V")
    assert found.loc["D", "n"] == 1
    assert np.isnan(found.loc["D", "p_holm"])


def test_a_ratio_of_fitted_curves_is_that_of_hather():
    """exp((k_T - k_C) 21 days) of the published rates."""
    mice = arms([100.0] * 8, [400.0] * 8)
    rates = np.where(mice["arm"] == "Drug", 0.05696, 0.09976)
    mice = mice.assign(fitted_relative=np.exp(21 * rates))
    found = ratios(mice, metrics=["TC_RATE"]).loc["TC_RATE"]
    assert found["estimate"] == pytest.approx(40.70, abs=0.01)


def test_without_a_choice_every_metric_whose_columns_are_there_is_given():
    mice = arms([100.0] * 8, [400.0] * 4 + [200.0] * 4)
    found = set(efficacy.against_control(mice, "Vehicle", draws=5)["metric"])
    assert "TGI_DELTA" in found
    assert not found & {"TC_RATE", "TGI_RATE", "TGI_AUC"}


def test_a_published_inhibition_counts_the_baselines_of_mice_that_left():
    mice = arms([100.0] * 7 + [180.0], [400.0] * 4 + [200.0] * 3 + [np.nan])
    found = ratios(mice, metrics=["TGI_DELTA", "TGI_DELTA_ALL_V0"])
    assert found["n"].tolist() == [3, 3]
    assert found.loc["TGI_DELTA", "estimate"] == pytest.approx(100 * (1 - 100 / 300))
    expected = 100 * (1 - (200 - 120) / 300)
    assert found.loc["TGI_DELTA_ALL_V0", "estimate"] == pytest.approx(expected)


@FEW
@given(two_arms)
def test_when_nobody_left_the_two_inhibitions_by_change_coincide(mice):
    found = ratios(mice, metrics=["TGI_DELTA", "TGI_DELTA_ALL_V0"])
    columns = ["n", "estimate", "low", "high"]
    np.testing.assert_allclose(
        found.loc["TGI_DELTA", columns].astype(float),
        found.loc["TGI_DELTA_ALL_V0", columns].astype(float),
        rtol=1e-9,
    )


@FEW
@given(two_arms, st.floats(0.1, 10))
def test_a_factor_on_every_volume_of_a_mouse_leaves_its_relative_ratios(mice, factor):
    scaled = mice.assign(
        baseline_mm3=mice["baseline_mm3"].where(mice["mouse"] != 2, factor * 100),
    )
    scaled["volume_mm3"] = scaled["relative_volume"] * scaled["baseline_mm3"]
    names = ["TC_GEO", "TC_RTV", "TC_RTV_MEDIAN"]
    one, other = (ratios(each, metrics=names)["estimate"] for each in (mice, scaled))
    np.testing.assert_allclose(one, other, rtol=1e-9)


def test_two_values_are_needed_for_tests_by_rank_and_by_pairs():
    values = pd.DataFrame({"arm": ["V", "V", "V", "D"], "value": [1.0, 2.0, 3.0, 9.0]})
    assert np.isnan(comparison.mann_whitney_against(values, "V").loc["D", "p_holm"])
    assert comparison.tukey_pairs(values).empty


@FEW
@given(st.lists(sizes, min_size=8, max_size=8), st.integers(0, 7))
def test_missing_days_of_a_mouse_that_left_change_no_metric(ends, gone):
    rows = [(1 + place, day) for place in range(8) for day in (0.0, 7.0, 14.0)]
    frame = pd.DataFrame(rows, columns=["mouse", "day"])
    frame["arm"] = np.where(frame["mouse"] <= 4, "Vehicle", "Drug")
    size = np.repeat(ends, 3)
    frame["volume_mm3"] = np.where(frame["day"] == 0, 120.0, size * frame["day"] / 14)
    left = (frame["mouse"] == 1 + gone) & (frame["day"] == 14)
    with_gap = frame.assign(volume_mm3=frame["volume_mm3"].mask(left))
    for rule, _ in efficacy.VALUE_RULES:
        one, other = (
            ratios(efficacy.values_at(growth.since_baseline(each), 14, rule))
            for each in (frame[~left], with_gap)
        )
        pd.testing.assert_frame_equal(one, other)
