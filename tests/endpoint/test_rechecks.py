"""Rechecks: asked for with a reason, agreed to by the officer, for one day."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import NOW, check, told
from xenograft.endpoint import actions
from xenograft.endpoint.models import Recheck
from xenograft.study.actions import Refused


def test_a_recheck_needs_a_reason_and_the_officers_agreement(as_role, mouse, clock):
    url = reverse("endpoint:recheck", args=["OVX-014", 4])
    page = as_role("director").post(url).content.decode()
    assert "Say why the value is to be measured again." in page
    as_role("director").post(url, {"reason": "Read in haste"})
    assert not Recheck.objects.standing(clock.now).exists()
    as_role("welfare_officer").post(reverse("endpoint:agree", args=["OVX-014", 4]))
    recheck = Recheck.objects.standing(clock.now).get()
    assert recheck.until == NOW + dt.timedelta(hours=24)
    assert recheck.agreed_by.username == "welfare_officer"


def test_the_welfare_officer_is_told_at_once_that_a_recheck_is_asked_for(
    mouse, people, clock
):
    check()
    mail.outbox.clear()
    actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")
    assert told() == [
        (
            "welfare_officer@lab.example",
            "OVX-014 Agree to a recheck? mouse 4, tumor volume limit",
        )
    ]
    assert "measure it again within 24 h before deciding" in mail.outbox[0].body
    check()
    assert len(mail.outbox) == 1


def test_a_recheck_asked_for_again_after_its_day_is_told_again(mouse, people, clock):
    for _ in range(2):
        actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")
        clock.on(hours=25)
    subjects = [subject for _, subject in told()]
    assert sum("Agree to a recheck?" in subject for subject in subjects) == 2


def test_what_was_typed_of_a_recheck_is_not_in_its_message(mouse, people, clock):
    actions.ask_recheck(mouse=mouse, by=people["director"], reason="On Avutometinib")
    assert "Avutometinib" not in "".join(m.subject + m.body for m in mail.outbox)


def test_an_agreed_recheck_holds_the_reminder_for_its_day(mouse, people, clock):
    check()
    actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")
    actions.agree(mouse=mouse, by=people["welfare_officer"])
    mail.outbox.clear()
    clock.on(hours=10)
    check()
    assert told() == []
    clock.on(hours=15)
    check()
    assert told()


def test_a_recheck_is_never_for_an_ulcer_or_a_moribund_mouse(mouse, people):
    held = mouse.study.sessions.get()
    builders.sign(held, mouse, "ULCERATION", 3, observed_at=builders.at(10))
    with pytest.raises(Refused, match="decide today"):
        actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")


def test_a_study_may_switch_rechecks_off(mouse, people):
    mouse.study.allows_recheck = False
    with pytest.raises(Refused, match="does not allow rechecks"):
        actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")


def test_nobody_agrees_to_a_recheck_of_their_own(mouse, people):
    actions.ask_recheck(mouse=mouse, by=people["director"], reason="Read in haste")
    with pytest.raises(Refused, match="Somebody else has to agree"):
        actions.agree(mouse=mouse, by=people["director"])
