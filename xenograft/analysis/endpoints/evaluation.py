"""The state of every mouse against every limit at one moment."""

import math

import numpy as np
import pandas as pd

from xenograft.analysis.endpoints.known import (
    NO_DATE,
    daily_volumes,
    known_mice,
    moment,
    readings_by_mouse,
)
from xenograft.analysis.endpoints.one_mouse import (
    Rule,
    by_values,
    dues_of,
    standings,
)
from xenograft.analysis.endpoints.words import APPROACHING, BASES, REACHED

LEVELS = ["warning_level", "hold_level", "action_level", "duration_hours"]
# The order of the rows: by kind and basis, then by mouse.
PLACES = {
    (kind, basis): place
    for place, (kind, basis) in enumerate(
        (kind, code) for kind, bases in BASES.items() for code, _ in bases
    )
}


def evaluate(mice, readings, weights, signs, limits, at):
    """Where each mouse stands against each limit of its study at the moment `at`.

    `mice`, indexed by mouse: study, day_zero, implanted_on and left_on (dates or
    missing), interval_days (the longest time between two measurements), and
    is_watched (daily checks were asked for) and normal (usual weights of its age, from
    `normal_points`) where known. `readings`: mouse, tumor,
    date, measured_at, state, length_mm, width_mm, volume_mm3. `weights`: mouse, date,
    weight_g. `signs`: mouse, date, observed_at, sign, grade. Each in order of time.
    `limits`: study, limit (key), version, kind, basis, purpose, warning_level,
    hold_level (from which nothing is dosed), action_level, duration_hours (missing or
    0 where it does not matter). `at` is a moment in the time zone of the lab; later
    values are not looked at.

    Returns one row per mouse and limit: the columns of the limit with mouse, value,
    date (of the value), note, gross_pct and net_pct (of a weight loss, in percent),
    hours and reaches_at (of an ulceration: how long it has had the grade, and when
    that is long enough), days_to_level (of a volume: days from the last one to the
    action level at its present rate), expected_on (that date, within a month), due_on,
    holds_dosing, last_state (by the last values) and state: REACHED, APPROACHING,
    CLEAR or UNKNOWN. why is what is missing, one of `REASONS_UNKNOWN` or empty; it
    also stands beside a limit that is reached already.

    All masses of a mouse count. A weight loss is the worse of the loss with and
    without the tumor. A limit reached stays so until a newer value says otherwise;
    any other state becomes unknown when the value is not renewed in time. A sign that
    nobody wrote down at a mouse looked at in time was not there. Limits that have not
    begun, of weight and duration before day zero, give no row; nor do mice that left
    before the day. DOMAIN 4.2 to 4.6; what a policy must set is in `limits`.
    """
    now = moment(at)
    there = known_mice(mice, readings, weights, signs, now)
    found = judged(there, _rules_by_study(limits), now)
    rows = [(mouse, one) for mouse, own in found.items() for one in own]
    rows.sort(key=lambda row: _place(row[1].rule))
    return _frame(rows, limits, mice.index.dtype)


def judged(there, rules, now):
    """{mouse: [Standing]} of `evaluate`, for [Known] and {study: [Rule]}, no frames.

    Those of a mouse are in the order of the kinds and bases.
    """
    felt, rules = _felt_studies(there), _in_order(rules)
    return {
        known.mouse: standings(
            known, rules.get(known.study, []), known.study in felt, now
        )
        for known in there
    }


def judged_by_values(there, rules, now):
    """The same without what depends on when mice are due: due_day, why and state."""
    rules = _in_order(rules)
    return {one.mouse: by_values(one, rules.get(one.study, []), now) for one in there}


def _in_order(rules):
    return {study: sorted(own, key=_place) for study, own in rules.items()}


def _place(rule):
    return PLACES[rule.kind, rule.basis]


def _rules_by_study(limits):
    columns = [limits[name].tolist() for name in ("kind", "basis")]
    columns += [_numbers(limits[name]) for name in LEVELS]
    rows = enumerate(zip(limits["study"].tolist(), *columns, strict=True))
    found = {}
    for place, (study, *told) in rows:
        found.setdefault(study, []).append(Rule(place, *told))
    return found


