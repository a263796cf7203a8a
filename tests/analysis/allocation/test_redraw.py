from collections import Counter

import numpy as np
import pytest
from scipy.stats import f_oneway

from tests.analysis.allocation.cohorts import FACTORS, SEED, document, mice
from tests.analysis.allocation.test_rolling import batches
from xenograft.analysis import allocation
from xenograft.analysis.allocation.generator import WORDS, Generator
from xenograft.analysis.allocation.methods import COHORT_METHODS
from xenograft.analysis.allocation.redraw import (
    arms_of_draw,
    between_arms,
    difference_of_means,
    key_of_redraws,
    randomization_test,
    redraws,
    rolling_redraws,
    units_of_test,
)
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walk import Walk
from xenograft.analysis.allocation.walks import (
    WideGenerator,
    walks_in_a_row,
    walks_to_the_end,
)


def drawn(**changes):
    return allocation.draw(document(**changes), SEED)


UNEQUAL = [("A", 16), ("B", 8), ("C", 8), ("D", 8)]


@pytest.mark.parametrize(
    "changes",
    [{}, {"factors": FACTORS}, {"arms": UNEQUAL, "factors": {"sex": "even"}}],
)
def test_many_walks_at_once_are_the_walks_one_by_one(changes):
    restriction = Restriction(document(**changes), 0)
    labels = [f"lane {number}" for number in range(12)]
    arm_of, allowed = walks_to_the_end(restriction, SEED, labels)
    for row, label in enumerate(labels):
        walk = Walk(restriction, WideGenerator(SEED, label, 40))
        assert walk.to_the_end() == allowed[row]
        assert walk.arm_of == list(arm_of[row])


class Unfair(Generator):
    """A stream with a word in it that favors the low numbers."""

    def blocks(self):
        for number, block in enumerate(super().blocks()):
            yield (WORDS - 1,) * 8 if number == 700 else block


@pytest.mark.parametrize("stream", [Generator, Unfair])
@pytest.mark.parametrize("factors", [{}, FACTORS])
def test_walks_in_a_row_are_those_of_one_stream(factors, stream):
    restriction = Restriction(document(12, factors=factors), 6)
    together, alone = stream(SEED, "row"), stream(SEED, "row")
    arm_of, allowed = walks_in_a_row(restriction, together, 8)
    for row in range(8):
        walk = Walk(restriction, alone)
        assert walk.to_the_end() == allowed[row]
        assert walk.arm_of == list(arm_of[row])
    assert together.words(9) == alone.words(9)


def test_numbers_too_large_for_64_bits_are_walked_exactly():
    units = mice(40)
    for place, unit in enumerate(units):
        unit["values"]["volume_mm3"] = f"{10**14 + place * 10**12 + place}.123456789"
    restriction = Restriction(document(units=units, numeric=["volume_mm3"]), 0)
    arm_of, allowed = walks_to_the_end(restriction, SEED, ["one", "two"])
    assert list(allowed) == [True, True]
    assert all(restriction.allows(list(row)) for row in arm_of)


@pytest.mark.parametrize("method", COHORT_METHODS)
def test_redraws_keep_the_sizes_of_the_arms(method):
    record = drawn(method=method, arms=UNEQUAL)
    for row in redraws(record, 10):
        assert Counter(row.tolist()) == {0: 16, 1: 8, 2: 8, 3: 8}


def test_redraws_keep_the_tolerances_of_the_record():
    record = drawn(factors={"sex": "even"})
    restriction = Restriction(record["input"], record["level"])
    assert all(restriction.allows(list(row)) for row in redraws(record, 20))


@pytest.mark.parametrize("method", COHORT_METHODS)
def test_redraws_come_again_and_in_parts(method):
    record = drawn(method=method)
    whole = redraws(record, 6)
    parts = np.concatenate([redraws(record, 2), redraws(record, 4, first=2)])
    assert np.array_equal(whole, parts)
    assert len({row.tobytes() for row in whole}) == 6


def test_redraws_leave_reserve_and_satellites_out():
    record = drawn(arms=[("A", 12, 2), ("B", 12)])
    assert redraws(record, 3).shape == (3, 24)
    left_out = {*record["reserve"], *dict(record["satellites"])}
    assert left_out.isdisjoint(units_of_test(record))


def test_a_rolling_enrollment_is_redrawn_batch_by_batch():
    records = batches([10] * 4, SEED)
    rows = rolling_redraws(records, 3)
    assert rows.shape == (3, 40)
    assert all(Counter(row.tolist()) == dict.fromkeys(range(4), 10) for row in rows)
    assert np.array_equal(rows[1:], rolling_redraws(records, 2, first=1))


def test_another_record_has_another_key():
    assert key_of_redraws([drawn(method="COMPLETE")]) != key_of_redraws(
        [drawn(method="RANK_BLOCK")]
    )


ARMS = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]])


def test_the_difference_of_means_passes_over_gaps():
    values = np.array([1.0, np.nan, 4.0, 6.0])
    found = difference_of_means(0, 1)(values, ARMS)
    assert found.tolist() == [4.0, 3.5, 0.5]


def test_the_sum_between_arms_orders_as_the_f_ratio():
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 5.0])
    arms = np.array([[0, 0, 1, 1, 2, 2], [0, 1, 2, 0, 1, 2], [2, 1, 0, 0, 1, 2]])
    ratios = [
        f_oneway(*(values[row == arm] for arm in range(3))).statistic for row in arms
    ]
    assert (
        np.argsort(between_arms(values, arms)).tolist() == np.argsort(ratios).tolist()
    )


def test_the_p_value_counts_the_real_draw_as_one():
    values = np.array([1.0, 2.0, 10.0, 11.0])
    found = randomization_test(values, ARMS[0], ARMS[1:], difference_of_means(0, 1))
    assert (found.statistic, found.p, found.draws) == (9.0, pytest.approx(1 / 3), 2)


def test_a_draw_as_extreme_as_the_real_one_counts_whatever_its_rounding():
    values = np.array([0.1, 0.2, 0.3, 0.1 + 1e-16])
    same = np.array([[1, 1, 0, 0]])
    found = randomization_test(values, ARMS[0], same, difference_of_means(0, 1))
    assert found.p == 1.0


@pytest.mark.parametrize("statistic", [difference_of_means(0, 1), between_arms])
def test_a_strong_effect_is_as_extreme_as_a_draw_can_be(statistic):
    record = drawn()
    arms = arms_of_draw(record)
    values = np.linspace(0, 1, 40) + 50 * (arms == 0)
    found = randomization_test(values, arms, redraws(record, 99), statistic)
    assert found.p == 0.01


@pytest.mark.slow
def test_without_an_effect_five_percent_are_below_five_percent():
    record = drawn()
    pool = redraws(record, 2000)
    volumes = [float(u["values"]["volume_mm3"]) for u in record["input"]["units"]]
    chance = np.random.default_rng(4)
    below = 0
    for trial in range(2000):
        values = np.array(volumes) / 14 + chance.normal(size=40)
        others = pool[chance.choice(2000, 99, replace=False)]
        others = others[(others != pool[trial]).any(axis=1)]
        below += randomization_test(values, pool[trial], others, between_arms).p <= 0.05
    # Binomial(2000, 0.05): SD 0.0049.
    assert 0.04 <= below / 2000 <= 0.06
