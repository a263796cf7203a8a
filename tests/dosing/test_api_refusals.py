"""Doses that the API does not take, and says why."""

import json
import uuid

import pytest

from tests import builders
from tests.dosing.conftest import TICK
from xenograft.dosing.models import Dose


def test_a_mouse_on_hold_cannot_be_ticked(put, ready):
    builders.hold(ready.mice.get(number=2))
    answer = put()
    assert answer.status_code == 422
    assert "Mark the dose as withheld." in answer.json()["message"]
    assert put(status="WITHHELD", reason="hold", at="").status_code == 200


def test_a_second_dose_within_the_gap_is_refused(put):
    put()
    answer = put(cell="2/2/PO", at="2026-11-03T09:20:00Z")
    assert (answer.status_code, "8 h must lie" in answer.json()["message"]) == (
        422,
        True,
    )


def test_a_dose_of_somebody_else_is_not_taken(client, people, address):
    client.force_login(people["doser"])
    body = {"write_id": f"{uuid.uuid4()}", "person": "other", "dose": TICK}
    answer = client.put(
        f"{address}2/1/PO/", json.dumps(body), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
    assert not Dose.objects.exists()


def test_who_is_signed_out_is_told_so(client, address):
    assert client.get(address).status_code == 401
    assert client.put(f"{address}2/1/PO/").status_code == 401


def test_who_measures_is_refused_in_words(put, people, ready):
    ready.memberships.create(person=people["doser"], role="measurer")
    answer = put()
    assert (answer.status_code, "hidden" in answer.json()["message"]) == (422, True)


@pytest.mark.parametrize("cell", ["99/1/PO", "2/3/PO", "2/1/XX"])
def test_what_is_not_planned_is_refused(put, cell):
    assert put(cell=cell).status_code == 422
    assert not Dose.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", '{"person": "doser"}', '{"person": "doser", "dose": {"at": 1}}']
)
def test_what_cannot_be_read_is_refused_in_words(client, people, address, body):
    client.force_login(people["doser"])
    answer = client.put(f"{address}2/1/PO/", body, content_type="application/json")
    assert answer.status_code == 422
    assert "could not be read" in answer.json()["message"]
