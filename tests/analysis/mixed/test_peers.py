"""Other models and tests of real studies, as R and invivoSyn compute them.

Not read, as the product computes nothing of the kind: SynergyLMM with a variance of
its own for each mouse.
"""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
from tests.analysis.mixed.test_curves import SINGULAR, treatment_terms
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves, likelihood, newton, slopes
from xenograft.analysis.mixed import fit as fits

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)
FOUR_ARMS = pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
INTERCEPT_ONLY = "M3_logV_random_intercept REML lme4 (Satterthwaite df)"
NLME = "M2_logV_random_int_slope REML nlme (inner-outer df)"
F_TEST = "M2 type III F-test t:arm (Satterthwaite)"
COLUMNS = {
    "estimate": {"atol": 1e-7},
    "se": {"rtol": 1e-5},
    "df": {"rtol": 2e-3},
    "p": {"rtol": 2e-3, "atol": 1e-7},
}


def rows(study, table, model):
    frame = oracle(study, table)
    return frame[frame["model"] == model]


@lru_cache(None)
def contrasts(study, random):
    """Our contrasts with the control, and the fit, by the names of R."""
    found = curves.fit(mixed_sets.logs(study), random=random)
    terms = treatment_terms(found, mixed_sets.meta(study)["control"])
    ours = {name: fits.contrast(found, terms[name]) for name in terms}
    return found, pd.DataFrame(ours).T


@EVERY_SET
@pytest.mark.parametrize(("column", "tolerance"), COLUMNS.items())
def test_the_model_with_levels_only_is_that_of_lme4(study, column, tolerance):
    expected = rows(study, "mixed_fixed_effects", INTERCEPT_ONLY).set_index("term")
    _, ours = contrasts(study, curves.INTERCEPT)
    found = ours.loc[expected.index, column]
    np.testing.assert_allclose(found, expected[column], **tolerance)


@EVERY_SET
def test_the_likelihood_with_levels_only_is_that_of_lme4(study):
    expected = rows(study, "mixed_fit", INTERCEPT_ONLY).iloc[0]
    found, _ = contrasts(study, curves.INTERCEPT)
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=1e-6)


@EVERY_SET
def test_the_model_with_rates_is_that_of_nlme_as_well(study):
    expected = rows(study, "mixed_fixed_effects", NLME).set_index("term")
    if study in SINGULAR or expected.empty:
        pytest.skip("nlme has no singular fits")
    found, ours = contrasts(study, curves.BOTH)
    likelihood = rows(study, "mixed_fit", NLME).iloc[0]["logLik"]
    # nlme stops a little short of the highest likelihood.
    assert found.log_likelihood >= likelihood - 1e-6
    assert found.log_likelihood == pytest.approx(likelihood, abs=1e-3)
    estimates = ours.loc[expected.index, "estimate"]
    np.testing.assert_allclose(estimates, expected["estimate"], atol=1e-4)


@EVERY_SET
def test_the_test_of_all_rates_is_that_of_lmertest(study):
    expected = rows(study, "mixed_fit", F_TEST).iloc[0]
    found, _ = contrasts(study, curves.BOTH)
    ours = fits.rates_differ(found, mixed_sets.meta(study)["control"])
    df = float(expected["note"].split("DenDF ")[1])
    assert ours["F"] == pytest.approx(expected["AIC"], rel=1e-5)
    assert ours["df_residual"] == pytest.approx(df, rel=1e-4)
    assert ours["p"] == pytest.approx(expected["BIC"], rel=1e-4)


