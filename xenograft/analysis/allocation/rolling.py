"""Rolling enrollment: each batch of mice is dealt given all before it."""

import math
from collections import defaultdict

from xenograft.analysis.allocation.checks import (
    Refusal,
    check_arms,
    check_levels,
    check_names,
    check_numbers,
)
from xenograft.analysis.allocation.entries import arm_rows, plain_number, plain_units
from xenograft.analysis.allocation.generator import Generator
from xenograft.analysis.allocation.restriction import whole_numbers

FILLINGS = 200
FACTOR_WEIGHT = 4
# From so many mice in a batch: how many of the fillings are good enough, and how
# many blocks more than needed stay open, so that few mice are not foretold.
RULES = ((8, 20, 0), (3, 50, 1), (1, 100, 1))


def rolling_design(
    *, study, cohort, units, arms, reference, factors=(), earlier=(), previous=""
):
    """The input of one batch as a dict for `draw`, or `Refusal`.

    `units` as for `design`; `arms` is a list of (code, size at the end of enrollment).
    `reference` is {covariate: (center, scale)}, fixed in the protocol before the first
    batch: the middle of the window and a planned SD, plain decimals. `factors` are
    names of levels. `earlier` holds the units of the batches before, each with its
    "arm"; `previous` is the SHA-256 of the record before, "" for the first.
    """
    document = {
        "study": study,
        "cohort": cohort,
        "method": "ROLLING_BATCH",
        "unit": "MOUSE",
        "units": plain_units(units),
        "earlier": plain_units(earlier),
        "arms": arm_rows(arms),
        "numeric": [
            {"name": name, "center": plain_number(center), "scale": plain_number(scale)}
            for name, (center, scale) in reference.items()
        ],
        "factors": [{"name": name} for name in factors],
        "previous": previous,
    }
    check_batch(document)
    return document


def check_batch(document):
    """Raise `Refusal` with one sentence when a batch cannot be dealt."""
    check_arms(document["arms"])
    everyone = document["units"] + document["earlier"]
    check_names(document, everyone)
    if not document["units"]:
        raise Refusal("There is no mouse in this batch.")
    places = sum(arm["size"] for arm in document["arms"])
    if len(everyone) > places:
        raise Refusal(
            f"{len(document['units'])} mice do not fit into the "
            f"{places - len(document['earlier'])} places that are left."
        )
    for covariate in document["numeric"]:
        check_numbers(everyone, covariate["name"])
    for factor in document["factors"]:
        check_levels(everyone, factor["name"])


def rolling(document, key):
    """One of the best of 200 random fillings of the open places, at random.

    The open places are those of permuted blocks in the ratio of the arms. A filling
    is scored over all mice so far by the squared differences of the arms from their
    share, in units of each covariate's scale; a factor weighs four times a covariate.
    """
    generator = Generator(key, "allocation")
    count = len(document["units"])
    keep, slack = next(rule[1:] for rule in RULES if count >= rule[0])
    places = open_places(document, slack)
    fillings = [generator.shuffled(places)[:count] for _ in range(FILLINGS)]
    score = _Score(document)
    order = sorted(range(FILLINGS), key=lambda at: (score(fillings[at]), at))
    chosen = fillings[order[generator.below(keep)]]
    codes, ids = _codes(document), [unit["id"] for unit in document["units"]]
    return {
        "allocation": [[one, codes[arm]] for one, arm in zip(ids, chosen, strict=True)]
    }


def _codes(document):
    return [arm["code"] for arm in document["arms"]]


def _ratio(document):
    sizes = [arm["size"] for arm in document["arms"]]
    return [size // math.gcd(*sizes) for size in sizes]


def open_places(document, slack):
    """The arms' places that the batch may take: those of whole blocks, still empty.

    As few blocks as hold the batch, and `slack` more, up to the sizes of the arms.
    """
    codes, ratio = _codes(document), _ratio(document)
    taken = [sum(one["arm"] == code for one in document["earlier"]) for code in codes]
    sizes = [arm["size"] for arm in document["arms"]]

    def free(blocks):
        rows = zip(ratio, sizes, taken, strict=True)
        return [max(0, min(blocks * part, size) - used) for part, size, used in rows]

    blocks = max(-(-used // part) for used, part in zip(taken, ratio, strict=True))
    while sum(free(blocks)) < len(document["units"]):
        blocks += 1
    left = enumerate(free(blocks + slack))
    return [arm for arm, number in left for _ in range(number)]


class _Score:
    """How far the arms are from their share after a filling, a whole number."""

    def __init__(self, document):
        self.ratio, self.columns = _ratio(document), []
        everyone = document["units"] + document["earlier"]
        self.count = len(document["units"])
        codes = _codes(document)
        self.earlier = [codes.index(one["arm"]) for one in document["earlier"]]
        self._add_numbers(document["numeric"], everyone)
        for factor in document["factors"]:
            self._add_levels(factor["name"], everyone)

    def _add_numbers(self, numeric, everyone):
        found = []
        for covariate in numeric:
            values = [one["values"][covariate["name"]] for one in everyone]
            *values, center, scale = whole_numbers(
                [*values, covariate["center"], covariate["scale"]]
            )
            found.append(([value - center for value in values], scale * scale))
        self.whole = math.lcm(*(square for _, square in found))
        for values, square in found:
            self._add(values, self.whole // square)

    def _add_levels(self, name, everyone):
        levels = defaultdict(lambda: [0] * len(everyone))
        for place, one in enumerate(everyone):
            levels[one["levels"][name]][place] = 1
        for values in levels.values():
            self._add(values, FACTOR_WEIGHT * self.whole)

    def _add(self, values, weight):
        sums = [0] * len(self.ratio)
        for value, arm in zip(values[self.count :], self.earlier, strict=True):
            sums[arm] += value
        self.columns.append((values[: self.count], sums, sum(values), weight))

    def __call__(self, filling):
        block, total = sum(self.ratio), 0
        for values, before, whole, weight in self.columns:
            sums = list(before)
            for value, arm in zip(values, filling, strict=True):
                sums[arm] += value
            total += weight * sum(
                (block * one - part * whole) ** 2
                for one, part in zip(sums, self.ratio, strict=True)
            )
        return total
