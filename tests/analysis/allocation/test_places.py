from collections import Counter
from fractions import Fraction

import pytest

from tests.analysis.allocation.cohorts import SEED, document
from xenograft.analysis import allocation
from xenograft.analysis.allocation import replacement

ARMS = [("A", 8, 2), ("B", 8, 3)]


def record_of(method="RANK_BLOCK", seed=SEED, **changes):
    return allocation.draw(document(30, ARMS, method=method, **changes), seed)


@pytest.mark.parametrize("rule", ["RANDOM", "NEAREST_MEDIAN"])
def test_everyone_is_in_an_arm_or_a_satellite_or_in_reserve(rule):
    record = record_of(reserve_rule=rule)
    satellites = dict(record["satellites"])
    main = dict(record["allocation"])
    everyone = [*satellites, *main, *record["reserve"]]
    assert sorted(everyone) == [unit["id"] for unit in record["input"]["units"]]
    assert Counter(main.values()) == {"A": 8, "B": 8}
    assert Counter(satellites.values()) == {"A": 2, "B": 3}


def test_the_reserve_is_farthest_from_the_median_in_ratio():
    record = record_of()
    volumes = {
        one["id"]: Fraction(one["values"]["volume_mm3"])
        for one in record["input"]["units"]
    }
    ordered = sorted(volumes.values())
    middle = ordered[14] * ordered[15]
    distance = {
        one: max(volume**2 / middle, middle / volume**2)
        for one, volume in volumes.items()
    }
    inside = max(distance[one] for one in volumes if one not in record["reserve"])
    assert inside <= min(distance[one] for one in record["reserve"])


def test_a_random_reserve_depends_on_the_seed():
    reserves = {
        tuple(record_of(seed=bytes([n]) * 32, reserve_rule="RANDOM")["reserve"])
        for n in range(5)
    }
    assert len(reserves) == 5


def test_without_reserve_and_satellites_the_record_names_none():
    assert {"reserve", "satellites"}.isdisjoint(allocation.draw(document(), SEED))


@pytest.mark.parametrize("rule", ["RANDOM", "NEAREST"])
def test_a_replacement_comes_from_the_reserve_and_only_once(rule):
    record = record_of()
    leaving = record["allocation"][0][0]
    gone = []
    for _ in record["reserve"]:
        gone.append(replacement(record, SEED, leaving, gone, rule))
    assert sorted(gone) == record["reserve"]
    assert replacement(record, SEED, leaving, gone, rule) is None


def test_the_nearest_replacement_is_nearest_in_standard_deviations():
    record = record_of()
    units = {one["id"]: one["values"] for one in record["input"]["units"]}
    leaving = record["allocation"][3][0]

    def distance(other):
        total = 0
        for name in ("volume_mm3", "weight_g"):
            values = [Fraction(one[name]) for one in units.values()]
            mean = sum(values) / 30
            squares = sum((one - mean) ** 2 for one in values)
            apart = Fraction(units[other][name]) - Fraction(units[leaving][name])
            total += apart**2 / squares
        return total

    found = replacement(record, SEED, leaving, rule="NEAREST")
    assert distance(found) == min(distance(one) for one in record["reserve"])
