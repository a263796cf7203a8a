"""Errors, limits and p of emmeans: Kenward and Roger's beside ours, of lmerTest.

Theirs add what the variances are not known by, so that they are never smaller, and in
the small unbalanced studies of the references at most 8 % larger. Their degrees of
freedom are 0.78 to 1.7 times ours, a tenth where no mouse differs from another
(grwth_SIM, LS1034), and the same where every mouse has the same days.
"""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis import mixed_sets
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)


BALANCED = ("GABA_4T1", "SW837")


@lru_cache(None)
def fitted(study):
    return curves.fit(mixed_sets.logs(study))


def assert_a_little_larger(theirs, ours):
    ratio = np.asarray(theirs, float) / np.asarray(ours, float)
    assert ratio.min() > 1 - 1e-5
    assert ratio.max() < 1.08


def assert_close_limits_and_p(study, theirs, ours):
    """Limits within a thirtieth of the width, p within 0.014; balanced, the same."""
    share, far = (1e-7, 1e-7) if study in BALANCED else (0.033, 0.014)
    at_most = share * (theirs["upper.CL"] - theirs["lower.CL"]).to_numpy()
    for own, name in (("low", "lower.CL"), ("high", "upper.CL")):
        off = np.abs(ours[own].to_numpy() - theirs[name].to_numpy())
        assert (off <= at_most).all()
    np.testing.assert_allclose(ours["p"], theirs["p.value"], rtol=0, atol=far)
    freedom = theirs["df"].to_numpy() / ours["df"].to_numpy()
    smallest = 0.08 if fitted(study).is_at_limit else 0.77
    low, high = (1 - 1e-6, 1 + 1e-6) if study in BALANCED else (smallest, 1.7)
    assert ((low <= freedom) & (freedom <= high)).all()


def assert_same_by_their_freedom(theirs, estimate="estimate"):
    """With its errors and degrees of freedom emmeans' t, p and limits are ours."""
    of = theirs[[estimate, "SE", "df"]].itertuples(index=False)
    ours = pd.DataFrame([fits.tested(*one) for one in of])
    names = {"t": "t.ratio", "p": "p.value", "low": "lower.CL", "high": "upper.CL"}
    for own, name in names.items():
        np.testing.assert_allclose(ours[own], theirs[name], rtol=1e-7, atol=1e-9)


@EVERY_SET
def test_errors_of_rates_are_a_little_larger_in_emmeans(study):
    expected = oracle(study, "m2_slopes_emtrends")
    ours = fits.rates(fitted(study)).set_index("arm").loc[expected["arm"]]
    assert_a_little_larger(expected["SE"], ours["se"])
    assert_close_limits_and_p(study, expected, ours)
    assert_same_by_their_freedom(expected, "trend")


def pairs_of(study, table):
    """The table and the pairs of arms that its contrasts name."""
    expected = oracle(study, table)
    arms = mixed_sets.meta(study)["arms"]
    named = {name: arm for arm in arms for name in (arm, f"({arm})")}
    pairs = {f"{a} - {b}": (named[a], named[b]) for a in named for b in named}
    return expected, [pairs[name] for name in expected["contrast"]]


@EVERY_SET
@pytest.mark.parametrize(
    "table", ["m2_slope_contrasts_pairwise", "m2_slope_contrasts_vs_control"]
)
def test_errors_of_differences_are_a_little_larger_in_emmeans(study, table):
    expected, pairs = pairs_of(study, table)
    ours = fits.differences(fitted(study), pairs)
    assert_a_little_larger(expected["SE"], ours["se"])
    assert_close_limits_and_p(study, expected, ours)
    assert_same_by_their_freedom(expected)


@pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
def test_the_error_of_bliss_is_a_little_larger_in_emmeans(study):
    expected = oracle(study, "m2_bliss_contrast")
    about, found = mixed_sets.meta(study), fitted(study)
    signs = {"AB": 1, "A": -1, "B": -1, "control": 1}
    weights = found.weights({about[role]: sign for role, sign in signs.items()})
    ours = pd.DataFrame([fits.contrast(found, weights)])
    assert_a_little_larger(expected["SE"], ours["se"])
    assert_close_limits_and_p(study, expected, ours)
    assert_same_by_their_freedom(expected)
