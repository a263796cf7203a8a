"""Permuted blocks: by rank of volume, within strata, or none at all."""

import math
from collections import defaultdict

from xenograft.analysis.allocation.generator import Generator
from xenograft.analysis.allocation.restriction import double_midranks, whole_numbers

THIRDS = 3


def complete(document, key):
    """Every allocation of the sizes is equally likely: one shuffle of the places."""
    labels = [arm["code"] for arm in document["arms"] for _ in range(arm["size"])]
    dealt = Generator(key, "allocation").shuffled(labels)
    ids = [unit["id"] for unit in document["units"]]
    return {"allocation": [list(pair) for pair in zip(ids, dealt, strict=True)]}


def rank_block(document, key):
    """Random permutations of the arms within blocks of units of similar volume.

    Within each stratum of the even factors, units are ordered by the first
    covariate, equal ones at random, and cut into blocks of as many units as the arms'
    ratio has parts; the arms are permuted inside each block. What is left over in the
    strata is ordered together and cut into blocks of its own, so that the arms have
    exactly their sizes.
    """
    generator = Generator(key, "allocation")
    volumes = _volumes(document)
    order = sorted(generator.shuffled(sorted(volumes)), key=volumes.__getitem__)
    strata = _strata(document, order, ())
    return _blocks(document, strata, order, generator)


def stratified_block(document, key):
    """Permuted blocks in the strata of volume third and even factors.

    Within a stratum the units stand in random order, not in that of their volume.
    Otherwise as `rank_block`.
    """
    generator = Generator(key, "allocation")
    order = generator.shuffled([unit["id"] for unit in document["units"]])
    strata = _strata(document, order, _thirds(document))
    return _blocks(document, strata, order, generator)


def _volumes(document):
    name, units = document["numeric"][0]["name"], document["units"]
    values = whole_numbers(unit["values"][name] for unit in units)
    return {unit["id"]: value for unit, value in zip(units, values, strict=True)}


def _thirds(document):
    """{unit: 0, 1 or 2} by rank of volume; equal volumes are in the same third."""
    volumes = _volumes(document)
    ranks = double_midranks(list(volumes.values()))
    return {
        unit: (rank - 1) * THIRDS // (2 * len(ranks))
        for unit, rank in zip(volumes, ranks, strict=True)
    }


def _strata(document, order, thirds):
    """{stratum: its units in order}, in the order of the strata's names."""
    names = [one["name"] for one in document["factors"] if one["rule"] == "even"]
    levels, strata = {unit["id"]: unit["levels"] for unit in document["units"]}, {}
    for unit in order:
        parts = [f"volume third {thirds[unit] + 1}"] if thirds else []
        parts += [f"{name} {levels[unit][name]}" for name in names]
        strata.setdefault(", ".join(parts), []).append(unit)
    return dict(sorted(strata.items()))


def _blocks(document, strata, order, generator):
    parts = block_parts(document["arms"])
    filled, left = [], set()
    for name, units in strata.items():
        whole = len(units) - len(units) % len(parts)
        filled += [(name, block) for block in _cut(units[:whole], len(parts))]
        left.update(units[whole:])
    rest = [unit for unit in order if unit in left]
    filled += [("mixed", block) for block in _cut(rest, len(parts))]
    return _dealt(filled, parts, generator)


def block_parts(arms):
    """The arms' codes of one block: the ratio of the sizes in lowest terms."""
    divisor = math.gcd(*(arm["size"] for arm in arms))
    return [arm["code"] for arm in arms for _ in range(arm["size"] // divisor)]


def _cut(units, length):
    return [units[at : at + length] for at in range(0, len(units), length)]


def _dealt(filled, parts, generator):
    rows, number = [], defaultdict(int)
    for stratum, block in filled:
        number[stratum] += 1
        for unit, code in zip(block, generator.shuffled(parts), strict=True):
            rows.append([unit, code, stratum, number[stratum]])
    rows.sort()
    return {
        "allocation": [row[:2] for row in rows],
        "blocks": [[row[0], *row[2:]] for row in rows],
    }
