import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.dosing.models import Dose
from xenograft.study.models import Study


@pytest.fixture
def today(monkeypatch):
    """Now is 09:30 of the study's first dosing day."""
    now = builders.at(0, 9, 30)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now.date()


def dosed(study, mice_per_arm=1, **regimen):
    """Randomized arms with a BID regimen each, weights on day 0, no dose yet."""
    regimen = {"frequency": "BID", "slot_times": "08:00,17:00", **regimen}
    drugs = [
        builders.agent(study, "0.5% MC", is_vehicle=True),
        builders.agent(study, "Defactinib", lot="DF-21"),
        builders.agent(study, "Avutometinib"),
    ]
    plans = [(0, 0), (1, 25), (2, "0.3"), (1, 25)]
    draw = builders.randomization(study)
    held = builders.session(study, 0)
    cages = [builders.cage(study, name) for name in ("C01", "C02")]
    for arm, (drug, dose) in zip(builders.four_arms(study), plans, strict=True):
        builders.regimen(
            arm, drugs[drug], dose, concentration_mg_per_ml=float(dose) / 10, **regimen
        )
        for _ in range(mice_per_arm):
            mouse = builders.mouse(study, cage=cages[arm.position % 2])
            builders.assignment(draw, mouse, arm)
            builders.weight(held, mouse, "22.4")
    return fresh(study)


def fresh(study):
    return Study.objects.with_state().with_header().get(pk=study.pk)


def statuses():
    """What is kept of every dose, the first one first."""
    return list(Dose.objects.order_by("pk").values_list("status", flat=True))


def secrets_of(study):
    """Words that tell the arms: names, agents and doses."""
    arms = set(study.arms.values_list("name", flat=True))
    agents = set(study.agents.values_list("name", flat=True))
    return arms | agents | {"mg/kg", "mg/mL", "DF-21", "Vehicle", "2.5"}


@pytest.fixture
def ready(study, today):
    return dosed(study)


@pytest.fixture
def day():
    """The ISO date of a study day."""
    return lambda number: (builders.DAY_ZERO + dt.timedelta(days=number)).isoformat()


@pytest.fixture
def sheet(ready, day):
    """The address of the sheet of the first dosing day."""
    return reverse("dosing:sheet", args=[ready.code, day(0)])


@pytest.fixture
def doser(as_role):
    return as_role("doser")


TICK = {"status": "GIVEN", "ml": "", "reason": "", "base": ""}


@pytest.fixture
def address(ready, day):
    return reverse("dosing:api-sheet", args=[ready.code, day(0)])


@pytest.fixture
def put(client, people, address):
    """Sends one dose of mouse 2 as `person`, or of another cell."""

    def send(person="doser", cell="2/1/PO", write_id=None, **dose):
        client.force_login(people[person])
        body = {
            "write_id": f"{write_id or uuid.uuid4()}",
            "person": people[person].get_username(),
            "dose": {**TICK, "at": "2026-11-03T09:12:00Z", **dose},
        }
        url = f"{address}{cell}/"
        return client.put(url, json.dumps(body), content_type="application/json")

    return send
