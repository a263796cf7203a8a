"""Who may not open a page about a draw leaves an entry of who, when and what."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.randomization.test_chain import kinds, last
from xenograft.randomization import chain, refusals, urls
from xenograft.randomization.models import DrawEntry

pytestmark = pytest.mark.django_db


def page(client, study, name="record", *more, method="get"):
    url = reverse(f"randomization:{name}", args=[study.code, *more])
    return getattr(client, method)(url)


def test_a_refused_page_is_entered_with_who_and_what(as_role, ready, people):
    assert page(as_role("measurer"), ready).status_code == 403
    kind, about = last(ready)
    assert (kind, about["asked"]) == ("REFUSED", "open the record of the draw")
    assert about["said"].startswith(f"The arms of {ready.code} are hidden from you")
    assert chain.head_of(ready).entered_by == people["measurer"]
    assert chain.problems(ready) == []


def test_the_same_page_is_entered_once_an_hour(as_role, ready):
    client = as_role("measurer")
    for _ in range(3):
        page(client, ready)
    assert kinds(ready) == ["REFUSED"]
    earlier = chain.head_of(ready).entered_at - dt.timedelta(minutes=61)
    DrawEntry.objects.update(entered_at=earlier)
    page(client, ready)
    assert kinds(ready) == ["REFUSED"] * 2


def test_another_page_another_person_and_a_sent_one_are_entered(as_role, ready):
    measurer = as_role("measurer")
    page(measurer, ready)
    page(measurer, ready, "key")
    page(measurer, ready, "freeze", method="post")
    page(measurer, ready, "unmask", 3)
    page(as_role("doser"), ready)
    entries = DrawEntry.objects.of_study(ready).order_by("number")
    assert [one.told["about"]["asked"] for one in entries] == [
        "open the record of the draw",
        "open the key of the arms",
        "send the freezing of the list",
        "open the unmasking of a mouse, number 3",
        "open the record of the draw",
    ]


def test_an_outsider_and_a_page_of_another_room_enter_nothing(client, as_role, ready):
    outsider = as_role("measurer")
    outsider.get(reverse("results:curves", args=[ready.code]))
    ready.memberships.all().delete()
    assert page(outsider, ready).status_code == 404
    assert kinds(ready) == []


def test_every_page_of_the_room_has_its_words():
    assert {one.name for one in urls.urlpatterns} == set(refusals.WORDS)
