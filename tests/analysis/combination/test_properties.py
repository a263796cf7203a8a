import dataclasses

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.combination.made_up import DESIGN, last, made_up
from xenograft.analysis.combination import rates
from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits

VALUES = made_up()
FOUND = rates.over_time(VALUES, DESIGN)
NUMBERS = ["expected", "observed", "difference", "se", "low", "high", "p", "index"]
SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=15, deadline=None)


@FEW
@given(seed=SEEDS)
def test_the_order_of_the_rows_never_matters(seed):
    shuffled = rates.over_time(VALUES.sample(frac=1, random_state=seed), DESIGN)
    np.testing.assert_allclose(shuffled[NUMBERS], FOUND[NUMBERS], rtol=1e-8)


@FEW
@given(
    names=st.lists(st.text("abcxyz", min_size=1), min_size=4, max_size=4, unique=True)
)
def test_other_names_of_the_arms_change_no_number(names):
    renamed = dict(zip(DESIGN.arms, names, strict=True))
    design = dataclasses.replace(
        DESIGN, control=names[0], a=names[1], b=names[2], both=names[3]
    )
    values = VALUES.assign(arm=VALUES["arm"].map(renamed))
    found = rates.over_time(values, design)
    np.testing.assert_allclose(found[NUMBERS], FOUND[NUMBERS], rtol=1e-8)


def test_the_two_drugs_can_change_places():
    swapped = dataclasses.replace(DESIGN, a=DESIGN.b, b=DESIGN.a)
    found = rates.over_time(VALUES, swapped)
    np.testing.assert_allclose(found[NUMBERS], FOUND[NUMBERS], rtol=1e-8)


@FEW
@given(factor=st.floats(0.01, 100))
def test_another_unit_of_volume_changes_no_relative_growth(factor):
    volumes = VALUES.assign(volume_mm3=120 * np.exp(VALUES["y"])).drop(columns="y")
    starts = pd.Series(120.0, volumes["mouse"].unique())
    scaled = volumes.assign(volume_mm3=volumes["volume_mm3"] * factor)
    found = rates.over_time(slopes.relative_logs(scaled, starts * factor), DESIGN)
    np.testing.assert_allclose(found[NUMBERS], FOUND[NUMBERS], rtol=1e-6)


@FEW
@given(shift=st.floats(-5, 5))
def test_another_unit_of_volume_moves_levels_and_no_rate(shift):
    own = VALUES.assign(y=VALUES["y"] + 4.8)
    one, other = (
        fits.rates(curves.fit(own.assign(y=own["y"] + by))) for by in (0, shift)
    )
    np.testing.assert_allclose(one["estimate"], other["estimate"], atol=1e-6)


def test_missing_days_of_a_mouse_that_left_change_nothing():
    gone = VALUES[(VALUES["mouse"] != "A0") | (VALUES["day"] < 10)]
    gaps = VALUES.assign(volume_mm3=120 * np.exp(VALUES["y"]))
    is_gap = (gaps["mouse"] == "A0") & (gaps["day"] >= 10)
    gaps.loc[is_gap, "volume_mm3"] = np.nan
    starts = pd.Series(120.0, gaps["mouse"].unique())
    with_gaps = rates.over_time(slopes.relative_logs(gaps, starts), DESIGN)
    expected = last(rates.over_time(gone, DESIGN))[NUMBERS].astype(float)
    found = last(with_gaps)[NUMBERS].astype(float)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
