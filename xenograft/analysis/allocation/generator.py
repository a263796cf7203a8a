"""Random whole numbers from a key, the same on every machine and in every language.

NumPy and `random` do not promise that, so the stream is written down here.
"""

import hashlib
import hmac
import itertools
import struct

GENERATOR = "SHA256-CTR-1"
SEED_BYTES = 32
WORDS = 1 << 32


class Generator:
    """A stream of random integers from a key, SHA-256 in counter mode.

    Block i is SHA-256(name, 0, key, label, 0, i as 8 bytes, high byte first);
    a block gives eight 32-bit words. Another label is another stream.
    """

    name = GENERATOR

    def __init__(self, key, label):
        if len(key) != SEED_BYTES:
            raise ValueError(f"A key has {SEED_BYTES} bytes, not {len(key)}.")
        self._prefix = self.name.encode() + b"\0" + key + label.encode() + b"\0"
        self._words = itertools.chain.from_iterable(self.blocks())

    def blocks(self):
        """The blocks in order, each a tuple of words."""
        prefix = hashlib.sha256(self._prefix)
        for counter in itertools.count():
            block = prefix.copy()
            block.update(counter.to_bytes(8, "big"))
            yield struct.unpack(">8I", block.digest())

    def word(self):
        """The next whole number from 0 to 2**32 - 1."""
        return next(self._words)

    def words(self, count):
        """The next `count` words, as a list."""
        return list(itertools.islice(self._words, count))

    def put_back(self, words):
        """Give these words once more, before those that follow."""
        self._words = itertools.chain(words, self._words)

    def below(self, limit):
        """A whole number from 0 to `limit` - 1, each equally likely.

        Words that would favor the low numbers are thrown away.
        """
        if not 1 <= limit <= WORDS:
            raise ValueError(f"Cannot draw below {limit}.")
        fair = WORDS - WORDS % limit
        word = next(self._words)
        while word >= fair:
            word = next(self._words)
        return word % limit

    def shuffled(self, items):
        """A new list of the items in random order (Fisher-Yates, from the top)."""
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            chosen = self.below(last + 1)
            items[last], items[chosen] = items[chosen], items[last]
        return items


def rank_of(key, label):
    """Two words of the stream of this label, to sort what has labels by.

    Unlike a shuffle it stays as it is for one label whatever others come or go.
    """
    return tuple(Generator(key, label).words(2))


def allocation_key(document, seed):
    """The generator's key: the seed bound to this exact input (canonical JSON text).

    Neither the seed nor the list of mice can be tried out for a wanted result
    without changing the other. HMAC-SHA256(seed, "allocation-key", 0, SHA-256).
    """
    _check_seed(seed)
    digest = hashlib.sha256(document.encode()).digest()
    return hmac.new(seed, b"allocation-key\0" + digest, hashlib.sha256).digest()


def commitment(seed):
    """SHA-256("seed", 0, seed) in hexadecimal: shown before the list is frozen.

    It binds whoever drew the seed to it and gives nothing of it away.
    """
    _check_seed(seed)
    return hashlib.sha256(b"seed\0" + seed).hexdigest()


def _check_seed(seed):
    if len(seed) != SEED_BYTES:
        raise ValueError(f"A seed has {SEED_BYTES} bytes, not {len(seed)}.")
