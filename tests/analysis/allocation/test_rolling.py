from collections import Counter
from fractions import Fraction
from importlib import import_module

import pytest

from tests.analysis.allocation.cohorts import SEED, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation import Refusal, rolling_design
from xenograft.analysis.allocation.rolling import open_places

ARMS = [("A", 10), ("B", 10), ("C", 10), ("D", 10)]
REFERENCE = {"volume_mm3": ("125", "14.5"), "weight_g": ("22", "1.8")}


def batch(units, earlier=(), previous="", arms=ARMS, **changes):
    return rolling_design(
        **{
            "study": "S",
            "cohort": 1,
            "units": units,
            "arms": arms,
            "reference": REFERENCE,
            "factors": ["sex"],
            "earlier": earlier,
            "previous": previous,
            **changes,
        }
    )


def batches(sizes, seed, arms=ARMS, count=40):
    """The records of batches of these sizes, each given those before."""
    units, earlier, records, previous = mice(count), [], [], ""
    for size in sizes:
        now, units = units[:size], units[size:]
        record = allocation.draw(batch(now, earlier, previous, arms), seed)
        arm = dict(record["allocation"])
        earlier = [*earlier, *({**one, "arm": arm[one["id"]]} for one in now)]
        previous = allocation.sha256_of(allocation.canonical(record))
        records.append(record)
    return records


def arms_of(records):
    return Counter(arm for record in records for _, arm in record["allocation"])


@pytest.mark.parametrize("sizes", [[1] * 40, [5] * 8, [10] * 4, [7, 3, 1, 9, 12, 8]])
def test_full_enrollment_fills_every_arm(sizes):
    assert arms_of(batches(sizes, SEED)) == dict(ARMS)


def test_unequal_arms_fill_too():
    arms = [("A", 16), ("B", 8), ("C", 8), ("D", 8)]
    assert arms_of(batches([6, 9, 14, 11], SEED, arms)) == dict(arms)


def test_a_batch_of_whole_blocks_fills_the_arms_alike():
    assert set(arms_of(batches([8], SEED)).values()) == {2}


def test_a_batch_of_one_mouse_can_enter_every_arm():
    seen = set()
    for number in range(60):
        seen |= set(arms_of(batches([3, 1], number.to_bytes(32, "big"))[1:]))
    assert seen == {"A", "B", "C", "D"}


def test_the_places_of_a_batch_are_those_of_whole_blocks():
    document = batch(mice(5)[3:], [{**one, "arm": "A"} for one in mice(3)])
    # Three mice in A need three blocks, which leave nine places elsewhere.
    assert Counter(open_places(document, 0)) == {1: 3, 2: 3, 3: 3}
    assert Counter(open_places(document, 1)) == {0: 1, 1: 4, 2: 4, 3: 4}


def range_of_means(arm_of):
    """Largest less smallest mean volume of arms that have the same number of mice."""
    sums = Counter()
    for one in mice(40):
        sums[arm_of[one["id"]]] += Fraction(one["values"]["volume_mm3"])
    return max(sums.values()) - min(sums.values())


def test_batches_are_more_alike_than_dealt_blindly():
    rolled, blind = [], []
    for number in range(20):
        seed = number.to_bytes(32, "big")
        records = batches([10] * 4, seed)
        rolled.append(dict(pair for one in records for pair in one["allocation"]))
        labels = allocation.Generator(seed, "blind").shuffled("ABCD" * 10)
        blind.append(dict(zip(rolled[-1], labels, strict=True)))
    mean = {
        name: sum(map(range_of_means, found))
        for name, found in (("rolled", rolled), ("blind", blind))
    }
    assert mean["rolled"] < mean["blind"] / 2


@pytest.mark.parametrize("sizes", [[5, 3, 9, 1, 2, 12, 8], [16, 24]])
def test_batches_come_out_as_in_the_reference(shared, monkeypatch, sizes):
    monkeypatch.syspath_prepend(shared / "reference")
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    reference = import_module("batch")
    arms = [("A", 16), ("B", 8), ("C", 8), ("D", 8)]
    rules = {**{name: (*of, 1) for name, of in REFERENCE.items()}, "sex": 1}
    for record in batches(sizes, SEED, arms):
        document = record["input"]
        prior = [
            {**flat(one), "_arm": "ABCD".index(one["arm"])}
            for one in document["earlier"]
        ]
        key = allocation.allocation_key(allocation.canonical(document), SEED)
        expected = reference.batch(
            [16, 8, 8, 8],
            prior,
            [flat(one) for one in document["units"]],
            rules,
            key,
            "allocation",
        )
        assert [arm for _, arm in record["allocation"]] == ["ABCD"[a] for a in expected]


def flat(one):
    return {**one["values"], **one["levels"]}


def test_another_record_before_gives_another_draw():
    draws = [
        allocation.draw(batch(mice(40), previous=previous), SEED)["allocation"]
        for previous in ("", "a" * 64)
    ]
    assert draws[0] != draws[1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"units": []}, "There is no mouse in this batch."),
        (
            {"units": mice(39)[-2:], "earlier": [{**m, "arm": "A"} for m in mice(9)],
             "arms": [("A", 9), ("B", 1)]},
            "2 mice do not fit into the 1 places that are left.",
        ),
        (
            {"units": [{"id": "1", "values": {"volume_mm3": "120"}, "levels": {}}]},
            "The weight of 1 is missing.",
        ),
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_dealt_is_refused(changes, sentence):
    with pytest.raises(Refusal) as refused:
        batch(**{"units": mice(5), **changes})
    assert str(refused.value) == sentence
