"""Random permutation in volume-ranked blocks, on whole numbers alone."""

import json
import math
from typing import NamedTuple

from xenograft.analysis.allocation.generator import (
    GENERATOR,
    Generator,
    allocation_key,
)
from xenograft.analysis.allocation.units import VOLUME_UNIT_MM3


class Place(NamedTuple):
    """Where the draw put a mouse; blocks count from 1, the smallest volumes."""

    mouse: int | str
    arm: str
    block: int


def rank_block(mice, arms, generator):
    """Random permutations of the arms within blocks of similar volume.

    Mice are ordered by volume, equal volumes at random, and cut into blocks of as
    many mice as the arms' ratio has parts; the arms are permuted inside each
    block. A short last block gets a random subset. Method `RANK_BLOCK`.
    """
    shuffled = generator.shuffled(mice)
    ordered = sorted(shuffled, key=lambda mouse: mouse[1])
    parts = _ratio_parts(arms)
    places = []
    for block, start in enumerate(range(0, len(ordered), len(parts)), 1):
        members = ordered[start : start + len(parts)]
        dealt = zip(members, generator.shuffled(parts), strict=False)
        places += [Place(mouse, arm, block) for (mouse, _), arm in dealt]
    return places


def _ratio_parts(arms):
    divisor = math.gcd(*(count for _, count in arms))
    return [code for code, count in arms for _ in range(count // divisor)]


METHODS = {"RANK_BLOCK": rank_block}
METHOD_VERSIONS = {"RANK_BLOCK": 1}


def deal(method, mice, arms, seed):
    """Assign each mouse to an arm: a list of `Place`, in order of mouse.

    `mice` is a list of (mouse, volume in whole units of 1e-7 mm³), mice being all
    numbers or all text; their order does not matter. `arms` is a list of (code,
    planned count) in the order of the study. `seed` is 32 bytes. Fewer mice than
    places are dealt; more mice, or fewer than arms, raise ValueError.
    """
    document = inputs_document(method, mice, arms)
    generator = Generator(allocation_key(document, seed), "allocation")
    ordered = sorted((mouse, volume) for mouse, volume in mice)
    return sorted(METHODS[method](ordered, list(arms), generator))


def inputs_document(method, mice, arms):
    """Everything a draw depends on but the seed, as canonical JSON text.

    Keys sorted, no spaces, whole numbers and text only (RFC 8785 for these
    types), so that any language writes the same bytes. Arguments as for `deal`.
    """
    _check_inputs(method, mice, arms)
    return json.dumps(
        {
            "arms": [{"code": code, "planned": count} for code, count in arms],
            "generator": GENERATOR,
            "method": method,
            "mice": [{"mouse": m, "volume": v} for m, v in sorted(mice)],
            "version": METHOD_VERSIONS[method],
            "volume_unit": f"{VOLUME_UNIT_MM3:f} mm3",
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _check_inputs(method, mice, arms):
    if method not in METHODS:
        raise ValueError(f"There is no method {method}.")
    _check_arms(arms)
    _check_mice(mice)
    places = sum(count for _, count in arms)
    if len(mice) > places:
        raise ValueError(f"{len(mice)} mice do not fit into {places} places.")
    if len(mice) < len(arms):
        raise ValueError(f"{len(mice)} mice are fewer than {len(arms)} arms.")


def _check_arms(arms):
    codes = [code for code, _ in arms]
    if len(codes) < 2 or len(set(codes)) != len(codes):
        raise ValueError("A draw needs two or more arms with different codes.")
    for code, count in arms:
        if type(count) is not int or count < 1:
            raise ValueError(f"Arm {code} needs a planned count of 1 or more.")


def _check_mice(mice):
    names = [mouse for mouse, _ in mice]
    if len(set(names)) != len(names):
        raise ValueError("A mouse is in the list twice.")
    if len({type(name) for name in names}) > 1:
        raise ValueError("Mice must be named all by number or all by text.")
    for mouse, volume in mice:
        if type(volume) is not int or volume < 0:
            raise ValueError(f"Mouse {mouse} needs a volume in whole units.")
