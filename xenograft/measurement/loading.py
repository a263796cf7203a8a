"""Everything read of mice up to a session: of its day as rows, before as plain values.

A study has thousands of earlier values; only those of the day become objects.
"""

from collections import defaultdict
from typing import NamedTuple

from django.contrib.auth import get_user_model

from xenograft.measurement.earlier import Earlier
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign


class EarlierWeight(NamedTuple):
    held_on: object
    weight_g: object


class EarlierSign(NamedTuple):
    held_on: object
    observed_at: object
    sign: str
    grade: object


class Read(NamedTuple):
    """{key: rows of the day, the oldest first} and {key: earlier, the newest first}."""

    today: dict
    before: dict


class Reads(NamedTuple):
    """What was read of some mice: readings by tumor, weights and signs by mouse."""

    readings: Read
    weights: Read
    signs: Read


def reads_until(session, mice=None):
    """Everything up to a session, of all its mice or of some. Three queries."""
    if mice is None:
        return Reads(
            readings_until(session), weights_until(session), signs_until(session)
        )
    keys = [mouse.pk for mouse in mice]
    return Reads(
        readings_until(session, tumor__mouse__in=keys),
        weights_until(session, mouse__in=keys),
        signs_until(session, mouse__in=keys),
    )


def readings_until(session, **which):
    """The readings of tumors, by tumor. One query."""
    fields = [f"{name}" for name in Earlier._fields[1:]]
    return _read(
        CaliperMeasurement, session, "tumor_id", "measured_by", Earlier, fields, which
    )


def weights_until(session, **which):
    """The body weights, by mouse. One query."""
    return _read(
        BodyWeight,
        session,
        "mouse_id",
        "weighed_by",
        EarlierWeight,
        ["weight_g"],
        which,
    )


def signs_until(session, **which):
    """The clinical signs, by mouse. One query."""
    fields = ["observed_at", "sign", "grade"]
    return _read(
        ClinicalSign, session, "mouse_id", "observed_by", EarlierSign, fields, which
    )


def _read(model, session, key, person, kind, fields, which):
    names = [field.attname for field in model._meta.concrete_fields]
    place = names.index(key)
    wanted = [names.index(name) for name in fields]
    today, before = defaultdict(list), defaultdict(list)
    for values, held_on, who in _rows(model, session, names, person, which):
        if held_on == session.held_on:
            today[values[place]].append(_row(model, session, names, values, who))
        else:
            before[values[place]].append(kind(held_on, *(values[i] for i in wanted)))
    for rows in before.values():
        rows.reverse()
    return Read(today, before)


def _rows(model, session, names, person, which):
    rows = model.objects.of_study(session.study_id).filter(**which)
    rows = rows.filter(session__held_on__lte=session.held_on)
    people = [f"{person}__{name}" for name in ("first_name", "last_name", "username")]
    found = rows.order_by("session__held_on", "pk").values_list(
        *names, "session__held_on", f"{person}_id", *people
    )
    for row in found:
        yield row[: len(names)], row[len(names)], row[len(names) + 1 :]


def _row(model, session, names, values, who):
    row = model.from_db(session._state.db, names, values)
    row.session = session
    pk, first, last, user_name = who
    row.read_by = pk and get_user_model()(
        pk=pk, first_name=first, last_name=last, username=user_name
    )
    return row
