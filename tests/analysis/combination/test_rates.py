from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from tests.analysis import mixed_sets
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed import slopes

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
EVERY_REFERENCE = pytest.mark.parametrize("reference", [rates.BLISS, rates.HSA])
DESIGN = Design("C", "A", "B", "AB")


def design_of(study):
    about = mixed_sets.meta(study)
    return Design(*(about[role] for role in ("control", "A", "B", "AB")))


def peer(study, reference, metric, robust=False):
    """SynergyLMM by errors of the model, or CR2: Estimate, lwr, upr, pval by day."""
    frame = oracle(study, "synergylmm_synergy")
    is_own = (frame["config"] == "default") & (frame["robust"].astype(bool) == robust)
    own = frame[is_own & (frame["Model"] == reference) & (frame["Metric"] == metric)]
    return own.set_index("Time")[["Estimate", "lwr", "upr", "pval"]]


@pytest.fixture(scope="module")
def computed():
    known = {}

    def compute(study):
        if study not in known:
            values, design = mixed_sets.relative_logs(study), design_of(study)
            whole = slopes.fit(values)
            rate = dict(zip(whole.slopes, whole.estimates, strict=True))
            better = min((design.a, design.b), key=rate.get)
            known[study] = rates.over_time(values, design, normal=True, better=better)
        return known[study]

    return compute


def of_days_with_repeats(study, frame):
    """SynergyLMM also answers for days at which every mouse has one value only."""
    values = mixed_sets.relative_logs(study)
    counts = {
        day: values[values["day"] <= day]["mouse"].value_counts().max()
        for day in frame.index
    }
    return frame[[counts[day] > 1 for day in frame.index]]


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


def assert_same_score(ours, expected):
    """Its limits are the score and 1.96, so that they say no more than the score."""
    np.testing.assert_allclose(ours["score"], expected["Estimate"], atol=1e-4)
    reach = stats.norm.ppf(0.975)
    np.testing.assert_allclose(ours["score"] - reach, expected["lwr"], atol=1e-4)
    np.testing.assert_allclose(ours["score"] + reach, expected["upr"], atol=1e-4)


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


@EVERY_SET
def test_the_interval_of_an_observed_area_is_that_of_the_area_of_its_rate(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    bliss = rates.over_time(values, design).set_index(["reference", "day"])
    for row in rates.additivity(values, design, draws=100).itertuples():
        own = bliss.loc[(rates.BLISS, row.day)]
        for end in ("low", "high"):
            under, _ = integrate.quad(
                lambda t, k=own[f"observed_{end}"]: np.exp(k * t), 0, row.day
            )
            assert getattr(row, f"observed_{end}") == pytest.approx(under, rel=1e-9)


@EVERY_SET
def test_response_additivity_is_that_of_synergylmm_within_its_draws(study):
    ours = added(study)
    expected = of_days_with_repeats(study, peer(study, "RA", "SS"))
    assert list(ours.index) == list(expected.index)
    # 1,000 draws: twice the binomial error of one tail, four times over as there
    # are two hundred days.
    tail = np.clip(ours["p"] / 2, 0.001, 0.5)
    error = 2 * np.sqrt(tail * (1 - tail) / 1000)
    assert ((ours["p"] - expected["pval"]).abs() <= 4 * error).all()


@lru_cache(None)
def added(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    found = rates.additivity(values, design, normal=True, draws=20_000)
    return found.set_index("day")


@EVERY_SET
@pytest.mark.parametrize("metric", ["CI", "SS"])
def test_the_areas_are_those_of_synergylmm_within_its_draws(study, metric):
    """Where hardly a draw expects a negative area, which SynergyLMM cuts to zero."""
    ours, theirs = added(study), of_days_with_repeats(study, peer(study, "RA", metric))
    possible = ours["impossible"] < 1e-3
    assert possible.any() or study == "SNU81"
    ours, theirs = ours[possible], theirs[possible]
    sd = -ours["difference"] / ours["score"]
    middle, low, high = ours["score"], -ours["high"] / sd, -ours["low"] / sd
    if metric == "CI":
        own = ("index", "index_low", "index_high")
        middle, low, high = (np.log(ours[name]) for name in own)
        theirs = np.log(theirs[["Estimate", "lwr", "upr"]])
    # Of 1,000 draws a quantile at 2.5 % is off by this share of the width at most.
    for own, name in ((middle, "Estimate"), (low, "lwr"), (high, "upr")):
        assert ((own - theirs[name]).abs() <= 0.12 * (high - low)).all()


def test_the_areas_are_of_rates_drawn_by_student_s_t():
    values = made_up()
    ours = rates.additivity(values, DESIGN, draws=40_000).iloc[-1]
    whole = slopes.fit(values)
    of_arm = {arm: fits.contrast(whole, whole.weights({arm: 1})) for arm in DESIGN.arms}
    drawn = {
        arm: stats.t.rvs(
            one["df"], one["estimate"], one["se"], size=40_000, random_state=place
        )
        for place, (arm, one) in enumerate(of_arm.items())
    }
    areas = {arm: rates.area(rate, 17.0) for arm, rate in drawn.items()}
    difference = areas["AB"] - areas["A"] - areas["B"] + areas["C"]
    low, high = np.quantile(difference, [0.025, 0.975])
    # A quantile of 40,000 draws is off by less than a fiftieth of the width.
    assert ours["low"] == pytest.approx(low, abs=0.02 * (high - low))
    assert ours["high"] == pytest.approx(high, abs=0.02 * (high - low))


@EVERY_SET
def test_response_additivity_has_no_index_where_nothing_can_be_expected(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    ours = rates.additivity(values, design, normal=True)
    assert (ours["index"].isna() == (ours["impossible"] > 0.025)).all()


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


def made_up(effects=(0.0, -0.03, -0.04, -0.07), mice=8, seed=1, sd=0.01, noise=0.1):
    """Four arms measured on five days, an effect on the rate of each."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{arm}{mouse}", arm, day, rate * day + noise * rng.normal())
        for arm, effect in zip(DESIGN.arms, effects, strict=True)
        for mouse in range(mice)
        for rate in [0.1 + effect + sd * rng.normal()]
        for day in (3.0, 7.0, 10.0, 14.0, 17.0)
    ]
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "y"])


def last(frame, reference=rates.BLISS):
    return frame[frame["reference"] == reference].iloc[-1]


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


def test_the_same_seed_draws_the_same_areas():
    values = made_up()
    pd.testing.assert_frame_equal(
        rates.additivity(values, DESIGN), rates.additivity(values, DESIGN)
    )


@pytest.mark.parametrize(
    ("rate", "expected"), [(0.0, 10.0), (0.1, (np.e - 1) / 0.1), (-1e-14, 10.0)]
)
def test_the_area_under_a_relative_curve(rate, expected):
    assert rates.area(rate, 10) == pytest.approx(expected)
