from collections import Counter, defaultdict
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.allocation.cohorts import SEED, document, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation.methods import METHODS


def blocks_of(record):
    """{(stratum, number): its units}."""
    found = defaultdict(list)
    for unit, stratum, number in record["blocks"]:
        found[stratum, number].append(unit)
    return found


def volumes_of(record):
    return {
        unit["id"]: Fraction(unit["values"]["volume_mm3"])
        for unit in record["input"]["units"]
    }


@pytest.mark.parametrize("method", ["RANK_BLOCK", "STRATIFIED_BLOCK"])
@pytest.mark.parametrize("sizes", [(10, 10, 10, 10), (20, 10, 10), (16, 24)])
def test_every_block_holds_the_ratio_of_the_arms(method, sizes):
    arms = [(f"A{place}", size) for place, size in enumerate(sizes)]
    record = allocation.draw(
        document(40, arms, method=method, factors={"sex": "even"}), SEED
    )
    ratio = Counter(dict(arms))
    scale = Fraction(sum(Counter(dict(record["allocation"]).values()).values()))
    code = dict(record["allocation"])
    for units in blocks_of(record).values():
        held = Counter(code[unit] for unit in units)
        assert {arm: count * scale / len(units) for arm, count in held.items()} == ratio


def test_blocks_of_one_stratum_follow_the_volume():
    record = allocation.draw(document(40, method="RANK_BLOCK"), SEED)
    volumes, blocks = volumes_of(record), blocks_of(record)
    ordered = [
        sorted(volumes[unit] for unit in units) for _, units in sorted(blocks.items())
    ]
    assert list(chain.from_iterable(ordered)) == sorted(volumes.values())
    assert len(ordered) == 10


def test_the_means_of_ranked_blocks_differ_by_at_most_a_block_of_the_range():
    record = allocation.draw(document(40, method="RANK_BLOCK"), SEED)
    volumes, code = volumes_of(record), dict(record["allocation"])
    means = [
        sum(volumes[unit] for unit in code if code[unit] == arm["code"]) / arm["size"]
        for arm in record["input"]["arms"]
    ]
    spread = max(volumes.values()) - min(volumes.values())
    assert max(means) - min(means) <= spread / 10


@given(st.binary(min_size=32, max_size=32))
def test_mice_of_a_stratum_share_its_blocks(seed):
    record = allocation.draw(
        document(40, method="STRATIFIED_BLOCK", factors={"sex": "even"}), seed
    )
    sex = {one["id"]: one["levels"]["sex"] for one in record["input"]["units"]}
    for (stratum, _), units in blocks_of(record).items():
        if stratum != "mixed":
            assert {stratum.split()[-1]} == {sex[unit] for unit in units}


def test_mice_of_equal_volume_are_in_the_same_third():
    units = mice(12)
    for place, unit in enumerate(units):
        unit["values"]["volume_mm3"] = 100 + (place >= 6)
    record = allocation.draw(
        document(12, [("A", 6), ("B", 6)], units=units, method="STRATIFIED_BLOCK"),
        SEED,
    )
    strata = {stratum for stratum, _ in blocks_of(record)}
    assert strata == {"volume third 1", "volume third 3"}


@pytest.mark.parametrize("method", ["RANK_BLOCK", "STRATIFIED_BLOCK", "COMPLETE"])
def test_each_mouse_is_equally_likely_to_enter_each_arm(method):
    given_input = document(9, [("A", 3), ("B", 6)], method=method)
    counts = Counter()
    for number in range(2000):
        key = number.to_bytes(32, "big")
        counts.update(map(tuple, METHODS[method].deal(given_input, key)["allocation"]))
    for unit in given_input["units"]:
        # Binomial(2000, 1/3): mean 666.7, SD 21.1; nine mice, four SD.
        assert abs(counts[unit["id"], "A"] - 2000 / 3) < 4 * 21.1


def test_complete_randomization_can_give_every_allocation():
    given_input = document(4, [("A", 2), ("B", 2)], method="COMPLETE")
    seen = Counter(
        str(METHODS["COMPLETE"].deal(given_input, number.to_bytes(32, "big")))
        for number in range(1200)
    )
    assert len(seen) == 6
    chi_square = sum((count - 200) ** 2 / 200 for count in seen.values())
    assert chi_square < 20.5  # 5 degrees of freedom, p = 0.001
