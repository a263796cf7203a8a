"""Numbers as a caliper, a balance or a hand types them."""

import re
from decimal import Decimal

MOST_DECIMALS = 2
_NUMBER = r"\+?\s*([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*"
_MM = re.compile(rf"{_NUMBER}(?:mm)?", re.IGNORECASE | re.ASCII)
_GRAMS = re.compile(rf"{_NUMBER}g?", re.IGNORECASE | re.ASCII)
_BELOW_ZERO = re.compile(r"[-−–]\s*[0-9]+(?:[.,][0-9]+)?\s*(?:mm|g)?", re.ASCII)
LIGHTEST_G, HEAVIEST_G = 5, 80


class Unreadable(ValueError):
    """What was typed is not such a number; the text is one sentence."""


def millimeters(typed):
    """`12.4`, `12,4` or ` 12.4 mm` as Decimal; None when nothing was typed.

    Precision is kept as typed, up to two decimals. Unreadable for all else.
    """
    return _number(typed, _MM, "Enter mm such as 12.4", "the caliper")


def grams(typed):
    """`21.4` or `+21.4 g` as Decimal, 5 to 80 g; None when nothing was typed."""
    weight_g = _number(typed, _GRAMS, "Enter g such as 21.4", "the balance")
    if weight_g is not None and not LIGHTEST_G <= weight_g <= HEAVIEST_G:
        raise Unreadable(
            f"{weight_g} g is not the weight of a mouse "
            f"({LIGHTEST_G} to {HEAVIEST_G} g). Check the decimal point."
        )
    return weight_g


def _number(typed, pattern, example, device):
    text = typed.strip().replace("\xa0", " ")
    if not text:
        return None
    shown = text if len(text) <= 20 else f"{text[:20]}…"
    if _BELOW_ZERO.fullmatch(text):
        raise Unreadable(f"{shown} is below 0. {example}.")
    found = pattern.fullmatch(text)
    if not found:
        raise Unreadable(f"“{shown}” is not a number. {example}.")
    whole, decimals = found[1], found[2] or ""
    if len(decimals) > MOST_DECIMALS:
        raise Unreadable(f"{shown}: {device} reads two decimals at most.")
    return Decimal(f"{whole}.{decimals}" if decimals else whole)
