"""A mouse that has left, and an endpoint that is taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import NOW
from tests.endpoint.leaving import mouse_at_its_limit, typed, url
from xenograft.endpoint import actions
from xenograft.endpoint.models import Disposition
from xenograft.history.models import Change
from xenograft.study.actions import Refused

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def test_a_mouse_that_has_left_cannot_leave_again(director, mouse):
    builders.disposition(mouse, 9)
    page = director.post(url(mouse), typed()).content.decode()
    assert (
        "Mouse 4 left the study on 12 Nov: tumor size limit reached. "
        "Take that back first." in page
    )
    assert Disposition.objects.get().left_on == dt.date(2026, 11, 12)


def test_a_mouse_that_has_left_shows_how_and_how_to_take_it_back(director, mouse):
    builders.disposition(mouse, 9, method="CO₂")
    page = director.get(url(mouse)).content.decode()
    assert "Mouse 4 has left the study" in page and "CO₂" in page


def test_an_endpoint_is_taken_back_with_a_reason_and_stays_readable(
    director, people, study, mouse
):
    left = builders.disposition(mouse, 9)
    builders.specimen(mouse)
    undo = reverse("endpoint:undo", args=[study.code, 4])
    assert "Say why the endpoint is taken back." in director.post(undo).content.decode()
    director.post(undo, {"reason": "Wrong mouse"})
    assert study.mice.on_study().get() == mouse
    assert mouse.specimens.count() == 1
    kept = Disposition.objects.taken_back().get()
    assert (kept.pk, kept.reason, kept.left_on) == (left.pk, left.reason, left.left_on)
    assert (kept.taken_back_by, kept.taken_back_at, kept.taken_back_reason) == (
        people["director"],
        NOW,
        "Wrong mouse",
    )
    change = Change.objects.of_row(left).first()
    assert (change.operation, change.reason) == ("update", "Wrong mouse")
    page = director.get(reverse("bench:mouse", args=[study.code, 4])).content.decode()
    assert "Taken back" in page and "Wrong mouse" in page


def test_an_endpoint_is_taken_back_once(director, study, mouse):
    builders.disposition(mouse, 9)
    undo = reverse("endpoint:undo", args=[study.code, 4])
    director.post(undo, {"reason": "Wrong mouse"})
    assert director.post(undo, {"reason": "Again"}).status_code == 404
    with pytest.raises(Refused, match="Mouse 4 is on study already"):
        actions.undo(mouse=mouse, by=None, reason="Again")
    assert Disposition.objects.get().taken_back_reason == "Wrong mouse"


def test_a_mouse_whose_endpoint_was_taken_back_can_leave_again(director, study, mouse):
    builders.disposition(mouse, 9)
    actions.undo(mouse=mouse, by=None, reason="Wrong mouse")
    director.post(url(mouse), typed())
    assert f"{Disposition.objects.standing().get().left_on}" == "2026-11-13"
    assert Disposition.objects.count() == 2
    assert study.mice.on_study().count() == 0
