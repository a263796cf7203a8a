"""A value against the levels of a limit."""

import numpy as np
import pandas as pd

from xenograft.analysis.endpoints.words import (
    APPROACHING,
    CLEAR,
    FALLING,
    ORDER,
    REACHED,
    UNKNOWN,
)


def limit_states(values, limits):
    """Where each mouse stands against each limit of its study.

    `values` has one row per mouse and sign: study, mouse, kind, value, and any other
    columns, which are kept; with basis where a kind has several, and hours (how long
    an ulceration has had its grade) where limits have duration_hours. `limits` has
    study, kind, purpose, warning_level (may be missing) and action_level, in the unit
    of the sign. Returns one row per mouse and limit with the column state: REACHED at
    or past the action level, APPROACHING at or past the warning level, UNKNOWN where
    the value is missing, else CLEAR. A body condition is reached below its action
    level and approaches at its warning level. A level with duration_hours is reached
    when it has stood for longer, and approaches until then. Signs without a limit are
    left out. DOMAIN 4.2.
    """
    keys = ["study", "kind", *(["basis"] if "basis" in values else [])]
    found = values.merge(limits, on=keys, how="inner")
    return found.assign(state=level_states(found))


def level_states(found):
    """The states of `limit_states` for rows that have their limits beside them."""
    value = found["value"].astype(float)
    action = found["action_level"].astype(float)
    warning = found["warning_level"].astype(float)
    falls = found["kind"].isin(FALLING)
    past = (value < action).where(falls, value >= action)
    near = (value <= warning).where(falls, value >= warning)
    reached = past & _has_lasted(found)
    conditions = [value.isna(), reached, past | near]
    return np.select(conditions, [UNKNOWN, REACHED, APPROACHING], CLEAR)


def _has_lasted(found):
    if "duration_hours" not in found:
        return pd.Series(True, index=found.index)
    needed = found["duration_hours"].astype(float)
    return ~(needed > 0) | (found["hours"].astype(float) > needed)


def worst_per_sign(states):
    """One row per mouse and sign of `limit_states`: the worst, humane before study."""
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
