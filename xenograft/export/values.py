"""Strict reading of one cell: the value, or a sentence that says what is wrong."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone

from xenograft.analysis.volume import LARGEST_DIAMETER_MM, STATES

EMPTY = frozenset(["", "na", "n/a"])
EARLIEST = dt.date(1990, 1, 1)
LEAST_WEIGHT_G, MOST_WEIGHT_G = 5, 80
MOST_VOLUME_MM3 = 20_000
SIDES = {"r": "R", "right": "R", "l": "L", "left": "L", "o": "O", "other": "O"}
STATE_OF = {code.lower(): code for code, _ in STATES}
STATE_OF |= {label: code for code, label in STATES}
STATE_CODES = ", ".join(code for code, _ in STATES)

_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,17})?", re.ASCII)
_DAY = re.compile(r"[Dd]?([+\-−]?[0-9]{1,4})(?:[.,]0+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,3}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Wrong(ValueError):
    """The sentence for the person who made the list."""


@lru_cache(maxsize=16384)
def diameter_mm(text):
    """A diameter with at most two decimals, in mm; 0 is left for the caller."""
    value = _hundredths(text)
    if value > LARGEST_DIAMETER_MM:
        raise Wrong(
            f"{text} mm is over {LARGEST_DIAMETER_MM} mm. "
            "Check the decimal point and the unit."
        )
    return value


@lru_cache(maxsize=16384)
def weight_g(text):
    """A body weight with at most two decimals, in g."""
    value = _hundredths(text)
    if not LEAST_WEIGHT_G <= value <= MOST_WEIGHT_G:
        raise Wrong(
            f"{text} g is not the weight of a mouse "
            f"({LEAST_WEIGHT_G} to {MOST_WEIGHT_G} g)."
        )
    return value


def volume_mm3(text):
    """A volume of any precision, in mm3."""
    value = float(_number(text))
    if value > MOST_VOLUME_MM3:
        raise Wrong(f"{text} mm³ is over {MOST_VOLUME_MM3:,} mm³. Check the unit.")
    return value


@lru_cache(maxsize=1024)
def day_number(text):
    """A whole day, negative before day 0."""
    found = _DAY.fullmatch(text)
    if not found:
        raise Wrong(f"{text} is not a day. Write a whole number, as 14 or -3.")
    return int(found[1].replace("−", "-"))


@lru_cache(maxsize=1024)
def date(text):
    """An ISO date that is not in the future; other orders would be a guess."""
    if not _DATE.fullmatch(text):
        raise Wrong(f"{text} is not a date as 2026-11-03. Write year-month-day.")
    try:
        value = dt.date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"There is no date {text}. Correct it.") from None
    return possible_date(value, text)


def possible_date(value, text):
    if value > timezone.localdate():
        raise Wrong(f"{text} is in the future. Correct the date.")
    if value < EARLIEST:
        raise Wrong(f"{text} is before {EARLIEST.year}. Correct the date.")
    return value


def instant(text):
    """An instant with its zone, as 2026-11-03T09:12:00Z."""
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{text} is not a time as 2026-11-03T09:12:00Z.") from None
    if value.tzinfo is None:
        raise Wrong(f"{text} has no time zone. Write it as 2026-11-03T09:12:00Z.")
    if value > timezone.now():
        raise Wrong(f"{text} is in the future. Correct the time.")
    return value


def side(text):
    try:
        return SIDES[text.lower()]
    except KeyError:
        raise Wrong(f"{text} is not a side. Write R, L or O.") from None


def state(text):
    """A state by its code or by its words."""
    code = STATE_OF.get(text.lower().replace(" ", "_")) or STATE_OF.get(text.lower())
    if code is None:
        raise Wrong(f"{text} is not a state. Write one of {STATE_CODES}.")
    return code


def position(text):
    if not _WHOLE.fullmatch(text):
        raise Wrong(f"{text} is not a place. Write a whole number from 1.")
    return int(text)


def name(text, longest):
    if _CONTROL.search(text):
        raise Wrong("The name has a line break or tab in it. Take it out.")
    return remark(text, longest)


def remark(text, longest):
    if len(text) > longest:
        raise Wrong(f"The text has {len(text)} letters; at most {longest} fit.")
    return text


def zero_of(day, on):
    """The date of day 0 that a day and a date imply together."""
    return date(on) - dt.timedelta(days=day_number(day))


def _number(text):
    if not _NUMBER.fullmatch(text):
        if text.startswith(("-", "−")):
            raise Wrong(f"{text} is below zero, or not a number. Correct it.")
        raise Wrong(f"{text} is not a number. Write it as 12.4, without the unit.")
    return Decimal(text.replace(",", "."))


def _hundredths(text):
    value = _number(text)
    if value.as_tuple().exponent < -2:
        value = value.normalize()
        if value.as_tuple().exponent < -2:
            raise Wrong(f"{text} has more than two decimals. Round it yourself.")
    return value
