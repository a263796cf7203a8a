"""Rates, areas, responses and times of real mice, as R computes them."""

import numpy as np
import pytest

from tests.analysis.metric_sets import (
    SETS,
    baselined,
    by_mouse,
    horizon,
    meta,
    through_baseline,
)
from xenograft.analysis import area, growth, response

EXACT = {"rtol": 1e-9, "atol": 1e-12}
RATES = {
    "rate_per_day": "slope_loglin",
    "se_per_day": "slope_se",
    "intercept_ln_mm3": "intercept_loglin",
    "r_squared": "r2",
}
AREAS = {
    "auc": "auc_full",
    "auc_per_day": "auc_full_per_day",
    "auc_relative": "auc_rtv_full",
    "window_auc": "auc_0_tstar",
    "window_auc_relative": "auc_rtv_0_tstar",
    "window_auc_increment": "auc_incr_0_tstar",
    "egr_per_day": "eGR_invivoSyn",
}
RESPONSES = {
    "best_response_pct": "best_response",
    "best_day": "day_best",
    "best_average_pct": "best_avg_response",
    "best_average_day": "day_best_avg",
}
TIMES = {"day": "t_log", "day_linear": "t_lin", "day_observed": "t_obs"}


def compare(found, expected, **tolerance):
    assert len(expected)
    found = found.reindex(expected.index).to_numpy(float)
    np.testing.assert_allclose(found, expected.to_numpy(float), **tolerance)


def rated(study):
    """R's rows, without a mouse of MIMIC20: R draws a line by two points, we none."""
    expected = by_mouse(study).set_index("mouse")
    return expected[expected["n_obs"] - expected["n_zero"] != 2]


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize(("column", "theirs"), RATES.items())
def test_growth_rates_equal_those_of_r(study, column, theirs):
    expected = rated(study)
    # What is nothing but rounding (a slope known to 1e-15) has no relative error.
    compare(growth.growth_rate(baselined(study))[column], expected[theirs], **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_doubling_times_equal_those_of_r(study):
    expected = rated(study)
    rates = growth.growth_rate(baselined(study))["rate_per_day"]
    compare(growth.doubling_time(rates), expected["doubling_time_d"], **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_rates_from_first_to_last_value_equal_those_of_r(study):
    """R's are of ln V, ours of ln(V + 1)."""
    frame = baselined(study)
    frame = frame[frame["volume_mm3"] > 0]
    frame = frame.assign(volume_mm3=frame["volume_mm3"] - 1)
    found = area.areas(frame, horizon(study))["itgr_per_day"]
    expected = by_mouse(study).set_index("mouse")["slope_first_last"]
    compare(found, expected, **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_rates_through_the_baseline_equal_those_of_r(study):
    expected = by_mouse(study).set_index("mouse")["slope_rtv_origin"]
    compare(through_baseline(study), expected, **EXACT)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize(
    ("place", "column", "theirs"),
    [
        ("first", "baseline_mm3", "V0"),
        ("first", "day", "first_t"),
        ("last", "day", "last_t"),
        ("last", "volume_mm3", "V_last"),
    ],
)
def test_first_and_last_values_equal_those_of_r(study, place, column, theirs):
    found = baselined(study).drop_duplicates("mouse", keep=place).set_index("mouse")
    compare(found[column], by_mouse(study).set_index("mouse")[theirs], **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_numbers_of_values_equal_those_of_r(study):
    expected = by_mouse(study).set_index("mouse")
    readings = baselined(study).groupby("mouse")["volume_mm3"]
    compare(readings.count(), expected["n_obs"], rtol=0)
    compare(readings.agg(lambda own: (own == 0).sum()), expected["n_zero"], rtol=0)
    rates = growth.growth_rate(baselined(study))["n"]
    compare(rates, expected["n_obs"] - expected["n_zero"], rtol=0)
    points = response.best_responses(baselined(study))["n"]
    compare(points, expected["n_obs_ge10"].fillna(0), rtol=0)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize(("column", "theirs"), AREAS.items())
def test_areas_equal_those_of_r(study, column, theirs):
    found = area.areas(baselined(study), horizon(study))[column]
    expected = by_mouse(study).set_index("mouse")
    assert (expected["t_star"] == horizon(study)).all()
    compare(found, expected[theirs], **EXACT)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize(("column", "theirs"), RESPONSES.items())
def test_best_responses_equal_those_of_r(study, column, theirs):
    found = response.best_responses(baselined(study))[column]
    compare(found, by_mouse(study).set_index("mouse")[theirs], **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_classes_equal_those_of_r(study):
    expected = by_mouse(study).set_index("mouse")["mRECIST"].fillna(response.NE)
    responses = response.best_responses(baselined(study))
    found = response.mrecist(responses, fewest_points=1).reindex(expected.index)
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("endpoint", ["rtv2", "rtv4", "abs"])
@pytest.mark.parametrize(("column", "theirs"), TIMES.items())
def test_times_to_a_volume_equal_those_of_r(study, endpoint, column, theirs):
    frame = baselined(study)
    starts = frame.drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    absolute = starts * 0 + meta(study)["abs_threshold_mm3"]
    limit = {"rtv2": 2 * starts, "rtv4": 4 * starts, "abs": absolute}[endpoint]
    expected = by_mouse(study, "tte_per_mouse")
    expected = expected[expected["endpoint"] == endpoint].set_index("mouse")
    compare(limit, expected["threshold"], **EXACT)
    found = growth.time_to_volume(frame, limit).reindex(expected.index)
    assert found["reached"].tolist() == expected["event"].astype(bool).tolist()
    compare(found[column], expected[theirs], **EXACT)
