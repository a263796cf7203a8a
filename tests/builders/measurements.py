"""Sessions, and what is measured, weighed, seen and sent in them."""

import datetime as dt
import uuid

from django.utils import timezone

from tests.builders.days import at, date_of
from tests.builders.studies import person
from xenograft import models


def session(study, day=0, is_closed=True, **fields):
    if is_closed:
        fields.setdefault("closed_at", at(day, 12))
    return models.Session.objects.create(study=study, held_on=date_of(day), **fields)


def _nine_of(session):
    return timezone.make_aware(dt.datetime.combine(session.held_on, dt.time(9)))


def measurement(session, tumor, length_mm="6.0", width_mm="6.0", **fields):
    fields.setdefault("measured_at", _nine_of(session))
    return models.CaliperMeasurement.objects.create(
        session=session, tumor=tumor, length_mm=length_mm, width_mm=width_mm, **fields
    )


def weight(session, mouse, weight_g="22.4", **fields):
    fields.setdefault("weighed_at", _nine_of(session))
    return models.BodyWeight.objects.create(
        session=session, mouse=mouse, weight_g=weight_g, **fields
    )


def sign(session, mouse, sign="NORMAL", grade=0, **fields):
    return models.ClinicalSign.objects.create(
        session=session, mouse=mouse, sign=sign, grade=grade, **fields
    )


def sent_row(session, mouse, outcome="SAVED", **fields):
    fields.setdefault("parts", {"weight": {"g": "21.4", "base": ""}})
    fields.setdefault("sent_by", person())
    if outcome not in ("SAVED", "OPEN"):
        fields.setdefault("decided_at", at(0))
    return models.SentRow.objects.create(
        session=session, mouse=mouse, write_id=uuid.uuid4(), outcome=outcome, **fields
    )


def daily_check(cage, day=0, **fields):
    fields.setdefault("checked_at", at(day, 8))
    on = date_of(day)
    return models.DailyCheck.objects.create(cage=cage, checked_on=on, **fields)
