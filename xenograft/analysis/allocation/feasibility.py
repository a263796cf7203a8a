"""What a draw will promise, before there is one."""

import hashlib
import math
from typing import NamedTuple

from xenograft.analysis.allocation.canonical import canonical
from xenograft.analysis.allocation.checks import Refusal
from xenograft.analysis.allocation.document import check
from xenograft.analysis.allocation.ladder import level_of
from xenograft.analysis.allocation.methods import DEFAULT
from xenograft.analysis.allocation.places import split
from xenograft.analysis.allocation.restriction import squared_tolerance

OUTLIER_SD = 3


class Tolerance(NamedTuple):
    """Largest difference of two arm means: in SD of all mice, and in the unit.

    For the spread of the first covariate `role` is "spread", and there is no unit.
    """

    name: str
    role: str
    sd: float
    in_unit: float | None


class Feasibility(NamedTuple):
    """What is shown before a draw, and never an allocation.

    `level` of the ladder (0 is the standard), `allowed` (estimated number of allowed
    allocations, 0 where there are too many to count), `tolerances`, and `warnings`, a
    list of sentences.
    """

    level: int
    allowed: int
    tolerances: list
    warnings: list


def feasibility(document):
    """Check a document and try it with throw-away draws: `Feasibility` or `Refusal`.

    The key of the trials is a hash of the document, so the answer is the same every
    time and says nothing of the real draw. Which units stay in reserve is tried too.
    """
    check(document)
    text = canonical(document)
    key = hashlib.sha256(b"feasibility\0" + text.encode()).digest()
    core, _ = split(document, key)
    if document.get("method", DEFAULT) != DEFAULT:
        return Feasibility(0, 0, [], _warnings(core, 0))
    try:
        level, allowed = level_of(core)
    except ValueError as problem:
        raise Refusal(str(problem)) from problem
    return Feasibility(level, allowed, tolerances(core, level), _warnings(core, level))


def tolerances(document, level):
    """The `Tolerance` of each covariate and spread at a level of the ladder."""
    smallest = min(arm["size"] for arm in document["arms"])
    rows = []
    for covariate in document["numeric"]:
        share = math.sqrt(squared_tolerance(covariate["role"], smallest, level))
        ranked = covariate.get("scale") == "rank"
        unit = None if ranked else share * _sd(document, covariate["name"])
        rows.append(Tolerance(covariate["name"], covariate["role"], share, unit))
        if covariate.get("spread"):
            share = math.sqrt(squared_tolerance("spread", smallest, level))
            rows.append(Tolerance(covariate["name"], "spread", share, None))
    return rows


def _sd(document, name):
    values = [float(unit["values"][name]) for unit in document["units"]]
    mean = sum(values) / len(values)
    return math.sqrt(sum((one - mean) ** 2 for one in values) / (len(values) - 1))


def _warnings(document, level):
    sizes = [arm["size"] for arm in document["arms"]]
    found = []
    if level:
        found.append(
            f"The standard tolerances cannot be kept with {len(document['units'])} "
            f"mice and {len(document['numeric'])} covariates; they were widened "
            f"{level} times."
        )
    if min(sizes) == 1:
        found.append("An arm has one mouse, so it has no spread.")
    found += _outliers(document, sizes)
    return found


def _outliers(document, sizes):
    """With unequal arms a mouse far out goes into the large arm more often."""
    if len(set(sizes)) == 1:
        return []
    return [
        f"With arms of unequal size, the outlying {covariate['name']} should be "
        "balanced by rank."
        for covariate in document["numeric"]
        if covariate.get("scale") != "rank" and _has_outlier(document, covariate)
    ]


def _has_outlier(document, covariate):
    values = [float(unit["values"][covariate["name"]]) for unit in document["units"]]
    sd, mean = _sd(document, covariate["name"]), sum(values) / len(values)
    return any(abs(one - mean) > OUTLIER_SD * sd for one in values)
