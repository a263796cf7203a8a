"""Estimates, variances and influence, beside whole matrices and statsmodels."""

import numpy as np
import pandas as pd
import pytest

from tests.analysis.mixed.made_up import made_up
from xenograft.analysis.mixed import curves

GROUPS = pytest.mark.parametrize("groups", [(), ("cage",), ("cage", "cage rate")])


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


def levels_and_rates(values):
    """The design: a level and a rate of each arm."""
    arms = values["arm"].to_numpy()[:, None] == np.array(["C", "T"], dtype=object)
    return np.hstack([arms, arms * values["day"].to_numpy()[:, None]]).astype(float)


@GROUPS
def test_the_covariance_is_that_of_generalized_least_squares(groups):
    values = made_up(groups=4, of_rate=0.03)
    found = curves.fit(values, groups=groups)
    x = levels_and_rates(values)
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
    x = levels_and_rates(values)
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


def test_a_mouse_far_from_its_arm_has_the_largest_distance():
    values = made_up(seed=5)
    values.loc[values["mouse"] == "T3", "y"] += 0.1 * values["day"]
    found = curves.fit(values)
    assert found.influence.idxmax() == "T3"


def test_cook_s_distance_is_that_of_leaving_the_mouse_out():
    values = made_up(seed=5)
    found = curves.fit(values)
    x = levels_and_rates(values)
    kept = (values["mouse"] != "C2").to_numpy()
    inverse = np.linalg.inv(dense(values, found)[np.ix_(kept, kept)])
    part, y = x[kept], values["y"].to_numpy()[kept]
    without = np.linalg.solve(part.T @ inverse @ part, part.T @ inverse @ y)
    moved = without - found.estimates.to_numpy()
    distance = moved @ np.linalg.inv(found.covariance) @ moved / 4
    assert found.influence["C2"] == pytest.approx(distance, rel=1e-6)
