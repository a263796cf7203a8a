import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.allocation.cohorts import FACTORS, SEED, document, mice
from tests.analysis.allocation.test_rolling import batches
from xenograft.analysis import allocation
from xenograft.analysis.allocation import verifier
from xenograft.analysis.allocation.methods import COHORT_METHODS

PROGRAM = Path(verifier.__file__)


def run(tmp_path, record, *seed):
    path = tmp_path / "record.json"
    path.write_text(allocation.canonical(record), encoding="utf-8")
    # -I and -S: nothing but the standard library can be imported.
    command = [sys.executable, "-I", "-S", str(PROGRAM), str(path), *seed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip(), done.returncode


def test_the_program_repeats_a_record_of_each_method(tmp_path):
    for method in COHORT_METHODS:
        record = allocation.draw(document(method=method, factors=FACTORS), SEED)
        assert run(tmp_path, record, SEED.hex()) == ("equal", 0)


def test_the_seed_may_stand_in_the_record(tmp_path):
    record = allocation.draw(document(method="RANK_BLOCK"), SEED)
    assert run(tmp_path, {**record, "seed": SEED.hex()}) == ("equal", 0)


def test_the_program_finds_two_mice_that_were_exchanged(tmp_path):
    record = allocation.draw(document(method="RANK_BLOCK"), SEED)
    first, *others = record["allocation"]
    other = next(one for one in others if one[1] != first[1])
    first[1], other[1] = other[1], first[1]
    assert run(tmp_path, record, SEED.hex()) == ("not equal: allocation", 1)


def test_another_seed_is_not_that_of_the_record(tmp_path):
    record = allocation.draw(document(method="COMPLETE"), SEED)
    said, left = run(tmp_path, record, bytes(32).hex())
    assert (said, left) == (
        "not equal: allocation, handling_order, seed_commitment",
        1,
    )


def test_a_changed_weight_changes_the_draw():
    record = allocation.draw(document(method="RANK_BLOCK"), SEED)
    record = json.loads(allocation.canonical(record))
    record["input"]["units"][0]["values"]["weight_g"] = "99"
    assert "allocation" in verifier.differences(record, SEED)
    assert "input_sha256" in verifier.differences(record, SEED)


def test_a_draw_said_to_be_of_another_method_is_found():
    record = allocation.draw(document(method="COMPLETE"), SEED)
    record["engine"] = {"name": "rank-block", "version": "2"}
    assert verifier.differences(record, SEED) == ["engine"]


def test_the_batches_of_a_rolling_enrollment_are_repeated():
    for record in batches([5, 3, 9, 1, 2, 12], SEED):
        assert verifier.differences(record, SEED) == []


@pytest.mark.parametrize("rule", ["RANDOM", "NEAREST_MEDIAN"])
@pytest.mark.parametrize("method", COHORT_METHODS)
def test_reserve_and_satellites_are_repeated(rule, method):
    arms = [("A", 24, 1), ("B", 12, 2), ("C", 12)]
    given = document(56, arms, method=method, reserve_rule=rule, numeric=["volume_mm3"])
    assert verifier.differences(allocation.draw(given, SEED), SEED) == []


def test_names_of_any_alphabet_are_repeated():
    units = mice(40)
    for unit, name in zip(units, ["ﬀ", "\U0001f42d", "Ωmega", "ä"], strict=False):
        unit["id"] = name
    record = allocation.draw(document(units=units, method="RANK_BLOCK"), SEED)
    again = json.loads(allocation.canonical(record))
    assert verifier.differences(again, SEED) == []
    assert verifier.text_of(record) == allocation.canonical(record)


def anything(number):
    """A made-up record: method, arms, sizes, covariates and rules all vary."""
    chance = random.Random(number)
    method = chance.choice(sorted(COHORT_METHODS))
    # Above 2**64 allocations none are counted, which would take minutes.
    sizes = [chance.choice([12, 18]) for _ in range(chance.randint(4, 5))]
    arms = [
        (f"A{place}", size, chance.choice([0, 0, 2]))
        for place, size in enumerate(sizes)
    ]
    count = sum(size + satellites for _, size, satellites in arms)
    given = document(
        count + chance.choice([0, 0, 5]),
        arms,
        seed=number,
        method=method,
        numeric=["volume_mm3", "weight_g"][: chance.randint(1, 2)],
        factors=chance.choice([{}, {}, {"sex": "even"}]),
        reserve_rule=chance.choice(["RANDOM", "NEAREST_MEDIAN"]),
        ranked=chance.choice([(), ("weight_g",)]),
    )
    seed = number.to_bytes(32, "big")
    return allocation.draw(given, seed), seed


@pytest.mark.parametrize("number", range(20))
def test_the_verifier_repeats_made_up_records(number):
    record, seed = anything(number)
    assert verifier.differences(record, seed) == []


@pytest.mark.slow
def test_the_verifier_repeats_a_thousand_records():
    equal = 0
    for number in range(1000):
        record, seed = anything(number)
        equal += verifier.differences(record, seed) == []
    assert equal == 1000


@pytest.mark.parametrize("count", [pytest.param(24, marks=pytest.mark.slow), 40, 100])
def test_the_verifier_repeats_the_golden_records(shared, count):
    path = shared / "oracles" / "randomization" / f"rec_{count}.json"
    assert verifier.differences(json.loads(path.read_bytes()), SEED) == []
