"""Many walks at once: the same whole numbers as `Walk`, in NumPy's 64 bits."""

import hashlib
import itertools
import struct

import numpy as np

from xenograft.analysis.allocation.generator import WORDS, Generator
from xenograft.analysis.allocation.restriction import ONE
from xenograft.analysis.allocation.walk import Walk, proposals_of

EXCHANGES = 1024
WORDS_EACH = 3
SAFE = 1 << 62


class WideGenerator(Generator):
    """A faster stream for redraws, SHAKE-256 in counter mode.

    Block i is SHAKE-256(name, 0, key, label, 0, i as 8 bytes). The first block has
    the words of a shuffle of `count` units, each later one those of 1,024 exchanges.
    """

    name = "SHAKE256-CTR-1"

    def __init__(self, key, label, count):
        super().__init__(key, label)
        self.count = count

    def block(self, counter):
        """The bytes of one block, four to a word, high byte first."""
        size = EXCHANGES * WORDS_EACH if counter else self.count - 1
        text = self._prefix + counter.to_bytes(8, "big")
        return hashlib.shake_256(text).digest(4 * size)

    def blocks(self):
        for counter in itertools.count():
            block = self.block(counter)
            yield struct.unpack(f">{len(block) // 4}I", block)


def walks_to_the_end(restriction, key, labels):
    """A walk to the end for each label: (arm's place, row by column, is allowed).

    Rows are labels, columns the units. Each row is that of `Walk` on a
    `WideGenerator` of the key and label. What could pass 64 bits, and rows whose
    generator throws a word away, are walked one at a time.
    """
    streams = [WideGenerator(key, label, len(restriction.ids)) for label in labels]
    if _fits(restriction):
        walks = _Walks(restriction, lambda counter: _words_of(streams, counter))
        walks.to_the_end()
        arm_of, allowed, alone = walks.arm_of, walks.violation == 0, walks.has_thrown
    else:
        arm_of = np.zeros((len(labels), len(restriction.ids)), np.int64)
        allowed, alone = np.zeros(len(labels), bool), np.ones(len(labels), bool)
    for row in np.flatnonzero(alone):
        walk = Walk(restriction, streams[row])
        allowed[row], arm_of[row] = walk.to_the_end(), walk.arm_of
    return arm_of, allowed


def _words_of(streams, counter):
    """The words of one block: a row for each word, a column for each stream."""
    blocks = b"".join(stream.block(counter) for stream in streams)
    words = np.frombuffer(blocks, ">u4").reshape(len(streams), -1)
    return np.ascontiguousarray(words.T).astype(np.int64)


def walks_in_a_row(restriction, generator, count):
    """`count` walks to the end, one after the other on one stream: as above.

    Rows and what is left of the stream are those of as many `Walk`. A walk takes as
    many words as any other, but where one is thrown away: then, and where 64 bits are
    passed, they are walked one at a time.
    """
    units = len(restriction.ids)
    size = units - 1 + WORDS_EACH * proposals_of(units)
    if _fits(restriction):
        words = generator.words(count * size)
        walks = _Walks(restriction, _blocks_of(np.reshape(words, (count, size)), units))
        walks.to_the_end()
        if not walks.has_thrown.any():
            return walks.arm_of, walks.violation == 0
        generator.put_back(words)
    return _one_at_a_time(restriction, generator, count)


def _one_at_a_time(restriction, generator, count):
    rows, allowed = [], []
    for _ in range(count):
        walk = Walk(restriction, generator)
        allowed.append(walk.to_the_end())
        rows.append(walk.arm_of)
    return np.array(rows), np.array(allowed)


def _blocks_of(words, units):
    """A function of the block's number, as the streams of `_words_of` have them."""
    shuffle, exchanges = words[:, : units - 1], words[:, units - 1 :]
    short = -exchanges.shape[1] % (EXCHANGES * WORDS_EACH)
    exchanges = np.pad(exchanges, ((0, 0), (0, short)))

    def block(counter):
        start = (counter - 1) * EXCHANGES * WORDS_EACH
        part = exchanges[:, start : start + EXCHANGES * WORDS_EACH]
        return np.ascontiguousarray((part if counter else shuffle).T, np.int64)

    return block


