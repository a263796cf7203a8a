import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.analysis import mixed_sets, reference_means
from tests.analysis.shared_files import oracle, shared_file
from xenograft.analysis import growth, volume
from xenograft.analysis.arm_means import arm_means, geometric_interval


def series(**values_of_mouse):
    """Volumes of mice of arm A on days 0, 2, 4, ...; None where there is none."""
    rows = [
        (mouse, "A", 2 * place, value)
        for mouse, values in values_of_mouse.items()
        for place, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])
    return frame.astype({"volume_mm3": float})


SHRINKING_ARM = series(
    a=[100, 200, 400, 800], b=[100, 150, 200, 250], c=[100, 300, None, None]
)


def column(name, frame=SHRINKING_ARM, **choices):
    return arm_means(frame, **choices)[name].tolist()


def test_a_day_has_the_mean_and_its_spread():
    row = arm_means(SHRINKING_ARM).iloc[1]
    assert (row["n"], row["median"]) == (3, 200.0)
    assert row["mean"] == pytest.approx(650 / 3)
    sd = math.sqrt((50**2 + 200**2 + 250**2) / 18)
    assert row["sd"] == pytest.approx(sd, rel=1e-12)
    assert row["sem"] == pytest.approx(sd / math.sqrt(3), rel=1e-12)
    assert row["geometric_mean"] == pytest.approx((200 * 150 * 300) ** (1 / 3))


def test_one_mouse_is_a_point_without_a_spread():
    row = arm_means(series(a=[100])).iloc[0]
    assert row["mean"] == 100
    assert math.isnan(row["sem"])
    assert not row["has_error_bars"]


def test_two_mice_have_no_error_bars():
    assert column("has_error_bars") == [True, True, False, False]


def test_the_curve_goes_on_while_half_of_the_mice_remain():
    assert column("is_drawn") == [True] * 4
    assert column("is_drawn", randomized_counts={"A": 5}) == [True, True, False, False]


def test_the_curve_stops_when_fewer_than_the_fraction_remain():
    choices = {"minimum_fraction": 0.8}
    assert column("is_drawn", **choices) == [True, True, False, False]
    assert column("is_truncated", **choices) == [False, False, True, True]


def test_the_curve_stops_at_the_first_loss_when_told_to():
    choices = {"leave_rule": "STOP_AT_FIRST_LOSS"}
    assert column("is_drawn", **choices) == [True, True, False, False]


def test_the_survivors_alone_are_shown_only_by_choice():
    choices = {"leave_rule": "AVAILABLE_CASE", "minimum_fraction": 1}
    assert column("is_drawn", **choices) == [True] * 4
    assert column("mean", **choices)[3] == 525


def test_the_last_value_is_carried_forward_when_told_to():
    found = arm_means(SHRINKING_ARM, leave_rule="LOCF")
    assert found["mean"].tolist() == pytest.approx([100, 650 / 3, 300, 1350 / 3])
    assert found["n"].tolist() == [3, 3, 3, 3]
    assert found["n_carried"].tolist() == [0, 0, 1, 1]


def test_mice_that_left_are_counted_from_the_next_day():
    assert column("n_left") == [0, 0, 1, 1]


def test_a_day_missed_by_a_mouse_on_study_is_not_a_loss():
    frame = series(a=[1, 2, 3], b=[1, None, 3], c=[1, 2, 3])
    assert column("n_left", frame) == [0, 0, 0]
    choices = {"leave_rule": "STOP_AT_FIRST_LOSS"}
    assert column("is_drawn", frame, **choices) == [True, True, True]


def test_a_day_on_which_few_mice_were_measured_is_left_out_of_the_curve():
    frame = series(a=[1, 2, 3], b=[1, None, 3], c=[1, None, 3])
    assert column("is_drawn", frame) == [True, False, True]
    assert column("is_truncated", frame) == [False, False, False]


def test_recorded_departures_decide_who_has_left():
    left = pd.DataFrame({"mouse": ["c"], "arm": ["A"], "day": [3]})
    assert column("n_left", departures=left) == [0, 0, 1, 1]
    nobody = left.iloc[:0]
    assert column("n_left", departures=nobody) == [0, 0, 0, 0]


def test_a_mouse_measured_on_its_last_day_still_counts_on_that_day():
    left = pd.DataFrame({"mouse": ["c", "b"], "arm": "A", "day": [2, 2]})
    assert column("n_left", departures=left) == [0, 0, 2, 2]
    frame = SHRINKING_ARM[SHRINKING_ARM["day"] != 2]
    assert column("n_left", frame, departures=left.iloc[:1]) == [0, 1, 1]


