"""The gold standards of maeve and the 3,451 curves of the PDX encyclopedia.

Of maeve's weights on a day common to all those between two weighings, on a straight
line, are rounded to 0.1 g.
"""

from functools import lru_cache

import numpy as np
import pytest

from tests.analysis.mixed_sets import tidy
from tests.analysis.shared_files import oracle
from xenograft.analysis import area, growth, response
from xenograft.analysis.volume import PLUS_ONE, positive_volumes

EXACT = {"rtol": 1e-9, "atol": 1e-9}
LAST_DAY = 21


@lru_cache(None)
def vismodegib():
    frame = tidy("genentech_maeve/tidy.csv")
    frame = frame[frame["study"] == "vismodegib"]
    frame = frame.assign(mouse=frame["mouse"].astype(int))
    return frame[["mouse", "arm", "day", "volume_mm3", "body_weight_g"]]


def maeve(table):
    return oracle("VISMODEGIB", f"maeve_{table}").set_index("animalID")


def test_rates_of_ln_v_plus_one_are_those_of_maeve():
    frame = vismodegib()[vismodegib()["day"] <= LAST_DAY]
    plus_one = positive_volumes(frame["volume_mm3"], PLUS_ONE)
    found = growth.growth_rate(frame.assign(volume_mm3=plus_one))
    expected = maeve("vismo21_summarize_by_id_01")["linear"]
    ours = found.loc[expected.index, "rate_per_day"]
    np.testing.assert_allclose(ours, expected, **EXACT)


@pytest.mark.parametrize(
    ("table", "column", "own"),
    [
        ("vismo21_summarize_by_id_01", "AUC", "egr_per_day"),
        ("vismo21_auc_by_id_TV", "AUC_TV", "egr_per_day"),
        ("vismo21_summarize_by_id_01", "ITGR", "itgr_per_day"),
    ],
)
def test_growth_rates_of_areas_and_ends_are_those_of_maeve(table, column, own):
    frame = growth.since_baseline(vismodegib(), floor_mm3=0)
    found = area.areas(frame[frame["day"] <= LAST_DAY], LAST_DAY)[own]
    expected = maeve(table)[column]
    np.testing.assert_allclose(found[expected.index], expected, **EXACT)


def test_mean_weights_over_time_are_those_of_maeve():
    frame = vismodegib()[vismodegib()["day"] <= LAST_DAY]
    weights = frame.assign(volume_mm3=frame["body_weight_g"], baseline_mm3=1.0)
    found = area.areas(weights, LAST_DAY)["auc_per_day"]
    expected = maeve("vismo21_BW_avg")["AUC_BW_avg"]
    np.testing.assert_allclose(found[expected.index], expected, **EXACT)


@pytest.mark.parametrize("day", [5, 15])
def test_volumes_between_readings_are_those_of_maeve(day):
    """maeve interpolates ln(V + 1)."""
    expected = maeve("vismo_5_to_15_V02")
    expected = expected.loc[expected["DAY_OF_STUDY"] == day, "TUMOR_VOLUME"]
    plus_one = positive_volumes(vismodegib()["volume_mm3"], PLUS_ONE)
    found = growth.value_at_day(
        vismodegib().assign(volume_mm3=plus_one), day, window_days=0
    )
    ours = found.loc[expected.index, "volume_mm3"] - 1
    np.testing.assert_allclose(ours, expected, **EXACT)


def test_weights_of_the_common_day_are_those_of_maeve():
    """maeve interpolates on a straight line to day 14 and rounds to 0.1 g; ours is
    exact on a day of weighing and a few mg off that line between two."""
    expected = maeve("vismo_BW_common_day")["BW_common_day"]
    weights = vismodegib().assign(volume_mm3=vismodegib()["body_weight_g"])
    found = growth.value_at_day(weights, 14, window_days=0).loc[expected.index]
    is_weighed = found["source"] != "INTERPOLATED"
    assert is_weighed.sum() == 30
    ours = found["volume_mm3"]
    np.testing.assert_allclose(ours[is_weighed], expected[is_weighed], **EXACT)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=0.056)


# Of the encyclopedia: one mouse for each model and treatment.


@lru_cache(None)
def curves():
    frame = tidy("novartis_pdxe/tidy.csv")[["mouse", "day", "volume_mm3"]]
    frame = frame.groupby(["mouse", "day"], as_index=False)["volume_mm3"].mean()
    started = frame.loc[(frame["day"] == 0) & (frame["volume_mm3"] > 0), "mouse"]
    frame = frame[frame["mouse"].isin(started) & (frame["day"] >= 0)]
    return growth.since_baseline(frame, floor_mm3=0)


@lru_cache(None)
def expected_curves():
    frame = oracle("novartis_pdxe", "per_curve")
    frame.index = frame["model"] + "|" + frame["treatment"]
    return frame.loc[frame.index.isin(curves()["mouse"])]


@lru_cache(None)
def best(inclusive=True):
    return response.best_responses(curves(), inclusive=inclusive)