def _fits(restriction):
    largest = max(restriction.factor) * max(restriction.sizes)
    return all(
        (max(values) - min(values)) * largest < SAFE and tolerance * ONE < SAFE
        for values, tolerance in restriction.rows
    )


class _Walks:
    """The state of many walks, a lane each: the last axis of every array."""

    def __init__(self, restriction, words):
        """`words(number of a block)` has a row for each word, a column a lane."""
        self.restriction, self.words = restriction, words
        self.count, self.arms = len(restriction.ids), len(restriction.sizes)
        first = words(0)
        self.lanes = np.arange(first.shape[1])
        self.has_thrown = np.zeros(len(self.lanes), bool)
        # What all units have in common changes no difference of two arms.
        rows = [np.array(values) - min(values) for values, _ in restriction.rows]
        self.values = np.array(rows, np.int64).reshape(len(rows), self.count)
        self.factor = np.array(restriction.factor, np.int64)
        limits = [limit for _, limit in restriction.rows]
        self.limits = np.array(limits, np.int64)[:, None]
        self.levels = np.array(restriction.levels_of, np.int64)
        self.levels = self.levels.reshape(len(restriction.levels_of), self.count)
        self.change_of_cell = self._cells()
        self.arm_of = self._shuffled(first)
        self.sums, self.counts = self._sums(), self._counts()
        self.of_sums = self._violation_of(self._over(self.sums))
        self.of_counts = self._violation_of_counts()

    @property
    def violation(self):
        return self.of_sums + self.of_counts

    def to_the_end(self):
        left = proposals_of(self.count)
        for counter in itertools.count(1):
            units, partners = self._proposals(counter)
            for at in range(min(left, EXCHANGES)):
                self._exchange(units[at], partners[at])
            left -= EXCHANGES
            if left <= 0:
                break

    def _below(self, words, limit):
        """Words modulo the limit; lanes with one to throw away are marked."""
        thrown = words >= WORDS - WORDS % limit
        if thrown.any():
            self.has_thrown |= thrown.reshape(-1, len(self.lanes)).any(axis=0)
        return words % limit

    def _shuffled(self, words):
        labels = np.tile(self.restriction.labels, (len(self.lanes), 1))
        for word, last in zip(words, range(self.count - 1, 0, -1), strict=True):
            chosen = self._below(word, last + 1)
            moved = labels[self.lanes, chosen]
            labels[self.lanes, chosen] = labels[:, last]
            labels[:, last] = moved
        return labels

    def _proposals(self, counter):
        """Units and partners of the exchanges of a block: a row for each exchange."""
        words = self.words(counter).reshape(EXCHANGES, WORDS_EACH, -1)
        units = self._below(words[:, 0], self.count)
        kinds = self._below(words[:, 1], len(self.levels) + 1)
        partners = np.where(kinds == 0, words[:, 2] % self.count, 0)
        self._below(np.where(kinds == 0, words[:, 2], 0), self.count)
        for kind, levels in enumerate(self.levels, 1):
            members, starts, sizes = self._groups(levels)
            chosen = kinds == kind
            group = levels[units[chosen]]
            size = sizes[group]
            word = words[:, 2][chosen]
            self._mark_thrown(chosen, word >= WORDS - WORDS % size)
            partners[chosen] = members[starts[group] + word % size]
        return units, partners

    def _mark_thrown(self, chosen, thrown):
        if thrown.any():
            self.has_thrown[np.nonzero(chosen)[1][thrown]] = True

    def _groups(self, levels):
        """Units in order of their level, and each level's start and size there."""
        groups = self.restriction.members
        sizes = np.array([len(group) for group in groups])
        members = np.argsort(levels, kind="stable")
        inside = np.isin(np.arange(len(groups)), levels)
        starts = np.where(inside, np.cumsum(sizes * inside) - sizes, 0)
        return members, starts, sizes

    def _sums(self):
        sums = np.zeros((self.arms, len(self.values), len(self.lanes)), np.int64)
        for arm in range(self.arms):
            own = (self.arm_of == arm).astype(np.int64)
            sums[arm] = self.factor[arm] * (self.values @ own.T)
        return sums

    def _counts(self):
        """Units of every level in every arm: cell is level times arms plus arm."""
        cells = len(self.restriction.members) * self.arms
        counts = np.zeros((cells, len(self.lanes)), np.int64)
        for levels in self.levels:
            cell = levels[None, :] * self.arms + self.arm_of
            for unit in range(self.count):
                counts[cell[:, unit], self.lanes] += 1
        return counts

    def _cells(self):
        """Change of the violation: by leaving (0) or joining (1), cell and count."""
        cost, arms = self.restriction.violation_of_count, range(self.arms)
        levels, counts = range(len(self.restriction.members)), range(self.count + 2)
        table = [[cost(lv, arm, n) for n in counts] for lv in levels for arm in arms]
        table = np.array(table, np.int64).reshape(-1, len(counts))
        leaving, joining = np.zeros_like(table), np.zeros_like(table)
        leaving[:, 1:] = table[:, :-1] - table[:, 1:]
        joining[:, :-1] = table[:, 1:] - table[:, :-1]
        return np.array([leaving, joining])

    def _violation_of(self, over):
        """The violation of rows that are so far over their tolerance, or below 0."""
        whole, part = np.divmod(np.maximum(over, 0), self.limits)
        return (whole * ONE + part * ONE // self.limits + (over > 0)).sum(axis=0)

    def _over(self, sums):
        return sums.max(axis=0) - sums.min(axis=0) - self.limits

    def _violation_of_counts(self):
        cost = self.restriction.violation_of_count
        total = np.zeros(len(self.lanes), np.int64)
        for cell, counts in enumerate(self.counts):
            level, arm = divmod(cell, self.arms)
            total += [cost(level, arm, int(count)) for count in counts]
        return total

    def _exchange(self, unit, other):
        arm, target = self.arm_of[self.lanes, unit], self.arm_of[self.lanes, other]
        sums = self._sums_after(unit, other, arm, target)
        of_sums = self._of_sums_after(self._over(sums))
        lanes = np.flatnonzero((arm != target) & (of_sums <= self.violation))
        unit, other = unit[lanes], other[lanes]
        cells, by = self._moves(unit, other, arm[lanes], target[lanes])
        of_counts = self.of_counts[lanes] + self._change_of_counts(cells, by, lanes)
        kept = of_sums[lanes] + of_counts <= self.violation[lanes]
        lanes, unit, other = lanes[kept], unit[kept], other[kept]
        self.counts[cells[:, kept], lanes] += by[:, kept]
        self.of_counts[lanes], self.of_sums[lanes] = of_counts[kept], of_sums[lanes]
        self.sums[:, :, lanes] = sums[:, :, lanes]
        self.arm_of[lanes, unit] = target[lanes]
        self.arm_of[lanes, other] = arm[lanes]

    def _sums_after(self, unit, other, arm, target):
        change = (self.values[:, unit] - self.values[:, other]).T
        sums = self.sums.copy()
        sums[arm, :, self.lanes] -= change * self.factor[arm][:, None]
        sums[target, :, self.lanes] += change * self.factor[target][:, None]
        return sums

    def _of_sums_after(self, over):
        """The rows' violation; for walks that are allowed already, only whether."""
        found = (over > 0).any(axis=0).astype(np.int64)
        busy = np.flatnonzero(self.violation)
        found[busy] = self._violation_of(over[:, busy])
        return found

    def _moves(self, unit, other, arm, target):
        """Cells that change, four a factor, and by how much (0 where none does)."""
        own, others = self.levels[:, unit], self.levels[:, other]
        by = (own != others).astype(np.int64)
        own, others = own * self.arms, others * self.arms
        cells = [own + arm, own + target, others + target, others + arm]
        return np.concatenate(cells), np.concatenate([-by, by, -by, by])

    def _change_of_counts(self, cells, by, lanes):
        held = self.counts[cells, lanes]
        changes = self.change_of_cell[(by > 0).astype(np.int64), cells, held]
        return (changes * (by != 0)).sum(axis=0)
