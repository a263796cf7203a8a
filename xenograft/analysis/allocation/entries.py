"""Rows as they are given, in the one form that a record has."""

import unicodedata
from decimal import Decimal


def plain_units(units):
    """Units sorted by id, text in Unicode's composed form, numbers as plain text.

    A gap becomes "" (a value) or is left out (a level); a float raises TypeError.
    """
    return sorted((_unit(one) for one in units), key=lambda one: one["id"])


def arm_rows(arms):
    """(code, size) or (code, size, satellites) as the rows of a document."""
    return [_arm(*arm) for arm in arms]


def plain_text(value):
    """A name in Unicode's composed form, so that equal names are equal bytes."""
    return unicodedata.normalize("NFC", str(value))


def plain_number(value):
    """A number as decimal text without an exponent; "" for a gap."""
    if isinstance(value, float):
        raise TypeError("A value that decides a draw is a Decimal, not a float.")
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    return "" if value is None else str(value)


def _unit(one):
    levels = one["levels"].items()
    unit = {
        "id": plain_text(one["id"]),
        "values": {name: plain_number(value) for name, value in one["values"].items()},
        "levels": {name: plain_text(level) for name, level in levels if level},
    }
    return {**unit, "arm": one["arm"]} if "arm" in one else unit


def _arm(code, size, satellites=0):
    arm = {"code": plain_text(code), "size": size}
    return {**arm, "satellites": satellites} if satellites else arm
