"""What the measuring page needs beside its rows: keys, drawings, addresses."""

from django.urls import reverse

from xenograft.measurement.actions.reasons import asks_why, reopening
from xenograft.measurement.limits import WORDS
from xenograft.measurement.state import endpoint_url
from xenograft.measurement.telling import say_who_was_told
from xenograft.study.models.bench_rules import rules_of

# Command, words of the button, its key, and its line in the list of all keys.
COMMANDS = [
    ("s", "Swap L, W", "S", "swap L and W"),
    (
        "r",
        "Measure again",
        "R",
        "measure again; the first reading is kept",
    ),
    ("k", "Keep", "K", "keep as typed"),
    ("0", "Not palpable", "0", ""),
    ("x", "Not measured", "X", "not measured, then the reason 1 to 7"),
    ("u", "Ulceration", "U", "ulceration 0, 1, 2, 3"),
    ("b", "Body condition", "B", "body condition, then 1 to 5"),
    ("p", "Posture", "P", "hunched posture 0, 1, 2, 3"),
    ("n", "Note", "N", "a note for the mouse"),
    ("e", "Endpoint", "E", "record an endpoint"),
    ("g", "Go to", "G", "go to a mouse by number or tag"),
    ("esc", "Undo", "Esc", "put the old value back; in an untouched field, leave"),
    ("?", "Keys", "?", "this list"),
]
ICONS = {
    "check": "check",
    "sync": "refresh-cw",
    "queue": "upload",
    "stop": "octagon-alert",
    "warn": "triangle-alert",
    "info": "info",
    "conflict": "arrow-left-right",
    "note": "sticky-note",
    "erase": "delete",
}


# What the page can tell by itself while nobody answers.
TOLD_OFFLINE = {
    "VOLUME": "SUM",
    "DIAMETER": "LONGEST",
    "WEIGHT_LOSS": "BASELINE",
    "BODY_CONDITION": "SCORE",
    "ULCERATION": "GRADE",
}


def _limits(limits):
    """[{kind, level, words}] of the limits that hold at once, for a page offline."""
    return [
        {
            "kind": limit.kind,
            "level": float(limit.action_level),
            "words": WORDS[limit.kind],
        }
        for limit in limits
        if TOLD_OFFLINE.get(limit.kind) == limit.basis and not limit.duration_hours
    ]


def _call(rules):
    """Whom to call when a limit is reached and the page cannot tell anybody."""
    known = [rules.call_name or "the study director", rules.call_telephone]
    return " ".join(known) if rules.call_telephone else ""


def state_url(study, session):
    return reverse("measurement:api-session", args=[study.code, session.held_on])


def rows_url(study, session):
    """What the number of a mouse is put behind to write its row."""
    return f"{state_url(study, session)}rows/"


def bench_context(study, session, page):
    """The context of the page beside its mice: addresses, commands and state."""
    return {
        "state_url": state_url(study, session),
        "endpoint_url": endpoint_url(study, 0),
        "commands": COMMANDS,
        "icons": ICONS,
        "state": {
            "rows": say_who_was_told(study, page.states),
            "limits": _limits(page.limits),
            "call": _call(rules_of(study)),
            "asks_why": asks_why(session),
            "is_reopened": bool(reopening(session)),
        },
    }
