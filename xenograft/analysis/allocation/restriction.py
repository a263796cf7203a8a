"""What an allocation must satisfy, in whole numbers."""

import math
from decimal import Decimal
from fractions import Fraction

# Squared tolerance in variances of all mice: the smaller of a cap and a share of
# 1/n, n being the smallest arm.
TOLERANCES = {
    "primary": (Fraction(1, 100), Fraction(2, 9)),
    "secondary": (Fraction(1, 25), Fraction(8, 9)),
    "spread": (Fraction(9, 100), Fraction(2)),
}
WIDER = Fraction(5, 4)
# One whole violation; fractions of a tolerance count in parts of it.
ONE = 1 << 20


def squared_tolerance(role, smallest_arm, level):
    """How far two arm means may lie apart, squared, in variances of all mice.

    Each level of the ladder allows 5/4 of the one before.
    """
    cap, share = TOLERANCES[role]
    return min(cap, share / smallest_arm) * WIDER**level


def whole_numbers(values):
    """Decimal texts as whole numbers of their smallest decimal place."""
    decimals = [Decimal(value) for value in values]
    places = max(0, *(-value.as_tuple().exponent for value in decimals))
    return [int(value.scaleb(places)) for value in decimals]


def double_midranks(values):
    """Twice the rank of each value, equal values sharing the middle of theirs."""
    first, last = {}, {}
    for place, value in enumerate(sorted(values)):
        first.setdefault(value, place)
        last[value] = place
    return [first[value] + last[value] + 2 for value in values]


class Restriction:
    """The allowed allocations of a document at a level of the ladder.

    `rows` holds a (whole numbers of the units, tolerance) pair for each covariate and
    spread: the largest less the smallest of the arms' sums, each times its `factor`,
    stays within the tolerance. `levels_of` gives for each factor the level of every
    unit, `members` the units of a level, `fewest` and `most` the bounds of a level's
    count in each arm. A covariate that does not vary restricts nothing.
    """

    def __init__(self, document, level):
        units, arms = document["units"], document["arms"]
        self.ids = [unit["id"] for unit in units]
        self.sizes = [arm["size"] for arm in arms]
        self.level = level
        whole = math.lcm(*self.sizes)
        self.factor = [whole // size for size in self.sizes]
        self.rows = []
        for covariate in document["numeric"]:
            self._add_covariate(covariate, units)
        self.levels_of, self.members, self.fewest, self.most = [], [], [], []
        for factor in document["factors"]:
            self._add_factor(factor, [one["levels"][factor["name"]] for one in units])

    @property
    def labels(self):
        """The arms by place, each as often as it has mice."""
        return [arm for arm, size in enumerate(self.sizes) for _ in range(size)]

    def _add_covariate(self, covariate, units):
        values = whole_numbers(unit["values"][covariate["name"]] for unit in units)
        ranks, count = double_midranks(values), len(units)
        self._add_row(
            ranks if covariate.get("scale") == "rank" else values, covariate["role"]
        )
        if covariate.get("spread"):
            middle = count * (count + 1)
            self._add_row([(count * rank - middle) ** 2 for rank in ranks], "spread")

    def _add_row(self, values, role):
        count, total = len(values), sum(values)
        squares = count * sum(value * value for value in values) - total * total
        if squares == 0:
            return
        limit = squared_tolerance(role, min(self.sizes), self.level) * squares
        limit *= Fraction(math.lcm(*self.sizes) ** 2, count * (count - 1))
        self.rows.append((values, max(1, math.isqrt(math.floor(limit)))))

    def _add_factor(self, factor, levels):
        start, names = len(self.members), sorted(set(levels))
        numbers = [start + names.index(name) for name in levels]
        self.levels_of.append(numbers)
        for number in range(start, start + len(names)):
            members = [unit for unit, own in enumerate(numbers) if own == number]
            self.members.append(members)
            self._bound(factor["rule"], len(members))

    def _bound(self, rule, count):
        """Even: the floor or ceiling of the arm's share; cap: at most the ceiling."""
        even, total = rule == "even", sum(self.sizes)
        slack = self.level // 6 if even else (self.level + 2) // 4
        shares = [count * size for size in self.sizes]
        self.most.append([-(-share // total) + slack for share in shares])
        self.fewest.append(
            [max(0, share // total - slack) if even else 0 for share in shares]
        )

    def sums(self, arm_of):
        """For each row, every arm's sum times the arm's factor."""
        table = [[0] * len(self.sizes) for _ in self.rows]
        for sums, (values, _) in zip(table, self.rows, strict=True):
            for value, arm in zip(values, arm_of, strict=True):
                sums[arm] += value * self.factor[arm]
        return table

    def counts(self, arm_of):
        """For each level, its units in every arm."""
        table = [[0] * len(self.sizes) for _ in self.members]
        for levels in self.levels_of:
            for level, arm in zip(levels, arm_of, strict=True):
                table[level][arm] += 1
        return table

    def violation_of_sums(self, table):
        """How far the rows lie outside: 0 when every tolerance holds."""
        return sum(
            over * ONE // tolerance + 1
            for sums, (_, tolerance) in zip(table, self.rows, strict=True)
            if (over := max(sums) - min(sums) - tolerance) > 0
        )

    def violation_of_count(self, level, arm, count):
        """How many units of the level an arm has too many or too few, times ONE."""
        over = count - self.most[level][arm]
        return ONE * max(0, over, self.fewest[level][arm] - count)

    def violation_of_counts(self, table):
        return sum(
            self.violation_of_count(level, arm, count)
            for level, counts in enumerate(table)
            for arm, count in enumerate(counts)
        )

    def allows(self, arm_of):
        """Whether an allocation (the arm's place for each unit) is allowed."""
        if self.violation_of_sums(self.sums(arm_of)):
            return False
        return not self.violation_of_counts(self.counts(arm_of))
