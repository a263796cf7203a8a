"""Frames of what a session has loaded already: rows are saved every few seconds."""

import datetime as dt

import numpy as np
import pandas as pd
from django.utils import timezone

from xenograft.measurement.welfare.frames.stored import LIMIT_FIELDS

READING = {
    "mouse": "int64",
    "tumor": "int64",
    "date": "datetime64[s]",
    "state": object,
    "length_mm": float,
    "width_mm": float,
    "volume_mm3": float,
}
WEIGHT = {"mouse": "int64", "date": "datetime64[s]", "weight_g": float}
SIGN = {
    "mouse": "int64",
    "date": "datetime64[s]",
    "observed_at": "datetime64[us]",
    "sign": object,
    "grade": float,
}
MOUSE = {
    "mouse": "int64",
    "study": "int64",
    "day_zero": "datetime64[s]",
    "implanted_on": "datetime64[s]",
    "left_on": "datetime64[s]",
    "interval_days": "int64",
}
LIMIT = dict.fromkeys(["warning_level", "hold_level", "action_level"], float)


def of_session(mice, session, reads, limits):
    """The frames of `evaluate` for the mice of a session. No query.

    `mice` have their day_zero and tumors, `reads` is a `Reads` and `limits` are rows.
    The values are those up to the day of the session, whenever they were written down.
    """
    found = [
        (MOUSE, [_mouse(one, session) for one in mice]),
        (READING, _readings(mice, session, reads.readings)),
        (WEIGHT, _weights(mice, session, reads.weights)),
        (SIGN, _signs(mice, session, reads.signs)),
        (
            dict.fromkeys(LIMIT_FIELDS, object) | {"study": "int64"} | LIMIT,
            [[getattr(one, name) for name in LIMIT_FIELDS.values()] for one in limits],
        ),
    ]
    known, *values = [_frame(rows, types) for types, rows in found]
    return known.set_index("mouse"), *values


def _frame(rows, types):
    columns = zip(*rows, strict=True) if rows else [()] * len(types)
    made = {
        name: np.array(column, dtype=kind)
        for (name, kind), column in zip(types.items(), columns, strict=True)
    }
    return pd.DataFrame(made)


def _mouse(mouse, session):
    implants = [tumor.implanted_on for tumor in mouse.tumors.all()]
    implanted_on = min(filter(None, implants), default=None)
    interval_days = session.study.measure_every_max_days
    told = mouse.day_zero, implanted_on, None, interval_days
    return mouse.pk, session.study_id, *told


def _readings(mice, session, read):
    return [
        (
            mouse.pk,
            tumor.pk,
            day,
            *(one.state, one.length_mm, one.width_mm, one.volume_mm3),
        )
        for mouse in mice
        for tumor in mouse.tumors.all()
        for day, one in _in_time(read, tumor.pk, session)
    ]


def _weights(mice, session, read):
    return [
        (mouse.pk, day, one.weight_g)
        for mouse in mice
        for day, one in _in_time(read, mouse.pk, session)
    ]


def _signs(mice, session, read):
    return [
        (mouse.pk, day, _seen_at(one, day), one.sign, one.grade)
        for mouse in mice
        for day, one in _in_time(read, mouse.pk, session)
    ]


def _in_time(read, key, session):
    """(day, what was read) of a mouse or tumor, the oldest first."""
    before = [(one.held_on, one) for one in read.before.get(key, [])[::-1]]
    return before + [(session.held_on, one) for one in read.today.get(key, [])]


def _seen_at(sign, day):
    """When a sign was seen, in UTC; noon of its day where it was told on another."""
    at = timezone.localtime(sign.observed_at)
    if at.date() != day:
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    return at.astimezone(dt.UTC).replace(tzinfo=None)
