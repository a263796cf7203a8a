"""Other models and tests of real studies, as R and invivoSyn compute them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analysis import mixed_sets
from tests.analysis.mixed.test_curves import (
    SINGULAR,
    assert_same_height,
    treatment_terms,
)
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves, likelihood, newton, slopes
from xenograft.analysis.mixed import fit as fits

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)
FOUR_ARMS = pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
INTERCEPT_ONLY = "M3_logV_random_intercept REML lme4 (Satterthwaite df)"
NLME = "M2_logV_random_int_slope REML nlme (inner-outer df)"
PLAIN = "M2 plain lme4::lmer() default optimizer (information only)"
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
    assert_same_height(found, expected)
    spreads = rows(study, "mixed_variance_components", INTERCEPT_ONLY)
    ours = [found.variances[name] for name in ("level of a mouse", "residual")]
    np.testing.assert_allclose(ours, spreads["var"], rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(np.sqrt(ours), spreads["sd"], rtol=1e-5, atol=1e-9)


@EVERY_SET
def test_the_model_with_rates_is_that_of_nlme_as_well(study):
    """nlme has no singular fits: it stops short of a limit, by at most so much."""
    expected = rows(study, "mixed_fixed_effects", NLME).set_index("term")
    found, ours = contrasts(study, curves.BOTH)
    likelihood = rows(study, "mixed_fit", NLME).iloc[0]
    assert found.log_likelihood >= likelihood["logLik"] - 1e-6
    assert_same_height(found, likelihood, within=1e-3)
    ours = ours.loc[expected.index]
    np.testing.assert_allclose(ours["estimate"], expected["estimate"], atol=1e-5)
    at_most = 3e-3 if study in SINGULAR else 2e-5
    np.testing.assert_allclose(ours["se"], expected["se"], rtol=at_most)


# Of a fit at a limit nlme's spreads are of where it stopped.
@pytest.mark.parametrize("study", sorted({*mixed_sets.SETS} - {*SINGULAR}))
def test_the_spreads_of_rates_are_those_of_nlme_as_well(study):
    expected = rows(study, "mixed_variance_components", NLME).set_index("term")
    own = contrasts(study, curves.BOTH)[0].variances
    ours = [own["level of a mouse"], own["slope of a mouse"], own["residual"]]
    theirs = expected.loc[["(Intercept)", "t", "Residual"]]
    np.testing.assert_allclose(ours, theirs["var"], rtol=1e-4)
    np.testing.assert_allclose(np.sqrt(ours), theirs["sd"], rtol=1e-4)
    shared = expected.loc["corr(intercept,slope)"]
    ours = own["level with slope"] / np.sqrt(ours[0] * ours[1])
    assert ours == pytest.approx(shared["corr"], abs=2e-4)
    assert own["level with slope"] == pytest.approx(shared["var"], rel=2e-3)


@EVERY_SET
def test_lme4_alone_is_nowhere_higher_and_at_a_limit_lower(study):
    plain = rows(study, "mixed_fit", PLAIN).iloc[0]
    found, _ = contrasts(study, curves.BOTH)
    assert found.log_likelihood >= plain["logLik"] - 1e-9
    assert_same_height(found, plain, within=0.1 if study in SINGULAR else 1e-4)


@EVERY_SET
def test_t_and_p_of_every_model_of_r_are_ours_by_its_degrees_of_freedom(study):
    """Those of nlme are inner and outer, which are not ours."""
    expected = oracle(study, "mixed_fixed_effects")
    assert_tested(expected[["estimate", "se", "df", "t", "p"]])


@EVERY_SET
def test_the_test_of_all_rates_is_that_of_lmertest(study):
    expected = rows(study, "mixed_fit", F_TEST).iloc[0]
    found, _ = contrasts(study, curves.BOTH)
    ours = fits.rates_differ(found, mixed_sets.meta(study)["control"])
    df = float(expected["note"].split("DenDF ")[1])
    assert f"NumDF {ours['df']} " in expected["note"]
    # The table keeps F and p in these columns.
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
    own = ["intercept", "ln baseline"]
    theirs = expected.loc[["(Intercept)", "log(TV0 + 1e-09)"]]
    np.testing.assert_allclose(found.estimates[own], theirs["Value"], atol=1e-6)
    errors = found.standard_errors[own]
    np.testing.assert_allclose(errors, theirs["Std.Error"], rtol=1e-5)


@FOUR_ARMS
def test_t_and_p_of_invivosyn_are_ours_by_the_degrees_of_freedom_of_nlme(study):
    """It counts values as nlme does, 92 where Satterthwaite's are 19 (SW837)."""
    expected = oracle(study, "invivosyn_style_lmm")
    assert_tested(expected[["Value", "Std.Error", "DF", "t.value", "p.value"]])


def assert_tested(expected):
    """Our t and p of each estimate, error and degrees of freedom are theirs."""
    for estimate, error, df, t, p in expected.itertuples(index=False):
        ours = fits.tested(estimate, error, df)
        np.testing.assert_allclose(ours["t"], t, rtol=1e-9)
        np.testing.assert_allclose(ours["p"], p, rtol=1e-7)


@pytest.mark.parametrize("method", ["REML", "ML"])
@EVERY_SET
def test_the_likelihood_through_the_baseline_is_that_of_nlme(study, method):
    """Of the table in which statsmodels fails: nlme's side of it, in every row, and
    the row of a profile by numpy, which fails nowhere."""
    table = oracle("", "statsmodels_vs_nlme")
    table = table[(table["study"] == study) & (table["method"] == method)]
    found = slopes.fit(mixed_sets.relative_logs(study), method)
    assert (table["n"] == found.n_values).all()
    np.testing.assert_allclose(found.log_likelihood, table["llf_nlme"], atol=1e-8)
    of_mice, residual = (found.variances[name] ** 0.5 for name in SPREADS)
    np.testing.assert_allclose(of_mice, table["sd_b_nlme"], rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(residual, table["sd_resid_nlme"], rtol=2e-6)
    profile = table.set_index("engine").loc["numpy 1-D profile"]
    assert found.log_likelihood == pytest.approx(profile["llf"], abs=1e-8)
    assert of_mice == pytest.approx(profile["sd_b"], rel=1e-6, abs=1e-7)
    assert residual == pytest.approx(profile["sd_resid"], rel=1e-6)


SPREADS = ("slope of a mouse", "residual")


@EVERY_SET
def test_the_likelihood_of_whole_curves_is_that_of_the_table_of_statsmodels(study):
    """Of the same table for whole curves: no fit of statsmodels is higher."""
    table = oracle("", "statsmodels_vs_lme4_M2")
    table = table[table["study"] == study]
    found, _ = contrasts(study, curves.BOTH)
    np.testing.assert_allclose(found.log_likelihood, table["llf_lme4"], atol=1e-8)
    assert (table["llf"] <= found.log_likelihood + 1e-8).all()


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
    expected = rows(study, "mixed_fit", LIKELIHOOD_RATIO).iloc[0]
    values = mixed_sets.logs(study)
    found = height_of(values, False) - height_of(values, True)
    # The table keeps the ratio and its p in these columns.
    assert found == pytest.approx(expected["AIC"], rel=1e-8)
    df = values["arm"].nunique() - 1
    assert expected["note"].endswith(f"df {df}")
    assert stats.chi2.sf(found, df) == pytest.approx(expected["BIC"], rel=1e-7)
