"""Alerts: told once, reminded once, escalated once, and closed by what happens."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import NOW, check, measure, told
from xenograft.endpoint import actions
from xenograft.endpoint.models import Alert, AlertMessage
from xenograft.implantation.models import Mouse
from xenograft.study.actions import amend_limits


def test_director_and_welfare_officer_are_told_once(mouse, clock):
    check()
    clock.on(hours=1)
    check()
    subject = "OVX-014 mouse 4: tumor volume limit reached"
    assert sorted(told()) == [
        ("director@lab.example", subject),
        ("welfare_officer@lab.example", subject),
    ]


def test_a_message_names_mouse_limit_value_and_version(mouse):
    check()
    body = mail.outbox[0].body
    assert "Mouse 4 of study OVX-014" in body
    assert "Tumor volume: 1,524 of 1,500 mm³, measured 13 Nov 2026." in body
    assert "Study limit, version 1." in body
    assert "/studies/OVX-014/endpoints/" in body


def test_a_message_and_the_board_name_no_arm(as_role, study, mouse):
    arm = builders.arm(study, "Secret arm")
    builders.assignment(builders.randomization(study), mouse, arm)
    builders.dose(mouse, builders.regimen(arm, builders.agent(study, "XB-7")), day=10)
    check()
    said = [f"{m.subject} {m.body} {m.message()}" for m in mail.outbox]
    page = as_role("welfare_officer").get(reverse("endpoint:board", args=[study.code]))
    assert len(said) == 2
    for text in [*said, page.content.decode()]:
        assert "Secret arm" not in text and "XB-7" not in text
        assert arm.bottle_code not in text.replace("OVX-014", "").split()


def test_each_limit_of_a_mouse_is_one_message(mouse):
    measure(mouse, 10, "20.5")
    check()
    kinds = set(Alert.objects.values_list("limit__kind", "limit__purpose"))
    assert kinds == {("VOLUME", "STUDY"), ("VOLUME", "HUMANE"), ("DIAMETER", "HUMANE")}
    assert len(mail.outbox) == 6


def test_without_a_decision_they_are_reminded_once_and_the_officer_gets_it(
    mouse, clock, settings
):
    settings.REMIND_AFTER_HOURS, settings.ESCALATE_AFTER_HOURS = 4, 24
    check()
    mail.outbox.clear()
    clock.on(hours=3.9)
    check()
    assert told() == []
    clock.on(hours=0.2)
    check()
    check()
    assert {subject for _, subject in told()} == {
        "OVX-014 Reminder, no decision yet: mouse 4, tumor volume limit"
    }
    assert len(told()) == 2
    mail.outbox.clear()
    clock.on(hours=20)
    check()
    check()
    assert told() == [
        (
            "welfare_officer@lab.example",
            "OVX-014 No decision for 24 h: mouse 4, tumor volume limit",
        )
    ]


def test_a_person_without_an_address_is_told_in_the_app(mouse, people):
    people["director"].email = ""
    people["director"].save()
    check()
    assert [to for to, _ in told()] == ["welfare_officer@lab.example"]
    assert AlertMessage.objects.filter(person=people["director"]).exists()


def test_a_message_that_failed_is_sent_by_the_next_round(mouse, monkeypatch):
    def refuse(self, messages):
        raise OSError("no mail server")

    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    with monkeypatch.context() as broken:
        broken.setattr(backend, refuse)
        check()
    assert AlertMessage.objects.filter(sent_at__isnull=False).count() == 0
    check()
    assert len(mail.outbox) == 2


def test_a_mouse_below_the_limit_again_closes_its_alert(mouse, clock):
    check()
    clock.on(hours=15)
    measure(mouse, 11, "14")
    check()
    alert = Alert.objects.get()
    assert (alert.outcome, alert.time_to_act) == ("BELOW", dt.timedelta(hours=15))


def test_a_mouse_that_reaches_the_limit_again_is_a_new_alert(mouse, clock):
    check()
    clock.on(hours=15)
    measure(mouse, 11, "14")
    check()
    clock.on(hours=24)
    measure(mouse, 12, "15")
    check()
    assert Alert.objects.open().get().value == pytest.approx(15**3 / 2)
    assert Alert.objects.count() == 2


def test_recording_the_endpoint_keeps_the_time_to_act(mouse, people, clock):
    check()
    clock.on(hours=2)
    left = builders.models.Disposition(
        mouse=mouse, left_on=NOW.date(), reason="TUMOR_SIZE"
    )
    actions.record(disposition=left, specimens=[], by=people["director"])
    alert = Alert.objects.get()
    assert (alert.outcome, alert.time_to_act) == ("LEFT", dt.timedelta(hours=2))


def test_an_amendment_closes_alerts_of_the_old_limits(study, mouse):
    check()
    limits = list(study.limits.current())
    for limit in limits:
        if limit.kind == "VOLUME":
            limit.warning_level, limit.action_level = None, 5000
    limits = [limit for limit in limits if limit.purpose != "STUDY"]
    amend_limits(study=study, limits=limits, by=None, reason="License")
    check()
    assert Alert.objects.get().outcome == "AMENDED"


def test_an_amendment_of_another_limit_tells_nobody_again(study, mouse, clock):
    check()
    mail.outbox.clear()
    limits = list(study.limits.current())
    for limit in limits:
        if limit.kind == "BURDEN":
            limit.warning_level = 7
    amend_limits(study=study, limits=limits, by=None, reason="License")
    clock.on(hours=4)
    check()
    alert = Alert.objects.get()
    assert (alert.limit.version, alert.raised_at, alert.closed_at) == (2, NOW, None)
    assert {subject.split(",")[0] for _, subject in told()} == {"OVX-014 Reminder"}


def test_the_planned_end_of_all_mice_sends_no_message(study, people, clock):
    study.limits.create(kind="DURATION", purpose="STUDY", action_level=5)
    agent = builders.agent(study, is_vehicle=True)
    regimen = builders.regimen(builders.arm(study), agent, 0)
    builders.dose(builders.mouse(study, 5), regimen, day=0)
    check()
    assert not Alert.objects.exists()


def test_who_saw_it_first_is_kept(as_role, people, mouse, clock):
    check()
    clock.on(hours=1)
    url = reverse("endpoint:acknowledge", args=["OVX-014", 4])
    as_role("welfare_officer").post(url)
    clock.on(hours=1)
    as_role("director").post(url)
    alert = Alert.objects.get()
    assert alert.acknowledged_by == people["welfare_officer"]
    assert alert.time_to_acknowledge == dt.timedelta(hours=1)


def test_the_alerts_of_a_study_say_how_long_it_took(as_role, people, mouse, clock):
    check()
    clock.on(hours=1)
    actions.acknowledge(mouse=mouse, by=people["welfare_officer"])
    clock.on(hours=1.5)
    left = builders.models.Disposition(
        mouse=mouse, left_on=NOW.date(), reason="TUMOR_SIZE"
    )
    actions.record(disposition=left, specimens=[], by=people["director"])
    page = as_role("measurer").get(reverse("endpoint:alerts", args=["OVX-014"])).text
    for said in (
        "<b>1,524 of 1,500 mm³</b>",
        "study limit, version 1",
        "2 people told",
        "welfare_officer",
        "1 h 00 min",
        "the mouse left the study",
        "2 h 30 min",
    ):
        assert said in page


def test_every_page_says_how_many_mice_wait_for_a_decision(as_role, mouse, clock):
    url = reverse("study:design", args=["OVX-014"])
    assert "at a limit" not in as_role("measurer").get(url).text
    measure(mouse, 10, "20.5")
    check()
    page = as_role("measurer").get(url).text
    assert page.count('1<span class="visually-hidden"> mouse at a limit</span>') == 2


def test_a_mouse_to_be_checked_daily_is_due_the_next_day(as_role, study, clock):
    builders.limits(study)
    mouse = builders.mouse(study, 6)
    builders.tumor(mouse)
    measure(mouse, 8, "6")
    out = io.StringIO()
    call_command("check_endpoints", stdout=out)
    assert "not measured" not in out.getvalue()
    url = reverse("endpoint:note", args=["OVX-014", 6])
    as_role("welfare_officer").post(url, {"text": "Thin", "asks_daily": "on"})
    call_command("check_endpoints", stdout=out)
    assert "OVX-014: not measured when due: 6" in out.getvalue()


def test_the_nightly_round_says_what_it_found(mouse, study):
    out = io.StringIO()
    call_command("check_endpoints", stdout=out)
    assert "1 mice, 1 reached, 0 unknown, 2 messages" in out.getvalue()


def test_locked_studies_are_left_alone(mouse, study):
    study.locked_at = NOW
    study.save()
    call_command("check_endpoints", stdout=io.StringIO())
    assert mail.outbox == []


def test_the_number_of_queries_does_not_grow(db, clock, django_assert_max_num_queries):
    for number in range(1, 4):
        study = builders.treated_study(mice_per_arm=2, code=f"T-{number}")
        builders.member(study, "director")
        for tumor in builders.models.Tumor.objects.of_study(study):
            held = study.sessions.first()
            builders.measurement(held, tumor, "18", "18")
    with django_assert_max_num_queries(32):
        actions.check(mice=Mouse.objects.all(), at=builders.at(60))
    assert Alert.objects.count() >= 24
