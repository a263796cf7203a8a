"""Who stays in reserve, who is a satellite, and who replaces whom."""

import math
from fractions import Fraction

from xenograft.analysis.allocation.canonical import canonical
from xenograft.analysis.allocation.generator import Generator, allocation_key
from xenograft.analysis.allocation.restriction import whole_numbers


def split(document, key):
    """Take reserve and satellites out before the draw: (core document, extra rows).

    The core has only the units and sizes that are balanced; without reserve and
    satellites it is the document itself. Extra rows are "reserve", a list of ids, and
    "satellites", a list of [id, arm's code], each only where the document has them.
    """
    if "reserve" not in document and not _satellite_codes(document):
        return document, {}
    reserve = _reserve(document, key)
    left = [one["id"] for one in document["units"] if one["id"] not in reserve]
    codes = _satellite_codes(document)
    chosen = Generator(key, "satellites").shuffled(left)[: len(codes)]
    satellites = [list(pair) for pair in zip(chosen, codes, strict=True)]
    extra = {"reserve": sorted(reserve)} if "reserve" in document else {}
    if codes:
        extra["satellites"] = sorted(satellites)
    return _core(document, set(left) - set(chosen)), extra


def _satellite_codes(document):
    return [
        arm["code"] for arm in document["arms"] for _ in range(arm.get("satellites", 0))
    ]


def _core(document, ids):
    core = {key: value for key, value in document.items() if key != "reserve"}
    core["units"] = [unit for unit in document["units"] if unit["id"] in ids]
    core["arms"] = [
        {"code": arm["code"], "size": arm["size"]} for arm in document["arms"]
    ]
    return core


def _reserve(document, key):
    """The ids left over: at random, or those farthest from the median volume.

    Farthest: the largest ratio of a volume and the middle (the geometric mean of the
    two in the middle), compared exactly; equal distances at random.
    """
    rule = document.get("reserve", {"rule": "RANDOM", "size": 0})
    ids = [unit["id"] for unit in document["units"]]
    shuffled = Generator(key, "reserve").shuffled(ids)
    if rule["rule"] == "NEAREST_MEDIAN":
        distance = _distances(document)
        shuffled.sort(key=distance.__getitem__)
    return set(shuffled[len(ids) - rule["size"] :])


def _distances(document):
    name, units = document["numeric"][0]["name"], document["units"]
    values = whole_numbers(unit["values"][name] for unit in units)
    ordered = sorted(values)
    middle = ordered[(len(ordered) - 1) // 2] * ordered[len(ordered) // 2]
    return {
        unit["id"]: _ratio(value, middle)
        for unit, value in zip(units, values, strict=True)
    }


def _ratio(value, middle):
    """How many times V squared is larger or smaller than the middle; 0 is farthest."""
    if value == 0 or middle == 0:
        return math.inf
    ratio = Fraction(value * value, middle)
    return max(ratio, 1 / ratio)


def replacement(record, seed, leaving, unavailable=(), rule="RANDOM"):
    """The id that takes the place of `leaving` before the first dose, or None.

    From the reserve of a record, without the `unavailable`: RANDOM, in an order of
    the draw's own key, or NEAREST by the sum over the covariates of the squared
    difference over the sum of squares (exact; equal distances by that order).
    """
    key = allocation_key(canonical(record["input"]), seed)
    stream = Generator(key, f"replacement/{leaving}")
    order = stream.shuffled(record.get("reserve", []))
    if rule == "NEAREST":
        order.sort(key=_distance_from(record["input"], leaving))
    return next((one for one in order if one not in unavailable), None)


def _distance_from(document, leaving):
    units = document["units"]
    place = {unit["id"]: at for at, unit in enumerate(units)}
    columns = []
    for covariate in document["numeric"]:
        name = covariate["name"]
        values = whole_numbers(unit["values"][name] for unit in units)
        columns.append((values, _sum_of_squares(values)))

    def distance(unit):
        return sum(
            Fraction((values[place[unit]] - values[place[leaving]]) ** 2, squares)
            for values, squares in columns
            if squares
        )

    return distance


def _sum_of_squares(values):
    """The count times the sum of squares about the mean."""
    return len(values) * sum(one * one for one in values) - sum(values) ** 2
