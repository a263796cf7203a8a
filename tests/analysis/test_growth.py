import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.shared_files import oracle, real_volumes, shared_file
from xenograft.analysis import growth


def volumes(*rows):
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])


def one_mouse(days, values):
    pairs = zip(days, values, strict=True)
    return volumes(*((1, "A", day, value) for day, value in pairs))


def masses(*rows):
    columns = ["mouse", "arm", "tumor", "day", "volume_mm3", "state"]
    return pd.DataFrame(rows, columns=columns)


def test_the_burden_is_the_sum_of_the_masses_of_a_mouse():
    found = growth.burden(
        masses(
            (1, "A", "L", 0, 100.0, "MEASURED"),
            (1, "A", "R", 0, 40.0, "MEASURED"),
            (2, "B", "L", 0, 70.0, "MEASURED"),
        )
    )
    assert list(found["volume_mm3"]) == [140.0, 70.0]
    assert list(found["arm"]) == ["A", "B"]
    assert not found["is_lower_bound"].any()


def test_a_mass_without_a_volume_makes_the_burden_a_lower_bound():
    found = growth.burden(
        masses(
            (1, "A", "L", 0, 100.0, "MEASURED"),
            (1, "A", "R", 0, np.nan, "NOT_MEASURABLE"),
            (1, "A", "L", 3, 120.0, "MEASURED"),
            (1, "A", "L", 5, 130.0, "MEASURED"),
            (1, "A", "R", 5, 0.0, "NOT_PALPABLE"),
            (1, "A", "L", 7, np.nan, "NOT_DONE"),
            (1, "A", "R", 7, np.nan, "NOT_DONE"),
        )
    )
    np.testing.assert_array_equal(found["volume_mm3"], [100, 120, 130, np.nan])
    assert list(found["is_lower_bound"]) == [True, True, False, True]


def test_a_tumor_judged_but_not_measured_is_marked():
    found = growth.burden(
        masses(
            (1, "A", "L", -2, 13.5, "PALPABLE_BELOW_LOQ"),
            (1, "A", "L", 0, 60.0, "MEASURED"),
        )
    )
    assert list(found["is_measured"]) == [False, True]


def test_the_baseline_is_the_last_measured_value_on_or_before_day_0():
    frame = volumes(
        *((1, "A", -5, 90.0), (1, "A", -2, 110.0), (1, "A", 1, 140.0)),
        *((2, "A", -2, 100.0), (2, "A", 0, 125.0)),
    )
    assert growth.baseline(frame).to_dict() == {1: 110.0, 2: 125.0}


@pytest.mark.parametrize(
    "row",
    [
        (1, "A", -4, 110.0),
        (1, "A", 1, 110.0),
        (1, "A", 0, 0.0),
        (1, "A", 0, np.nan),
    ],
)
def test_old_later_and_empty_values_are_no_baseline(row):
    assert growth.baseline(volumes(row)).isna().tolist() == [True]


def test_a_floored_value_is_no_baseline():
    frame = volumes((1, "A", 0, 13.5)).assign(is_measured=False)
    assert growth.baseline(frame).isna().all()


def test_relative_measures_divide_by_the_baseline_of_the_mouse():
    frame = volumes((1, "A", 0, 100.0), (1, "A", 7, 250.0), (2, "A", 7, 50.0))
    baselines = pd.Series({1: 100.0, 2: 200.0})
    assert list(growth.relative_volume(frame, baselines)) == [1.0, 2.5, 0.25]
    assert list(growth.pct_change(frame, baselines)) == [0.0, 150.0, -75.0]
    logs = [0.0, math.log2(2.5), -2.0]
    assert list(growth.log2_fold_change(frame, baselines)) == pytest.approx(logs)


def test_a_vanished_tumor_has_the_fold_change_of_the_floor():
    frame = one_mouse([7], [0.0])
    found = growth.log2_fold_change(frame, pd.Series({1: 108.0}))
    assert list(found) == [-3.0]


def test_relative_measures_have_gaps_without_a_usable_baseline():
    frame = volumes((1, "A", 7, 250.0), (2, "A", 7, 50.0), (3, "A", 7, 50.0))
    baselines = pd.Series({1: np.nan, 2: 13.0})
    assert growth.relative_volume(frame, baselines).isna().all()


def test_the_growth_rate_is_the_slope_of_the_logarithm():
    days = [0, 3, 7, 10, 14]
    found = growth.growth_rate(one_mouse(days, [120, 150, 210, 270, 380]))
    assert found.loc[1, "rate_per_day"] == pytest.approx(0.08272, abs=5e-6)
    halves = growth.doubling_time(found["rate_per_day"])
    assert halves[1] == pytest.approx(8.379, abs=5e-4)


@given(
    st.floats(-0.2, 0.4),
    st.floats(1, 9),
    st.sets(st.integers(0, 60), min_size=3, max_size=12),
)
def test_a_pure_exponential_gives_its_own_rate(rate, intercept, days):
    days = sorted(days)
    found = growth.growth_rate(
        one_mouse(days, [math.exp(intercept + rate * day) for day in days])
    ).loc[1]
    assert found["rate_per_day"] == pytest.approx(rate, rel=1e-6, abs=1e-9)
    assert found["intercept_ln_mm3"] == pytest.approx(intercept, rel=1e-6, abs=1e-7)


