"""A scatter for each mouse, arm or day: SynergyLMM with the weights of its paper."""

from functools import lru_cache

import numpy as np
import pytest
from scipy import optimize

from tests.analysis import mixed_sets
from tests.analysis.combination_sets import assert_same_score
from tests.analysis.mixed.test_slopes import made_up
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design
from xenograft.analysis.mixed import slopes, weighted_slopes
from xenograft.analysis.mixed.fit import ML, REML

# As the script of the paper has them; its MAS98 studies end on day 28.
SCATTERS = {"SW837": "arm", "SNU81": "day", "LS1034": "mouse"} | {
    f"MAS98_{pair}": "mouse"
    for pair in ("EGF_Fulv", "Fulv_Trast", "Her_Fulv", "Her_Trast")
}
EVERY_WEIGHTED = pytest.mark.parametrize("study", SCATTERS)
EVERY_REFERENCE = pytest.mark.parametrize("reference", [rates.BLISS, rates.HSA])
RATES = ["b_C", "b_A", "b_B", "b_AB"]
ERRORS = ["se_C", "se_A", "se_B", "se_AB"]
ROBUST = ["se_CR2_C", "se_CR2_A", "se_CR2_B", "se_CR2_AB"]


def values_of(study):
    values = mixed_sets.relative_logs(study)
    return values[values["day"] <= 28] if "MAS98" in study else values


def design_of(study):
    about = mixed_sets.meta(study)
    return Design(*(about[role] for role in ("control", "A", "B", "AB")))


def estimates(study):
    table = oracle(study, "synergylmm_estimates").set_index("config")
    return table.loc["manuscript_weights"]


def peer(study, reference, metric):
    frame = oracle(study, "synergylmm_synergy")
    own = frame[(frame["config"] == "manuscript_weights") & frame["robust"]]
    own = own[(own["Model"] == reference) & (own["Metric"] == metric)]
    return own.set_index("Time")[["Estimate", "lwr", "upr", "pval"]]


@lru_cache(None)
def whole(study):
    values = values_of(study)
    return weighted_slopes.fits_by_day(
        values, SCATTERS[study], days=[values["day"].max()]
    )


@EVERY_WEIGHTED
def test_the_rates_are_those_of_synergylmm(study):
    found = whole(study)
    places = [found.arms.index(arm) for arm in design_of(study).arms]
    theirs = estimates(study)[RATES].to_numpy(float)
    np.testing.assert_allclose(found.rate[-1][places], theirs, rtol=0, atol=1e-6)


@EVERY_WEIGHTED
def test_the_standard_errors_are_those_of_synergylmm(study):
    """R stops up to 1e-8 short of the highest likelihood, so errors agree to 2e-5."""
    found = whole(study)
    places = [found.arms.index(arm) for arm in design_of(study).arms]
    ours = np.sqrt(np.diagonal(found.covariance[-1]))[places]
    theirs = estimates(study)[ERRORS].to_numpy(float)
    np.testing.assert_allclose(ours, theirs, rtol=2e-5)


@EVERY_WEIGHTED
def test_the_robust_errors_are_those_of_clubsandwich(study):
    found = whole(study)
    places = [found.arms.index(arm) for arm in design_of(study).arms]
    theirs = estimates(study)[ROBUST].to_numpy(float)
    np.testing.assert_allclose(np.sqrt(found.robust[-1][places]), theirs, rtol=2e-5)


@EVERY_WEIGHTED
def test_the_log_likelihood_is_that_of_synergylmm(study):
    ours, theirs = whole(study).log_likelihood[-1], estimates(study)["logLik_REML"]
    assert ours == pytest.approx(theirs, abs=1e-6)


@EVERY_WEIGHTED
def test_the_spread_of_the_rates_is_that_of_synergylmm(study):
    found = whole(study)
    ours, theirs = np.sqrt(found.ratio[-1] * found.residual[-1]), estimates(study)
    assert ours == pytest.approx(theirs["sd_ranef_true"], rel=1e-4)
    printed = theirs["sd_ranef_RELATIVE_as_printed"] * theirs["sd_resid"]
    assert ours == pytest.approx(printed, rel=1e-4)


@EVERY_WEIGHTED
def test_the_scatter_of_a_group_is_that_of_synergylmm(study):
    """It prints that of one group alone: the first of its file."""
    off = (whole(study).scatter[-1] / estimates(study)["sd_resid"] - 1).abs()
    assert off.min() < 1e-4


@EVERY_WEIGHTED
def test_every_mouse_and_value_is_used(study):
    expected = estimates(study)
    assert whole(study).n_mice[-1].sum() == expected["n_mice"]
    assert len(values_of(study)) == expected["n_obs"]


@lru_cache(None)
def over_time(study):
    values, days = values_of(study), list(peer(study, rates.BLISS, "CI").index)
    rate = dict(zip(whole(study).arms, whole(study).rate[-1], strict=True))
    design = design_of(study)
    better = min((design.a, design.b), key=rate.get)
    fits = weighted_slopes.fits_by_day(values, SCATTERS[study], days=days)
    return rates.over_time(values, design, better=better, fits=fits, robust=True)


# Where R stops at a lower maximum of the likelihood, or on its flat side.
LOWER = {"MAS98_Her_Trast": 17.0, "MAS98_Her_Fulv": 9.0}
FLAT = {"LS1034": 10.0}


def both(study, reference, metric):
    """Ours and theirs by day, but where R has another fit."""
    ours, theirs = over_time(study), peer(study, reference, metric)
    ours = ours[ours["reference"] == reference].set_index("day")
    assert list(ours.index) == list(theirs.index)
    other = [day for days in (LOWER, FLAT) for one, day in days.items() if one == study]
    return ours.drop(other), theirs.drop(other)


