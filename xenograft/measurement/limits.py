"""What is said under a row of the limits that a mouse reaches or approaches."""

import math
from dataclasses import dataclass

from xenograft.analysis.endpoints import APPROACHING, BASES, REACHED, unusual_basis
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
    "BURDEN": "{value}% {basis}; the limit is {action}%.",
    "BODY_CONDITION": "Condition {value}; the limit is below {action}.",
    "ULCERATION": "Grade {value}; the limit is {action}.",
    "SIGNS": "Signs {value}; the limit is {action}.",
}


def _sum_of_signs(value):
    return "moribund" if math.isinf(value) else f"{value:g}"


def _share_of_weight(value):
    return "over 100" if math.isinf(value) else grams(value)


LEVELS = {REACHED: ERROR, APPROACHING: WARN}
SPELLED = {
    "VOLUME": volume,
    "WEIGHT_LOSS": grams,
    "BURDEN": _share_of_weight,
    "SIGNS": _sum_of_signs,
}


@dataclass(frozen=True)
class Note:
    """A sentence under a row: `level` is error, warn or notice."""

    level: str
    head: str
    text: str
    kind: str = ""
    # Of an ulcer its key, by which it is described.
    ulcer: int | None = None
    # The mouse is not dosed any more, of which people are told.
    holds: bool = False


def limit_notes(rows):
    """A Note for each kind of limit that rows of `evaluate` reach or approach.

    Of several limits of a kind the highest that is reached speaks, else the first that
    is near.
    """
    found = {}
    for row in sorted(rows, key=lambda row: row.action_level):
        level = LEVELS.get(row.last_state)
        if level == ERROR or (level == WARN and row.kind not in found):
            found[row.kind] = (level, row)
    return [_note(level, row) for level, row in found.values()]


def _note(level, row):
    name, figures = WORDS[row.kind], _figures(row)
    if level == WARN:
        hold = _hold_of(row)
        text, is_held = f"{figures}{hold}", bool(hold)
        return Note(level, f"Approaching the {name}.", text, row.kind, holds=is_held)
    head = f"{name[0].upper()}{name[1:]} reached."
    return Note(level, head, f"{figures} Set the mouse aside.", row.kind)


def _hold_of(row):
    """What a weight loss from the level of the hold on says."""
    if row.hold_level is None or row.value < row.hold_level:
        return ""
    level = f"{float(row.hold_level):g}%"
    return f" From {level} on nothing is dosed: let the veterinarian see the mouse."


def _figures(row):
    """The value against its limit, and what it is where that is not the usual."""
    other = unusual_basis(row.kind, row.basis)
    is_told = row.kind in ("BURDEN", "SIGNS") or not other
    told = _against(row)
    return told if is_told else f"{other[0].upper()}{other[1:]}: {told}"


def _against(row):
    spell = SPELLED.get(row.kind, "{:g}".format)
    action = float(row.action_level)
    level = volume(action) if row.kind == "VOLUME" else f"{action:g}"
    if row.duration_hours:
        level += f" for more than {row.duration_hours:g} h"
    value = spell(float(row.value))
    if row.kind == "WEIGHT_LOSS" and row.net_pct is not None:
        return f"{_both_losses(row)}; the limit is {level}%."
    basis = dict(BASES[row.kind])[row.basis]
    text = FIGURES[row.kind].format(value=value, action=level, basis=basis)
    return f"{row.note.capitalize()} {text}" if row.note else text


def _both_losses(row):
    """A weight loss with and without the tumor, the worse first."""
    with_it, without = grams(row.gross_pct), grams(row.net_pct)
    if row.net_pct > row.gross_pct:
        return f"{without}% lost without the tumor, {with_it}% with it"
    return f"{with_it}% lost with the tumor, {without}% without it"
