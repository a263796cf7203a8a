"""Everything read of mice up to a session: of its day as rows, before as plain values.

A study has thousands of earlier values; only those of the day become objects.
"""

import operator
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import BigAutoField, DateField, DateTimeField
from django.db.models.functions import Coalesce

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

    def has_today(self, mouse):
        """Whether anything of a mouse was looked at on the day."""
        of_mouse = [read.today.get(mouse.pk) for read in (self.weights, self.signs)]
        readings = self.readings.today
        return any(of_mouse) or any(readings.get(one.pk) for one in mouse.own_tumors)


def rows_until(session):
    """Everything up to a session, of all its mice, as it comes from the database.

    [{key: rows}] of the readings by tumor, the weights and the signs by mouse, with
    all that is shown of them: two that are equal make equal `Reads`. Three queries.
    """
    known = {"study": session.study_id, "held_on": session.held_on}
    return [_by_key(kind, kind.of_study.raw(**known)) for kind in KINDS]


def made(session, found):
    """The `Reads` of such rows. No query."""
    return Reads(
        *(_made(kind, session, rows) for kind, rows in zip(KINDS, found, strict=True))
    )


def readers(session, found):
    """[(tumor, name of the person, volume in mm3)] of the readings of the day."""
    return [
        (row[READINGS.place], _name(*row[READINGS.person_at :]), row[READINGS.volume])
        for row in READINGS.of_day(found[0].values(), session)
        if row[READINGS.person_at] is not None
    ]


def _name(pk, first, last, user_name):
    return f"{first} {last}".strip() or user_name


def _by_key(kind, rows):
    found = {}
    for row in rows:
        found.setdefault(row[kind.place], []).append(row)
    return found


def _made(kind, session, by_key):
    """Of the days before, numbers stay as the driver has them."""
    today = kind.of_day(by_key.values(), session)
    before = kind.of_day(by_key.values(), session, is_of=operator.ne)
    wanted = kind.of_study.converted(before, kind.times)
    return _read(kind, session, kind.of_study.converted(today) + wanted)


def reads_until(session):
    """The `Reads` of all mice up to a session. Three queries."""
    return made(session, rows_until(session))


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
        self.place, self.day_at = self.names.index(self.key), len(self.names)
        self.person_at = self.day_at + 1
        values = [self.names.index(name) for name in self.earlier._fields[1:]]
        self.kept = [self.day_at, *values]
        fields = self.model._meta.concrete_fields
        self.times = [at for at in values if isinstance(fields[at], DateTimeField)]
        self.columns = [_late(field) for field in fields]
        self.of_mouse = Prepared(
            lambda mouse, held_on: self.rows(
                session__held_on__lte=held_on, **{self.mouse: mouse}
            ),
            mouse=BigAutoField(),
            held_on=DateField(),
        )
        self.of_study = Prepared(
            lambda study, held_on: self.rows(
                session__held_on__lte=held_on, session__study=study
            ),
            study=BigAutoField(),
            held_on=DateField(),
        )

    @property
    def volume(self):
        return self.names.index("volume_mm3")

    def of_day(self, lists, session, is_of=operator.eq):
        """The raw rows of the day, of lists of them."""
        day, at = session.held_on, self.day_at
        return [row for rows in lists for row in rows if is_of(row[at], day)]

    def rows(self, **which):
        """Tuples: the fields, the day, and the key and the names of the person."""
        person = [f"{self.person}__{name}" for name in PERSON_NAMES]
        rows = self.model.objects.filter(**which).order_by("session__held_on", "pk")
        return rows.values_list(
            *self.columns, "session__held_on", f"{self.person}_id", *person
        )


def _late(field):
    """A column; an instant stays text until somebody wants it, as SQLite keeps it.

    The driver reads a column of instants at once, one by one, and an expression never.
    """
    name = field.attname
    return Coalesce(name, name) if isinstance(field, DateTimeField) else name


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
    kept, place, day_at = operator.itemgetter(*kind.kept), kind.place, kind.day_at
    today, before = defaultdict(list), defaultdict(list)
    for row in rows:
        if row[day_at] == session.held_on:
            today[row[place]].append(_row(kind, session, row))
        else:
            before[row[place]].append(kind.earlier._make(kept(row)))
    for rows in before.values():
        rows.reverse()
    return Read(today, before)


def _row(kind, session, row):
    found = kind.model.from_db(session._state.db, kind.names, row[: kind.day_at])
    found.session = session
    pk, first, last, user_name = row[kind.person_at :]
    found.read_by = pk and get_user_model()(
        pk=pk, first_name=first, last_name=last, username=user_name
    )
    return found
