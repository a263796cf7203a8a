import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.analysis import volume

DIAMETERS = st.decimals("0.01", "30", places=2)


@pytest.mark.parametrize(
    ("length_mm", "width_mm", "volume_mm3"),
    [
        (6, 6, 108.0),
        (7, 6, 126.0),
        (8.2, 6.9, 195.201),
        (6.9, 8.2, 195.201),
        (15, 15, 1687.5),
        (20, 20, 4000.0),
        (3, 3, 13.5),
        (5, 5, 62.5),
    ],
)
def test_the_volume_is_half_of_length_times_width_squared(
    length_mm, width_mm, volume_mm3
):
    assert volume.lww_half(length_mm, width_mm) == pytest.approx(volume_mm3, rel=1e-12)


@given(DIAMETERS, DIAMETERS)
def test_the_volume_agrees_with_exact_decimal_arithmetic(length_mm, width_mm):
    longer, shorter = max(length_mm, width_mm), min(length_mm, width_mm)
    exact = float(longer * shorter * shorter / 2)
    assert volume.lww_half(length_mm, width_mm) == pytest.approx(exact, rel=1e-14)


@given(DIAMETERS, DIAMETERS)
def test_the_order_of_the_diameters_does_not_change_the_volume(first, second):
    assert volume.lww_half(first, second) == volume.lww_half(second, first)


def test_a_gap_in_one_diameter_is_a_gap_in_the_volume():
    found = volume.lww_half([6.0, None, 5.0], [6.0, 5.0, np.nan])
    np.testing.assert_array_equal(found, [108.0, np.nan, np.nan])


def states_frame():
    states = [code for code, _ in volume.STATES]
    return pd.DataFrame({"state": states, "volume_mm3": [9.0, None, None, None, None]})


def test_each_state_has_its_value_for_analysis():
    found = volume.volumes_for_analysis(states_frame())["volume_mm3"]
    np.testing.assert_array_equal(found, [9.0, 0.0, 13.5, np.nan, np.nan])


def test_the_floor_lifts_zeros_and_small_values_for_a_log_scale():
    found = volume.volumes_for_analysis(states_frame(), "FLOOR")["volume_mm3"]
    np.testing.assert_array_equal(found, [13.5, 13.5, 13.5, np.nan, np.nan])


def test_the_frame_that_came_in_is_not_changed():
    frame = states_frame()
    volume.volumes_for_analysis(frame, "FLOOR")
    pd.testing.assert_frame_equal(frame, states_frame())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FLOOR", [13.5, 13.5, 20.0]),
        ("PLUS_ONE", [1.0, 6.0, 21.0]),
        ("IGNORE", [np.nan, 5.0, 20.0]),
    ],
)
def test_zeros_follow_the_named_rule(rule, expected):
    found = volume.positive_volumes(pd.Series([0.0, 5.0, 20.0]), rule)
    np.testing.assert_array_equal(found, expected)


def test_an_unknown_zero_rule_is_refused():
    with pytest.raises(ValueError, match="no zero rule HALVE"):
        volume.positive_volumes(pd.Series([1.0]), "HALVE")


def levels(length_mm, width_mm):
    return [level for level, _ in volume.reading_problems(length_mm, width_mm)]


@pytest.mark.parametrize(
    ("length_mm", "width_mm", "expected"),
    [
        (7.3, 5.9, []),
        (None, None, []),
        (math.nan, math.nan, []),
        (0, 5, ["error"]),
        (-1, 5, ["error"]),
        (300, 5, ["error"]),
        (30, 29, ["warn", "warn"]),
        (7.3, None, ["error"]),
        (None, 7.3, ["error"]),
        (0, None, ["error", "error"]),
        (21, 12, ["warn"]),
        (10, 3.9, ["warn"]),
        (10, 4, []),
        (5.9, 7.3, ["notice"]),
        (3.9, 10, ["warn", "notice"]),
    ],
)
def test_a_reading_gets_the_levels_of_its_problems(length_mm, width_mm, expected):
    assert levels(length_mm, width_mm) == expected


def test_swapped_diameters_are_named_as_they_were_typed():
    assert volume.reading_problems(Decimal("5.9"), Decimal("7.3")) == [
        (
            "notice",
            "W is larger than L. 5.9 × 7.3 mm; the volume uses the larger as length.",
        )
    ]
