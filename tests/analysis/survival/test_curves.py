from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis.survival_sets import EVERY_SET, cases, expected, times
from xenograft.analysis.survival import curves

EXACT = {"rtol": 1e-9, "atol": 1e-9}
STEPS = {
    "n_at_risk": "n_risk",
    "n_events": "n_event",
    "n_censored": "n_censor",
    "survival": "surv",
    "se": "std_err_greenwood",
    "log_low": "lower_log",
    "log_high": "upper_log",
}
MEDIANS = {
    "n": "n",
    "n_events": "events",
    "median_days": "median",
    "low": "lower95",
    "high": "upper95",
    "first_day_at_half": "median_first_le_half",
    "restricted_mean_days": "rmean",
}
LIMITS = {curves.LOG: "log", curves.LOG_LOG: "log-log"}


curve = lru_cache(None)(lambda case: curves.kaplan_meier(times(case)))
halves = lru_cache(None)(
    lambda case, limits: curves.medians(times(case), limits=limits)
)


@EVERY_SET
@pytest.mark.parametrize(("column", "theirs"), STEPS.items())
def test_the_curve_is_that_of_survfit(study, column, theirs):
    for case in cases(study, "km"):
        table = expected(case, "km").sort_values(["arm", "time"])
        found = curve(case)
        assert found["arm"].tolist() == table["arm"].tolist()
        np.testing.assert_allclose(found["day"], table["time"], **EXACT)
        np.testing.assert_allclose(found[column], table[theirs], **EXACT)


@EVERY_SET
@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize(("column", "theirs"), MEDIANS.items())
def test_medians_are_those_of_survfit(study, limits, column, theirs):
    for case in cases(study, "km_median"):
        table = expected(case, "km_median")
        table = table[table["conf_type"] == LIMITS[limits]].set_index("arm")
        found = halves(case, limits)
        theirs_too = table.loc[found.index, theirs]
        np.testing.assert_allclose(found[column], theirs_too, **EXACT)


def mice(days, events, arm="A"):
    return pd.DataFrame({"arm": arm, "day": np.array(days, float), "is_event": events})


def test_six_events_have_two_medians_by_two_rules():
    """lifelines 0.30.3 gives 21 here, by a share of 0.5000000000000001."""
    found = curves.medians(mice([14, 14, 14, 21, 21, 21], True)).loc["A"]
    assert found["median_days"] == 17.5
    assert found["first_day_at_half"] == 14


def test_a_median_that_is_not_reached_is_a_gap():
    found = curves.medians(mice([5, 9, 9], [True, False, False])).loc["A"]
    assert np.isnan(found["median_days"])
    assert found["restricted_mean_days"] == pytest.approx(5 + 4 * 2 / 3)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
def test_the_curve_is_that_of_scipy():
    rng = np.random.default_rng(2)
    rows = mice(rng.integers(1, 12, 30), rng.random(30) < 0.7)
    sample = stats.CensoredData(
        uncensored=rows.loc[rows["is_event"], "day"],
        right=rows.loc[~rows["is_event"], "day"],
    )
    witness = stats.ecdf(sample).sf
    found = curves.kaplan_meier(rows).set_index("day").loc[witness.quantiles]
    np.testing.assert_allclose(found["survival"], witness.probabilities, rtol=1e-12)
    with np.errstate(all="ignore"):
        low = witness.confidence_interval(0.95, method="log-log").low.probabilities
    known = (found["survival"] > 0).to_numpy()
    np.testing.assert_allclose(found["log_log_low"][known], low[known], rtol=1e-9)


def test_a_mouse_is_at_risk_on_the_day_of_its_own_event():
    rows = pd.concat([mice([7, 14], True), mice([14, 21], [True, False], "B")])
    found = curves.numbers_at_risk(rows, [0, 7, 10, 14, 15])
    assert found.loc["A"].tolist() == [2, 2, 1, 1, 0]
    assert found.loc["B"].tolist() == [2, 2, 2, 2, 1]


def test_days_that_differ_by_rounding_only_are_one_day():
    found = curves.risk_table(mice([7.0, 7 + 1e-12, 9.0], True))
    assert found["n_events"].tolist() == [2, 1]


def test_arms_keep_the_order_of_their_categories():
    rows = pd.concat([mice([3], True, "Vehicle"), mice([5], True, "Drug")])
    rows["arm"] = pd.Categorical(rows["arm"], ["Vehicle", "Drug", "Gone"])
    assert list(curves.medians(rows).index) == ["Vehicle", "Drug"]


some_mice = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 30), st.booleans()), min_size=1
)


@settings(max_examples=40, deadline=None)
@given(some_mice, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, shuffling):
    frame = pd.DataFrame(rows, columns=["arm", "day", "is_event"])
    shuffling.shuffle(rows)
    shuffled = pd.DataFrame(rows, columns=["arm", "day", "is_event"])
    pd.testing.assert_frame_equal(
        curves.kaplan_meier(shuffled), curves.kaplan_meier(frame)
    )


@settings(max_examples=40, deadline=None)
@given(some_mice)
def test_the_share_falls_from_one_and_lies_within_its_limits(rows):
    frame = pd.DataFrame(rows, columns=["arm", "day", "is_event"])
    found = curves.kaplan_meier(frame)
    for _, own in found.groupby("arm"):
        assert own["survival"].between(0, 1).all()
        assert (own["survival"].diff().dropna() <= 1e-12).all()
    known = found.dropna()
    for scale in ("log", "log_log"):
        assert (known[f"{scale}_low"] <= known["survival"] + 1e-12).all()
        assert (known[f"{scale}_high"] >= known["survival"] - 1e-12).all()
