"""What a masked person gets does not change by a byte when mice change arms.

Looking for the names of arms finds few leaks: order, color, a count or an odd space
tells as much. So the allocation is permuted and every answer is compared: of every
address, by every method, with every query, for everybody who may not know the arms.
"""

import io
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from tests import masked_study
from tests.asking import (
    BY_ARM,
    BY_MOUSE,
    CODED,
    MASKED,
    UNMASKS_BY_POST,
    Viewer,
    answers,
    differing,
    names_in,
    not_found,
    person_of,
    urls,
)
from tests.masking import PERMUTATIONS, ask, undone
from tests.permuting import permute, relabel
from tests.test_permissions import address, addresses
from xenograft.endpoint.actions import ask_recheck
from xenograft.endpoint.models import Alert

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def studies(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield {
            BY_ARM: masked_study.stocked(BY_ARM, arms_open_on=None),
            BY_MOUSE: masked_study.stocked(
                BY_MOUSE,
                bottle_coding="PER_MOUSE",
                blinds_director=True,
                has_random_order=True,
            ),
        }
        transaction.set_rollback(True)


@pytest.fixture
def asking(client, studies):
    """(client signed in as a viewer, what there is of the study)."""

    def of(viewer):
        there = studies[viewer.study]
        client.force_login(person_of(there, viewer))
        return client, there

    return of


@pytest.mark.parametrize("viewer", MASKED, ids=str)
def test_permuting_the_allocation_changes_nothing(asking, viewer):
    assert_same(*asking(viewer), viewer, permute)


@pytest.mark.parametrize("viewer", CODED, ids=str)
def test_what_is_seen_by_code_does_not_tell_what_the_code_stands_for(asking, viewer):
    assert_same(*asking(viewer), viewer, relabel)


def assert_same(client, there, viewer, change):
    before = answers(client, there, viewer)
    assert names_in(before) == {}
    assert not_found(there, viewer, before) == []
    for turn in range(PERMUTATIONS):
        change(there.study, turn)
        assert differing(before, answers(client, there, viewer, turn)) == []


def test_every_address_is_asked(studies):
    asked = {name for name, _ in urls(studies[BY_ARM], MASKED[0])}
    assert set(addresses()) <= asked


@pytest.mark.parametrize("change", [permute, relabel])
def test_a_person_who_sees_arms_sees_the_difference(asking, change):
    """Else the test above would prove nothing."""
    viewer = Viewer("director", BY_ARM, ("director",), ("GET",))
    client, there = asking(viewer)
    code = there.study.code
    question = "GET", reverse("results:figure", args=[code, "mean", "csv"])
    sheet = "GET", address("dosing:sheet", there)
    before = ask(client, *question), ask(client, *sheet)
    change(there.study, 0)
    assert before[0].difference(ask(client, *question))["body"]
    assert before[1].difference(ask(client, *sheet))["body"]


def test_an_emergency_tells_the_arm_of_one_mouse_only(asking):
    client, there = asking(Viewer("officer", BY_ARM, ("welfare_officer",)))
    number = there.mice_to_ask[-1]
    url = address(UNMASKS_BY_POST, there, number=number)

    def told():
        with undone():
            return client.post(url, {"reason": "Seizure"}).content.decode()

    before = told()
    mouse = there.study.mice.get(number=number)
    assert f"<b>{mouse.assignment.arm.name}</b>" in before
    permute(there.study, 0, still=[number])
    assert told_without_token(told()) == told_without_token(before)
    permute(there.study, 0)
    assert told_without_token(told()) != told_without_token(before)


def told_without_token(page):
    return [line for line in page.splitlines() if "csrf" not in line.lower()]


def mails():
    """What was sent, without the minute at which a limit was noticed."""
    return [
        (one.subject, re.sub(r"\b\d\d:\d\d\b", "", one.body), one.to, one.attachments)
        for one in mail.outbox
    ]


def test_messages_about_limits_tell_no_arm(studies):
    there = studies[BY_ARM]
    for person in there.people.values():
        type(person).objects.filter(pk=person.pk).update(email=f"{person}@lab.example")

    def sent():
        mail.outbox.clear()
        with undone():
            call_command("check_endpoints", stdout=io.StringIO())
        return mails()

    before = sent()
    assert before
    permute(there.study, 0)
    assert sent() == before


def test_the_message_of_a_recheck_tells_no_arm(studies):
    there = studies[BY_ARM]
    for person in there.people.values():
        type(person).objects.filter(pk=person.pk).update(email=f"{person}@lab.example")

    def sent():
        mail.outbox.clear()
        with undone():
            call_command("check_endpoints", stdout=io.StringIO())
            alerts = Alert.objects.of_study(there.study).open()
            at_limit = alerts.filter(limit__kind="VOLUME").first().mouse
            asking = {"by": there.people["director"], "reason": "Read in haste"}
            ask_recheck(mouse=at_limit, **asking)
        return mails()

    before = sent()
    assert any("Agree to a recheck?" in subject for subject, *_ in before)
    permute(there.study, 0)
    assert sent() == before


@pytest.mark.parametrize("role", ["director", "statistician", "key_holder"])
def test_what_a_device_keeps_of_a_session_tells_no_arm(asking, role):
    """The next person at a shared tablet may be masked: nobody's copy tells an arm."""
    viewer = Viewer("director", BY_ARM, (role,), ("GET",))
    client, there = asking(viewer)
    kept = [address("measurement:session", there), address("measurement:worker", there)]
    before = [ask(client, "GET", url) for url in kept]
    permute(there.study, 0)
    assert [ask(client, "GET", url) for url in kept] == before


def test_a_failure_tells_no_arm(asking, monkeypatch):
    client, there = asking(Viewer("measurer", BY_ARM, ("measurer",)))
    client.raise_request_exception = False
    names = ", ".join(arm.name for arm in there.study.arms.all())

    def fails(study):
        raise ValueError(f"No such arm: {names}")

    monkeypatch.setattr("xenograft.bench.views.tasks_of", fails)
    answer = client.get(reverse("bench:today"))
    assert answer.status_code == 500
    assert not any(word in answer.content.decode() for word in masked_study.NAMES)
