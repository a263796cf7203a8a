"""Agents, regimens, doses and what keeps a mouse from them."""

import datetime as dt
import uuid

from tests.builders.days import at, date_of
from tests.builders.studies import person
from xenograft import models


def sent_dose(mouse, day=0, outcome="OPEN", **fields):
    fields.setdefault("parts", {"status": "MISSED", "reason": "refused"})
    fields.setdefault("sent_by", person())
    if outcome != "OPEN":
        fields.setdefault("decided_at", at(day))
    return models.SentDose.objects.create(
        mouse=mouse,
        slot_on=date_of(day),
        outcome=outcome,
        **{"slot_number": 1, "route": "PO", "write_id": uuid.uuid4(), **fields},
    )


def agent(study, name="Defactinib", **fields):
    return models.Agent.objects.create(study=study, name=name, **fields)


def regimen(arm, agent, dose_mg_per_kg=25, **fields):
    fields.setdefault("concentration_mg_per_ml", "2.5")
    return models.Regimen.objects.create(
        arm=arm, agent=agent, dose_mg_per_kg=dose_mg_per_kg, **fields
    )


def dose(mouse, regimen, day=0, slot_number=1, **fields):
    fields.setdefault("status", "GIVEN")
    if fields["status"] in ("MISSED", "WITHHELD"):
        fields = {"amount_mg": 0, "volume_ml": 0, "reason": "reflux", **fields}
    else:
        fields.setdefault("given_at", at(day, 8 if slot_number == 1 else 17))
        fields.setdefault("amount_mg", 0.56)
    return models.Dose.objects.create(
        mouse=mouse,
        regimen=regimen,
        slot_on=date_of(day),
        slot_number=slot_number,
        **fields,
    )


def preparation(arm, label="K-21", day=0, good_days=7, **fields):
    made_on = date_of(day)
    return models.Preparation.objects.create(
        arm=arm,
        label=label,
        made_on=made_on,
        use_by=made_on + dt.timedelta(days=good_days),
        **fields,
    )


def closed_day(study, day=5, reason="Holiday"):
    return models.ClosedDay.objects.create(
        study=study, closed_on=date_of(day), reason=reason
    )


def hold(mouse, reason="Weight loss", **fields):
    fields.setdefault("held_at", at(0, 8))
    return models.Hold.objects.create(mouse=mouse, reason=reason, **fields)
