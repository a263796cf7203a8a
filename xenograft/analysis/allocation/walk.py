"""From a random allocation to an allowed one, by random exchanges."""

from xenograft.analysis.allocation.restriction import ONE

PROPOSALS = 20


def proposals_of(count):
    """How many exchanges are proposed for so many units."""
    return PROPOSALS * count * max(1, (count - 1).bit_length())


class Walk:
    """One attempt: shuffle, then exchange pairs of units that do no harm.

    `arm_of` is the arm's place for each unit. An exchange is made when the violation
    does not grow; proposals are symmetric, so that among the allowed allocations
    every one that can be reached is equally likely in the end.
    """

    def __init__(self, restriction, generator):
        self.restriction, self.generator = restriction, generator
        self.arm_of = generator.shuffled(restriction.labels)
        self.sums = restriction.sums(self.arm_of)
        self.counts = restriction.counts(self.arm_of)
        self.of_sums = restriction.violation_of_sums(self.sums)
        self.of_counts = restriction.violation_of_counts(self.counts)

    @property
    def violation(self):
        return self.of_sums + self.of_counts

    def to_the_end(self):
        """Make every proposal; whether the allocation is allowed then."""
        for _ in range(proposals_of(len(self.arm_of))):
            self._propose()
        return self.violation == 0

    def until_allowed(self):
        """Stop as soon as the allocation is allowed; whether it became so."""
        for _ in range(proposals_of(len(self.arm_of))):
            if self.violation == 0:
                break
            self._propose()
        return self.violation == 0

    def _propose(self):
        """A unit, a kind of partner, a partner: any, or of one of its levels."""
        below, limits = self.generator.below, self.restriction
        unit = below(len(self.arm_of))
        kind = below(len(limits.levels_of) + 1)
        if kind:
            group = limits.members[limits.levels_of[kind - 1][unit]]
            self._exchange(unit, group[below(len(group))])
        else:
            self._exchange(unit, below(len(self.arm_of)))

    def _exchange(self, unit, other):
        arm, target = self.arm_of[unit], self.arm_of[other]
        if arm == target:
            return
        moved = self._moves(unit, other, arm, target)
        of_counts = self.of_counts + self._change_of_counts(moved)
        room = self.violation - of_counts
        if room < 0:
            return
        of_sums = self._sums_after(unit, other, arm, target, room)
        if of_sums is None:
            return
        self.arm_of[unit], self.arm_of[other] = target, arm
        for level, place, by in moved:
            self.counts[level][place] += by
        self.of_sums, self.of_counts = of_sums, of_counts

    def _moves(self, unit, other, arm, target):
        """Each count that the exchange changes: level, arm's place, by how much."""
        moves = []
        for levels in self.restriction.levels_of:
            own, others = levels[unit], levels[other]
            if own != others:
                moves += [(own, arm, -1), (own, target, 1)]
                moves += [(others, target, -1), (others, arm, 1)]
        return moves

    def _change_of_counts(self, moves):
        cost = self.restriction.violation_of_count
        change = 0
        for level, place, by in moves:
            count = self.counts[level][place]
            change += cost(level, place, count + by) - cost(level, place, count)
        return change

    def _sums_after(self, unit, other, arm, target, room):
        """Exchange in the sums: the rows' violation, or None (undone) above `room`."""
        factor, total = self.restriction.factor, 0
        rows = zip(self.sums, self.restriction.rows, strict=True)
        for done, (sums, (values, tolerance)) in enumerate(rows, 1):
            change = values[unit] - values[other]
            sums[arm] -= change * factor[arm]
            sums[target] += change * factor[target]
            over = max(sums) - min(sums) - tolerance
            if over > 0:
                total += over * ONE // tolerance + 1
                if total > room:
                    self._undo(unit, other, arm, target, done)
                    return None
        return total

    def _undo(self, unit, other, arm, target, count):
        factor = self.restriction.factor
        for place in range(count):
            values, sums = self.restriction.rows[place][0], self.sums[place]
            change = values[unit] - values[other]
            sums[arm] += change * factor[arm]
            sums[target] -= change * factor[target]
