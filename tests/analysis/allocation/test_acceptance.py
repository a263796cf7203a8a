"""The draw against enumeration, chance and another program, as it is specified."""

import itertools
import math
import random
import shutil
import subprocess
import time
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2

from benchmarks.draw import cohort
from tests.analysis.allocation.cohorts import FACTORS, SEED, document, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation import acceptable
from xenograft.analysis.allocation.ladder import LEVELS
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walk import Walk
from xenograft.analysis.allocation.walks import walks_to_the_end

THREE_OF_FOUR = [("A", 4), ("B", 4), ("C", 4)]


def every_allocation():
    """All 34,650 ways to put 12 mice into three arms of four, a row each."""
    rows = []
    for first in itertools.combinations(range(12), 4):
        left = [one for one in range(12) if one not in first]
        for second in itertools.combinations(left, 4):
            row = [2] * 12
            for one in first:
                row[one] = 0
            for one in second:
                row[one] = 1
            rows.append(row)
    return rows


def allowed_of(restriction):
    return [tuple(row) for row in every_allocation() if restriction.allows(row)]


def distance_from_uniform(counts, total, kinds):
    seen = np.array(list(counts), float) / total
    missing = kinds - len(seen)
    return (np.abs(seen - 1 / kinds).sum() + missing / kinds) / 2


@pytest.mark.slow
@pytest.mark.parametrize(("factors", "level"), [({}, 12), ({"sex": "even"}, 10)])
def test_every_allowed_allocation_of_twelve_mice_is_as_likely(factors, level):
    restriction = Restriction(document(12, THREE_OF_FOUR, factors=factors), level)
    allowed, draws = allowed_of(restriction), 20_000
    labels = [f"walk {number}" for number in range(draws)]
    arm_of, ended = walks_to_the_end(restriction, SEED, labels)
    rows, counts = np.unique(arm_of[ended], axis=0, return_counts=True)
    assert {tuple(row) for row in rows.tolist()} <= set(allowed)
    found = distance_from_uniform(counts, ended.sum(), len(allowed))
    chance = np.random.default_rng(1).integers(0, len(allowed), ended.sum())
    noise = distance_from_uniform(
        np.unique(chance, return_counts=True)[1], ended.sum(), len(allowed)
    )
    assert len(allowed) > 100
    assert found <= 1.5 * noise


@pytest.mark.slow
@pytest.mark.parametrize("factors", [{}, {"sex": "even", "batch": "even"}])
def test_the_number_of_allocations_is_estimated_to_a_bit(factors):
    given = document(12, THREE_OF_FOUR, factors=factors)
    record = {**allocation.draw({**given, "method": "COMPLETE"}, SEED), "level": 10}
    exact = math.log2(len(allowed_of(Restriction(given, 10))))
    record["input"] = given
    assert acceptable._Steps(record).bits() == pytest.approx(exact, abs=1)


@pytest.mark.slow
def test_each_mouse_enters_each_arm_as_often():
    record = allocation.draw(document(factors={"sex": "even"}), SEED)
    rows = allocation.redraws(record, 2000)
    counts = np.array([(rows == arm).sum(axis=0) for arm in range(4)])
    statistics = ((counts - 500) ** 2 / 500).sum(axis=0)
    assert statistics.max() < chi2.isf(0.001 / 40, 3)
    assert statistics.sum() < chi2.isf(0.001, 3 * 40)


@pytest.mark.slow
def test_no_two_mice_must_or_can_never_share_an_arm():
    record = allocation.draw(document(factors=FACTORS), SEED)
    rows = allocation.redraws(record, 1000)
    shared = sum(own.T @ own for own in ((rows == arm).astype(int) for arm in range(4)))
    pairs = shared[np.triu_indices(40, 1)]
    assert 0 < pairs.min() <= pairs.max() < 1000


def made_up(number):
    """An input: equal and unequal arms, one mouse an arm, ties and constants."""
    chance = random.Random(number)
    sizes = chance.choice(
        [[6] * 4, [4] * 6, [12, 6, 6], [1] * 8, [1, 1, 1], [2, 3, 5, 7], [10, 10]]
    )
    units = mice(sum(sizes), number)
    kind = chance.choice(["own", "own", "tied", "constant"])
    for unit in units:
        if kind == "tied":
            unit["values"]["volume_mm3"] = str(100 + 10 * chance.randrange(3))
        if kind == "constant":
            unit["values"]["weight_g"] = "21.5"
    units[0]["values"]["volume_mm3"] = "99.5"
    arms = [(f"A{place}", size) for place, size in enumerate(sizes)]
    factors = chance.choice([{}, {"sex": "even"}, {"sex": "even", "batch": "even"}])
    return document(arms=arms, units=units, factors=factors)


def assert_within(given, level, arm_of):
    """The means of the arms, as fractions, by the words of the specification."""
    sizes = [arm["size"] for arm in given["arms"]]
    smallest = min(sizes)
    caps = {
        "volume_mm3": min(Fraction(1, 100), Fraction(2, 9 * smallest)),
        "weight_g": min(Fraction(1, 25), Fraction(8, 9 * smallest)),
    }
    for name, squared in caps.items():
        values = [Fraction(unit["values"][name]) for unit in given["units"]]
        mean = sum(values) / len(values)
        variance = sum((one - mean) ** 2 for one in values) / (len(values) - 1)
        pairs = list(zip(values, arm_of, strict=True))
        means = [
            sum(value for value, own in pairs if own == arm) / size
            for arm, size in enumerate(sizes)
        ]
        apart = max(means) - min(means)
        # A tolerance below the last decimal of the sums counts as that decimal.
        unit = Fraction(1, 10 * min(sizes))
        most = squared * Fraction(5, 4) ** level * variance
        assert apart**2 <= most or apart <= unit


def first_allowed_of(given, stream):
    """(level, the arm of each unit) at the first of every sixth level that is met."""
    for level in range(0, LEVELS, 6):
        for _ in range(2):
            walk = Walk(Restriction(given, level), stream)
            if walk.to_the_end():
                return level, walk.arm_of
    raise AssertionError("No level was met.")


@pytest.mark.slow
def test_sizes_and_tolerances_hold_in_a_thousand_inputs():
    for number in range(1000):
        given = made_up(number)
        stream = allocation.Generator(number.to_bytes(32, "big"), "test")
        level, arm_of = first_allowed_of(given, stream)
        sizes = [arm["size"] for arm in given["arms"]]
        assert [arm_of.count(arm) for arm in range(len(sizes))] == sizes
        assert_within(given, level, arm_of)


@pytest.mark.slow
def test_a_thousand_mice_are_drawn_within_thirty_seconds_of_processor():
    """With its feasibility check, four covariates, sex, batch and cage."""
    given = cohort(1000, 10, 4, "COVARIATE_CONSTRAINED", FACTORS)
    began = time.process_time()
    record = allocation.draw(given, SEED)
    assert time.process_time() - began < 30
    assert len(record["allocation"]) == 1000


@pytest.mark.parametrize("count", [40, 100])
def test_a_program_in_another_language_repeats_the_golden_records(shared, count):
    """JavaScript, written by others from the same words: only where node is."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("There is no node here.")
    script = shared / "reference" / "verify.js"
    record = shared / "oracles" / "randomization" / f"rec_{count}.json"
    run = [node, str(script), str(record), SEED.hex()]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("VERIFIED")
