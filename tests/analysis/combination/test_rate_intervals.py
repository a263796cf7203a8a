"""The intervals of observed and expected rates."""

import numpy as np
import pytest
from scipy import stats

from tests.analysis import mixed_sets
from tests.analysis.combination_sets import EVERY_SET, design_of
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import rates


@EVERY_SET
def test_the_interval_of_the_observed_rate_is_that_of_lmertest_and_nlme(study):
    frame = oracle(study, "mixed_fixed_effects")
    design, last_day = design_of(study), mixed_sets.relative_logs(study)["day"].max()
    by = {
        program: frame[frame["model"] == f"{mixed_sets.M1} REML {program}"]
        .set_index("term")
        .loc[f"t:arm{design.both}"]
        for program in ("nlme", "lme4")
    }
    # Estimate and error of nlme, which stops at the highest likelihood; degrees of
    # freedom of lmerTest, by the same limits for every reference.
    reach = stats.t.ppf(0.975, by["lme4"]["df"]) * by["nlme"]["se"]
    found = rates.over_time(mixed_sets.relative_logs(study), design)
    for row in found[found["day"] == last_day].itertuples():
        assert row.observed_low == pytest.approx(
            by["nlme"]["estimate"] - reach, rel=1e-3, abs=2e-3 * reach
        )
        assert row.observed_high == pytest.approx(
            by["nlme"]["estimate"] + reach, rel=1e-3, abs=2e-3 * reach
        )


@EVERY_SET
def test_the_intervals_of_observed_and_expected_rates_are_of_synergylmm_s_errors(
    study, computed
):
    about = oracle(study, "synergylmm_estimates").set_index("config").loc["default"]
    found = computed(study)
    found = found[found["day"] == found["day"].max()].set_index("reference")
    rate = {arm: about[f"b_{arm}"] for arm in ("C", "A", "B", "AB")}
    error = {arm: about[f"se_{arm}"] for arm in rate}
    better = min("AB", key=rate.get)
    expected = {
        (rates.BLISS, "observed"): (rate["AB"], error["AB"]),
        (rates.HSA, "observed"): (rate["AB"], error["AB"]),
        (rates.HSA, "expected"): (rate[better], error[better]),
        (rates.BLISS, "expected"): (
            rate["A"] + rate["B"] - rate["C"],
            np.sqrt(sum(error[arm] ** 2 for arm in "ABC")),
        ),
    }
    for (reference, what), (middle, se) in expected.items():
        reach = stats.norm.ppf(0.975) * se
        ends = found.loc[reference, [f"{what}_low", f"{what}_high"]].to_numpy(float)
        np.testing.assert_allclose(
            ends, [middle - reach, middle + reach], rtol=0, atol=2e-5 * reach + 1e-6
        )
