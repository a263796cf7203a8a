"""Curves of ln volume beside lme4, lmerTest and emmeans."""

import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
from tests.analysis.mixed.made_up import made_up
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)
SINGULAR = ["LS1034", "grwth_SIM"]


REGULAR = pytest.mark.parametrize(
    "study", [one for one in mixed_sets.SETS if one not in SINGULAR]
)


@pytest.fixture(scope="module")
def fitted():
    known = {}

    def fit(study):
        if study not in known:
            known[study] = curves.fit(mixed_sets.logs(study))
        return known[study]

    return fit


def engine(study, table):
    frame = oracle(study, table)
    return frame[frame["model"] == mixed_sets.M2]


def treatment_terms(found, control):
    """name in R -> contrast of ours: control's level and rate, then differences."""
    names, size = found.estimates.index, len(found.estimates)

    def unit(term):
        weights = np.zeros(size)
        weights[names.get_loc(term)] = 1
        return weights

    terms = {"(Intercept)": unit(f"level {control}"), "t": unit(f"rate {control}")}
    for arm in found.slopes:
        if arm != control:
            terms[f"arm{arm}"] = unit(f"level {arm}") - terms["(Intercept)"]
            terms[f"t:arm{arm}"] = unit(f"rate {arm}") - terms["t"]
    return terms


def compared(found, study):
    """Our contrasts and those of lmerTest, row by row."""
    expected = engine(study, "mixed_fixed_effects").set_index("term")
    terms = treatment_terms(found, mixed_sets.meta(study)["control"])
    ours = pd.DataFrame(
        {name: fits.contrast(found, terms[name]) for name in expected.index}
    )
    return ours.T, expected


@EVERY_SET
def test_the_fixed_effects_are_those_of_lme4(fitted, study):
    ours, expected = compared(fitted(study), study)
    np.testing.assert_allclose(ours["estimate"], expected["estimate"], atol=1e-7)


@EVERY_SET
def test_the_standard_errors_are_those_of_lme4(fitted, study):
    ours, expected = compared(fitted(study), study)
    np.testing.assert_allclose(ours["se"], expected["se"], rtol=1e-5)


@EVERY_SET
def test_the_degrees_of_freedom_are_those_of_lmertest(fitted, study):
    ours, expected = compared(fitted(study), study)
    np.testing.assert_allclose(ours["df"], expected["df"], rtol=1e-4)


@EVERY_SET
def test_the_p_values_are_those_of_lmertest(fitted, study):
    ours, expected = compared(fitted(study), study)
    np.testing.assert_allclose(ours["p"], expected["p"], rtol=1e-4, atol=1e-7)


def assert_same_height(found, expected, within=1e-6):
    """A row of mixed_fit; the AIC is 2 (parameters - log likelihood)."""
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=within)
    assert found.n_values == expected["n_obs"]
    assert found.n_mice == expected["n_mice"]
    count = len(found.estimates) + len(found.variances)
    assert count == expected["npar"]
    aic = 2 * (count - found.log_likelihood)
    assert aic == pytest.approx(expected["AIC"], abs=2 * within)


@EVERY_SET
def test_the_log_likelihood_is_the_best_of_lme4(fitted, study):
    assert_same_height(fitted(study), engine(study, "mixed_fit").iloc[0])


@EVERY_SET
def test_the_variances_are_those_of_lme4(fitted, study):
    expected = engine(study, "mixed_variance_components")["var"].to_numpy()
    names = ["level of a mouse", "slope of a mouse", "level with slope", "residual"]
    ours = [fitted(study).variances[name] for name in names]
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-9)


@EVERY_SET
def test_the_spreads_and_their_correlation_are_those_of_lme4(fitted, study):
    expected = engine(study, "mixed_variance_components")
    own = fitted(study).variances
    names = ["level of a mouse", "slope of a mouse", "residual"]
    sds = expected.loc[~expected["term"].str.contains("\\) t"), "sd"]
    np.testing.assert_allclose(
        [np.sqrt(own[name]) for name in names], sds, rtol=1e-4, atol=1e-4
    )
    # None where no mouse differs from another (grwth_SIM).
    for theirs in expected["corr"].dropna():
        ours = own["level with slope"] / np.sqrt(own[names[0]] * own[names[1]])
        assert ours == pytest.approx(theirs, abs=1e-6)


@EVERY_SET
def test_the_rates_are_those_of_emmeans(fitted, study):
    expected = oracle(study, "m2_slopes_emtrends").set_index("arm")["trend"]
    ours = fits.rates(fitted(study)).set_index("arm")["estimate"]
    np.testing.assert_allclose(ours[expected.index], expected, atol=1e-7)


@EVERY_SET
def test_every_difference_of_two_rates_is_that_of_emmeans(fitted, study):
    expected = oracle(study, "m2_slope_contrasts_pairwise")
    arms = mixed_sets.meta(study)["arms"]
    named = {name: arm for arm in arms for name in (arm, f"({arm})")}
    pairs = {f"{a} - {b}": (named[a], named[b]) for a in named for b in named}
    chosen = [pairs[name] for name in expected["contrast"]]
    ours = fits.differences(fitted(study), chosen)
    np.testing.assert_allclose(ours["estimate"], expected["estimate"], atol=1e-7)


@EVERY_SET
def test_differences_from_the_control_are_those_of_emmeans(fitted, study):
    expected = oracle(study, "m2_slope_contrasts_vs_control")
    about = mixed_sets.meta(study)
    treated = [arm for arm in about["arms"] if arm != about["control"]]
    pairs = [(arm, about["control"]) for arm in treated]
    ours = fits.differences(fitted(study), pairs)
    np.testing.assert_allclose(ours["estimate"], expected["estimate"], atol=1e-7)
    np.testing.assert_allclose(fits.holm(expected["p.value"]), expected["p_holm"])


@pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
def test_the_bliss_contrast_is_that_of_emmeans(fitted, study):
    expected = oracle(study, "m2_bliss_contrast").iloc[0]["estimate"]
    about, found = mixed_sets.meta(study), fitted(study)
    signs = {"AB": 1, "A": -1, "B": -1, "control": 1}
    weights = found.weights({about[role]: sign for role, sign in signs.items()})
    assert fits.contrast(found, weights)["estimate"] == pytest.approx(
        expected, abs=1e-7
    )


@pytest.mark.parametrize("study", SINGULAR)
def test_a_fit_at_a_limit_is_known_as_one(fitted, study):
    assert fitted(study).is_at_limit


@REGULAR
def test_a_fit_within_the_limits_is_known_as_one(fitted, study):
    assert not fitted(study).is_at_limit


def test_the_baseline_enters_as_a_term_of_its_own():
    values = made_up(seed=4)
    start = values[values["day"] == 0].set_index("mouse")["y"]
    values = values[values["day"] > 0]
    values = values.assign(ln_baseline=values["mouse"].map(start))
    found = curves.fit(values, fixed=curves.BASELINE)
    terms = ["intercept", "ln baseline", "rate C", "rate T"]
    assert list(found.estimates.index) == terms
    assert found.estimates["rate C"] == pytest.approx(0.1, abs=0.03)


def test_too_few_values_are_refused_in_plain_words():
    values = made_up()
    with pytest.raises(ValueError, match="16 values of 16 mice for 4 terms"):
        curves.fit(values[values["day"] == 3])
