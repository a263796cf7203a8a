"""A random rate for each cage beside that of the mouse, through the baseline."""

import numpy as np
import pandas as pd
import pytest

from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design
from xenograft.analysis.mixed import curves, grouped_slopes, slopes

DAYS = np.array([3.0, 7, 10, 14])
DESIGN = Design("C", "A", "B", "AB")
CAGE = ("cage",)


def made_up(seed=1, cage_sd=0.03, mice=8, cages=8):
    """ln(V/V0) of four arms whose mice are spread over the cages."""
    rng = np.random.default_rng(seed)
    of_cage = cage_sd * rng.standard_normal(cages)
    count = 4 * mice
    cage = np.arange(count) % cages
    mean = np.repeat([0.1, 0.07, 0.06, 0.02], mice)
    rate = (mean + of_cage[cage] + 0.01 * rng.standard_normal(count))[:, None]
    y = rate * DAYS + 0.1 * rng.standard_normal((count, len(DAYS)))
    mouse = np.repeat(np.arange(count), len(DAYS))
    arm = np.array(DESIGN.arms, dtype=object)[mouse // mice]
    frame = {"mouse": mouse, "arm": arm, "day": np.tile(DAYS, count), "y": y.ravel()}
    return pd.DataFrame(frame | {"cage": np.array([f"c{one}" for one in cage[mouse]])})


def fixed_part(values):
    arms = sorted(values["arm"].unique())
    is_arm = values["arm"].to_numpy()[:, None] == np.array(arms, dtype=object)
    return is_arm * values["day"].to_numpy()[:, None]


def dense(values, variances):
    """The covariance of all values, written out."""
    day = values["day"].to_numpy(float)
    both = np.outer(day, day)
    whole = variances["residual"] * np.eye(len(values))
    for name, column in (("slope of a mouse", "mouse"), ("cage", "cage")):
        own = values[column].to_numpy()
        whole = whole + variances[name] * both * (own[:, None] == own)
    return whole


def log_likelihood(values, variances):
    x, y = fixed_part(values), values["y"].to_numpy()
    whole = dense(values, variances)
    inverse = np.linalg.inv(whole)
    information = x.T @ inverse @ x
    left = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    logs = np.linalg.slogdet(whole)[1] + np.linalg.slogdet(information)[1]
    constant = (len(y) - x.shape[1]) * np.log(2 * np.pi)
    return -(constant + logs + left @ inverse @ left) / 2


def test_the_rates_and_their_covariance_are_those_of_generalized_least_squares():
    values = made_up()
    found = grouped_slopes.fit(values, CAGE)
    x, inverse = fixed_part(values), np.linalg.inv(dense(values, found.variances))
    covariance = np.linalg.inv(x.T @ inverse @ x)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-6, atol=1e-12)
    expected = covariance @ x.T @ inverse @ values["y"].to_numpy()
    np.testing.assert_allclose(found.estimates, expected, rtol=1e-8)


def test_the_variances_are_where_the_likelihood_is_highest():
    values = made_up()
    found = grouped_slopes.fit(values, CAGE)
    here = log_likelihood(values, found.variances)
    assert found.log_likelihood == pytest.approx(here, abs=1e-8)
    for name, value in found.variances.items():
        for step in (0.97, 1.03):
            changed = {**found.variances, name: value * step}
            assert log_likelihood(values, changed) < here


def test_statsmodels_finds_the_same_model():
    mixedlm = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    values = made_up(seed=3)
    found = grouped_slopes.fit(values, CAGE)
    t = values["day"].to_numpy() / 14
    parts = [
        (t[:, None] * pd.get_dummies(values[name]).to_numpy(float))
        for name in ("mouse", "cage")
    ]
    names = [[[str(at) for at in range(part.shape[1])]] for part in parts]
    spec = mixedlm.VCSpec(["mouse", "cage"], names, [[part] for part in parts])
    x = fixed_part(values) / 14
    one = np.ones(len(values))
    model = mixedlm.MixedLM(values["y"], x, one, exog_vc=spec)
    witness = model.fit(method=["powell"], reml=True)
    np.testing.assert_allclose(found.estimates * 14, witness.fe_params, rtol=1e-4)
    spreads = [found.variances[name] * 14**2 for name in ("slope of a mouse", "cage")]
    np.testing.assert_allclose(spreads, witness.vcomp, rtol=1e-2)
    covariance = witness.cov_params().to_numpy()[:4, :4] / 14**2
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-2, atol=1e-9)


