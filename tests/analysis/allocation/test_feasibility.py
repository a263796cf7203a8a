import statistics

import pytest

from tests.analysis.allocation.cohorts import SEED, document, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation import feasibility
from xenograft.analysis.allocation.ladder import all_allocations, relabelings


def test_the_level_shown_before_is_that_of_the_draw():
    given_input = document(40)
    shown = feasibility(given_input)
    assert shown.level == allocation.draw(given_input, SEED)["level"] == 0
    assert shown.warnings == []


def test_the_tolerances_are_told_in_the_unit():
    given_input = document(40)
    volumes = [float(one["values"]["volume_mm3"]) for one in given_input["units"]]
    volume, spread, weight = feasibility(given_input).tolerances
    assert (volume.role, spread.role, weight.role) == ("primary", "spread", "secondary")
    assert volume.sd == pytest.approx(0.10)
    assert volume.in_unit == pytest.approx(0.10 * statistics.stdev(volumes))
    assert spread.sd == pytest.approx(0.30)
    assert weight.sd == pytest.approx(0.20)


def test_an_arm_of_more_mice_is_held_closer():
    arms = [("A", 50), ("B", 50)]
    volume = feasibility(document(100, arms)).tolerances[0]
    assert volume.sd == pytest.approx((2 / 9 / 50) ** 0.5)


@pytest.mark.slow
def test_few_mice_keep_at_least_2_to_the_11_allocations():
    given_input = document(12, [("A", 4), ("B", 4), ("C", 4)])
    shown = feasibility(given_input)
    assert shown.allowed >= 2**11
    assert shown.warnings[0].startswith("The standard tolerances cannot be kept")


def test_an_outlier_and_unequal_arms_ask_for_ranks():
    units = mice(40)
    units[5]["values"]["weight_g"] = "60"
    arms = [("A", 16), ("B", 8), ("C", 8), ("D", 8)]
    warned = feasibility(document(arms=arms, units=units)).warnings
    assert warned == [
        "With arms of unequal size, the outlying weight_g should be balanced by rank."
    ]
    ranked = document(arms=arms, units=units, ranked=["weight_g"])
    assert feasibility(ranked).warnings == []


def test_allocations_and_relabelings_are_counted():
    assert all_allocations([2, 2]) == 6
    assert all_allocations([4, 4, 4]) == 34_650
    assert relabelings([2, 2]) == 2
    assert relabelings([3, 3, 2]) == 2
