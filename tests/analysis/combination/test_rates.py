"""Bliss and HSA on growth rates, day by day."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
from tests.analysis.combination.made_up import DESIGN, last, made_up
from tests.analysis.combination_sets import (
    EVERY_REFERENCE,
    EVERY_SET,
    assert_same_score,
    design_of,
    of_days_with_repeats,
    peer,
)
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import rates
from xenograft.analysis.mixed import slopes


@EVERY_SET
@EVERY_REFERENCE
def test_every_index_is_that_of_synergylmm(computed, study, reference):
    ours = computed(study)
    ours = ours[ours["reference"] == reference].set_index("day")
    expected = of_days_with_repeats(study, peer(study, reference, "CI"))
    assert list(ours.index) == list(expected.index)
    columns = {"index": "Estimate", "index_low": "lwr", "index_high": "upr"}
    for own, theirs in columns.items():
        np.testing.assert_allclose(ours[own], expected[theirs], rtol=5e-6)


@EVERY_SET
@EVERY_REFERENCE
def test_every_score_is_that_of_synergylmm(computed, study, reference):
    ours = computed(study)
    ours = ours[ours["reference"] == reference].set_index("day")
    expected = of_days_with_repeats(study, peer(study, reference, "SS"))
    assert_same_score(ours, expected)


@EVERY_SET
@EVERY_REFERENCE
@pytest.mark.parametrize("metric", ["CI", "SS"])
def test_every_p_is_that_of_synergylmm(computed, study, reference, metric):
    ours = computed(study)
    ours = ours[ours["reference"] == reference].set_index("day")
    expected = of_days_with_repeats(study, peer(study, reference, metric))
    np.testing.assert_allclose(ours["p"], expected["pval"], atol=1e-5)


@EVERY_SET
@EVERY_REFERENCE
def test_robust_errors_are_those_of_synergylmm_with_clubsandwich(study, reference):
    ours = robust(study)
    ours = ours[ours["reference"] == reference].set_index("day")
    index = of_days_with_repeats(study, peer(study, reference, "CI", robust=True))
    assert list(ours.index) == list(index.index)
    columns = {"index": "Estimate", "index_low": "lwr", "index_high": "upr"}
    for own, theirs in columns.items():
        np.testing.assert_allclose(ours[own], index[theirs], rtol=2e-5)
    np.testing.assert_allclose(ours["p"], index["pval"], atol=2e-5)
    score = of_days_with_repeats(study, peer(study, reference, "SS", robust=True))
    assert_same_score(ours, score)


@lru_cache
def robust(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    whole = slopes.fit(values)
    rate = dict(zip(whole.slopes, whole.estimates, strict=True))
    better = min((design.a, design.b), key=rate.get)
    return rates.over_time(values, design, better=better, robust=True)


@EVERY_SET
def test_the_robust_error_of_each_rate_is_that_of_clubsandwich(study):
    expected = oracle(study, "synergylmm_estimates").set_index("config").loc["default"]
    design = design_of(study)
    fits_of_days = rates.fits_of(mixed_sets.relative_logs(study), design)
    place = [fits_of_days.arms.index(arm) for arm in design.arms]
    ours = np.sqrt(fits_of_days.robust[-1][place])
    theirs = expected[["se_CR2_C", "se_CR2_A", "se_CR2_B", "se_CR2_AB"]]
    np.testing.assert_allclose(ours, theirs.to_numpy(float), rtol=2e-5)


CHECKED = {
    "index": (("CI", "CI_peer"), {"rtol": 1e-6}),
    "score": (("SS", "SS_peer"), {"rtol": 0, "atol": 1e-4}),
    "p": (("p", "p_peer"), {"rtol": 0, "atol": 1e-5}),
    "index_low": (("lo", "lo_peer"), {"rtol": 5e-6}),
    "index_high": (("hi", "hi_peer"), {"rtol": 5e-6}),
}


@EVERY_SET
def test_the_cross_check_in_another_program_agrees(computed, study):
    ours = computed(study).set_index(["reference", "day"])
    expected = oracle("", "crosscheck_synergy")
    expected = expected[expected["study"] == study].set_index(["method", "t"])
    # It answers for days at which every mouse has one value only, as SynergyLMM does.
    expected = expected.loc[ours.index]
    for own, (names, tolerance) in CHECKED.items():
        # The other program's, and SynergyLMM's own as it read them.
        for theirs in names:
            np.testing.assert_allclose(ours[own], expected[theirs], **tolerance)
    # How far the two are apart.
    assert (expected[["dCI", "dSS", "dp"]] < 2e-4).all(axis=None)


@EVERY_SET
def test_the_rates_of_the_last_day_are_those_of_synergylmm(study):
    expected = oracle(study, "synergylmm_estimates").set_index("config").loc["default"]
    design = design_of(study)
    found = slopes.fit(mixed_sets.relative_logs(study))
    ours = [found.estimates[found.slopes[arm]] for arm in design.arms]
    theirs = expected[["b_C", "b_A", "b_B", "b_AB"]].to_numpy(float)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    errors = [found.standard_errors[found.slopes[arm]] for arm in design.arms]
    theirs = expected[["se_C", "se_A", "se_B", "se_AB"]].to_numpy(float)
    np.testing.assert_allclose(errors, theirs, rtol=1e-5)
    spread = np.sqrt(found.variances["slope of a mouse"])
    assert spread == pytest.approx(expected["sd_ranef_true"], rel=1e-4, abs=1e-5)


@EVERY_SET
def test_the_whole_model_of_the_last_day_is_that_of_synergylmm(study):
    """What it prints as the SD of the rates is divided by that of the residuals."""
    expected = oracle(study, "synergylmm_estimates").set_index("config").loc["default"]
    found = slopes.fit(mixed_sets.relative_logs(study))
    residual = np.sqrt(found.variances["residual"])
    relative = np.sqrt(found.variances["slope of a mouse"]) / residual
    assert residual == pytest.approx(expected["sd_resid"], rel=1e-4)
    printed = expected["sd_ranef_RELATIVE_as_printed"]
    assert relative == pytest.approx(printed, rel=1e-4, abs=1e-4)
    assert found.log_likelihood == pytest.approx(expected["logLik_REML"], abs=1e-5)
    assert found.n_mice == expected["n_mice"]
    assert found.n_values == expected["n_obs"]


@pytest.mark.parametrize("study", ["SW837", "MAS98_Her_Trast"])
def test_each_mouse_left_out_is_the_fit_of_the_others(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    found = rates.without_each_mouse(values, design).set_index("mouse")
    day = values["day"].max()
    for mouse in found.index[::5]:
        others = rates.over_time(values[values["mouse"] != mouse], design)
        others = others[others["reference"] == rates.BLISS].set_index("day")
        if day not in others.index:
            continue
        for name in ("difference", "low", "high", "p"):
            expected = others.loc[day, name]
            assert found.loc[mouse, name] == pytest.approx(expected, rel=1e-6)


def test_leaving_out_the_only_mouse_of_an_arm_is_a_gap():
    values = made_up()
    values = values[(values["arm"] != "A") | (values["mouse"] == "A0")]
    found = rates.without_each_mouse(values, DESIGN).set_index("mouse")
    assert np.isnan(found.loc["A0", "p"])
    assert found.drop("A0")["p"].notna().all()


def test_a_combination_slower_than_expected_has_an_index_below_one():
    found = last(rates.over_time(made_up((0, -0.03, -0.04, -0.14)), DESIGN))
    assert found["difference"] < 0
    assert found["index"] < 1
    assert found["score"] > 0
    assert found["index"] == np.exp(found["difference"] * 17)


def test_the_expected_rate_and_the_difference_make_the_observed_rate():
    found = rates.over_time(made_up(), DESIGN)
    total = found["expected"] + found["difference"]
    np.testing.assert_allclose(total, found["observed"])


def test_hsa_takes_the_slower_single_drug_of_the_same_day():
    found = rates.over_time(made_up(), DESIGN)
    hsa = found[found["reference"] == rates.HSA]
    assert set(hsa["better"]) <= {"A", "B"}
    assert hsa["better"].iloc[-1] == "B"


def test_student_s_tails_are_wider_than_normal_ones():
    values = made_up()
    student, normal = (
        last(rates.over_time(values, DESIGN, normal=normal)) for normal in (0, 1)
    )
    assert student["high"] > normal["high"]
    assert student["p"] > normal["p"]


def test_a_day_after_the_control_s_last_is_marked():
    values = made_up()
    left = (values["arm"] == "C") & (values["day"] > 10)
    found = rates.over_time(values[~left], DESIGN)
    marked = found.loc[found["is_extrapolated"], "day"].unique()
    assert marked.tolist() == [14, 17]


def test_other_arms_of_the_study_change_nothing():
    values = made_up()
    more = values[values["arm"] == "A"].assign(arm="other")
    more["mouse"] = "x" + more["mouse"]
    found = rates.over_time(pd.concat([values, more]), DESIGN)
    pd.testing.assert_frame_equal(found, rates.over_time(values, DESIGN))
