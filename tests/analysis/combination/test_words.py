import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.combination.made_up import DESIGN, last, made_up
from xenograft.analysis.combination import rates, words
from xenograft.analysis.mixed import curves, slopes

NUMBERS = st.floats(-1, 1, allow_nan=False)


def row(**changes):
    usual = {
        "observed": -0.006,
        "observed_low": -0.011,
        "observed_high": -0.001,
        "expected": 0.039,
        "difference": -0.045,
        "low": -0.071,
        "high": -0.021,
        "p": 0.0002,
        "is_extrapolated": False,
    }
    return usual | changes


ALONE = [
    {"arm": "A", "low": -0.09, "high": -0.05},
    {"arm": "B", "low": -0.08, "high": 0.01},
]


def everything(said):
    return " ".join(
        part if isinstance(part, str) else " ".join(part)
        for part in dataclasses.astuple(said)
    )


@settings(deadline=None)
@given(low=NUMBERS, high=NUMBERS, middle=NUMBERS)
def test_synergy_is_never_said_when_the_interval_includes_no_difference(
    low, high, middle
):
    low, high = sorted((low, high))
    said = everything(
        words.plain_words(row(low=low, high=high, difference=middle), ALONE, DESIGN)
    )
    assert ("synergy" in said) == (high < 0)
    assert ("antagonism" in said) == (low > 0)


def test_the_paragraph_says_what_was_seen_and_what_would_be_expected():
    said = words.plain_words(row(), ALONE, DESIGN)
    assert said.seen.startswith("With both drugs tumors shrank: −0.006 per day")
    assert said.expected.startswith("About 0.039 per day would be expected")
    assert "p < 0.001" in said.sure
    assert "95% interval −0.071 to −0.021" in said.sure


@pytest.mark.parametrize(
    ("low", "high", "did"),
    [
        (-0.02, -0.001, "shrank"),
        (-0.019, 0.006, "neither clearly grew nor shrank"),
        (0.001, 0.02, "grew"),
    ],
)
def test_the_interval_of_what_was_seen_decides_whether_tumors_grew(low, high, did):
    seen = row(observed_low=low, observed_high=high)
    said = words.plain_words(seen, ALONE, DESIGN).seen
    assert said.startswith(f"With both drugs tumors {did}: ")
    between = f"{low:.3f} to {high:.3f}".replace("-", "−")
    assert said.endswith(f"(95% interval {between}).")


def test_only_drugs_it_is_shown_to_beat_are_named_as_beaten():
    said = words.plain_words(row(), ALONE, DESIGN)
    assert said.alone == "AB is not shown to be slower than B alone."
    both = [one | {"high": -0.01} for one in ALONE]
    assert words.plain_words(row(), both, DESIGN).alone == (
        "AB is slower than each drug alone."
    )


def test_it_says_that_a_later_day_is_drawn_on_from_the_control():
    said = words.plain_words(row(is_extrapolated=True), ALONE, DESIGN)
    assert any("control was last measured before" in one for one in said.cannot)


def test_lost_weight_is_named_as_possible_toxicity():
    said = words.plain_words(row(), ALONE, DESIGN, weight_change_pct=-7.5)
    assert any("lost 7.5% of its weight" in one for one in said.cannot)
    said = words.plain_words(row(), ALONE, DESIGN, weight_change_pct=1.0)
    assert not any("weight" in one for one in said.cannot)


def whole_and_bliss(values):
    found = last(rates.over_time(values, DESIGN))
    levels = np.random.default_rng(8).normal(4.8, 0.2, values["mouse"].nunique())
    of_mouse = dict(zip(values["mouse"].unique(), levels, strict=True))
    values = values.assign(y=values["y"] + values["mouse"].map(of_mouse))
    return curves.fit_or_simpler(values), found


def test_a_well_behaved_study_rests_on_fine_checks():
    fit, found = whole_and_bliss(made_up(mice=10, sd=0.02))
    said = words.rests_on(fit, found, left=0, limit_reached=0, early=found)
    assert [one.word for one in said] == ["fine"] * 4


def test_a_curve_that_bends_is_to_be_checked():
    values = made_up(mice=10, sd=0.02)
    bent = values.assign(y=values["y"] - 0.003 * (values["day"] - 10) ** 2)
    fit, found = whole_and_bliss(bent)
    said = words.rests_on(fit, found, left=0, limit_reached=0, early=found)
    assert [one.said for one in said if not one.is_fine] == [
        "Residuals bend against the day: growth is not exponential."
    ]


def test_mice_that_left_are_counted():
    fit, found = whole_and_bliss(made_up(mice=10, sd=0.02))
    said = words.rests_on(fit, found, left=4, limit_reached=3, early=found)
    assert "Mice that left: 4 of 40, 3 at a limit." in said[1].said


@pytest.mark.parametrize("is_same", [True, False])
def test_a_conclusion_that_rests_on_early_days_is_to_be_checked(is_same):
    fit, found = whole_and_bliss(made_up((0, -0.03, -0.04, -0.14), mice=10))
    early = found if is_same else {**found, "low": -0.1, "high": 0.1}
    said = words.rests_on(fit, found, left=0, limit_reached=0, early=early)
    assert said[0].is_fine == is_same


def test_notes_of_the_model_are_to_be_checked():
    values = made_up(mice=10, sd=0.02)
    fit, found = whole_and_bliss(values)
    noted = dataclasses.replace(fit, notes=(slopes.AT_ZERO,))
    said = words.rests_on(noted, found, left=0, limit_reached=0, early=found)
    assert said[-1] == words.Check(False, slopes.AT_ZERO)


AREA = {"index": None, "impossible": 0.34}


def test_it_is_said_why_additivity_has_no_index():
    (said,) = words.about_additivity(AREA, [{"index": 0.8}])
    assert not said.is_fine
    assert said.said == (
        "Response additivity has no index: the area that it expects is below 0 in 34% "
        "of the draws, which no tumor can have."
    )


def test_it_is_said_why_additivity_has_no_index_on_volumes():
    known = {"index": 0.9, "impossible": 0.0}
    (said,) = words.about_additivity(known, [{"index": 0.8}, {"index": np.nan}])
    assert "no index on volumes" in said.said


def test_nothing_is_said_of_an_index_that_is_shown():
    known = {"index": 0.9, "impossible": 0.01}
    assert list(words.about_additivity(known, [{"index": 0.8}])) == []


def without(*others):
    rows = [("m1", -0.06, -0.02), ("m2", -0.05, -0.01), *others]
    return pd.DataFrame(rows, columns=["mouse", "low", "high"])


def test_a_conclusion_that_one_mouse_decides_is_to_be_checked():
    fit, found = whole_and_bliss(made_up(mice=10, sd=0.02))
    decided = {**found, "low": -0.06, "high": -0.01}
    said = words.rests_on(
        fit, decided, 0, 0, found, without(("m9", -0.04, 0.01), ("m3", np.nan, np.nan))
    )
    assert said[-1].said == "The conclusion changes without one mouse: m9."
    assert not said[-1].is_fine
    said = words.rests_on(fit, decided, 0, 0, found, without())
    assert said[-1].is_fine
