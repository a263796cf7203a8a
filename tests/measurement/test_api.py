"""One row at a time through the API, as a browser sends it."""

import json
import re
import uuid

import pytest
from django.utils import timezone

from tests import builders


@pytest.fixture
def held(study):
    builders.tumor(builders.mouse(study, 7), implanted_on=None)
    return study.sessions.create(held_on=timezone.localdate())


@pytest.fixture
def put(measurer, held):
    address = f"/api/studies/OVX-014/sessions/{held.held_on}/rows/7/"

    def send(person="measurer", **parts):
        body = {"write_id": str(uuid.uuid4()), "person": person, **parts}
        return measurer.put(address, json.dumps(body), content_type="application/json")

    return send


def size(held, **cells):
    tumor = held.study.mice.get(number=7).tumors.get()
    row = {"tumor": f"{tumor.pk}", "base": "", "state": "MEASURED", "reason": ""}
    return row | {"l": "12.4", "w": "10,1"} | cells


def test_the_answer_holds_the_values_and_the_volume_of_the_server(put, held):
    answer = put(tumor=size(held))
    tumor = answer.json()["row"]["tumors"][0]
    assert (tumor["l"], tumor["w"], tumor["volume"]) == ("12.4", "10.1", "632")


def test_the_same_row_twice_is_one_reading(put, held):
    statuses = [put(tumor=size(held)).status_code for _ in range(2)]
    assert (statuses, held.caliper_measurements.count()) == ([200, 200], 1)


def test_another_value_without_having_seen_the_first_changes_nothing(put, held):
    put(tumor=size(held))
    answer = put(tumor=size(held, l="13.0"))
    assert answer.status_code == 409
    assert answer.json()["row"]["tumors"][0]["l"] == "12.4"
    assert [float(row.length_mm) for row in held.caliper_measurements.all()] == [12.4]


def test_a_value_typed_over_one_that_was_seen_is_a_correction(put, held):
    base = put(tumor=size(held)).json()["row"]["tumors"][0]["base"]
    assert put(tumor=size(held, l="13.0", base=base)).status_code == 200
    row = held.caliper_measurements.get()
    assert (float(row.length_mm), row.version) == (13.0, 2)


def test_a_row_of_somebody_else_is_not_taken(put, held):
    answer = put(person="other", tumor=size(held))
    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
    assert held.caliper_measurements.count() == 0


def test_what_cannot_be_read_is_refused_in_words(put, held):
    answer = put(tumor=size(held, l="44"))
    assert (answer.status_code, "44" in answer.json()["message"]) == (422, True)


def test_a_closed_session_takes_nothing(put, held):
    held.closed_at = timezone.now()
    held.save()
    answer = put(tumor=size(held))
    assert (answer.status_code, answer.json()["code"]) == (422, "closed")
    assert held.caliper_measurements.count() == 0


def test_a_row_that_was_saved_before_the_closing_is_answered_as_saved(put, held):
    again = {"write_id": str(uuid.uuid4()), "tumor": size(held)}
    put(**again)
    held.closed_at = timezone.now()
    held.save()
    answer = put(**again)
    assert (answer.status_code, answer.json()["saved"]["tumor"]["l"]) == (200, "12.4")


def test_the_session_says_who_closed_it_and_when(measurer, held, people):
    address = f"/api/studies/OVX-014/sessions/{held.held_on}/"
    assert measurer.get(address).json()["closed"] == ""
    held.closed_by, held.closed_at = people["director"], timezone.now()
    held.save()
    said = measurer.get(address).json()["closed"]
    assert re.fullmatch(r"director closed this session on \d+ \w+ \d\d:\d\d\.", said)


@pytest.mark.parametrize("part", ["tumor", "weight", "signs", "keep"])
def test_a_part_of_another_shape_is_refused(put, held, part):
    assert put(**{part: ["x"]}).status_code == 422


def test_the_worker_is_served_from_the_root(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
