"""Response additivity: areas under curves of drawn rates."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from tests.analysis import mixed_sets
from tests.analysis.combination.made_up import DESIGN, made_up
from tests.analysis.combination_sets import (
    EVERY_SET,
    design_of,
    of_days_with_repeats,
    peer,
)
from xenograft.analysis.combination import rates
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed import slopes


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
