import json
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.allocation.cohorts import FACTORS, SEED, document, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation.methods import COHORT_METHODS, METHODS
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walk import Walk

# SHA-256 of the three golden records, as the specification of the draw prints them.
GOLDEN = {
    24: ("a320e332", "75bb36"),
    40: ("f698e8bd", "539bea0"),
    100: ("93b00927", "343145"),
}
seeds = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize(
    "count", [pytest.param(24, marks=pytest.mark.slow), 40, 100], ids=str
)
def test_the_golden_records_come_out_byte_for_byte(shared, count):
    folder = shared / "oracles" / "randomization"
    given_input = json.loads((folder / f"in_{count}.json").read_bytes())
    record = allocation.draw(given_input, SEED)
    text = allocation.canonical(record)
    assert text.encode() == (folder / f"rec_{count}.json").read_bytes().rstrip()
    digest = allocation.sha256_of(text)
    assert (digest[:8], digest[-len(GOLDEN[count][1]) :]) == GOLDEN[count]


def codes_of(record):
    return dict(record["allocation"])


@pytest.mark.parametrize("method", COHORT_METHODS)
def test_every_arm_gets_exactly_its_mice(method):
    arms = [("A", 16), ("B", 8), ("C", 8), ("D", 8)]
    record = allocation.draw(document(40, arms, method=method, factors=FACTORS), SEED)
    assert Counter(codes_of(record).values()) == dict(arms)


@pytest.mark.parametrize("method", COHORT_METHODS)
@settings(max_examples=5, deadline=None)
@given(seed=seeds, random=st.randoms())
def test_the_order_of_the_list_does_not_change_the_draw(method, seed, random):
    units = mice(36)
    shuffled = random.sample(units, len(units))
    records = [
        allocation.draw(document(36, units=order, method=method), seed)
        for order in (units, shuffled)
    ]
    assert allocation.canonical(records[0]) == allocation.canonical(records[1])


@pytest.mark.parametrize("method", COHORT_METHODS)
@settings(max_examples=5, deadline=None)
@given(seed=seeds)
def test_other_codes_for_the_arms_are_other_labels_of_the_same_draw(method, seed):
    old = document(36, method=method)
    new = {**old, "arms": [{**arm, "code": arm["code"] + "!"} for arm in old["arms"]]}
    drawn = METHODS[method].deal(old, seed)["allocation"]
    relabeled = METHODS[method].deal(new, seed)["allocation"]
    assert relabeled == [[unit, code + "!"] for unit, code in drawn]


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_the_same_seed_repeats_the_record_and_another_does_not(seed):
    record = allocation.draw(document(method="COMPLETE"), seed)
    assert allocation.repeats(record, seed)
    assert not allocation.repeats(record, bytes(32) if any(seed) else SEED)


def mean_of(record, code, name):
    units = record["input"]["units"]
    arm = codes_of(record)
    values = [Fraction(u["values"][name]) for u in units if arm[u["id"]] == code]
    return sum(values) / len(values)


def variance_of(record, name):
    values = [Fraction(unit["values"][name]) for unit in record["input"]["units"]]
    mean = sum(values) / len(values)
    return sum((one - mean) ** 2 for one in values) / (len(values) - 1)


@pytest.mark.parametrize("number", range(8))
def test_no_two_arms_differ_by_more_than_the_tolerances(number):
    seed = number.to_bytes(32, "big")
    record = allocation.draw(document(40, seed=number, factors=FACTORS), seed)
    codes = {arm["code"] for arm in record["input"]["arms"]}
    cap = {"volume_mm3": Fraction(1, 100), "weight_g": Fraction(1, 25)}
    for name, squared in cap.items():
        means = [mean_of(record, code, name) for code in codes]
        most = squared * Fraction(5, 4) ** record["level"] * variance_of(record, name)
        assert (max(means) - min(means)) ** 2 <= most


def test_the_sexes_and_batches_are_shared_out_evenly():
    record = allocation.draw(document(40, factors=FACTORS), SEED)
    assert record["level"] == 0
    arm = codes_of(record)
    for factor in ("sex", "batch"):
        levels = {u["id"]: u["levels"][factor] for u in record["input"]["units"]}
        totals = Counter(levels.values())
        cells = Counter((levels[one], arm[one]) for one in levels)
        for (level, _), count in cells.items():
            assert abs(count - totals[level] / 4) < 1


def test_cage_mates_are_spread_as_far_as_arithmetic_allows():
    record = allocation.draw(document(40, factors=FACTORS), SEED)
    arm = codes_of(record)
    cells = Counter(
        (u["levels"]["cage"], arm[u["id"]]) for u in record["input"]["units"]
    )
    assert record["level"] == 0
    assert max(cells.values()) == 2  # five mice of a cage in four arms


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=4),
    st.lists(st.integers(0, 4), min_size=24, max_size=24),
    seeds,
)
def test_random_cohorts_with_ties_end_within_their_restriction(sizes, ties, seed):
    count = sum(sizes)
    units = [
        {**unit, "values": {"volume_mm3": 100 + tie, "weight_g": 20}}
        for unit, tie in zip(mice(count), ties, strict=False)
    ]
    units[0]["values"]["volume_mm3"] = 99
    arms = [(f"A{place}", size) for place, size in enumerate(sizes)]
    given_input = document(arms=arms, units=units, factors={"sex": "even"})
    restriction = Restriction(given_input, 20)
    walk_and_check(restriction, seed)


def walk_and_check(restriction, seed):
    walk = Walk(restriction, allocation.Generator(seed, "test"))
    is_allowed = walk.to_the_end()
    sizes = Counter(walk.arm_of)
    assert [sizes[arm] for arm in range(len(restriction.sizes))] == restriction.sizes
    assert is_allowed == restriction.allows(walk.arm_of)
    assert walk.sums == restriction.sums(walk.arm_of)
    assert walk.counts == restriction.counts(walk.arm_of)


def test_a_float_cannot_stand_in_a_record():
    with pytest.raises(TypeError, match="float"):
        allocation.canonical({"mean": [1.5]})
    with pytest.raises(TypeError, match="float"):
        document(units=[{"id": "1", "values": {"volume_mm3": 1.5}, "levels": {}}])


def test_the_text_is_canonical_for_letters_of_any_alphabet():
    value = {"ö": 1, "\U0001f42d": 2, "ﬀ": "\n", "a": ["ß"]}
    # RFC 8785 orders by UTF-16 units: the mouse (a surrogate pair) before U+FB00.
    assert allocation.canonical(value) == '{"a":["ß"],"ö":1,"\U0001f42d":2,"ﬀ":"\\n"}'


def test_composed_and_decomposed_letters_are_one_name():
    units = mice(40)
    units[0]["id"], units[1]["id"] = "\u00e9", "e\u0301"
    with pytest.raises(allocation.Refusal, match="é is in the list twice"):
        document(units=units)


def test_orders_come_from_streams_of_their_own():
    record = allocation.draw(document(), SEED)
    days = [allocation.order_of(record, SEED, f"day {n}", range(40)) for n in (1, 2)]
    assert sorted(days[0]) == sorted(days[1]) == list(range(40))
    assert days[0] != days[1]
    assert days[0] == allocation.order_of(record, SEED, "day 1", range(40))
    ids = [unit["id"] for unit in record["input"]["units"]]
    assert sorted(record["handling_order"]) == ids
