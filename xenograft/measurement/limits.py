"""Limits of the study beside one mouse's values of the day."""

import math
from dataclasses import dataclass

from xenograft.analysis.endpoints.words import FALLING
from xenograft.analysis.volume import ERROR, WARN
from xenograft.templatetags.xenograft import grams, volume

WORDS = {
    "VOLUME": "volume limit",
    "DIAMETER": "diameter limit",
    "BURDEN": "tumor-burden limit",
    "WEIGHT_LOSS": "body-weight limit",
    "BODY_CONDITION": "body-condition limit",
    "ULCERATION": "ulceration limit",
    "SIGNS": "limit of clinical signs",
}
FIGURES = {
    "VOLUME": "{value} of {action} mm³.",
    "DIAMETER": "{value} of {action} mm.",
    "WEIGHT_LOSS": "{value}% lost; the limit is {action}%.",
    "BURDEN": "{value}% of body weight; the limit is {action}%.",
    "BODY_CONDITION": "Condition {value}; the limit is below {action}.",
    "ULCERATION": "Grade {value}; the limit is {action}.",
    "SIGNS": "Signs {value}; the limit is {action}.",
}


def _sum_of_signs(value):
    return "moribund" if math.isinf(value) else f"{value:g}"


SPELLED = {
    "VOLUME": volume,
    "WEIGHT_LOSS": grams,
    "BURDEN": grams,
    "SIGNS": _sum_of_signs,
}


@dataclass(frozen=True)
class Note:
    """A sentence under a row: `level` is error, warn or notice."""

    level: str
    head: str
    text: str
    kind: str = ""


def limit_notes(limits, values, hours_of=lambda limit: 0.0, words=None):
    """A Note for each kind of limit that `values` reach or approach.

    `values` is {(kind, basis): number}, in the units of `Limit.Kind`; what has no
    value is left out. Of several limits of a kind the highest that is reached speaks,
    else the first that is near. Body condition falls towards its limit, all else
    rises. `hours_of` says how long an ulceration has had the grade of a limit, and
    `words` are put beside the value of a kind.
    """
    found, words = {}, words or {}
    for limit in sorted(limits, key=lambda limit: limit.action_level):
        value = values.get((limit.kind, limit.basis))
        level = None if value is None else _level(limit, float(value), hours_of)
        if level == ERROR or (level == WARN and limit.kind not in found):
            found[limit.kind] = (level, limit, value)
    return [_note(*at, words.get(kind, "")) for kind, at in found.items()]


def _level(limit, value, hours_of):
    action, warning = float(limit.action_level), limit.warning_level
    falls = limit.kind in FALLING
    # "Below 2" is the rule for body condition; at the level for all else.
    is_past = value < action if falls else value >= action
    if is_past:
        needed = limit.duration_hours
        return ERROR if not needed or hours_of(limit) > needed else WARN
    if warning is None:
        return None
    is_near = value <= float(warning) if falls else value >= float(warning)
    return WARN if is_near else None


def _note(level, limit, value, words):
    name, figures = WORDS[limit.kind], _figures(limit, value, words)
    if level == WARN:
        return Note(level, f"Approaching the {name}.", figures, limit.kind)
    head = f"{name[0].upper()}{name[1:]} reached."
    return Note(level, head, f"{figures} Set the mouse aside.", limit.kind)


def _figures(limit, value, words):
    action = float(limit.action_level)
    spell = SPELLED.get(limit.kind, "{:g}".format)
    level = volume(action) if limit.kind == "VOLUME" else f"{action:g}"
    if limit.duration_hours:
        level += f" for more than {limit.duration_hours} h"
    text = FIGURES[limit.kind].format(value=spell(float(value)), action=level)
    return f"{words.capitalize()} {text}" if words else text