def test_without_a_spread_between_cages_it_is_the_model_of_the_mice_alone():
    values = made_up(seed=2, cage_sd=0)
    alone, found = slopes.fit(values), grouped_slopes.fit(values, CAGE)
    if found.variances["cage"] < 1e-12:
        np.testing.assert_allclose(found.estimates, alone.estimates, rtol=1e-6)
        np.testing.assert_allclose(
            found.covariance, alone.covariance, rtol=1e-4, atol=1e-12
        )
    assert found.log_likelihood >= alone.log_likelihood - 1e-8


def test_without_groups_the_general_fit_is_the_fast_one():
    values = made_up()
    general = curves.fit(values, random=curves.SLOPE, fixed=curves.ORIGIN)
    fast = slopes.fit(values)
    np.testing.assert_allclose(general.estimates, fast.estimates, rtol=1e-7)
    np.testing.assert_allclose(
        general.covariance, fast.covariance, rtol=1e-5, atol=1e-15
    )
    assert general.log_likelihood == pytest.approx(fast.log_likelihood, abs=1e-8)


def test_cages_that_differ_are_kept_and_cages_that_do_not_are_left_out():
    kept, fit = grouped_slopes.differing(made_up(), CAGE)
    assert kept == CAGE
    assert fit.variances["cage"] > 0
    for seed in range(20):
        values = made_up(seed, cage_sd=0)
        if grouped_slopes.fit(values, CAGE).variances["cage"] < 1e-14:
            assert grouped_slopes.differing(values, CAGE) == ((), None)
            return
    raise AssertionError("no study without a spread between cages was drawn")


def test_arms_that_share_cages_vary_together():
    found = rates.fits_of(made_up(), DESIGN, CAGE)
    assert (found.covariance[-1][np.triu_indices(4, 1)] > 0).all()


def test_bliss_in_shared_cages_is_surer_and_in_cages_of_an_arm_less_sure():
    values = made_up(seed=5)
    shared = last(values, CAGE)
    assert shared["se"] < last(values)["se"]
    apart = values.assign(cage=values["arm"] + "-" + (values["mouse"] % 2).astype(str))
    moved = 0.05 * (values["mouse"] % 2) * values["day"]
    apart = apart.assign(y=values["y"] + moved)
    kept, _ = grouped_slopes.differing(apart, CAGE)
    assert kept == CAGE
    assert last(apart, CAGE)["df"] < last(apart)["df"]
    assert last(apart, CAGE)["se"] > last(apart)["se"]


def last(values, groups=()):
    fits = rates.fits_of(values, DESIGN, groups)
    return rates.over_time(values, DESIGN, fits=fits).iloc[len(fits.days) - 1]


def test_each_mouse_left_out_is_the_fit_of_the_others():
    values = made_up()
    found = rates.without_each_mouse(values, DESIGN, groups=CAGE).set_index("mouse")
    for mouse in (0, 17, 31):
        other = last(values[values["mouse"] != mouse], CAGE)
        assert found.loc[mouse, "difference"] == pytest.approx(other["difference"])
        assert found.loc[mouse, "p"] == pytest.approx(other["p"], rel=1e-6)


def test_additivity_draws_the_rates_together():
    values = made_up()
    fits = rates.fits_of(values, DESIGN, CAGE)
    row = rates.additivity(values, DESIGN, fits=fits, draws=20000).iloc[-1]
    place = [fits.arms.index(arm) for arm in DESIGN.arms]
    covariance = fits.covariance[-1][np.ix_(place, place)]
    rng = np.random.default_rng(7)
    drawn = rng.multivariate_normal(fits.rate[-1][place], covariance, 20000)
    areas = rates.area(drawn, 14.0)
    expected = areas[:, 1] + areas[:, 2] - areas[:, 0]
    gap = np.median(areas[:, 3] - expected)
    # Student's tails are wider than the normal ones of this witness; medians agree.
    assert row["difference"] == pytest.approx(gap, abs=0.4)
