import hashlib
from collections import Counter

import pytest

from xenograft.analysis.allocation import Generator, allocation_key, commitment

SEED = bytes(31) + b"\x07"


def test_the_generator_gives_the_published_words():
    generator = Generator(bytes(32), "test")
    expected = [1384584186, 4031199509, 10333422, 739175570]
    assert [generator.word() for _ in range(4)] == expected


def test_the_ninth_word_begins_the_second_block():
    generator = Generator(SEED, "label")
    words = [generator.word() for _ in range(9)]
    block = b"SHA256-CTR-1\0" + SEED + b"label\0" + (1).to_bytes(8, "big")
    second = hashlib.sha256(block).digest()
    assert words[8] == int.from_bytes(second[:4], "big")


class Scripted(Generator):
    def __init__(self, words):
        self._words = iter(words)


def test_words_that_would_favor_low_numbers_are_thrown_away():
    assert Scripted([2**32 - 1, 2**32 - 4, 5]).below(10) == 5
    assert Scripted([2**32 - 7]).below(10) == (2**32 - 7) % 10


def test_numbers_below_a_limit_are_even():
    generator = Generator(SEED, "even")
    counts = Counter(generator.below(10) for _ in range(20_000))
    assert set(counts) == set(range(10))
    chi_square = sum((count - 2000) ** 2 / 2000 for count in counts.values())
    assert chi_square < 27.9  # 9 degrees of freedom, p = 0.001


@pytest.mark.parametrize("limit", [0, -1, 2**32 + 1])
def test_an_impossible_limit_is_refused(limit):
    with pytest.raises(ValueError, match="Cannot draw below"):
        Generator(SEED, "x").below(limit)


def test_a_seed_is_bound_by_its_hash():
    assert commitment(SEED) == hashlib.sha256(b"seed\0" + SEED).hexdigest()


@pytest.mark.parametrize("use", [commitment, lambda seed: allocation_key("{}", seed)])
def test_a_seed_has_32_bytes(use):
    with pytest.raises(ValueError, match="A seed has 32 bytes, not 16"):
        use(bytes(16))
