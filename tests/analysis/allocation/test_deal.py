import hashlib
import hmac
import json
import math
import struct
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.analysis import allocation
from xenograft.analysis.allocation import deal

SEED = bytes(31) + b"\x07"
FOUR_ARMS = [("VEH", 10), ("DEF", 10), ("AVU", 10), ("D+A", 10)]
FORTY = [(number, 1_000_000_000 + number * 10_000_000) for number in range(1, 41)]


def drawn(mice=FORTY, arms=FOUR_ARMS, seed=SEED):
    return deal("RANK_BLOCK", mice, arms, seed)


@st.composite
def draws(draw):
    per_block = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    blocks = draw(st.integers(1, 6))
    arms = [(f"arm {i}", part * blocks) for i, part in enumerate(per_block)]
    places = sum(count for _, count in arms)
    size = draw(st.integers(len(arms), places))
    volumes = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size))
    mice = list(enumerate(volumes, 1))
    return mice, arms, draw(st.binary(min_size=32, max_size=32))


def test_each_block_of_forty_mice_has_each_arm_once():
    places = drawn()
    by_block = {}
    for place in places:
        by_block.setdefault(place.block, []).append(place.arm)
    arms = sorted(code for code, _ in FOUR_ARMS)
    assert {block: sorted(found) for block, found in by_block.items()} == {
        block: arms for block in range(1, 11)
    }


def test_blocks_hold_mice_of_neighboring_volume():
    assert [place.block for place in drawn()] == [
        (number - 1) // 4 + 1 for number in range(1, 41)
    ]


@given(draws())
def test_every_mouse_is_placed_once_and_no_arm_overflows(inputs):
    mice, arms, seed = inputs
    places = drawn(mice, arms, seed)
    assert [place.mouse for place in places] == [mouse for mouse, _ in mice]
    counts = Counter(place.arm for place in places)
    assert all(counts[code] <= planned for code, planned in arms)


