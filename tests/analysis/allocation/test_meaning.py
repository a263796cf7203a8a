import math

from tests.analysis.allocation.cohorts import SEED, document
from tests.analysis.allocation.test_rolling import batches
from xenograft.analysis import allocation
from xenograft.analysis.allocation import acceptable_count, analysis_of


def drawn(**changes):
    return allocation.draw(document(**changes), SEED)


def test_what_was_balanced_belongs_in_the_model():
    found = analysis_of(drawn(factors={"sex": "even"}))
    assert found["adjust_for"] == ["volume_mm3", "weight_g"]
    assert found["factors"] == ["sex"]
    assert found["unit"] == "MOUSE"


def test_blocks_and_batches_are_factors_of_the_model():
    assert analysis_of(drawn(method="RANK_BLOCK"))["factors"] == ["block"]
    assert analysis_of(batches([8], SEED)[0])["factors"] == ["sex", "batch"]


def test_a_complete_draw_asks_for_nothing():
    found = analysis_of(drawn(method="COMPLETE", factors={"sex": "even"}))
    assert (found["adjust_for"], found["factors"]) == ([], [])


def test_a_draw_of_cages_counts_cages():
    assert analysis_of(drawn(unit="CAGE"))["unit"] == "CAGE"


def test_the_allocations_of_ten_blocks_of_four_are_counted():
    assert acceptable_count(drawn(method="RANK_BLOCK")) == math.factorial(4) ** 10


def test_blocks_of_an_unequal_ratio_are_counted():
    arms = [("A", 20), ("B", 10)]
    assert acceptable_count(drawn(count=30, arms=arms, method="RANK_BLOCK")) == 3**10


def test_complete_allocations_are_counted():
    found = acceptable_count(drawn(method="COMPLETE"))
    assert found == math.factorial(40) // math.factorial(10) ** 4


def test_what_was_not_counted_is_none():
    assert acceptable_count(drawn()) is None
    assert acceptable_count(batches([8], SEED)[0]) is None


def test_an_estimate_is_the_number_of_the_record():
    record = {**drawn(), "allowed_estimate": "928612"}
    assert acceptable_count(record) == 928_612
