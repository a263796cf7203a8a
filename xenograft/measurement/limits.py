"""Limits of the study beside one mouse's values of the day."""

from dataclasses import dataclass

from xenograft.analysis.volume import ERROR, WARN
from xenograft.templatetags.xenograft import grams, volume

WORDS = {
    "VOLUME": "volume limit",
    "DIAMETER": "diameter limit",
    "BURDEN": "tumor-burden limit",
    "WEIGHT_LOSS": "body-weight limit",
    "BODY_CONDITION": "body-condition limit",
    "ULCERATION": "ulceration limit",
}


@dataclass(frozen=True)
class Note:
    """A sentence under a row: `level` is error, warn or notice."""

    level: str
    head: str
    text: str


def limit_notes(limits, values):
    """A Note for each kind of limit that `values` reach or approach.

    `values` is {kind: number}, in the units of `Limit.Kind`; kinds without a value
    are left out. Of several limits of a kind the highest that is reached speaks,
    else the first that is near. Body condition falls towards its limit, all else
    rises.
    """
    found = {}
    usual = [limit for limit in limits if not limit.is_unusual_basis]
    for limit in sorted(usual, key=lambda limit: limit.action_level):
        value = values.get(limit.kind)
        level = None if value is None else _level(limit, float(value))
        if level == ERROR or (level == WARN and limit.kind not in found):
            found[limit.kind] = (level, limit)
    return [_note(*at, values[kind]) for kind, at in found.items()]


def _level(limit, value):
    sign = -1 if limit.kind == "BODY_CONDITION" else 1
    # "Below 2" is the rule for body condition; at the level for all else.
    if sign * value > sign * float(limit.action_level) or (
        sign == 1 and value == float(limit.action_level)
    ):
        # How long an ulceration has lasted is not a matter of one row.
        return WARN if limit.duration_hours else ERROR
    warning = limit.warning_level
    if warning is not None and sign * value >= sign * float(warning):
        return WARN
    return None


def _note(level, limit, value):
    words = WORDS[limit.kind]
    if level == WARN:
        return Note(level, f"Approaching the {words}.", _figures(limit, value))
    head = f"{words.capitalize()} reached."
    return Note(level, head, f"{_figures(limit, value)} Set the mouse aside.")


def _figures(limit, value):
    action, value = float(limit.action_level), float(value)
    if limit.kind == "VOLUME":
        return f"{volume(value)} of {volume(action)} mm³."
    if limit.kind == "DIAMETER":
        return f"{value:g} of {action:g} mm."
    if limit.kind == "WEIGHT_LOSS":
        return f"{grams(value)}% lost; the limit is {action:g}%."
    if limit.kind == "BURDEN":
        return f"{grams(value)}% of body weight; the limit is {action:g}%."
    if limit.kind == "BODY_CONDITION":
        return f"Condition {value:g}; the limit is below {action:g}."
    return f"Grade {value:g}; the limit is {action:g}."
