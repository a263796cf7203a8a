import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
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


def test_the_random_slope_is_dropped_at_a_limit_and_it_is_said():
    found = curves.fit_or_simpler(mixed_sets.logs("LS1034"))
    assert found.notes == (curves.DROPPED[curves.INTERCEPT],)
    expected = oracle("LS1034", "mixed_fit").set_index("model")["logLik"]
    intercept_only = "M3_logV_random_intercept REML lme4 (Satterthwaite df)"
    assert found.log_likelihood == pytest.approx(expected[intercept_only], abs=1e-6)


def test_a_slope_that_is_needed_is_kept_when_the_levels_are_alike():
    rng = np.random.default_rng(3)
    values = made_up()
    rate = dict(zip(values["mouse"].unique(), rng.normal(0.1, 0.03, 16), strict=True))
    noise = rng.normal(0, 0.1, len(values))
    y = 4.8 + values["mouse"].map(rate) * values["day"] + noise
    found = curves.fit_or_simpler(values.assign(y=y))
    assert found.notes == (curves.DROPPED[curves.SLOPE],)
    assert fits.rates(found)["df"].max() < 20


def test_without_any_spread_between_mice_values_count_as_independent():
    found = curves.fit_or_simpler(mixed_sets.logs("grwth_SIM"))
    assert len(found.notes) == 2
    assert found.notes[1] == curves.DROPPED[curves.NONE]
    df = fits.rates(found)["df"]
    np.testing.assert_allclose(df, found.n_values - 8)


GROUPS = pytest.mark.parametrize("groups", [(), ("cage",), ("cage", "cage rate")])


def made_up(seed=1, groups=0, mice=8, days=(0, 3, 7, 10, 14), of_rate=0.0):
    rng = np.random.default_rng(seed)
    cage = rng.normal(0, 0.3, max(groups, 1))
    pull = of_rate * np.random.default_rng(seed + 1).normal(size=max(groups, 1))
    rows = []
    for arm, mean in (("C", 0.1), ("T", 0.05)):
        for mouse in range(mice):
            own = mouse % max(groups, 1)
            level, rate = 4.8 + 0.2 * rng.normal(), mean + 0.02 * rng.normal()
            for day in days:
                y = level + rate * day + 0.1 * rng.normal() + (groups > 0) * cage[own]
                y += pull[own] * day
                rows.append((f"{arm}{mouse}", arm, day, y, f"cage {own}"))
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "y", "cage"])


def dense(values, found, groups=()):
    """Estimates and covariance from the whole covariance matrix of the values."""
    day = values["day"].to_numpy(float)
    level, rate = "level of a mouse", "slope of a mouse"
    v = found.variances
    same = values["mouse"].to_numpy()[:, None] == values["mouse"].to_numpy()
    within = v[level] + v[rate] * np.outer(day, day)
    within = within + v["level with slope"] * (day[:, None] + day)
    whole = np.where(same, within, 0) + v["residual"] * np.eye(len(values))
    for name in groups:
        own = values[name.removesuffix(" rate")].to_numpy()
        along = np.outer(day, day) if name.endswith(" rate") else 1
        whole = whole + v[name] * along * (own[:, None] == own)
    return whole


@GROUPS
def test_the_covariance_is_that_of_generalized_least_squares(groups):
    values = made_up(groups=4, of_rate=0.03)
    found = curves.fit(values, groups=groups)
    arms = values["arm"].to_numpy()[:, None] == np.array(["C", "T"], dtype=object)
    x = np.hstack([arms, arms * values["day"].to_numpy()[:, None]]).astype(float)
    inverse = np.linalg.inv(dense(values, found, groups))
    covariance = np.linalg.inv(x.T @ inverse @ x)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-6, atol=1e-12)
    estimates = covariance @ x.T @ inverse @ values["y"].to_numpy()
    np.testing.assert_allclose(found.estimates, estimates, rtol=1e-8)


@GROUPS
def test_the_variances_are_where_the_likelihood_is_highest(groups):
    """The restricted likelihood of the whole matrix falls on every side."""
    values = made_up(groups=4, of_rate=0.03)
    found = curves.fit(values, groups=groups)
    arms = values["arm"].to_numpy()[:, None] == np.array(["C", "T"], dtype=object)
    x = np.hstack([arms, arms * values["day"].to_numpy()[:, None]]).astype(float)
    y = values["y"].to_numpy()

    def log_likelihood(variances):
        whole = dense(values, Like(variances), groups)
        inverse = np.linalg.inv(whole)
        information = x.T @ inverse @ x
        left = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
        logs = np.linalg.slogdet(whole)[1] + np.linalg.slogdet(information)[1]
        constant = (len(y) - 4) * np.log(2 * np.pi)
        return -(constant + logs + left @ inverse @ left) / 2

    class Like:
        def __init__(self, variances):
            self.variances = variances

    here = log_likelihood(found.variances)
    assert found.log_likelihood == pytest.approx(here, abs=1e-8)
    for name, value in found.variances.items():
        for step in (0.97, 1.03):
            assert log_likelihood({**found.variances, name: value * step}) < here


