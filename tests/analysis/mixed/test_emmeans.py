"""Errors of emmeans: Kenward and Roger's beside ours, which are lmerTest's.

Theirs add what the variances are not known by, so that they are never smaller, and in
the small unbalanced studies of the references at most 8 % larger.
"""

from functools import lru_cache

import numpy as np
import pytest

from tests.analysis import mixed_sets
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.SETS)


@lru_cache(None)
def fitted(study):
    return curves.fit(mixed_sets.logs(study))


def assert_a_little_larger(theirs, ours):
    ratio = np.asarray(theirs, float) / np.asarray(ours, float)
    assert ratio.min() > 1 - 1e-5
    assert ratio.max() < 1.08


@EVERY_SET
def test_errors_of_rates_are_a_little_larger_in_emmeans(study):
    expected = oracle(study, "m2_slopes_emtrends").set_index("arm")["SE"]
    ours = fits.rates(fitted(study)).set_index("arm")["se"]
    assert_a_little_larger(expected, ours[expected.index])


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
    scores = expected["estimate"] / expected["SE"]
    np.testing.assert_allclose(scores, expected["t.ratio"], rtol=1e-9)


@pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
def test_the_error_of_bliss_is_a_little_larger_in_emmeans(study):
    expected = oracle(study, "m2_bliss_contrast").iloc[0]
    about, found = mixed_sets.meta(study), fitted(study)
    signs = {"AB": 1, "A": -1, "B": -1, "control": 1}
    weights = found.weights({about[role]: sign for role, sign in signs.items()})
    ours = fits.contrast(found, weights)["se"]
    assert_a_little_larger([expected["SE"]], [ours])