def _numbers(column):
    numbers = column.astype(float).tolist()
    return [None if math.isnan(number) else number for number in numbers]


def _felt_studies(there):
    """Studies in which a tumor was felt, whatever became of it. DOMAIN 4.6."""
    return {known.study for known in there if known.looks.was_palpable}


def _frame(rows, limits, key_type):
    told, values = [one for _, one in rows], [one.value for _, one in rows]
    places = np.array([one.rule.place for one in told], dtype=int)
    of_limit = {name: limits[name].array.take(places) for name in limits}
    return pd.DataFrame(
        {"mouse": pd.array([mouse for mouse, _ in rows], dtype=key_type)}
        | of_limit
        | {
            "value": _floats(value.value for value in values),
            "date": _dates(value.day for value in values),
            "note": [value.note for value in values],
            "gross_pct": _floats(value.gross_pct for value in values),
            "net_pct": _floats(value.net_pct for value in values),
            "hours": _floats(one.hours for one in told),
            "reaches_at": _instants(one.reaches_at for one in told),
            "days_to_level": _floats(one.days_to_level for one in told),
            "expected_on": _dates(one.expected_day for one in told),
            "last_state": [one.last_state for one in told],
            "due_on": _dates(one.due_day for one in told),
            "why": [one.why for one in told],
            "state": [one.state for one in told],
            "holds_dosing": np.array([one.holds_dosing for one in told], dtype=bool),
        }
    )


def _floats(values):
    return np.array([np.nan if v is None else v for v in values], dtype=float)


def _dates(days):
    known = [NO_DATE if day is None else day for day in days]
    return np.array(known, dtype="datetime64[D]").astype("datetime64[s]")


def _instants(microseconds):
    known = [NO_DATE if at is None else int(at) for at in microseconds]
    return pd.DatetimeIndex(np.array(known, dtype="datetime64[us]"), tz="UTC")


def due_dates(mice, readings, weights, signs, rows):
    """When each mouse is measured_due, weighed_due and seen_due (dates).

    Beside them last_on and weighed_on, the last of each, indexed by mouse. Frames as
    for `evaluate`, whose answer `rows` is: a mouse near a limit, or of which daily
    checks are asked, is due every day.
    """
    near = rows[rows["last_state"].isin([REACHED, APPROACHING])]
    near = set(near.loc[near["kind"] != "DURATION", "mouse"])
    # The nearest of the volume limits of a mouse is the one with the fewest days.
    days = rows.groupby("mouse")["days_to_level"].min().dropna().to_dict()
    there = known_mice(mice.assign(left_on=pd.NaT), readings, weights, signs)
    felt, found = _felt_studies(there), []
    for known in there:
        looks, is_felt = known.looks, known.study in felt
        to_level = days.get(known.mouse)
        dues = dues_of(known, looks, is_felt, known.mouse in near, to_level)
        found.append((looks.last_day, looks.weighed_day, *dues))
    names = ["last_on", "weighed_on", "measured_due", "weighed_due", "seen_due"]
    columns = zip(*found, strict=True) if found else [()] * len(names)
    dates = {name: _dates(days) for name, days in zip(names, columns, strict=True)}
    return pd.DataFrame(dates, index=mice.index)


def daily_burden(readings):
    """Volume of each mouse on each date, masses summed: mouse, date, volume_mm3.

    The last reading of a mass on a date counts. is_lower_bound where a mass of the
    mouse has no volume on that date.
    """
    rows = [
        (mouse, *day)
        for mouse, own in readings_by_mouse(readings).items()
        for day in daily_volumes(own)
    ]
    mice, days, volumes, bounds = zip(*rows, strict=True) if rows else [()] * 4
    return pd.DataFrame(
        {
            "mouse": pd.array(mice, dtype=readings["mouse"].dtype),
            "date": _dates(days),
            "volume_mm3": _floats(volumes),
            "is_lower_bound": np.array(bounds, dtype=bool),
        }
    )


def trend_points(readings):
    """mouse, date, day and volume_mm3 of the dates on which every mass was read."""
    found = daily_burden(readings)
    found = found[~found["is_lower_bound"]]
    return found.assign(day=(found["date"] - pd.Timestamp(0)).dt.days)
