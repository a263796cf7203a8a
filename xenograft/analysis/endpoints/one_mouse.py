"""One mouse against the limits of its study. Plain values: a row is saved every second.

`evaluation` takes frames apart for this and puts the answers together again.
"""

from typing import NamedTuple

from xenograft.analysis.endpoints import trend
from xenograft.analysis.endpoints.due import (
    measurement_due,
    weighing_due,
)
from xenograft.analysis.endpoints.levels import level_state
from xenograft.analysis.endpoints.values import (
    MICROSECONDS_PER_HOUR,
    in_grade_since,
    newest_masses,
    newest_values,
)
from xenograft.analysis.endpoints.words import (
    APPROACHING,
    CANNOT_MEASURE,
    CLEAR,
    NO_BASELINE,
    NO_REFERENCE,
    NOT_MEASURED,
    NOT_SEEN,
    NOT_WEIGHED,
    OF_SIGNS,
    OF_SIZE,
    REACHED,
    UNKNOWN,
)

# What is further away says nothing, and centuries do not fit into a date.
LONGEST_FORECAST_DAYS = 31


class Rule(NamedTuple):
    """One limit; `place` is its row. Levels are None where there is none."""

    place: int
    kind: str
    basis: str
    warning_level: float | None
    hold_level: float | None
    action_level: float
    duration_hours: float | None


class Dues(NamedTuple):
    """The days on which a mouse is due; None where it is not."""

    measured: int | None
    weighed: int | None
    seen: int | None


class Standing(NamedTuple):
    """A mouse against one `Rule`, as `evaluate` tells it; days as numbers."""

    rule: Rule
    value: object
    hours: float | None
    reaches_at: float | None
    days_to_level: float | None
    expected_day: int | None
    last_state: str
    due_day: int | None
    why: str
    state: str

    @property
    def holds_dosing(self):
        level, value = self.rule.hold_level, self.value.value
        return level is not None and value is not None and value >= level


# What of a `Standing` is known before it is asked when the mouse is due.
TOLD_BY_VALUES = Standing._fields.index("due_day")


def standings(known, rules, is_cohort_palpable, now):
    """The `Standing` of a `Known` against each of the rules that have begun."""
    judged, looks = by_values(known, rules, now), known.looks
    levels = [one.rule.action_level for one in judged if one.rule.kind == "VOLUME"]
    days = trend.days_on_line(known.line, min(levels, default=None))
    dues = dues_of(known, looks, is_cohort_palpable, _is_near(judged), days)
    is_unread = any(mass.is_lower_bound for mass in newest_masses(known.done))
    return [_with_state(one, dues, looks, is_unread, now) for one in judged]


def by_values(known, rules, now):
    """The same by the last values alone, without due_day, why and state.

    A row that is being read shows no more: it is looked at now.
    """
    values = newest_values(known, newest_masses(known.done), now)
    return [
        _judged(rule, values[rule.kind, rule.basis], known, now)
        for rule in rules
        if _has_begun(rule, values[rule.kind, rule.basis], known, now)
    ]


def _has_begun(rule, value, known, now):
    """Limits of weight begin on day zero, those of size with the implant."""
    is_treated = known.day_zero is not None and known.day_zero <= now.day
    if rule.kind in ("WEIGHT_LOSS", "DURATION"):
        return is_treated
    implanted = known.implanted_day
    has_tumor = value.value is not None or (
        implanted is not None and implanted <= now.day
    )
    if rule.kind == "BURDEN":
        return has_tumor and (is_treated or bool(known.weights))
    return has_tumor or rule.kind not in OF_SIZE


def _judged(rule, value, known, now):
    hours = reaches_at = None
    if rule.kind == "ULCERATION" and rule.duration_hours:
        since = in_grade_since(known.signs, rule.action_level)
        if since is not None:
            hours = (now.at - since) / MICROSECONDS_PER_HOUR
            reaches_at = since + rule.duration_hours * MICROSECONDS_PER_HOUR
    levels = rule.warning_level, rule.action_level, rule.duration_hours
    last_state = level_state(rule.kind, value.value, *levels, hours)
    days = expected_day = None
    if rule.kind == "VOLUME":
        days = trend.days_on_line(known.line, rule.action_level)
        expected_day = _expected_day(known.line, days)
    told = rule, value, hours, reaches_at, days, expected_day, last_state
    return Standing(*told, due_day=None, why="", state="")


def _expected_day(line, days):
    is_foreseen = days is not None and days <= LONGEST_FORECAST_DAYS
    return int(line.last_day) + round(days) if is_foreseen else None


def _is_near(judged):
    """Whether a mouse is near one of its limits; the planned end says nothing."""
    return any(
        one.last_state in (REACHED, APPROACHING)
        for one in judged
        if one.rule.kind != "DURATION"
    )


def dues_of(known, looks, is_cohort_palpable, is_near, days_to_level):
    """The `Dues` of a mouse with these `Looks`; near a limit it is due every day."""
    is_daily = is_near or known.is_watched
    measured, seen = (
        measurement_due(
            day,
            known.implanted_day,
            known.interval_days,
            is_near=is_daily,
            is_palpable=looks.is_palpable,
            is_cohort_palpable=is_cohort_palpable,
            days_to_level=days_to_level,
        )
        for day in (looks.last_day, looks.seen_day)
    )
    weighed = weighing_due(
        looks.weighed_day, known.day_zero, known.interval_days, is_daily
    )
    return Dues(measured, weighed, seen)


def _with_state(one, dues, looks, is_unread, now):
    due_day = _due_day(one.rule.kind, dues)
    why = _why_unknown(one, due_day, dues, looks, is_unread, now)
    state = CLEAR if one.last_state == UNKNOWN else one.last_state
    if why and state != REACHED:
        state = UNKNOWN
    return Standing(*one[:TOLD_BY_VALUES], due_day, why, state)


def _due_day(kind, dues):
    if kind == "BURDEN":
        known = [day for day in (dues.measured, dues.weighed) if day is not None]
        return min(known, default=None)
    if kind == "WEIGHT_LOSS":
        return dues.weighed
    if kind in OF_SIGNS:
        return dues.seen
    return dues.measured if kind in OF_SIZE else None


def _why_unknown(one, due_day, dues, looks, is_unread, now):
    """What is missing, of several the first to be mended."""
    kind, of_size = one.rule.kind, one.rule.kind in OF_SIZE
    if of_size and _is_past(dues.measured, now):
        return NOT_MEASURED
    if kind in ("WEIGHT_LOSS", "BURDEN") and _is_past(due_day, now):
        return NOT_WEIGHED
    if kind in OF_SIGNS and _is_past(due_day, now):
        return NOT_SEEN
    if kind == "WEIGHT_LOSS" and one.value.value is None and looks.weighed_day:
        return NO_REFERENCE if one.rule.basis == "AGE" else NO_BASELINE
    return CANNOT_MEASURE if of_size and is_unread else ""


def _is_past(day, now):
    return day is not None and day < now.day
