"""A limit that is reached in a session is told as the value is saved."""

import json
import uuid

import pytest
from django.core import mail
from django.utils import timezone

from tests import builders
from xenograft.endpoint import actions
from xenograft.endpoint.models import Alert, AlertMessage


@pytest.fixture
def held(study, people):
    for role in ("director", "welfare_officer"):
        people[role].email = f"{role}@example.org"
        people[role].save()
    builders.limits(study)
    builders.tumor(builders.mouse(study, 7), implanted_on=None)
    return study.sessions.create(held_on=timezone.localdate())


@pytest.fixture
def put(measurer, held):
    tumor = f"{held.study.mice.get().tumors.get().pk}"

    def send(length, width, base=""):
        size = {"tumor": tumor, "l": length, "w": width, "state": "MEASURED"}
        row = {"write_id": str(uuid.uuid4()), "person": "measurer"}
        return measurer.put(
            f"/api/studies/OVX-014/sessions/{held.held_on}/rows/7/",
            json.dumps(row | {"tumor": size | {"base": base}}),
            content_type="application/json",
        ).json()["row"]

    return send


def test_the_director_and_the_welfare_officer_are_told_and_the_row_says_so(put):
    row = put("17.0", "14.5")
    told = AlertMessage.objects.values_list("person__username", flat=True)
    assert sorted(told) == ["director", "welfare_officer"]
    assert sorted(one.to[0] for one in mail.outbox) == [
        "director@example.org",
        "welfare_officer@example.org",
    ]
    reached = next(note for note in row["notes"] if note["level"] == "error")
    assert (
        "Set the mouse aside. director and welfare_officer were told at"
        in (reached["text"])
    )


def test_a_corrected_value_tells_nobody_a_second_time(put):
    base = put("17.0", "14.5")["tumors"][0]["base"]
    put("17.1", "14.5", base)
    assert (Alert.objects.count(), len(mail.outbox)) == (1, 2)


def test_below_the_limit_nobody_is_told(put):
    row = put("9.0", "8.0")
    assert (row["notes"], Alert.objects.count(), mail.outbox) == ([], 0, [])


def test_the_plain_form_tells_too(measurer, held):
    tumor = held.study.mice.get().tumors.get().pk
    page = f"/studies/OVX-014/sessions/{held.held_on}/"
    measurer.post(page, {f"l-{tumor}": "17.0", f"w-{tumor}": "14.5"})
    assert Alert.objects.count() == 1


def test_a_value_is_saved_though_nobody_can_be_told(put, held, monkeypatch):
    def fails(**_):
        raise RuntimeError("The check is broken.")

    monkeypatch.setattr(actions, "check", fails)
    row = put("17.0", "14.5")
    assert "were told" not in json.dumps(row)
    assert held.caliper_measurements.count() == 1
