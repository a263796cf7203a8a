"""The 3,451 curves of the PDX encyclopedia, one mouse for each model and treatment."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.mixed_sets import tidy
from tests.analysis.shared_files import oracle
from xenograft.analysis import area, growth, response

EXACT = {"rtol": 1e-9, "atol": 1e-9}
LAST_DAY = 21


@lru_cache(None)
def curves():
    frame = tidy("novartis_pdxe/tidy.csv")[["mouse", "day", "volume_mm3"]]
    frame = frame.groupby(["mouse", "day"], as_index=False)["volume_mm3"].mean()
    started = frame.loc[(frame["day"] == 0) & (frame["volume_mm3"] > 0), "mouse"]
    frame = frame[frame["mouse"].isin(started) & (frame["day"] >= 0)]
    return growth.since_baseline(frame, floor_mm3=0)


@lru_cache(None)
def every_curve():
    frame = oracle("novartis_pdxe", "per_curve")
    return frame.set_axis(frame["model"] + "|" + frame["treatment"])


def expected_curves():
    """All but six, whose first volume is of day 7 or later: no V0 here, R takes it."""
    frame = every_curve()
    frame = frame.loc[frame.index.isin(curves()["mouse"])]
    assert len(frame) == len(every_curve()) - 6
    return frame


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


def agreement():
    return oracle("novartis_pdxe", "mrecist_agreement").set_index("comparison")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("comparison", "inclusive", "theirs"),
    [
        ("own_t_ge10_vs_published", True, "published_class"),
        ("own_t_gt10_vs_published", False, "published_class"),
        ("own_t_ge10_vs_xeva", True, "xeva_mRECIST"),
    ],
)
def test_the_agreement_with_other_classes_is_that_of_the_reference(
    comparison, inclusive, theirs
):
    found = response.mrecist(best(inclusive), fewest_points=1).str.removeprefix("m")
    other = expected_curves()[theirs]
    known = other.notna() & (found[other.index] != response.NE)
    share = (found[other.index][known] == other[known]).mean()
    expected = agreement().loc[comparison]
    assert 0 <= expected["n"] - known.sum() <= 6
    assert share == pytest.approx(expected["agree"], abs=1e-3)


def test_of_published_best_responses_the_classes_are_the_published_ones():
    """So its other classes come from other best responses, not from other limits."""
    published = every_curve()
    of = {
        "best_response_pct": published["published_best_response"],
        "best_average_pct": published["published_best_avg"],
        "n": published["n_obs"],
    }
    found = response.mrecist(pd.DataFrame(of), fewest_points=1).str.removeprefix("m")
    expected = agreement().loc["thresholds_on_published_BR_BAR"]
    assert len(found) == expected["n"]
    assert (found == published["published_class"]).mean() == expected["agree"] == 1


@pytest.mark.slow
def test_times_to_double_are_mostly_the_published_ones():
    """Where a tumor did not double, the last day; rounded to 0.1 day."""
    published = expected_curves()["published_time_to_double"]
    starts = curves().drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    found = growth.time_to_volume(curves(), 2 * starts).loc[published.index]
    is_same = (found["day_linear"] - published).abs() < 0.06
    assert is_same[~found["reached"]].all()
    assert is_same.mean() > 0.967


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "theirs"), [("baseline_g", "bw0"), ("change_pct", "bw_max_loss_pct")]
)
def test_weights_of_thousands_of_mice_are_those_of_r(column, theirs):
    frame = tidy("novartis_pdxe/tidy.csv").rename(columns={"body_weight_g": "weight_g"})
    frame = frame[frame["day"] >= 0].dropna(subset="weight_g")
    frame = frame.groupby(["mouse", "day"], as_index=False)["weight_g"].mean()
    found = growth.weight_change(frame.assign(arm=""))
    compare(found.groupby("mouse")[column].min(), theirs)


@pytest.mark.slow
def test_rates_of_thousands_of_curves_are_those_of_r():
    found = growth.growth_rate(curves())
    expected = expected_curves()
    # Of four curves with two volumes R draws the line and we do not.
    known = (expected["n_obs"] - expected["n_zero"]) >= 3
    assert (~known).sum() == 4
    rates = found.loc[expected.index[known], "rate_per_day"]
    np.testing.assert_allclose(rates, expected.loc[known, "slope_loglin"], **EXACT)
    doubling = expected.loc[known, "doubling_time_d"]
    np.testing.assert_allclose(growth.doubling_time(rates), doubling, **EXACT)


@pytest.mark.slow
def test_areas_of_thousands_of_curves_are_those_of_r():
    found = area.areas(curves(), LAST_DAY)["auc"]
    compare(found, "auc_trapz")
    compare(found, "xeva_AUC")


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
    [
        ("best_response_pct", "xeva_best_response"),
        ("best_average_pct", "xeva_best_avg"),
    ],
)
def test_best_responses_are_those_of_xeva_wherever_it_gives_one(column, theirs):
    expected = expected_curves()[theirs].dropna()
    assert len(expected) > 3300
    np.testing.assert_allclose(best()[column][expected.index], expected, **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "column", "theirs"),
    [
        ("first", "baseline_mm3", "V0"),
        ("first", "day", "first_day"),
        ("last", "day", "last_day"),
        ("last", "day", "Day_Last"),
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
    missing = expected["n"] - found["n"]
    assert missing.sum() == 6
    difference = sum(
        (found[f"m{name}"] - expected[name]).abs() for name in ("CR", "PR", "SD", "PD")
    )
    assert (difference <= missing).all()
    classified = found["n"] - found["NE"]
    assert (expected["n_classified"] - classified).between(0, missing).all()


@pytest.mark.slow
def test_medians_by_treatment_are_those_of_r():
    """But of the seven treatments with a curve whose rate is only R's."""
    expected = oracle("novartis_pdxe", "per_treatment").set_index("treatment")
    theirs, found = every_curve(), growth.growth_rate(curves())
    rates = pd.DataFrame({"rate": found["rate_per_day"].reindex(theirs.index)})
    rates["doubling"] = growth.doubling_time(rates["rate"])
    arms = theirs["treatment"]
    of_r = theirs["slope_loglin"].groupby(arms).count()
    same = rates["rate"].groupby(arms).count() == of_r
    assert (~same).sum() == 7
    medians = rates.groupby(arms).median()[same]
    for own, name in (("rate", "median_slope"), ("doubling", "median_doubling")):
        np.testing.assert_allclose(
            medians[own], expected.loc[medians.index, name], **EXACT
        )