@FOUR_ARMS
def test_the_model_of_invivosyn_is_that_of_nlme(study):
    """ln(V + 1) on ln V0 and days, random rates: its Day:A:B is the Bliss contrast."""
    expected = oracle(study, "invivosyn_style_lmm").set_index("term")
    about, values = mixed_sets.meta(study), mixed_sets.volumes(study)
    start = values[values["day"] == 0].set_index("mouse")["volume_mm3"]
    values["y"] = np.log(values["volume_mm3"] + 1)
    values["ln_baseline"] = np.log(values["mouse"].map(start) + 1e-9)
    found = curves.fit(values.dropna(), random=curves.SLOPE, fixed=curves.BASELINE)
    control, a, b, both = (about[role] for role in ("control", "A", "B", "AB"))
    terms = {
        "Day": {control: 1},
        "Day:A": {a: 1, control: -1},
        "Day:B": {b: 1, control: -1},
        "Day:A:B": {both: 1, a: -1, b: -1, control: 1},
    }
    for term, weights in terms.items():
        ours = fits.contrast(found, found.weights(weights))
        assert ours["estimate"] == pytest.approx(expected.loc[term, "Value"], abs=1e-7)
        assert ours["se"] == pytest.approx(expected.loc[term, "Std.Error"], rel=1e-5)
    own = found.estimates[["intercept", "ln baseline"]]
    theirs = expected.loc[["(Intercept)", "log(TV0 + 1e-09)"], "Value"]
    np.testing.assert_allclose(own, theirs, atol=1e-6)


@pytest.mark.parametrize("method", ["REML", "ML"])
@EVERY_SET
def test_the_likelihood_through_the_baseline_is_that_of_nlme(study, method):
    """Of the table in which statsmodels fails: nlme's side of it."""
    table = oracle("", "statsmodels_vs_nlme").set_index(["study", "method"])
    expected = table.loc[(study, method)].iloc[0]
    found = slopes.fit(mixed_sets.relative_logs(study), method)
    assert found.n_values == expected["n"]
    assert found.log_likelihood == pytest.approx(expected["llf_nlme"], abs=1e-8)
    spread = found.variances["residual"] ** 0.5
    assert spread == pytest.approx(expected["sd_resid_nlme"], rel=2e-6)


@EVERY_SET
def test_the_likelihood_of_whole_curves_is_that_of_the_table_of_statsmodels(study):
    table = oracle("", "statsmodels_vs_lme4_M2").set_index("study")
    expected = table.loc[study, "llf_lme4"].iloc[0]
    found = curves.fit(mixed_sets.logs(study))
    assert found.log_likelihood == pytest.approx(expected, abs=1e-8)


def test_one_arm_has_no_test_of_all_rates():
    values = mixed_sets.logs("SW837")
    found = curves.fit(values[values["arm"] == "Ctrl"], random=curves.INTERCEPT)
    assert np.isnan(fits.rates_differ(found)["p"])


def test_two_arms_have_the_square_of_their_t_as_f():
    found = curves.fit(mixed_sets.logs("BENZEKRY_LLC"))
    one = fits.differences(found, [tuple(found.slopes)]).iloc[0]
    all_ = fits.rates_differ(found)
    assert all_["F"] == pytest.approx(one["t"] ** 2)
    assert all_["p"] == pytest.approx(one["p"])


LIKELIHOOD_RATIO = "M2 LRT t:arm (ML)"


def height_of(values, has_rates):
    """-2 log likelihood (ML): a level for each arm, and one rate or one for each."""
    mouse = pd.factorize(values["mouse"], sort=True)[0]
    day = values["day"].to_numpy(float)[:, None]
    is_arm = pd.get_dummies(values["arm"]).to_numpy(float)
    x = np.hstack([is_arm, is_arm * day if has_rates else day])
    z = np.hstack([np.ones_like(day), day / np.abs(day).max()])
    q, _ = np.linalg.qr(x)
    y = values["y"].to_numpy(float)
    of = likelihood.sums(z, [], q, y - q @ (q.T @ y), mouse)
    theta = newton.best(of, curves.STARTS[curves.BOTH], fits.ML)
    return likelihood.deviance(theta, of, fits.ML)[0]


@EVERY_SET
def test_the_likelihood_ratio_of_all_rates_is_that_of_lme4(study):
    expected = rows(study, "mixed_fit", LIKELIHOOD_RATIO)
    if expected.empty:
        pytest.skip("no likelihood ratio in the table")
    values = mixed_sets.logs(study)
    found = height_of(values, False) - height_of(values, True)
    # lme4 stops short of the highest likelihood by so much.
    assert found == pytest.approx(expected.iloc[0]["AIC"], rel=1e-4, abs=1e-3)