def test_statsmodels_finds_the_same_model():
    mixedlm = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    values = made_up(seed=2)
    found = curves.fit(values)
    t = values["day"] / 14
    arms = [values["arm"] == arm for arm in ("C", "T")]
    x = np.column_stack([*arms, *(t * arm for arm in arms)]).astype(float)
    z = np.column_stack([np.ones_like(t), t])
    model = mixedlm.MixedLM(values["y"], x, values["mouse"], exog_re=z)
    witness = model.fit(method=["powell"], reml=True)
    scale = np.array([1, 1, 14, 14])
    np.testing.assert_allclose(found.estimates * scale, witness.fe_params, rtol=1e-4)
    # Scaled days multiply the determinant of the information.
    expected = witness.llf - 2 * np.log(14)
    assert found.log_likelihood == pytest.approx(expected, abs=1e-3)


def test_statsmodels_finds_the_same_levels_and_rates_of_cages():
    mixedlm = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    values = made_up(seed=2, groups=6, mice=12, of_rate=0.03)
    groups = ("cage", "cage rate")
    found = curves.fit(values, random=curves.INTERCEPT, groups=groups)
    t = values["day"].to_numpy() / 14
    of = {name: pd.get_dummies(values[name]).to_numpy(float) for name in LEVELS}
    parts = [of["mouse"], of["cage"], t[:, None] * of["cage"]]
    names = [[[str(at) for at in range(part.shape[1])]] for part in parts]
    spec = mixedlm.VCSpec(["mouse", *groups], names, [[part] for part in parts])
    arms = [values["arm"] == arm for arm in ("C", "T")]
    x = np.column_stack([*arms, *(t * arm for arm in arms)]).astype(float)
    model = mixedlm.MixedLM(values["y"], x, np.ones(len(values)), exog_vc=spec)
    witness = model.fit(method=["powell"], reml=True)
    scale = np.array([1, 1, 14, 14])
    np.testing.assert_allclose(found.estimates * scale, witness.fe_params, rtol=1e-4)
    scales = {"level of a mouse": 1, "cage": 1, "cage rate": 14**2}
    spreads = [found.variances[name] * scales[name] for name in scales]
    np.testing.assert_allclose(spreads, witness.vcomp, rtol=2e-2)
    covariance = witness.cov_params().to_numpy()[:4, :4] / np.outer(scale, scale)
    np.testing.assert_allclose(found.covariance, covariance, rtol=2e-2, atol=1e-7)


LEVELS = ("mouse", "cage")


def test_of_cages_only_the_term_without_a_spread_is_dropped():
    groups, said = ("cage", "cage rate"), set()
    for seed in range(12):
        for of_rate in (0.0, 0.03):
            values = made_up(seed, groups=4, of_rate=of_rate)
            found = curves.fit_or_simpler(values, groups=groups)
            notes = [note for note in found.notes if "did not differ" in note]
            kept = [name for name in groups if name in found.variances]
            assert notes == [TOLD[tuple(kept)]] if len(kept) < 2 else not notes
            said.add(tuple(kept))
    assert {("cage",), groups} <= said


TOLD = {
    ("cage",): "Cages did not differ in their growth rates: the term was dropped.",
    ("cage rate",): "Cages did not differ in their levels: the term was dropped.",
    (): "Cages did not differ: the term was dropped.",
}


def test_the_baseline_enters_as_a_term_of_its_own():
    values = made_up(seed=4)
    start = values[values["day"] == 0].set_index("mouse")["y"]
    values = values[values["day"] > 0]
    values = values.assign(ln_baseline=values["mouse"].map(start))
    found = curves.fit(values, fixed=curves.BASELINE)
    terms = ["intercept", "ln baseline", "rate C", "rate T"]
    assert list(found.estimates.index) == terms
    assert found.estimates["rate C"] == pytest.approx(0.1, abs=0.03)


def test_cages_that_do_not_differ_are_dropped_and_it_is_said():
    values = made_up(seed=6)
    rng = np.random.default_rng(0)
    mice = values["mouse"].unique()
    cages = dict(zip(mice, rng.permutation(np.arange(16) % 4), strict=True))
    values = values.assign(cage=values["mouse"].map(cages))
    found = curves.fit_or_simpler(values, groups=("cage",))
    alone = curves.fit_or_simpler(values)
    dropped = "Cages did not differ: the term was dropped."
    assert (dropped in found.notes) == ("cage" not in found.variances)
    if dropped in found.notes:
        assert found.log_likelihood == alone.log_likelihood


def test_a_mouse_far_from_its_arm_has_the_largest_distance():
    values = made_up(seed=5)
    values.loc[values["mouse"] == "T3", "y"] += 0.1 * values["day"]
    found = curves.fit(values)
    assert found.influence.idxmax() == "T3"


def test_cook_s_distance_is_that_of_leaving_the_mouse_out():
    values = made_up(seed=5)
    found = curves.fit(values)
    arms = values["arm"].to_numpy()[:, None] == np.array(["C", "T"], dtype=object)
    x = np.hstack([arms, arms * values["day"].to_numpy()[:, None]]).astype(float)
    kept = (values["mouse"] != "C2").to_numpy()
    inverse = np.linalg.inv(dense(values, found)[np.ix_(kept, kept)])
    part, y = x[kept], values["y"].to_numpy()[kept]
    without = np.linalg.solve(part.T @ inverse @ part, part.T @ inverse @ y)
    moved = without - found.estimates.to_numpy()
    distance = moved @ np.linalg.inv(found.covariance) @ moved / 4
    assert found.influence["C2"] == pytest.approx(distance, rel=1e-6)


def test_too_few_values_are_refused_in_plain_words():
    values = made_up()
    with pytest.raises(ValueError, match="16 values of 16 mice for 4 terms"):
        curves.fit(values[values["day"] == 3])
