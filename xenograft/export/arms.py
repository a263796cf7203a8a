"""What the names of imported arms say: which is the control, which contain what."""

import re

# What may be said of how imported arms were made up, by the method it is kept as.
ARMS_WERE = {
    "IMPORTED_RANDOM": "Drawn at random elsewhere",
    "DETERMINISTIC_BALANCED": "Dealt by a fixed rule, without a random step",
}
SAY_HOW = "Say how the arms were made up."
LONGEST_STATEMENT = 200

CONTROL_WORDS = {
    "control",
    "controls",
    "ctrl",
    "ctl",
    "mock",
    "pbs",
    "placebo",
    "saline",
    "untreated",
    "veh",
    "vehicle",
}
_JOINS = re.compile(r"\s*[+&/_]\s*|\s+and\s+|\s+plus\s+", re.IGNORECASE)


def control_of(names):
    """The first name that has a word for a control in it, or None."""
    for name in names:
        if CONTROL_WORDS & set(re.findall(r"[a-z]+", name.lower())):
            return name
    return None


def factors_of(names, control):
    """{name: (contains A, contains B)} of a 2 x 2, or {} where names do not say so.

    Four arms are a 2 x 2 when one is the control, two are single agents and the
    last joins just these two by +, &, /, _, "and" or "plus".
    """
    treated = [name for name in names if name != control]
    if control is None or len(treated) != 3:
        return {}
    parts = {name: _parts(name) for name in treated}
    both = [name for name in treated if len(parts[name]) == 2]
    singles = [name for name in treated if name not in both]
    if len(both) != 1 or [name.lower() for name in singles] != _in_order(
        singles, parts[both[0]]
    ):
        return {}
    first, second = singles
    return {
        control: (False, False),
        first: (True, False),
        second: (False, True),
        both[0]: (True, True),
    }


def _parts(name):
    return {part.lower() for part in _JOINS.split(name) if part}


def _in_order(singles, wanted):
    found = [name.lower() for name in singles]
    return found if set(found) == wanted else None
