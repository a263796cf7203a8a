"""Covariate-constrained randomization: one allocation of all that are balanced."""

from xenograft.analysis.allocation.generator import Generator
from xenograft.analysis.allocation.ladder import level_of
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walk import Walk

RESTARTS = 200


def constrained(document, key):
    """Draw one of the allowed allocations of a document (see `Restriction`).

    Returns the level of the ladder, the estimated number of allowed allocations (as
    text, "0" where it was not estimated), the attempt that was the first allowed,
    and the code of each unit's arm.
    """
    level, allowed = level_of(document)
    generator = Generator(key, "allocation")
    arm_of, attempt = first_allowed(Restriction(document, level), generator)
    codes = [arm["code"] for arm in document["arms"]]
    return {
        "level": level,
        "allowed_estimate": str(allowed),
        "attempt": attempt,
        "allocation": [
            [unit["id"], codes[arm]]
            for unit, arm in zip(document["units"], arm_of, strict=True)
        ],
    }


def first_allowed(restriction, generator):
    """(arm's place for each unit, number of the attempt) of the first that ends so."""
    for attempt in range(1, RESTARTS + 1):
        walk = Walk(restriction, generator)
        if walk.to_the_end():
            return walk.arm_of, attempt
    raise ValueError(f"No balanced allocation was found in {RESTARTS} attempts.")
