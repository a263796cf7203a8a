"""A value against the levels of a limit, and the worst of several."""

from xenograft.analysis.endpoints.words import (
    APPROACHING,
    CLEAR,
    FALLING,
    ORDER,
    REACHED,
    UNKNOWN,
)


def level_state(
    kind, value, warning_level, action_level, duration_hours=None, hours=None
):
    """Where a value stands against one limit: a state of `words`.

    All in the unit of the kind. REACHED at or past the action level, APPROACHING at
    or past the warning level (None without one), UNKNOWN where the value is None,
    else CLEAR. A body condition is reached below its action level and approaches at
    its warning level. A level with `duration_hours` is reached when the value has
    been at it for more `hours`, and approaches until then. DOMAIN 4.2.
    """
    if value is None:
        return UNKNOWN
    falls = kind in FALLING
    is_past = value < action_level if falls else value >= action_level
    if is_past:
        has_lasted = not duration_hours or (hours or 0) > duration_hours
        return REACHED if has_lasted else APPROACHING
    if warning_level is None:
        return CLEAR
    is_near = value <= warning_level if falls else value >= warning_level
    return APPROACHING if is_near else CLEAR


def worst_per_sign(states):
    """One row per mouse and sign of `evaluate`: the worst, humane before study."""
    rank = states["state"].map(ORDER.index)
    ranked = states.assign(rank=rank, is_study=states["purpose"] == "STUDY")
    ranked = ranked.sort_values(["rank", "is_study"], kind="stable")
    worst = ranked.drop_duplicates(["mouse", "kind"]).sort_index()
    return worst.drop(columns=["rank", "is_study"])


def worst_per_mouse(states):
    """The state of each mouse, the worst of its rows: a Series indexed by mouse.

    Reached before unknown, unknown before approaching. The planned end of the
    treatment comes to all mice of a study and speaks for none.
    """
    rows = states[states["kind"] != "DURATION"]
    rank = rows["state"].map(ORDER.index).groupby(rows["mouse"]).min()
    return rank.map(lambda place: ORDER[place]).rename("state")
