"""An emergency unmasking is told to those whom the protocol names, never the arm."""

import pytest
from django.core import mail
from django.urls import reverse

from tests import builders
from xenograft.endpoint import actions
from xenograft.randomization import emergency
from xenograft.randomization.models import ArmView

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return builders.treated_study(code="OVX-014", mice_per_arm=2, days=(0,))


@pytest.fixture(autouse=True)
def addresses(people):
    for role, person in people.items():
        person.email = f"{role}@lab.example"
        person.save()


def unmask(client, study, reason="Seizure"):
    url = reverse("randomization:unmask", args=[study.code, 3])
    return client.post(url, {"reason": reason}).content.decode()


def test_the_others_are_told_by_mail_at_once(as_role, study):
    unmask(as_role("welfare_officer"), study)
    (sent,) = mail.outbox
    assert sent.to == ["director@lab.example", "key_holder@lab.example"]
    assert sent.subject == "OVX-014 mouse 3: unmasked in an emergency"
    look = ArmView.objects.get()
    assert look.told_to == "director, key_holder"
    assert look.told_at >= look.viewed_at


def test_the_message_says_mouse_who_when_and_why(as_role, study):
    unmask(as_role("welfare_officer"), study)
    said = mail.outbox[0].body
    assert "Mouse 3 of study OVX-014 was unmasked" in said
    assert "by welfare_officer" in said
    assert f"{ArmView.objects.get().viewed_at:%Y}" in said
    assert "Reason: Seizure." in said


def test_the_message_never_tells_the_arm(as_role, study):
    for arm in study.arms.all():
        unmask(as_role("director"), study, f"Mouse of {arm.name.lower()}, bleeding")
        unmask(as_role("director"), study, f"From bottle {arm.bottle_code}")
    assert len(mail.outbox) == 8
    for message in mail.outbox:
        assert "Reason: kept in the app, as it names an arm." in message.body
        for arm in study.arms.all():
            assert arm.name.lower() not in (message.subject + message.body).lower()
            assert f"bottle {arm.bottle_code}" not in message.body.lower()


def test_a_word_that_only_holds_a_name_is_told(study):
    arm = study.arms.first()
    look = builders.arm_view(
        study, f"un{arm.name}ed", mouse=study.mice.first(), seen="MOUSE"
    )
    assert look.reason in emergency.sentence(look)


def test_a_mail_that_fails_goes_with_the_next_round_and_once(
    as_role, study, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr(actions.mail, "sent", lambda *_, **__: False)
        assert "is in the arm" in unmask(as_role("welfare_officer"), study)
    look = ArmView.objects.get()
    assert (look.told_to, look.told_at) == ("director, key_holder", None)
    list(actions.check_all())
    list(actions.check_all())
    told = [one for one in mail.outbox if "unmasked" in one.subject]
    assert len(told) == 1


def test_the_arm_is_shown_though_telling_fails(as_role, study, monkeypatch):
    def fails():
        raise RuntimeError("The mail is broken.")

    monkeypatch.setattr(actions, "tell_waiting", fails)
    assert "is in the arm" in unmask(as_role("welfare_officer"), study)
    assert ArmView.objects.get().told_to


@pytest.mark.parametrize(
    ("role", "reads"),
    [("director", True), ("key_holder", True), ("doser", False), ("measurer", False)],
)
def test_today_shows_it_to_who_is_to_know(as_role, study, role, reads):
    unmask(as_role("welfare_officer"), study)
    page = as_role(role).get(reverse("bench:today")).content.decode()
    assert ("Mouse 3 of study OVX-014 was unmasked" in page) is reads


def test_the_masking_page_says_who_was_told(as_role, study):
    unmask(as_role("welfare_officer"), study)
    url = reverse("randomization:masking", args=[study.code])
    page = as_role("director").get(url).content.decode()
    assert "told: director, key_holder, " in page


def test_other_looks_tell_nobody(director, study):
    director.post(
        reverse("randomization:key", args=[study.code]), {"reason": "Bottles"}
    )
    actions.tell_waiting()
    assert mail.outbox == []
