"""What is overdue goes up: who measures, then the director, then the officer."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests import builders
from xenograft.endpoint.actions import watching
from xenograft.endpoint.models import Overdue
from xenograft.implantation.models import Mouse


@pytest.fixture
def mice(study, addressed, clock):
    """Two mice measured on day 10, to be measured by day 13."""
    builders.limits(study)
    held = builders.session(study, 10)
    mice = [builders.mouse(study, number) for number in (4, 7)]
    for mouse in mice:
        builders.measurement(held, builders.tumor(mouse), "6", "6")
    return mice


def rounds():
    mail.outbox.clear()
    list(watching.check_all())
    return [(one.to, one.subject) for one in mail.outbox]


def told(role, mice="2 mice"):
    return [([f"{role}@lab.example"], f"OVX-014 {mice} not looked at when due")]


def test_on_the_day_itself_nobody_is_told(mice, clock):
    clock.on(days=3)
    assert rounds() == []


def test_those_who_measure_are_told_first_then_the_director_then_the_officer(
    mice, clock
):
    clock.on(days=4)
    assert rounds() == told("measurer")
    clock.on(days=1)
    assert rounds() == told("director")
    clock.on(days=1)
    assert rounds() == told("welfare_officer")


def test_each_is_told_once(mice, clock):
    clock.on(days=4)
    rounds()
    assert rounds() == []


def test_the_days_are_a_setting_of_the_site(mice, clock, settings):
    settings.OVERDUE_DAYS = (2, 2, 9)
    clock.on(days=4)
    assert rounds() == []
    clock.on(days=1)
    assert rounds() == told("measurer") + told("director")


def test_a_mouse_that_is_late_afterwards_has_a_message_of_its_own(study, mice, clock):
    clock.on(days=2)
    held = builders.session(study, 12)
    builders.measurement(
        held, mice[1].tumors.get(), "6", "6", measured_at=builders.at(12, 7)
    )
    clock.on(days=2)
    assert rounds() == told("measurer", "1 mouse")
    clock.on(days=2)
    assert told("measurer", "1 mouse")[0] in rounds()


def test_a_message_names_mice_and_days_and_no_arm(study, mice, clock):
    arm = builders.arm(study, "Secret arm")
    builders.assignment(builders.randomization(study), mice[0], arm)
    clock.on(days=4)
    rounds()
    body = mail.outbox[0].body
    due = "Not measured when due: mouse 4 (16 Nov), mouse 7 (16 Nov)."
    assert body.startswith(due)
    assert "Secret" not in body


def test_a_mouse_that_is_measured_after_all_is_made_good(study, mice, clock):
    clock.on(days=4)
    rounds()
    held = builders.session(study, 14)
    for mouse in mice:
        builders.measurement(
            held, mouse.tumors.get(), "6", "6", measured_at=builders.at(14, 7)
        )
    clock.on(days=1)
    assert rounds() == []
    assert not Overdue.objects.filter(closed_at=None).exists()


def test_a_message_that_failed_is_sent_by_the_next_round(mice, clock, monkeypatch):
    clock.on(days=4)
    with monkeypatch.context() as patched:
        failing = lambda *_: (_ for _ in ()).throw(SMTPException())  # noqa: E731
        patched.setattr(EmailBackend, "send_messages", failing)
        assert rounds() == []
    assert rounds() == told("measurer")


def test_a_study_without_late_mice_asks_for_nothing(mice, clock):
    assert rounds() == []
    assert not Overdue.objects.exists()


def test_the_page_of_the_mouse_says_who_was_told(as_role, mice, clock):
    clock.on(days=5)
    rounds()
    page = as_role("director").get("/studies/OVX-014/mice/4/").text
    assert "Those who measure told 18 Nov, the study director told 18 Nov." in page


def test_the_number_of_queries_does_not_grow(
    study, mice, clock, django_assert_max_num_queries
):
    for number in range(20, 60):
        mouse = builders.mouse(study, number)
        builders.measurement(study.sessions.get(), builders.tumor(mouse), "6", "6")
    clock.on(days=4)
    assert Mouse.objects.count() == 42
    with django_assert_max_num_queries(60):
        rounds()
