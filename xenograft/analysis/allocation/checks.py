"""What keeps a draw from being made, each in one plain sentence."""

import itertools
import re
from decimal import Decimal

MARKUP = re.compile(r"[<>&\x00-\x1f\x7f]")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
FACTOR_RULES = ("even", "cap")
RESERVE_RULES = ("RANDOM", "NEAREST_MEDIAN")


class Refusal(ValueError):
    """Why there can be no draw: one plain sentence for the person who asked."""


def words_of(name):
    """A covariate's name as text: volume_mm3 is the volume."""
    return re.sub("_(mm3|g|d)$", "", name).replace("_", " ")


def places_of(document):
    """How many units the arms take, satellites included."""
    return sum(arm["size"] + arm.get("satellites", 0) for arm in document["arms"])


def check_cohort(document):
    """Refuse a document of mice or cages that are all dealt at once."""
    if document.get("unit", "MOUSE") not in ("MOUSE", "CAGE"):
        raise Refusal(f"The unit is MOUSE or CAGE, not {document['unit']}.")
    check_arms(document["arms"])
    check_names(document, document["units"])
    _check_places(document)
    for covariate in document["numeric"]:
        values = check_numbers(document["units"], covariate["name"])
        if covariate["role"] == "primary":
            _check_primary(covariate["name"], values)
    for factor in document["factors"]:
        levels = check_levels(document["units"], factor["name"])
        _check_factor(factor, levels)


def check_arms(arms):
    """Refuse fewer than two arms, codes that are the same, and empty arms."""
    codes = [arm["code"] for arm in arms]
    if len(codes) < 2 or len(set(codes)) != len(codes):
        raise Refusal("A draw needs two or more arms with different codes.")
    for arm in arms:
        if type(arm["size"]) is not int or arm["size"] < 1:
            raise Refusal(f"Arm {arm['code']} needs a planned count of 1 or more.")


def check_names(document, units):
    """Refuse names with markup or control characters, and units listed twice."""
    names = [arm["code"] for arm in document["arms"]]
    names += [covariate["name"] for covariate in document["numeric"]]
    for unit in units:
        names += [unit["id"], *unit["levels"].values()]
    for name in names:
        if MARKUP.search(name) or not name.strip():
            raise Refusal(
                f"The name “{name}” cannot stand in the record of a draw; use "
                "letters, numbers and spaces."
            )
    ids = sorted(unit["id"] for unit in units)
    for one, following in itertools.pairwise(ids):
        if one == following:
            raise Refusal(f"{one} is in the list twice.")


def check_numbers(units, name):
    """The values of a covariate as a set of Decimals; refuse a gap or no number."""
    for unit in units:
        value = unit["values"].get(name) or ""
        if not value:
            raise Refusal(f"The {words_of(name)} of {unit['id']} is missing.")
        if not NUMBER.fullmatch(value):
            raise Refusal(
                f"The {words_of(name)} of {unit['id']} is “{value}”, which is no "
                "number."
            )
    return {Decimal(unit["values"][name]) for unit in units}


def check_levels(units, name):
    """The levels of a factor as a set; refuse a gap."""
    for unit in units:
        if not unit["levels"].get(name):
            raise Refusal(f"The {words_of(name)} of {unit['id']} is missing.")
    return {unit["levels"][name] for unit in units}


def _check_places(document):
    kind = "cages" if document.get("unit") == "CAGE" else "mice"
    count, places = len(document["units"]), places_of(document)
    reserve = document.get("reserve", {"size": 0, "rule": "RANDOM"})
    if count < len(document["arms"]):
        raise Refusal(f"{count} {kind} are fewer than {len(document['arms'])} arms.")
    if reserve["rule"] not in RESERVE_RULES:
        raise Refusal(f"There is no rule {reserve['rule']} for the reserve.")
    if count - reserve["size"] != places:
        raise Refusal(f"{count} {kind} do not fill {places} places.")
    if reserve["rule"] == "NEAREST_MEDIAN" and not document["numeric"]:
        raise Refusal("A reserve by volume needs the tumor volume of every mouse.")


def _check_primary(name, values):
    if min(values) < 0:
        raise Refusal(f"A {words_of(name)} is below 0. Check the values.")
    if len(values) == 1:
        raise Refusal(
            f"Every {words_of(name)} is {values.pop():f}, so it cannot balance the "
            "arms. Check the values, or leave it out."
        )


def _check_factor(factor, levels):
    name = words_of(factor["name"])
    if factor["rule"] not in FACTOR_RULES:
        raise Refusal(f"There is no rule {factor['rule']} for the {name}.")
    if factor["rule"] == "cap" and len(levels) == 1:
        raise Refusal(
            f"All are in one {name}, {levels.pop()}, so it cannot be spread over the "
            "arms. Leave it out."
        )