def test_a_zero_leaves_no_geometric_mean():
    found = arm_means(series(a=[0, 2], b=[8, 8]))
    assert math.isnan(found["geometric_mean"][0])
    assert found["geometric_mean"][1] == pytest.approx(4)


def test_arms_keep_the_order_of_the_frame():
    frame = pd.concat([series(a=[1]).assign(arm="Vehicle"), series(b=[2])])
    assert column("arm", frame) == ["Vehicle", "A"]


def test_another_column_can_be_averaged():
    frame = SHRINKING_ARM.assign(change_pct=-5.0).drop(columns="volume_mm3")
    assert column("mean", frame, value="change_pct") == [-5.0] * 4


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="no rule GUESS"):
        arm_means(SHRINKING_ARM, leave_rule="GUESS")


def test_no_volumes_give_no_means():
    assert arm_means(SHRINKING_ARM.iloc[:0]).empty


@given(st.lists(st.floats(14, 3000), min_size=2, max_size=12))
def test_the_geometric_mean_lies_between_the_values_and_below_the_mean(values):
    frame = series(**{f"m{place}": [value] for place, value in enumerate(values)})
    row = arm_means(frame).iloc[0]
    assert row["geometric_mean"] <= row["mean"] * (1 + 1e-12)
    assert min(values) * (1 - 1e-12) <= row["geometric_mean"]


@pytest.mark.parametrize("study", mixed_sets.SETS)
@pytest.mark.parametrize(
    ("method", "rule"), [("observed", "AVAILABLE_CASE"), ("locf", "LOCF")]
)
def test_means_of_a_real_study_equal_those_computed_in_r(study, method, rule):
    expected = oracle(study, "tgi_tc")
    expected = expected[expected["method"] == method].set_index(["arm", "t"])
    found = arm_means(mixed_sets.volumes(study), leave_rule=rule)
    found = found.set_index(["arm", "day"])
    control = found.loc[mixed_sets.meta(study)["control"]]
    control = control.loc[expected.index.get_level_values("t")]
    for ours, theirs in (("n", "n"), ("mean", "mean"), ("median", "median")):
        treated = found.loc[expected.index, ours]
        np.testing.assert_allclose(treated, expected[f"{theirs}_T"], rtol=1e-9)
        np.testing.assert_allclose(control[ours], expected[f"{theirs}_C"], rtol=1e-9)
    geometric = found.loc[expected.index, "geometric_mean"]
    np.testing.assert_allclose(geometric, expected["geo_T"], rtol=1e-9)
    np.testing.assert_allclose(control["geometric_mean"], expected["geo_C"], rtol=1e-9)


def real_readings(path):
    frame = pd.read_csv(path).rename(columns={"side": "tumor"})
    volume_mm3 = volume.lww_half(frame["length_mm"], frame["width_mm"])
    return frame.assign(volume_mm3=volume_mm3)


@pytest.mark.parametrize("name", ["her_trast_long.csv", "triple_long.csv"])
@pytest.mark.parametrize("of", ["mouse", "tumor"])
def test_means_of_a_real_study_equal_those_of_plain_python(name, of):
    path = shared_file("data", "mas98_06", name)
    readings = real_readings(path)
    if of == "mouse":
        means, frame = reference_means.burden_means(path), growth.burden(readings)
    else:
        means = reference_means.tumor_means(path)
        frame = readings.assign(mouse=readings["mouse"] + readings["tumor"])
    found = arm_means(frame).set_index(["arm", "day"])[["n", "mean", "sem"]]
    expected = pd.DataFrame(means, index=["n", "mean", "sem"]).T
    pd.testing.assert_frame_equal(
        found.sort_index(),
        expected.astype({"sem": float}).sort_index(),
        rtol=1e-9,
        check_dtype=False,
        check_names=False,
    )


def test_the_interval_of_a_geometric_mean_is_that_of_the_logs():
    logs = [math.log(100), math.log(200), math.log(400)]
    means = pd.DataFrame(
        {"n": [3, 1], "geometric_mean": [200.0, 50.0], "log_sem": [math.nan, math.nan]}
    )
    means.loc[0, "log_sem"] = np.std(logs, ddof=1) / math.sqrt(3)
    found = geometric_interval(means)
    low, high = stats.t.interval(0.95, 2, np.mean(logs), stats.sem(logs))
    assert found.loc[0].tolist() == pytest.approx([math.exp(low), math.exp(high)])
    assert found.loc[1].isna().all()
