"""From the level on which dosing is held, people are told once, as of a limit."""

import datetime as dt
import json
import uuid

import pytest
from django.core import mail
from django.utils import timezone

from tests import builders
from xenograft.endpoint import actions
from xenograft.endpoint.actions import watching
from xenograft.endpoint.models import Alert
from xenograft.implantation.models import Mouse


@pytest.fixture
def mouse(study, people):
    """A mouse of 20 g on day 0, three days ago."""
    for role in ("director", "welfare_officer"):
        people[role].email = f"{role}@lab.example"
        people[role].save()
    study.day_zero_on = timezone.localdate() - dt.timedelta(days=3)
    study.save()
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    held = study.sessions.create(held_on=study.day_zero_on)
    builders.weight(held, mouse, "20")
    return mouse


def weigh(mouse, weight_g):
    study = mouse.study
    held, _ = study.sessions.get_or_create(held_on=timezone.localdate())
    builders.weight(held, mouse, weight_g, weighed_at=timezone.now())
    actions.check(mice=Mouse.objects.all())


def levels():
    return list(Alert.objects.order_by("pk").values_list("level", "outcome"))


def test_both_are_told_once_that_a_mouse_is_not_dosed(mouse):
    weigh(mouse, "16.8")
    weigh(mouse, "16.6")
    subject = "OVX-014 mouse 4: weight loss, dosing on hold"
    assert [(one.to[0], one.subject) for one in mail.outbox] == [
        ("director@lab.example", subject),
        ("welfare_officer@lab.example", subject),
    ]


def test_the_message_gives_the_level_and_asks_for_the_veterinarian(mouse):
    weigh(mouse, "16.8")
    body = mail.outbox[0].body
    assert "Weight loss: 16.0% of 15%" in body
    assert "Let the veterinarian look at the mouse" in body


def test_below_the_level_nobody_is_told(mouse):
    weigh(mouse, "17.2")
    assert mail.outbox == []


def test_at_the_action_level_that_alone_is_told(mouse):
    weigh(mouse, "15.8")
    assert levels() == [("ACTION", "")]


def test_a_hold_that_comes_to_the_action_level_is_told_of_again(mouse):
    weigh(mouse, "16.8")
    weigh(mouse, "15.8")
    assert levels() == [("HOLD", ""), ("ACTION", "")]


def test_a_mouse_that_gains_again_ends_the_hold(mouse):
    weigh(mouse, "16.8")
    weigh(mouse, "18")
    assert levels() == [("HOLD", "BELOW")]


def test_nobody_is_reminded_of_a_hold(mouse, monkeypatch):
    weigh(mouse, "16.8")
    mail.outbox.clear()
    later = timezone.now() + dt.timedelta(hours=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    list(watching.check_all())
    assert mail.outbox == []


def test_a_hold_waits_for_no_decision(as_role, mouse):
    weigh(mouse, "16.8")
    assert "mouse at a limit" not in as_role("director").get("/studies/").text


def test_the_board_says_who_was_told_and_who_saw_it(as_role, mouse):
    weigh(mouse, "16.8")
    officer = as_role("welfare_officer")
    assert "director told" in officer.get("/studies/OVX-014/endpoints/").text
    officer.post("/studies/OVX-014/mice/4/endpoint/seen/")
    page = officer.get("/studies/OVX-014/endpoints/").text
    assert "seen by welfare_officer" in page


def test_the_row_of_the_session_says_so_as_the_weight_is_saved(measurer, mouse):
    held = mouse.study.sessions.create(held_on=timezone.localdate())
    row = {"write_id": str(uuid.uuid4()), "person": "measurer"}
    said = measurer.put(
        f"/api/studies/OVX-014/sessions/{held.held_on}/rows/4/",
        json.dumps(row | {"weight": {"g": "16.8", "base": ""}}),
        content_type="application/json",
    ).json()["row"]
    note = next(one for one in said["notes"] if "dosed" in one["text"])
    assert note["level"] == "warn"
    assert "From 15% on nothing is dosed" in note["text"]
    assert "director and welfare_officer were told at" in note["text"]
    assert len(mail.outbox) == 2
