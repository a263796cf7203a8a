"""What is said under the rows of a mouse: the limits that its values meet."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.analysis.endpoints.words import OF_SIGNS, OF_SIZE
from xenograft.analysis.volume import NOT_DONE, NOTICE, WARN
from xenograft.measurement.limits import LEVELS, Note, limit_notes
from xenograft.measurement.welfare import loaded
from xenograft.templatetags.xenograft import longdate, volume


class State(NamedTuple):
    """A mouse against one limit, in the words of `evaluate`; days as dates or None."""

    kind: str
    basis: str
    action_level: float
    duration_hours: float
    value: float | None
    note: str
    date: object
    last_state: str
    days_to_level: float | None
    expected_on: object
    gross_pct: float | None = None
    net_pct: float | None = None
    hold_level: float | None = None


def states_of(mice, session, reads, limits):
    """{mouse key: [Standing]} of mice as a session knows them. No query.

    Today they stand as of now, in a session of a day gone by as of its evening.
    """
    now = endpoints.moment(_as_of(session, reads.signs))
    there = loaded.known_mice(mice, session, reads, now)
    rules = {session.study_id: loaded.rules_of(limits)}
    return endpoints.judged_by_values(there, rules, now)


def state_of(one):
    """The `State` of a `Standing`."""
    rule, value = one.rule, one.value
    return State(
        *(rule.kind, rule.basis, rule.action_level, rule.duration_hours),
        *(value.value, value.note, endpoints.date_of(value.day), one.last_state),
        *(one.days_to_level, endpoints.date_of(one.expected_day)),
        *(value.gross_pct, value.net_pct, rule.hold_level),
    )


def _as_of(session, signs):
    now = timezone.localtime()
    if session.held_on != now.date():
        evening = dt.datetime.combine(session.held_on, dt.time.max)
        return timezone.make_aware(evening)
    # The clock of a device may be ahead.
    seen = [one.observed_at for rows in signs.today.values() for one in rows]
    of_today = [at for at in seen if timezone.localdate(at) == session.held_on]
    return timezone.localtime(max([now, *of_today]))


def mouse_notes(states, session, read, weight):
    """Notes of the limits that what was looked at of a mouse on the day meets.

    `states` are as from `states_of`; `read` are its readings of the day, `weight`
    the weight of the day or None.
    """
    # Of ten limits a mouse usually meets none, and most rows have nothing to say.
    states = [state_of(one) for one in states if _may_speak(one)]
    has_size = any(one.state != NOT_DONE for one in read)
    looked_at = {
        **dict.fromkeys(OF_SIZE, has_size),
        "BURDEN": has_size or weight is not None,
        "WEIGHT_LOSS": weight is not None,
    }
    notes = limit_notes(
        row
        for row in states
        if looked_at.get(row.kind, row.kind in OF_SIGNS and _is_of(row, session))
    )
    if has_size and not any(note.kind == "VOLUME" for note in notes):
        notes += _expected(states, session.study.measure_every_max_days)
    return notes


def _may_speak(standing):
    return standing.last_state in LEVELS or standing.days_to_level is not None


def _is_of(row, session):
    return row.date == session.held_on


def _expected(states, interval_days):
    """The volume limit that the present growth meets before the next session."""
    of_volume = [row for row in states if (row.kind, row.basis) == ("VOLUME", "SUM")]
    first = min(of_volume, key=lambda row: row.action_level, default=None)
    days = first and first.days_to_level
    if days is None or days > interval_days:
        return []
    level, on = volume(first.action_level), first.expected_on
    text = f"At its present growth {level} mm³ on {longdate(on)}."
    return [Note(WARN, "Limit expected before the next session.", text, "VOLUME")]


def ulcer_notes(signs):
    """What is told of the ulcer of the day, or the request to tell it."""
    graded = [one for one in signs if one.sign == "ULCERATION"]
    last = graded[-1] if graded else None
    if last is None or not last.is_ulcer:
        return []
    text = last.description or "Tell its size, whether it is wet, and add a photo."
    return [
        Note(NOTICE, f"Ulceration grade {float(last.grade):g}.", text, "ULCER", last.pk)
    ]


def weight_change_percent(weight, baseline_g):
    """Change of gross body weight since day 0, in %; None without both weights."""
    if weight is None or baseline_g is None:
        return None
    return 100 * (float(weight.weight_g) / float(baseline_g) - 1)
