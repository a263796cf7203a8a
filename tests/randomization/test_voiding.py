import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import builders
from tests.randomization.test_actions import randomized
from xenograft.growth.models import FrozenList
from xenograft.implantation.models import Mouse
from xenograft.randomization import draws, voiding
from xenograft.randomization.models import Assignment, Randomization
from xenograft.study.actions import Refused


@pytest.fixture
def drawn(ready, people):
    randomized(ready, people["director"])
    return ready


def voided(study, people, reason="Cage 4 was mixed up"):
    return voiding.void(
        study=study,
        by=people["director"],
        witness=people["statistician"],
        reason=reason,
    )


def test_the_void_draw_stays_and_its_mice_leave_their_arms(drawn, people):
    made = voided(drawn, people)
    stored = Randomization.objects.get(pk=made.pk)
    assert (stored.voided_reason, stored.voided_with) == (
        "Cage 4 was mixed up",
        people["statistician"],
    )
    assert len(stored.result["allocation"]) == 8
    assert not Mouse.objects.filter(assignment__isnull=False).exists()
    assert Assignment.objects.filter(drawn_mouse__isnull=False).count() == 8


def test_the_next_draw_has_a_new_seed_and_both_are_told(drawn, people):
    first = voided(drawn, people)
    assert FrozenList.objects.get().unfrozen_reason == "Cage 4 was mixed up"
    drawn.draw_plan.refresh_from_db()
    second, is_new = randomized(drawn, people["director"])
    assert is_new
    assert second.seed_hex != first.seed_hex
    assert [one.number for one in draws.all_of(drawn)] == [1, 2]


def test_every_report_prints_the_void_draw(client, drawn, people):
    voided(drawn, people)
    drawn.draw_plan.refresh_from_db()
    randomized(drawn, people["director"])
    client.force_login(people["director"])
    for name in ("record", "certificate"):
        url = reverse(f"randomization:{name}", args=[drawn.code])
        text = client.get(url).text
        assert "This is draw 2 of 2." in text
        assert "by director and statistician: Cage 4 was mixed up." in text
    old = client.get(reverse("randomization:record", args=[drawn.code]), {"draw": "1"})
    assert "This draw is void." in old.text


def test_one_person_does_not_sign_twice(drawn, people):
    with pytest.raises(Refused, match="Two different people sign"):
        voiding.void(
            study=drawn,
            by=people["director"],
            witness=people["director"],
            reason="oops",
        )


def test_a_draw_of_dosed_mice_stands(drawn, people):
    mouse = Assignment.objects.first().mouse
    regimen = builders.regimen(mouse.assignment.arm, builders.agent(drawn))
    builders.dose(mouse, regimen)
    with pytest.raises(Refused, match="dosed already, so it stands"):
        voided(drawn, people)


def test_a_void_without_a_reason_is_refused_by_the_database(drawn):
    with pytest.raises(IntegrityError), transaction.atomic():
        Randomization.objects.update(voided_at=builders.at(0))


def sent(**changes):
    return {
        "reason": "Cage 4 was mixed up",
        "password": "director",
        "witness": "statistician",
        "witness_password": "statistician",
        **changes,
    }


def test_the_page_asks_for_two_signatures(client, drawn, people):
    client.force_login(people["director"])
    url = reverse("randomization:void", args=[drawn.code])
    wrong = client.post(url, sent(witness_password="guess")).text
    assert "“statistician” with this password is no member of OVX-014." in wrong
    assert "This is not your password." in client.post(url, sent(password="x")).text
    assert Randomization.objects.standing().exists()
    assert client.post(url, sent()).status_code == 302
    assert not Randomization.objects.standing().exists()


def test_an_outsider_signs_no_void(client, drawn, people, outsider):
    outsider.set_password("outsider")
    outsider.save()
    client.force_login(people["director"])
    url = reverse("randomization:void", args=[drawn.code])
    form = sent(witness="outsider", witness_password="outsider")
    assert "is no member of OVX-014." in client.post(url, form).text