def compare(found, column):
    expected = expected_curves()[column]
    np.testing.assert_allclose(
        found.reindex(expected.index).astype(float), expected, **EXACT
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "theirs"),
    {
        "best_response_pct": "best_response",
        "best_day": "day_best",
        "best_average_pct": "best_avg_response",
        "best_average_day": "day_best_avg",
    }.items(),
)
def test_best_responses_of_thousands_of_curves_are_those_of_r(column, theirs):
    compare(best()[column], theirs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inclusive", "theirs"), [(True, "mRECIST_t_ge10"), (False, "mRECIST_t_gt10")]
)
def test_classes_of_thousands_of_curves_are_those_of_r(inclusive, theirs):
    found = response.mrecist(best(inclusive), fewest_points=1)
    expected = expected_curves()[theirs]
    known = expected.notna()
    ours = found[expected.index].str.removeprefix("m")
    assert (ours[known] == expected[known]).all()
    assert (ours[~known] == response.NE).all()
    assert known.sum() > 3300


@pytest.mark.slow
def test_classes_are_those_of_xeva_wherever_it_gives_one():
    """Xeva asks for two points as well, with other rules for curves with few."""
    expected = expected_curves()["xeva_mRECIST"].dropna()
    ours = response.mrecist(best())[expected.index].str.removeprefix("m")
    assert (ours == expected).all()
    assert len(expected) > 3300


@pytest.mark.slow
@pytest.mark.parametrize(
    ("comparison", "inclusive"),
    [("own_t_ge10_vs_published", True), ("own_t_gt10_vs_published", False)],
)
def test_the_agreement_with_published_classes_is_that_of_the_reference(
    comparison, inclusive
):
    table = oracle("novartis_pdxe", "mrecist_agreement").set_index("comparison")
    found = response.mrecist(best(inclusive), fewest_points=1).str.removeprefix("m")
    published = expected_curves()["published_class"]
    known = published.notna() & (found[published.index] != response.NE)
    share = (found[published.index][known] == published[known]).mean()
    # The curves without a baseline above zero are not ours.
    assert known.sum() == pytest.approx(table.loc[comparison, "n"], abs=60)
    assert share == pytest.approx(table.loc[comparison, "agree"], abs=0.01)


@pytest.mark.slow
def test_rates_of_thousands_of_curves_are_those_of_r():
    found = growth.growth_rate(curves())
    expected = expected_curves()
    known = (expected["n_obs"] - expected["n_zero"]) >= 3
    rates = found.loc[expected.index[known], "rate_per_day"]
    np.testing.assert_allclose(rates, expected.loc[known, "slope_loglin"], **EXACT)
    doubling = expected.loc[known, "doubling_time_d"]
    np.testing.assert_allclose(growth.doubling_time(rates), doubling, **EXACT)


@pytest.mark.slow
def test_areas_of_thousands_of_curves_are_those_of_r():
    expected = expected_curves()
    found = area.areas(curves(), LAST_DAY)["auc"]
    known = expected["n_obs"] > 1
    ours = found[expected.index[known]]
    np.testing.assert_allclose(ours, expected.loc[known, "auc_trapz"], **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "theirs"),
    {"day_observed": "time_to_double_obs", "day_linear": "time_to_double_lin"}.items(),
)
def test_times_to_double_of_thousands_of_curves_are_those_of_r(column, theirs):
    starts = curves().drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    found = growth.time_to_volume(curves(), 2 * starts)
    compare(found[column].where(found["reached"]), theirs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "theirs"),
    {"best_response_pct": "best_response", "best_average_pct": "best_avg"}.items(),
)
def test_best_responses_are_those_of_xeva_wherever_it_gives_one(column, theirs):
    expected = expected_curves()[f"xeva_{theirs}"].dropna()
    assert len(expected) > 3300
    np.testing.assert_allclose(best()[column][expected.index], expected, **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "column", "theirs"),
    [
        ("first", "baseline_mm3", "V0"),
        ("first", "day", "first_day"),
        ("last", "day", "last_day"),
        ("last", "volume_mm3", "V_last"),
    ],
)
def test_ends_of_thousands_of_curves_are_those_of_r(place, column, theirs):
    found = curves().drop_duplicates("mouse", keep=place).set_index("mouse")
    compare(found[column], theirs)


@pytest.mark.slow
def test_counts_of_classes_by_treatment_are_those_of_r():
    expected = oracle("novartis_pdxe", "per_treatment").set_index("treatment")
    classes = response.mrecist(best(), fewest_points=1)
    arms = expected_curves()["treatment"]
    found = response.response_rates(classes, arms).loc[expected.index]
    # Six curves have no volume on day 0.
    missing = (expected["n"] - found["n"]).sum()
    assert 0 <= missing <= 10
    difference = sum(
        (found[f"m{name}"] - expected[name]).abs() for name in ("CR", "PR", "SD", "PD")
    )
    assert (difference[expected["n"] == found["n"]] == 0).all()
