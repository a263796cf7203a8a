"""Terms without a spread are dropped, and it is said."""

import numpy as np
import pytest

from tests.analysis import mixed_sets
from tests.analysis.mixed.made_up import made_up
from tests.analysis.shared_files import oracle
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits


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
