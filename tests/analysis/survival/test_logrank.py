from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis.survival_sets import EVERY_SET, cases, expected, times
from xenograft.analysis.mixed.fit import holm
from xenograft.analysis.survival import logrank

EXACT = {"rtol": 1e-9, "atol": 1e-12}
OVERALL = {
    logrank.LOG_RANK: "logrank all arms",
    logrank.PETO: "Peto-Peto (rho=1) all arms",
}
ADJUSTED = {"p_holm": holm, "p_bh": stats.false_discovery_control}
COLUMNS = {"chi_square": "chisq", "p": "p", "p_holm": "p_holm", "p_bh": "p_BH"}


pairs = lru_cache(None)(lambda case: logrank.pairwise(times(case)))


@EVERY_SET
@pytest.mark.parametrize("weighting", OVERALL)
def test_tests_of_all_arms_are_those_of_survdiff(study, weighting):
    for case in cases(study, "logrank"):
        table = expected(case, "logrank").set_index("test").loc[OVERALL[weighting]]
        found = logrank.log_rank(times(case), weighting)
        assert found["df"] == table["df"]
        assert found["chi_square"] == pytest.approx(table["chisq"], rel=1e-9)
        assert found["p"] == pytest.approx(table["p"], rel=1e-9)


def as_r_adjusts(known, of_empty, column):
    """R counts the p of 1 of a pair with nothing to compare as one of the tests."""
    if column not in ADJUSTED or of_empty.empty:
        return known[column]
    return ADJUSTED[column](np.append(known["p"], of_empty))[: len(known)]


@EVERY_SET
@pytest.mark.parametrize(("column", "theirs"), COLUMNS.items())
def test_tests_of_pairs_are_those_of_survdiff(study, column, theirs):
    for case in cases(study, "logrank"):
        table = expected(case, "logrank").set_index("test")
        # Of a pair with nothing to compare (no event, or one arm gone before the
        # first) R says 0 with -1 or 0 degrees of freedom; here it is a gap.
        empty = table["df"] < 1
        known = pairs(case).dropna(subset="p")
        assert len(known) == (~empty).sum() - len(OVERALL)
        ours = as_r_adjusts(known, table.loc[empty, "p"].dropna(), column)
        names = [
            f"logrank {one} vs {other}"
            if f"logrank {one} vs {other}" in table.index
            else f"logrank {other} vs {one}"
            for one, other in zip(known["first"], known["second"], strict=True)
        ]
        np.testing.assert_allclose(ours, table.loc[names, theirs], **EXACT)


def made_up(seed=3):
    rng = np.random.default_rng(seed)
    arm = np.repeat(["C", "A", "B"], 10)
    day = rng.integers(2, 20, 30).astype(float)
    return pd.DataFrame({"arm": arm, "day": day, "is_event": rng.random(30) < 0.8})


def test_the_test_of_a_pair_is_that_of_scipy():
    frame = made_up()
    samples = [
        stats.CensoredData(
            uncensored=own.loc[own["is_event"], "day"],
            right=own.loc[~own["is_event"], "day"],
        )
        for _, own in frame[frame["arm"] != "B"].groupby("arm")
    ]
    witness = stats.logrank(*samples)
    found = logrank.log_rank(frame, arms=("A", "C"))
    assert found["chi_square"] == pytest.approx(witness.statistic**2, rel=1e-12)
    assert found["p"] == pytest.approx(witness.pvalue, rel=1e-9)


def test_pairs_with_the_control_are_adjusted_among_themselves():
    found = logrank.pairwise(made_up(), control="C")
    assert found["second"].tolist() == ["C", "C"]
    assert found["p_holm"].min() == pytest.approx(min(1, 2 * found["p"].min()))


def test_arms_without_any_event_have_no_test():
    found = logrank.log_rank(made_up().assign(is_event=False))
    assert found["df"] == 0
    assert np.isnan(found["p"])
    pairs = logrank.pairwise(made_up().assign(is_event=False))
    assert pairs[["p", "p_holm", "p_bh"]].isna().all(axis=None)


def test_an_unknown_weighting_is_refused():
    with pytest.raises(ValueError, match="no weighting GEHAN"):
        logrank.log_rank(made_up(), "GEHAN")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.permutations(["x", "y", "z"]))
def test_order_of_rows_and_names_of_arms_change_no_number(seed, names):
    frame = made_up()
    renamed = frame.assign(arm=frame["arm"].map(dict(zip("CAB", names, strict=True))))
    shuffled = renamed.sample(frac=1, random_state=seed)
    for weighting in OVERALL:
        found = logrank.log_rank(shuffled, weighting)
        expected = logrank.log_rank(frame, weighting)
        assert found == pytest.approx(expected, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 100))
def test_the_unit_of_time_does_not_matter(factor):
    frame = made_up()
    scaled = logrank.log_rank(frame.assign(day=frame["day"] * factor))
    assert scaled == pytest.approx(logrank.log_rank(frame), rel=1e-9)


def few_mice():
    """3 + 4 mice, some censored, with ties."""
    day = [3, 5, 5, 9, 5, 8, 9]
    event = [True, True, False, True, True, True, False]
    return pd.DataFrame({"arm": list("CCCAAAA"), "day": day, "is_event": event})


def scores_of_scipy(frame):
    """Event less the Nelson-Aalen hazard, by SciPy's counts of risk and events."""
    sample = stats.CensoredData(
        uncensored=frame.loc[frame["is_event"], "day"],
        right=frame.loc[~frame["is_event"], "day"],
    )
    curve = stats.ecdf(sample).sf
    hazard = np.cumsum(curve._d / curve._n)
    place = np.searchsorted(curve.quantiles, frame["day"])
    return frame["is_event"].to_numpy(float) - hazard[place]


def test_the_shuffled_p_is_that_of_all_deals_by_scipy():
    frame = few_mice()
    score, is_control = scores_of_scipy(frame), (frame["arm"] == "C").to_numpy()

    def statistic(control, other):
        return sum(own.sum() ** 2 / len(own) for own in (control, other))

    exact = stats.permutation_test(
        (score[is_control], score[~is_control]),
        statistic,
        alternative="greater",
        vectorized=False,
        n_resamples=np.inf,
    )
    draws = 200_000
    found = logrank.shuffled(frame, draws)
    noise = np.sqrt(exact.pvalue * (1 - exact.pvalue) / draws)
    assert found == pytest.approx(exact.pvalue, abs=4 * noise)


def test_the_shuffled_p_is_near_that_of_chi_square_with_many_mice():
    frame = pd.concat([made_up(seed) for seed in range(8)], ignore_index=True)
    expected = logrank.log_rank(frame)["p"]
    assert logrank.shuffled(frame) == pytest.approx(expected, abs=0.03)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.permutations(["x", "y", "z"]))
def test_the_shuffled_p_depends_on_no_order_and_no_name(seed, names):
    frame = made_up().iloc[:-3]
    renamed = frame.assign(arm=frame["arm"].map(dict(zip("CAB", names, strict=True))))
    other = renamed.sample(frac=1, random_state=seed)
    assert logrank.shuffled(other, 500) == logrank.shuffled(frame, 500)


def test_without_an_event_or_another_arm_there_is_no_shuffled_p():
    assert np.isnan(logrank.shuffled(made_up().assign(is_event=False)))
    assert np.isnan(logrank.shuffled(made_up().query("arm == 'C'")))
