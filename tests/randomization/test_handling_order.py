"""Sheets may list mice in a random order of the day, which says nothing of an arm."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import builders
from tests.permuting import permute
from tests.randomization.test_actions import randomized
from xenograft.dosing.sheet import Sheet
from xenograft.measurement.mice import plain_mice
from xenograft.study.handling import in_order
from xenograft.study.models import Study

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)


@pytest.fixture
def drawn(ready, people):
    """A drawn study of two cages whose sheets are in random order."""
    ready.mice.filter(number__gt=4).update(cage=builders.cage(ready, "C2"))
    randomized(ready, people["director"])
    Study.objects.filter(pk=ready.pk).update(has_random_order=True)
    return Study.objects.get(pk=ready.pk)


def order_on(study, on):
    mice = study.mice.select_related("cage").order_by("cage__name", "number")
    return [mouse.number for mouse in in_order(study, on, list(mice))]


def test_without_the_setting_mice_stand_by_cage_and_number(drawn):
    drawn.has_random_order = False
    assert order_on(drawn, DAY) == sorted(order_on(drawn, DAY))


def test_before_the_draw_mice_stand_by_cage_and_number(ready):
    ready.has_random_order = True
    assert order_on(ready, DAY) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_each_day_has_an_order_of_its_own_and_keeps_it(drawn):
    days = [DAY + dt.timedelta(days=day) for day in range(6)]
    orders = [tuple(order_on(drawn, on)) for on in days]
    assert orders == [tuple(order_on(drawn, on)) for on in days]
    assert len(set(orders)) == 6


def test_a_cage_is_handled_in_one_go(drawn):
    for day in range(10):
        found = order_on(drawn, DAY + dt.timedelta(days=day))
        cages = [number > 4 for number in found]
        assert cages in (sorted(cages), sorted(cages, reverse=True))


def test_a_mouse_that_left_moves_no_other(drawn):
    before = order_on(drawn, DAY)
    rest = drawn.mice.exclude(number=3).select_related("cage")
    after = [mouse.number for mouse in in_order(drawn, DAY, list(rest))]
    assert after == [number for number in before if number != 3]


def test_the_allocation_does_not_decide_the_order(drawn):
    before = order_on(drawn, DAY)
    permute(drawn, 0)
    assert order_on(drawn, DAY) == before


def test_session_and_sheet_of_a_day_have_the_same_order(drawn):
    held = builders.session(drawn, 7)
    session = [mouse.number for mouse in plain_mice(drawn, held)]
    assert session == order_on(drawn, held.held_on)
    sheet = [mouse.number for mouse in Sheet(drawn, held.held_on)._mice]
    assert sheet == [number for number in session if number in sheet]
    assert len(sheet) == 8


def test_arrive_says_which_order_there_was(director, drawn):
    url = reverse("randomization:record", args=[drawn.code])
    assert "in random order, new each day" in director.get(url).text
    Study.objects.update(has_random_order=False)
    assert "sheets list mice by cage and number" in director.get(url).text


def test_the_first_mouse_is_each_one_as_often(drawn):
    """Over the days of a cage of four; chi-square of 3 degrees stays below 11.3."""
    cage = list(drawn.mice.filter(number__lte=4).select_related("cage"))
    days = [DAY + dt.timedelta(days=day) for day in range(400)]
    first = [in_order(drawn, on, cage)[0].number for on in days]
    counts = [first.count(number) for number in (1, 2, 3, 4)]
    assert sum((count - 100) ** 2 / 100 for count in counts) < 11.3