def test_a_rate_needs_three_positive_volumes_from_the_first_day_on():
    frame = one_mouse([-3, 0, 3, 7, 9], [50, 100, 0, np.nan, 150])
    found = growth.growth_rate(frame)
    assert found.loc[1, "n"] == 2
    assert math.isnan(found.loc[1, "rate_per_day"])


@pytest.mark.parametrize(("last_day", "is_known"), [(5, False), (6, True)])
def test_a_rate_can_ask_for_days_that_it_spans(last_day, is_known):
    frame = one_mouse([0, 3, last_day], [100, 120, 150])
    found = growth.growth_rate(frame, shortest_days=6)
    assert found["rate_per_day"].notna().tolist() == [is_known]
    assert growth.growth_rate(frame)["rate_per_day"].notna().all()


def test_a_shrinking_tumor_has_no_doubling_time():
    assert growth.doubling_time(pd.Series([-0.1, 0.0, np.nan])).isna().all()


@pytest.mark.parametrize(
    ("day", "window_days", "volume_mm3", "source"),
    [
        (3, 0, 200.0, "READ"),
        (4, 1, 200.0, "WINDOW"),
        (5, 0, math.sqrt(200 * 400), "INTERPOLATED"),
        (9, 1, 200.0, "INTERPOLATED"),
        (0, 0, 100.0, "READ"),
    ],
)
def test_the_value_of_a_day_is_read_near_or_interpolated(
    day, window_days, volume_mm3, source
):
    frame = one_mouse([0, 3, 7, 11], [100.0, 200.0, 400.0, 0.0])
    found = growth.value_at_day(frame, day, window_days).loc[1]
    assert (found["volume_mm3"], found["source"]) == (pytest.approx(volume_mm3), source)


def test_there_is_no_value_beyond_the_last_reading():
    found = growth.value_at_day(one_mouse([0, 3], [100.0, 200.0]), 5).loc[1]
    assert math.isnan(found["volume_mm3"])
    assert found["source"] == ""


def test_a_mouse_without_any_volume_keeps_its_row():
    found = growth.value_at_day(one_mouse([0], [np.nan]), 0)
    assert list(found.index) == [1]
    assert found["volume_mm3"].isna().all()


def weights(*rows):
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "weight_g"])


def test_the_worked_example_of_gross_and_net_weight():
    frame = weights((1, "A", 0, 22.5), (1, "A", 14, 24.0))
    tumor = one_mouse([0, 12], [0.0, 1900.0])
    found = growth.weight_change(frame, tumor)
    assert list(found["change_pct"]) == pytest.approx([0, 100 * 1.5 / 22.5])
    assert list(found["net_change_pct"]) == pytest.approx([0, 100 * -0.4 / 22.5])


def test_rows_keep_their_order_when_the_tumor_is_taken_off():
    frame = weights((2, "A", 7, 20.0), (1, "A", 0, 20.0), (2, "A", 0, 20.0))
    tumor = volumes((1, "A", 0, 1000.0), (2, "A", 0, 0.0), (2, "A", 6, 2000.0))
    found = growth.weight_change(frame, tumor)
    assert list(found["net_change_pct"]) == pytest.approx([-10.0, -5.0, 0.0])


def test_weights_without_a_baseline_or_tumor_are_gaps():
    found = growth.weight_change(weights((1, "A", -9, 20.0), (1, "A", 3, 21.0)))
    assert found[["change_pct", "net_change_pct"]].isna().all(axis=None)


STUDIES = [
    ("mas98_06", "MAS98.06_Her_Trast", "MAS98_Her_Trast"),
    ("genentech_maeve", "vismodegib", "VISMODEGIB"),
]


@pytest.mark.parametrize(("folder", "study", "folder_of_oracle"), STUDIES)
def test_growth_rates_of_real_mice_equal_those_computed_in_r(
    folder, study, folder_of_oracle
):
    expected = oracle(folder_of_oracle, "per_mouse").set_index("mouse")
    expected = expected[expected["n_obs"] - expected["n_zero"] >= 3]
    found = growth.growth_rate(real_volumes(folder, study)).loc[expected.index]
    for ours, theirs in (
        ("rate_per_day", "slope_loglin"),
        ("intercept_ln_mm3", "intercept_loglin"),
        ("r_squared", "r2"),
    ):
        np.testing.assert_allclose(found[ours], expected[theirs], rtol=1e-9)
    doubling = growth.doubling_time(found["rate_per_day"])
    np.testing.assert_allclose(doubling, expected["doubling_time_d"], rtol=1e-9)


def test_baselines_of_real_mice_equal_those_computed_in_r():
    expected = oracle("MAS98_Her_Trast", "per_mouse").set_index("mouse")["V0"]
    found = growth.baseline(real_volumes("mas98_06", "MAS98.06_Her_Trast"))
    np.testing.assert_allclose(found[expected.index], expected, rtol=1e-9)


def test_weight_changes_of_a_real_study_equal_those_computed_in_r():
    frame = pd.read_csv(shared_file("data", "mas98_06", "her_trast_long.csv"))
    frame = frame[frame["day"] >= 0].dropna(subset="weight_g")
    found = growth.weight_change(frame)
    means = found.groupby(["arm", "day"])["change_pct"].mean()
    expected = oracle("MAS98_Her_Trast", "bodyweight_by_day")
    expected = expected.set_index(["arm", "day"])["mean_change_pct"]
    np.testing.assert_allclose(means[expected.index], expected, rtol=1e-9, atol=1e-9)
