import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
from tests.analysis.mixed.test_curves import assert_same_height
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed import slopes

METHODS = ["REML", "ML"]
EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)


def engine(study, table, method, name="nlme"):
    frame = oracle(study, table)
    return frame[frame["model"] == f"{mixed_sets.M1} {method} {name}"]


def by_arm(study, method, name="nlme"):
    frame = engine(study, "mixed_fixed_effects", method, name)
    return frame.assign(arm=frame["term"].str.removeprefix("t:arm")).set_index("arm")


def fitted(study, method="REML"):
    return slopes.fit(mixed_sets.relative_logs(study), method)


@EVERY_SET
@EVERY_METHOD
def test_the_rates_are_those_of_nlme(study, method):
    found = fitted(study, method)
    expected = by_arm(study, method).loc[list(found.slopes), "estimate"]
    np.testing.assert_allclose(found.estimates, expected, rtol=0, atol=1e-6)


@EVERY_SET
@EVERY_METHOD
def test_the_standard_errors_are_those_of_nlme(study, method):
    found = fitted(study, method)
    # summary.lme multiplies those of ML by this factor.
    freedom = found.n_values - len(found.slopes)
    factor = np.sqrt(found.n_values / freedom) if method == "ML" else 1
    expected = by_arm(study, method).loc[list(found.slopes), "se"]
    np.testing.assert_allclose(found.standard_errors * factor, expected, rtol=1e-5)


@EVERY_SET
@EVERY_METHOD
def test_the_log_likelihood_is_that_of_nlme(study, method):
    expected = engine(study, "mixed_fit", method).iloc[0]
    assert_same_height(fitted(study, method), expected)


@EVERY_SET
@EVERY_METHOD
def test_the_spreads_are_those_of_nlme(study, method):
    frame = engine(study, "mixed_variance_components", method).set_index("term")
    variances = fitted(study, method).variances
    for name, term in (("slope of a mouse", "t"), ("residual", "Residual")):
        expected = frame.loc[term]
        sd = np.sqrt(variances[name])
        assert sd == pytest.approx(expected["sd"], rel=1e-4, abs=1e-5)
        assert sd**2 == pytest.approx(expected["var"], rel=2e-4, abs=1e-10)


# lme4 itself stops about this far from the highest likelihood.
OF_LME4 = {
    "estimate": {"rtol": 0, "atol": 1e-6},
    "se": {"rtol": 1e-4},
    "df": {"rtol": 2e-3},
    "p": {"rtol": 5e-3},
}


@EVERY_SET
@pytest.mark.parametrize(("column", "tolerance"), OF_LME4.items())
def test_the_rates_and_their_p_are_those_of_lmertest(study, column, tolerance):
    ours = fits.rates(fitted(study)).set_index("arm")
    expected = by_arm(study, "REML", "lme4").loc[ours.index]
    np.testing.assert_allclose(ours[column], expected[column], **tolerance)


@EVERY_SET
def test_the_height_and_the_spreads_are_those_of_lme4(study):
    found = fitted(study)
    assert_same_height(found, engine(study, "mixed_fit", "REML", "lme4").iloc[0])
    expected = engine(study, "mixed_variance_components", "REML", "lme4")
    ours = [found.variances[name] for name in ("slope of a mouse", "residual")]
    np.testing.assert_allclose(np.sqrt(ours), expected["sd"], rtol=1.5e-4, atol=1e-5)
    np.testing.assert_allclose(ours, expected["var"], rtol=3e-4, atol=1e-10)


@EVERY_SET
def test_every_day_is_the_fit_of_the_values_up_to_it(study):
    values = mixed_sets.relative_logs(study)
    found = slopes.fits_by_day(values)
    for place, day in enumerate(found.days):
        alone = slopes.fit(values[values["day"] <= day])
        np.testing.assert_allclose(found.rate[place], alone.estimates, rtol=1e-9)


