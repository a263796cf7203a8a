"""Everything read of mice up to a session: of its day as rows, before as plain values.

A study has thousands of earlier values; only those of the day become objects.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import BigAutoField, DateField

from xenograft.measurement.earlier import Earlier
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign
from xenograft.storage.prepared import Prepared


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


def reads_until(session):
    """Everything up to a session, of all its mice. Three queries."""
    return Reads(readings_until(session), weights_until(session), signs_until(session))


def reads_of(session, mouse):
    """The same of one mouse. Three queries, composed once."""
    known = {"mouse": mouse.pk, "held_on": session.held_on}
    found = (_read(kind, session, kind.of_mouse.rows(**known)) for kind in KINDS)
    return Reads(*found)


def readings_until(session, **which):
    """The readings of tumors, by tumor. One query."""
    return _until(READINGS, session, which)


def weights_until(session, **which):
    """The body weights, by mouse. One query."""
    return _until(WEIGHTS, session, which)


def signs_until(session, **which):
    """The clinical signs, by mouse. One query."""
    return _until(SIGNS, session, which)


@dataclass
class _Kind:
    """What is read: the field that it is found by, who read it, what stays of before.

    `mouse` is the way to the mouse.
    """

    model: object
    key: str
    mouse: str
    person: str
    earlier: object

    def __post_init__(self):
        self.names = [field.attname for field in self.model._meta.concrete_fields]
        self.of_mouse = Prepared(
            lambda mouse, held_on: self.rows(
                session__held_on__lte=held_on, **{self.mouse: mouse}
            ),
            mouse=BigAutoField(),
            held_on=DateField(),
        )

    def rows(self, **which):
        """Tuples: the fields, the day, and the key and the names of the person."""
        person = [f"{self.person}__{name}" for name in PERSON_NAMES]
        rows = self.model.objects.filter(**which).order_by("session__held_on", "pk")
        return rows.values_list(
            *self.names, "session__held_on", f"{self.person}_id", *person
        )


PERSON_NAMES = ("first_name", "last_name", "username")
READINGS = _Kind(CaliperMeasurement, "tumor_id", "tumor__mouse", "measured_by", Earlier)
WEIGHTS = _Kind(BodyWeight, "mouse_id", "mouse", "weighed_by", EarlierWeight)
SIGNS = _Kind(ClinicalSign, "mouse_id", "mouse", "observed_by", EarlierSign)
KINDS = (READINGS, WEIGHTS, SIGNS)


def _until(kind, session, which):
    which = {"session__study": session.study_id} | which
    return _read(
        kind, session, kind.rows(session__held_on__lte=session.held_on, **which)
    )


def _read(kind, session, rows):
    names = kind.names
    place = names.index(kind.key)
    wanted = [names.index(name) for name in kind.earlier._fields[1:]]
    today, before = defaultdict(list), defaultdict(list)
    for row in rows:
        values, held_on, who = row[: len(names)], row[len(names)], row[len(names) + 1 :]
        if held_on == session.held_on:
            today[values[place]].append(_row(kind.model, session, names, values, who))
        else:
            earlier = kind.earlier(held_on, *(values[i] for i in wanted))
            before[values[place]].append(earlier)
    for rows in before.values():
        rows.reverse()
    return Read(today, before)


def _row(model, session, names, values, who):
    row = model.from_db(session._state.db, names, values)
    row.session = session
    pk, first, last, user_name = who
    row.read_by = pk and get_user_model()(
        pk=pk, first_name=first, last_name=last, username=user_name
    )
    return row