@EVERY_WEIGHTED
@EVERY_REFERENCE
def test_every_weighted_index_is_that_of_synergylmm(study, reference):
    ours, theirs = both(study, reference, "CI")
    for own, name in (("index", "Estimate"), ("index_low", "lwr")):
        np.testing.assert_allclose(ours[own], theirs[name], rtol=1e-5)
    np.testing.assert_allclose(ours["index_high"], theirs["upr"], rtol=1e-5)


@EVERY_WEIGHTED
@EVERY_REFERENCE
def test_every_weighted_score_is_that_of_synergylmm(study, reference):
    assert_same_score(*both(study, reference, "SS"))


@EVERY_WEIGHTED
@EVERY_REFERENCE
@pytest.mark.parametrize("metric", ["CI", "SS"])
def test_every_weighted_p_is_that_of_synergylmm(study, reference, metric):
    ours, theirs = both(study, reference, metric)
    np.testing.assert_allclose(ours["p"], theirs["pval"], atol=1e-5)


@EVERY_REFERENCE
def test_on_a_flat_side_of_the_likelihood_the_index_is_within_a_thousandth(reference):
    (study, day), *_ = FLAT.items()
    ours = over_time(study)
    own = ours[(ours["reference"] == reference) & (ours["day"] == day)].iloc[0]
    theirs = peer(study, reference, "CI").loc[day]
    names = ["index", "index_low", "index_high"]
    np.testing.assert_allclose(
        own[names].astype(float), theirs[["Estimate", "lwr", "upr"]], rtol=1e-3
    )


@pytest.mark.parametrize(
    ("study", "descent"), [("MAS98_Her_Trast", "L-BFGS-B"), ("MAS98_Her_Fulv", "TNC")]
)
def test_where_r_has_other_numbers_they_are_of_a_lower_maximum(study, descent):
    values, day = values_of(study), LOWER[study]
    own = weighted_slopes.rows_of(values[values["day"] <= day], SCATTERS[study])
    start = np.zeros(len(own.groups) - 1)
    there = optimize.minimize(
        weighted_slopes.height, start, (own, REML), descent, jac=True
    )
    here = weighted_slopes.highest(own, REML)
    assert there.fun > here.fun + 1
    found = weighted_slopes.fits_at(own, there.x, REML)
    assert index_of(found, study) == pytest.approx(
        peer(study, rates.BLISS, "CI").loc[day, "Estimate"], rel=1e-4
    )


def index_of(found, study):
    signs = dict(zip(design_of(study).arms, (1, -1, -1, 1), strict=True))
    estimate = found.contrast(found.weights(signs))[0][-1]
    return np.exp(estimate * found.days[-1])


# Without reference tables.


def scattered(by, sds):
    """Made-up values of two arms, the noise of each group of its own SD."""
    values = made_up(mice=12, days=range(0, 40, 2), noise=0.0)
    values = values[values["day"] > 0]
    scale = values[by].map(sds).to_numpy()
    noise = scale * np.random.default_rng(4).standard_normal(len(values))
    return values.assign(y=values["y"] + noise)


def test_with_the_same_scatter_everywhere_it_is_the_model_without_weights():
    values = scattered("arm", {"C": 0.1, "T": 0.1})
    plain = slopes.fits_by_day(values)
    own = weighted_slopes.rows_of(values, weighted_slopes.ARM)
    found = weighted_slopes.fits_at(own, np.zeros(1), REML)
    for name in ("rate", "covariance", "robust", "log_likelihood"):
        np.testing.assert_allclose(
            getattr(found, name)[-1], getattr(plain, name)[-1], rtol=1e-8
        )


@pytest.mark.parametrize("method", [REML, ML])
def test_the_scatter_of_each_arm_is_found(method):
    values = scattered("arm", {"C": 0.05, "T": 0.4})
    found = weighted_slopes.fits_by_day(values, weighted_slopes.ARM, [38], method)
    scatter = found.scatter[-1]
    assert scatter["C"] == pytest.approx(0.05, rel=0.15)
    assert scatter["T"] == pytest.approx(0.4, rel=0.15)


@pytest.mark.parametrize("method", [REML, ML])
def test_the_likelihood_is_that_of_the_whole_covariance(method):
    values = scattered("arm", {"C": 0.05, "T": 0.4}).sort_values(["mouse", "day"])
    found = weighted_slopes.fits_by_day(values, weighted_slopes.ARM, [38], method)
    t, y = values["day"].to_numpy(float), values["y"].to_numpy()
    same = values["mouse"].to_numpy()[:, None] == values["mouse"].to_numpy()
    whole = found.ratio[-1] * found.residual[-1] * np.where(same, np.outer(t, t), 0)
    whole += np.diag(values["arm"].map(found.scatter[-1]).to_numpy() ** 2)
    x = t[:, None] * (values["arm"].to_numpy()[:, None] == np.array(found.arms))
    inverse = np.linalg.inv(whole)
    information = x.T @ inverse @ x
    left = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    logs = np.linalg.slogdet(whole)[1] + left @ inverse @ left
    count = len(y)
    if method == REML:
        logs, count = logs + np.linalg.slogdet(information)[1], count - 2
    expected = -(count * np.log(2 * np.pi) + logs) / 2
    assert found.log_likelihood[-1] == pytest.approx(expected, abs=1e-8)
    np.testing.assert_allclose(
        found.covariance[-1], np.linalg.inv(information), rtol=1e-8, atol=1e-15
    )


def test_too_few_values_are_refused_in_plain_words():
    values = scattered("arm", {"C": 0.1, "T": 0.1})
    with pytest.raises(ValueError, match="too few values"):
        weighted_slopes.fits_by_day(values[values["day"] == 2], weighted_slopes.ARM)