def made_up(seed=1, mice=6, days=(0, 3, 7, 10, 14), slope_sd=0.02, noise=0.1):
    rng = np.random.default_rng(seed)
    rows = [
        (f"{arm}{mouse}", arm, day, 120 * np.exp(rate * day + noise * rng.normal()))
        for arm, mean in (("C", 0.1), ("T", 0.05))
        for mouse in range(mice)
        for rate in [mean + slope_sd * rng.normal()]
        for day in days
    ]
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    return slopes.relative_logs(frame, start)


def test_statsmodels_finds_the_same_model():
    mixedlm = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    values = made_up()
    found = slopes.fit(values)
    t = values["day"] / 14
    x = np.column_stack([t * (values["arm"] == arm) for arm in ("C", "T")])
    model = mixedlm.MixedLM(values["y"], x, values["mouse"], exog_re=t)
    witness = model.fit(method=["powell"], reml=True)
    np.testing.assert_allclose(found.estimates, witness.fe_params / 14, rtol=1e-5)
    own = found.variances["slope of a mouse"]
    assert own == pytest.approx(witness.cov_re.iloc[0, 0] / 14**2, rel=1e-3)


def test_mice_that_grow_alike_have_no_spread_and_it_is_said():
    values = made_up()
    rate = values["arm"].map({"C": 0.1, "T": 0.05})
    alike = values["day"].map({3: 0.1, 7: -0.1, 10: 0.1, 14: -0.1})
    found = slopes.fit(values.assign(y=rate * values["day"] + alike))
    assert found.variances["slope of a mouse"] == 0
    assert found.notes == (slopes.AT_ZERO,)
    df = fits.rates(found)["df"]
    np.testing.assert_allclose(df, found.n_values - 2)


def test_the_first_day_has_no_model():
    values = made_up()
    assert slopes.fits_by_day(values).days.tolist() == [7, 10, 14]


def test_too_few_values_are_refused_in_plain_words():
    values = made_up()
    with pytest.raises(ValueError, match="too few values after the baseline"):
        slopes.fit(values[values["day"] == 3])


def test_values_without_a_baseline_or_volume_are_left_out():
    frame = pd.DataFrame(
        [
            ("a", "C", 0, 100.0),
            ("a", "C", 3, 200.0),
            ("a", "C", 5, np.nan),
            ("a", "C", 7, 0.0),
            ("b", "C", 3, 90.0),
        ],
        columns=["mouse", "arm", "day", "volume_mm3"],
    )
    found = slopes.relative_logs(frame, pd.Series({"a": 100.0}))
    assert found["day"].tolist() == [3]
    assert found["y"].tolist() == [pytest.approx(np.log(2))]


def test_residuals_are_what_the_mouse_s_own_line_leaves():
    values = made_up()
    found = slopes.fit(values)
    rows = found.rows
    np.testing.assert_allclose(rows["y"], rows["fitted"] + rows["residual"])
    own = (rows["fitted"] / rows["day"]).groupby(rows["mouse"]).nunique()
    assert len(own) == 12


def test_cook_s_distance_is_that_of_leaving_the_mouse_out():
    """Generalized least squares without the mouse, at the variances of all."""
    values = made_up()
    found = slopes.fit(values)
    kept = values[(values["mouse"] != "C2") & (values["arm"] == "C")]
    crossed, information = 0.0, 0.0
    for _, own in kept.groupby("mouse"):
        t, y = own["day"].to_numpy(float), own["y"].to_numpy()
        between = found.variances["slope of a mouse"] * np.outer(t, t)
        inverse = np.linalg.inv(between + found.variances["residual"] * np.eye(len(t)))
        crossed, information = crossed + t @ inverse @ y, information + t @ inverse @ t
    moved = crossed / information - found.estimates["rate C"]
    distance = moved**2 / found.covariance[0, 0] / 2
    assert found.influence["C2"] == pytest.approx(distance, rel=1e-8)


def test_the_only_mouse_of_an_arm_has_no_distance():
    values = made_up()
    found = slopes.fit(values[(values["arm"] == "C") | (values["mouse"] == "T1")])
    assert np.isnan(found.influence["T1"])
    assert found.influence.drop("T1").notna().all()
