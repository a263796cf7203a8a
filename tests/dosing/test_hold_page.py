"""Putting dosing of a mouse on hold, and lifting it."""

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.dosing.models import Hold


@pytest.fixture
def hold_page(ready):
    return reverse("dosing:hold", args=[ready.code, 2])


def test_a_director_holds_and_lifts(director, people, ready, hold_page):
    director.post(hold_page, {"reason": "Weight loss", "hold": ""})
    assert "is on hold" in director.get(hold_page).text
    director.post(hold_page, {"reason": "Gained again", "lift": ""})
    hold = Hold.objects.get()
    assert (hold.lifted_by, hold.lifted_reason) == (people["director"], "Gained again")
    assert "Gained again" in director.get(hold_page).text


def test_a_hold_says_why(director, hold_page):
    assert "This field is required." in director.post(hold_page, {"hold": ""}).text
    assert not Hold.objects.exists()


def test_a_form_sent_twice_holds_once(director, hold_page):
    for _ in range(2):
        director.post(hold_page, {"reason": "Weight loss", "hold": ""})
    assert Hold.objects.count() == 1


def test_a_mouse_has_one_hold_at_a_time(ready):
    mouse = ready.mice.get(number=2)
    builders.hold(mouse)
    with pytest.raises(IntegrityError):
        builders.hold(mouse)


def test_a_hold_is_lifted_with_a_reason(ready):
    builders.hold(ready.mice.get(number=2))
    with pytest.raises(IntegrityError):
        Hold.objects.update(lifted_at=timezone.now())


def seen_on(client, page):
    """What a page says that it was drawn from."""
    return client.get(page).text.split('name="seen"')[1].split(">")[0]


def hold_form(client, page, **typed):
    found = seen_on(client, page)
    seen = found.split('value="')[1].split('"')[0] if "value=" in found else ""
    return {"seen": seen, **typed}


def test_a_hold_that_began_meanwhile_is_not_lifted_unseen(
    director, ready, hold_page, people
):
    mouse = ready.mice.get(number=2)
    first = builders.hold(mouse, "Weight loss")
    typed = hold_form(director, hold_page, reason="Gained again", lift="")
    lifted = {"lifted_at": timezone.now(), "lifted_reason": "Weighed wrong"}
    Hold.objects.filter(pk=first.pk).update(**lifted)
    second = builders.hold(mouse, "Ulcer", held_by=people["doser"])
    page = director.post(hold_page, typed).text
    assert "put the mouse on hold while this form was open: Ulcer." in page
    assert 'value="Gained again"' in page
    assert Hold.objects.standing().get() == second
    director.post(hold_page, typed | {"seen": f"{second.pk}"})
    assert not Hold.objects.standing().exists()


def test_who_holds_second_sees_the_first_reason_and_keeps_the_own(
    director, ready, hold_page, people
):
    typed = hold_form(director, hold_page, reason="Ulcer", hold="")
    builders.hold(ready.mice.get(number=2), "Weight loss", held_by=people["doser"])
    page = director.post(hold_page, typed).text
    assert "while this form was open: Weight loss." in page
    assert 'value="Ulcer"' in page
    assert Hold.objects.get().reason == "Weight loss"


def test_a_hold_lifted_meanwhile_is_not_put_on_unseen(director, ready, hold_page):
    held = builders.hold(ready.mice.get(number=2))
    typed = hold_form(director, hold_page, reason="Gained again", lift="")
    lifted = {"lifted_at": timezone.now(), "lifted_reason": "Weighed wrong"}
    Hold.objects.filter(pk=held.pk).update(**lifted)
    page = director.post(hold_page, typed).text
    assert "Somebody else lifted the hold while this form was open." in page
    assert Hold.objects.get().lifted_reason == "Weighed wrong"


def test_a_filling_told_by_two_people_is_asked_about(director, ready, people):
    arm = ready.arms.first()
    page = reverse("dosing:fill", args=[ready.code, arm.pk])
    dates = {"made_on": "2026-11-03", "use_by": "2026-11-10"}
    typed = hold_form(director, page, label="K-22", **dates)
    builders.preparation(arm, label="K-21", recorded_by=people["doser"])
    told = director.post(page, typed).text
    assert "told of the filling K-21" in told
    assert 'value="K-22"' in told
    assert arm.preparations.count() == 1
    found = told.split('name="seen"')[1].split('value="')[1].split('"')[0]
    director.post(page, typed | {"seen": found})
    assert arm.preparations.count() == 2