@given(draws())
def test_full_blocks_hold_the_ratio_of_the_arms(inputs):
    mice, arms, seed = inputs
    divisor = math.gcd(*(count for _, count in arms))
    ratio = Counter({code: count // divisor for code, count in arms})
    blocks = {}
    for place in drawn(mice, arms, seed):
        blocks.setdefault(place.block, Counter())[place.arm] += 1
    *full, last = (blocks[number] for number in sorted(blocks))
    assert all(block == ratio for block in full)
    assert last <= ratio


@given(draws(), st.randoms())
def test_the_order_of_the_list_does_not_change_the_draw(inputs, random):
    mice, arms, seed = inputs
    shuffled = random.sample(mice, len(mice))
    assert drawn(shuffled, arms, seed) == drawn(mice, arms, seed)


@given(draws())
def test_no_block_holds_a_smaller_tumor_than_the_block_before(inputs):
    mice, arms, seed = inputs
    volume = dict(mice)
    ordered = sorted(drawn(mice, arms, seed), key=lambda p: (p.block, volume[p.mouse]))
    volumes = [volume[place.mouse] for place in ordered]
    assert volumes == sorted(volumes)


def test_the_document_is_canonical():
    mice, arms = [(2, 10), (1, 30), (3, 10)], [("B", 1), ("A", 2)]
    assert allocation.inputs_document("RANK_BLOCK", mice, arms) == (
        '{"arms":[{"code":"B","planned":1},{"code":"A","planned":2}],'
        '"generator":"SHA256-CTR-1","method":"RANK_BLOCK","mice":['
        '{"mouse":1,"volume":30},{"mouse":2,"volume":10},{"mouse":3,"volume":10}],'
        '"version":1,"volume_unit":"0.0000001 mm3"}'
    )


def words_of_a_stranger(key):
    """The generator again, from its description alone."""
    for i in range(1000):
        block = b"SHA256-CTR-1\0" + key + b"allocation\0" + i.to_bytes(8, "big")
        yield from struct.unpack(">8I", hashlib.sha256(block).digest())


def drawn_by_a_stranger(mice, arms, seed, parts):
    """The draw again, from its description alone, with the ratio written out."""
    document = allocation.inputs_document("RANK_BLOCK", mice, arms)
    digest = hashlib.sha256(document.encode()).digest()
    key = hmac.new(seed, b"allocation-key\0" + digest, hashlib.sha256).digest()
    words = words_of_a_stranger(key)

    def shuffle(items):
        for last in range(len(items) - 1, 0, -1):
            fair = 2**32 - 2**32 % (last + 1)
            j = next(word for word in words if word < fair) % (last + 1)
            items[last], items[j] = items[j], items[last]
        return items

    queue = sorted(shuffle(sorted(mice)), key=lambda mouse: mouse[1])
    arm_of = {}
    while queue:
        block, queue = queue[: len(parts)], queue[len(parts) :]
        for (mouse, _), arm in zip(block, shuffle(list(parts)), strict=False):
            arm_of[mouse] = arm
    return arm_of


@pytest.mark.parametrize(
    ("mice", "arms", "parts"),
    [
        (FORTY, FOUR_ARMS, [code for code, _ in FOUR_ARMS]),
        (FORTY[:34], FOUR_ARMS, [code for code, _ in FOUR_ARMS]),
        ([(m, m % 3) for m in range(1, 31)], [("A", 10), ("B", 20)], ["A", "B", "B"]),
    ],
)
def test_a_stranger_repeats_the_draw_from_its_description(mice, arms, parts):
    places = drawn(mice, arms)
    found = {place.mouse: place.arm for place in places}
    assert found == drawn_by_a_stranger(mice, arms, SEED, parts)


def test_another_seed_gives_another_draw():
    assert drawn(seed=bytes(32)) != drawn()


def test_a_changed_volume_changes_the_whole_draw():
    nudged = [(mouse, volume + (mouse == 40)) for mouse, volume in FORTY]
    assert drawn(nudged) != drawn()


def test_each_mouse_is_equally_likely_to_enter_each_arm():
    mice = [(mouse, mouse % 2) for mouse in range(1, 7)]
    counts = Counter()
    for number in range(2000):
        seed = number.to_bytes(32, "big")
        counts.update(
            (place.mouse, place.arm)
            for place in drawn(mice, [("A", 2), ("B", 4)], seed)
        )
    for mouse in range(1, 7):
        observed = counts[mouse, "A"]
        # Binomial(2000, 1/3): mean 666.7, SD 21.1; six mice, four SD.
        assert abs(observed - 2000 / 3) < 4 * 21.1


def test_the_permutations_of_a_block_are_equally_frequent():
    arms = [("A", 1), ("B", 1), ("C", 1)]
    mice = [(1, 10), (2, 20), (3, 30)]
    orders = Counter(
        "".join(p.arm for p in drawn(mice, arms, number.to_bytes(32, "big")))
        for number in range(3000)
    )
    assert len(orders) == 6
    chi_square = sum((count - 500) ** 2 / 500 for count in orders.values())
    assert chi_square < 20.5  # 5 degrees of freedom, p = 0.001


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mice": [*FORTY, (41, 5)]}, "41 mice do not fit into 40 places"),
        ({"mice": FORTY[:3]}, "3 mice are fewer than 4 arms"),
        ({"mice": [(1, 5), (1, 6), (2, 7), (3, 8)]}, "in the list twice"),
        ({"mice": [(1, 5), ("2", 6), (3, 7), (4, 8)]}, "all by number"),
        ({"mice": [(1, 5.0), (2, 6), (3, 7), (4, 8)]}, "volume in whole units"),
        ({"arms": [("A", 20), ("A", 20)]}, "different codes"),
        ({"arms": [("A", 40)]}, "two or more arms"),
        ({"arms": [("A", 40), ("B", 0)]}, "Arm B needs a planned count"),
        ({"seed": b"short"}, "A seed has 32 bytes, not 5"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        drawn(**changes)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="no method SNAKE"):
        deal("SNAKE", FORTY, FOUR_ARMS, SEED)


def test_caliper_readings_become_whole_units():
    assert allocation.volume_units("7.35", "6.15") == 1389976875
    assert allocation.volume_units(Decimal("6.15"), Decimal("7.35")) == 1389976875
    assert allocation.units_of("139") == 1390000000


def test_a_float_volume_cannot_decide_a_draw():
    with pytest.raises(TypeError, match="Decimal, not a float"):
        allocation.units_of(138.9976875)


def test_the_document_lists_mice_in_order_and_keeps_letters_of_any_alphabet():
    mice = [("ö2", 1), ("a1", 2)]
    text = allocation.inputs_document("RANK_BLOCK", mice, [("A", 1), ("B", 1)])
    assert [row["mouse"] for row in json.loads(text)["mice"]] == ["a1", "ö2"]
    assert "ö2" in text
    assert allocation.sha256_of(text) == hashlib.sha256(text.encode()).hexdigest()
