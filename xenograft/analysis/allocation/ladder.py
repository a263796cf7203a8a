"""The tolerances of a draw, from the input alone and throw-away attempts.

The key is a hash of the input, no secret: the same answer every time, and nothing
is said of the real draw.
"""

import hashlib
import json
import math
from fractions import Fraction
from functools import cache, lru_cache

from xenograft.analysis.allocation.canonical import canonical
from xenograft.analysis.allocation.generator import Generator
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walk import Walk
from xenograft.analysis.allocation.walks import walks_in_a_row

LEVELS = 48
ATTEMPTS, NEEDED = 40, 4
# So many partitions of the mice must stay possible, or a tenth of all.
PARTITIONS = 1 << 14
COUNTED_BELOW = 1 << 64
FREE_SAMPLE, NESTED_SAMPLE = 2000, 200


def all_allocations(sizes):
    """How many ways there are to fill arms of these sizes, a whole number."""
    count, left = 1, sum(sizes)
    for size in sizes:
        count *= math.comb(left, size)
        left -= size
    return count


def relabelings(sizes):
    """How many allocations have the same groups: arms of one size change places."""
    return math.prod(math.factorial(sizes.count(size)) for size in set(sizes))


def level_of(document):
    """`Ladder(document).level()`, found once for each document.

    So what was counted before a draw is not counted again in it.
    """
    return _level_of(canonical(document))


@lru_cache(32)
def _level_of(text):
    return Ladder(json.loads(text)).level()


class Ladder:
    """Finds the lowest level of the ladder that can be reached and leaves enough.

    Reached: by 4 of 40 throw-away attempts. Enough: 2**14 partitions of the mice or
    a tenth of all, by nested sampling where fewer than 2**64 allocations exist.
    """

    def __init__(self, document):
        prefix = b"preflight\0" + canonical(document).encode()
        self.key = hashlib.sha256(prefix).digest()
        self.at = cache(lambda level: Restriction(document, level))
        self.sizes = [arm["size"] for arm in document["arms"]]

    def level(self):
        """(level, estimated number of allowed allocations; 0 where not estimated)."""
        total = Fraction(all_allocations(self.sizes))
        if total >= COUNTED_BELOW:
            return self._lowest_reached(0), 0
        goal = min(PARTITIONS * relabelings(self.sizes), total / 10)
        counted = self._counted(total, goal)
        enough = [level for level, count in counted.items() if count >= goal]
        level = self._lowest_reached(min(enough, default=LEVELS - 1))
        return level, int(counted.get(level, 0))

    def _lowest_reached(self, floor):
        for level in range(floor, LEVELS):
            if self._is_reached(level):
                return level
        raise ValueError(
            "These mice cannot be balanced on all of this at once. Balance on fewer "
            "covariates, or draw without them."
        )

    def _is_reached(self, level):
        stream, reached = Generator(self.key, f"preflight/{level}"), 0
        for _ in range(ATTEMPTS):
            reached += Walk(self.at(level), stream).until_allowed()
            if reached == NEEDED:
                return True
        return False

    def _counted(self, total, goal):
        """{level: estimated number of allowed allocations}, from the top down.

        The share of a sample that a lower level allows times the size of what was
        sampled; when the share is small, the next sample is taken at that level.
        """
        counted, level, size = {}, LEVELS, total
        sample = self._free_sample()
        while level > 0:
            inside = self._inside(level, sample)
            for lower, number in inside.items():
                counted[lower] = size * Fraction(number, len(sample))
            frequent = [
                at for at, number in inside.items() if 8 * number >= len(sample)
            ]
            level = min(frequent, default=level - 1)
            size = counted[level]
            if size < goal or level == 0:
                break
            sample = self._nested_sample(level)
            if len(sample) < NESTED_SAMPLE // 4:
                break
        return counted

    def _inside(self, level, sample):
        """{lower level: how many of the sample it allows}, to the first rare one."""
        inside, kept = {}, sample
        for lower in range(level - 1, -1, -1):
            kept = [one for one in kept if self.at(lower).allows(one)]
            inside[lower] = len(kept)
            if 8 * len(kept) < len(sample):
                break
        return inside

    def _free_sample(self):
        stream, labels = Generator(self.key, "preflight/free"), self.at(0).labels
        return [stream.shuffled(labels) for _ in range(FREE_SAMPLE)]

    def _nested_sample(self, level):
        stream, sample = Generator(self.key, f"preflight/nested/{level}"), []
        for _ in range(10):
            rows, allowed = walks_in_a_row(self.at(level), stream, NESTED_SAMPLE)
            sample += rows[allowed].tolist()
            if len(sample) >= NESTED_SAMPLE:
                break
        return sample[:NESTED_SAMPLE]
