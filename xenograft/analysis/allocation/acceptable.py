"""About how many allocations a constrained draw could have been, where no one counts.

From all allocations down to those of the record, in steps: in each a sample of what is
allowed so far tells the share that the next, narrower restriction allows too.
"""

import math
from functools import lru_cache

import numpy as np

from xenograft.analysis.allocation.canonical import canonical
from xenograft.analysis.allocation.ladder import LEVELS, all_allocations
from xenograft.analysis.allocation.meaning import acceptable_count
from xenograft.analysis.allocation.redraw import balanced, key_of_redraws
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walks import walks_to_the_end

FREE_SAMPLE, SAMPLE, LEAST = 20_000, 250, 0.1
# More units would take minutes; there are always many allocations then.
MOST_UNITS = 60


def acceptable_bits(record):
    """log2 of how many allocations the method could have given; None: not counted.

    Exact where `acceptable_count` is. For a covariate-constrained draw of up to 60
    units it is an estimate that is right to about one bit.
    """
    count = acceptable_count(record)
    if count:
        return math.log2(count)
    if "level" not in record or len(record["allocation"]) > MOST_UNITS:
        return None
    return _estimated(canonical(record), _Record(record))


class _Record(dict):
    """A record that does not enter the key of what is kept."""

    def __hash__(self):
        return 0

    def __eq__(self, other):
        return isinstance(other, _Record)


@lru_cache(32)
def _estimated(text, record):
    return _Steps(record).bits()


class _Steps:
    """The way down: a level for the covariates, and one for each level of a factor."""

    def __init__(self, record):
        self.document, self.goal = balanced(record), record["level"]
        self.key = key_of_redraws([record])
        self.at = [Restriction(self.document, level) for level in range(LEVELS)]
        self.sizes = self.at[0].sizes

    def bits(self):
        found = math.log2(all_allocations(self.sizes))
        parts = 1 + len(self.at[0].members)
        levels, sample = [LEVELS] * parts, self._free()
        while max(levels) > self.goal:
            levels, share = self._next(levels, self._needed(sample))
            if not share:
                return None
            found += math.log2(share)
            if max(levels) > self.goal:
                sample = self._walked(levels)
            if len(sample) < SAMPLE // 5:
                return None
        return found

    def _next(self, levels, needed):
        """Narrower levels, and the share of the sample that they allow.

        Every part goes down as far as a tenth of the sample stays; where none can,
        the highest goes down by one.
        """
        order = sorted(range(len(levels)), key=lambda part: -levels[part])
        kept, found = np.ones(len(needed[0]), bool), list(levels)
        for part in order:
            for level in range(self.goal, levels[part]):
                inside = kept & (needed[part] <= level)
                if inside.mean() >= LEAST:
                    kept, found[part] = inside, level
                    break
        if found == levels:
            found[order[0]] -= 1
            kept = needed[order[0]] <= found[order[0]]
        return found, float(kept.mean())

    def _free(self):
        chance = np.random.default_rng(int.from_bytes(self.key[:8], "big"))
        return chance.permuted(np.tile(self.at[0].labels, (FREE_SAMPLE, 1)), axis=1)

    def _walked(self, levels):
        labels = [f"acceptable/{levels}/{number}" for number in range(SAMPLE)]
        arm_of, allowed = walks_to_the_end(self._restriction(levels), self.key, labels)
        return arm_of[allowed]

    def _restriction(self, levels):
        """Covariates of the first level, every factor of its own."""
        made = Restriction(self.document, min(levels[0], LEVELS - 1))
        if levels[0] >= LEVELS:
            made.rows = []
        for number, level in enumerate(levels[1:]):
            made.fewest[number], made.most[number] = self._bound(number, level)
        return made

    def _bound(self, number, level):
        if level >= LEVELS:
            return [0] * len(self.sizes), list(self.sizes)
        return self.at[level].fewest[number], self.at[level].most[number]

    def _needed(self, sample):
        """For each part the lowest level that each allocation of the sample needs."""
        groups = range(len(self.at[0].members))
        return [
            self._of_covariates(sample),
            *(self._of_group(sample, number) for number in groups),
        ]

    def _of_covariates(self, sample):
        needed = np.zeros(len(sample), int)
        for row, (values, _) in enumerate(self.at[0].rows):
            values = np.array(values, dtype=float)
            sums = [
                factor * ((sample == arm) @ values)
                for arm, factor in enumerate(self.at[0].factor)
            ]
            apart = np.max(sums, axis=0) - np.min(sums, axis=0)
            limits = np.array([float(one.rows[row][1]) for one in self.at])
            needed = np.maximum(needed, np.searchsorted(limits, apart))
        return needed

    def _of_group(self, sample, number):
        needed = np.zeros(len(sample), int)
        members = self.at[0].members[number]
        for arm in range(len(self.sizes)):
            count = (sample[:, members] == arm).sum(axis=1)
            fewest = np.array([-one.fewest[number][arm] for one in self.at])
            most = np.array([one.most[number][arm] for one in self.at])
            needed = np.maximum(needed, np.searchsorted(fewest, -count))
            needed = np.maximum(needed, np.searchsorted(most, count))
        return needed
