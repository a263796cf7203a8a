"""Text of people in a CSV: never a formula in a spreadsheet, and undone on import."""

import re
from functools import lru_cache

_STARTS = frozenset("=+-@＝＋－＠")
_SPACES = " \u00a0\u2000\u2001\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"
_CONTROLS = "\t\r\n\0"
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


def can_run(text):
    """Whether a spreadsheet could take `text` for a formula.

    Leading spaces do not count; a leading tab or line break does. A plain number,
    signed or not, is a number and stays one.
    """
    bare = text.lstrip(_SPACES)
    if not bare or _PLAIN_NUMBER.fullmatch(text):
        return False
    return bare[0] in _STARTS or bare[0] in _CONTROLS


def safe(text):
    """`text` with an apostrophe before it when it could run; else `text`."""
    return f"'{text}" if can_run(text.lstrip("'")) else text


def plain(text):
    """What `safe` was given."""
    if text.startswith("'") and can_run(text.lstrip("'")):
        return text[1:]
    return text


@lru_cache(maxsize=8192, typed=True)
def written(value):
    """`value` as it stands in a CSV, made safe, and in quotes where it needs them."""
    text = (
        "" if value is None else safe(value) if isinstance(value, str) else str(value)
    )
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
