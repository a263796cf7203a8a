"""Closed days, what is overdue, and what to draw up from which bottle."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import dosed, fresh
from xenograft.dosing.calendar import overdue_days, reports
from xenograft.dosing.models import ClosedDay, Dose, Preparation
from xenograft.history.models import Change


@pytest.fixture
def given(ready):
    """Every mouse has got the first dose, AM of day 0."""
    for mouse in ready.mice.all():
        builders.dose(mouse, mouse.assignment.arm.regimens.get())
    return fresh(ready)


def sheet_of(study, day):
    return reverse("dosing:sheet", args=[study.code, day])


def test_a_slot_without_a_word_is_overdue_after_its_window(given):
    assert overdue_days(given, None, builders.at(0, 22, 59)) == []
    assert overdue_days(given, None, builders.at(0, 23, 1)) == [(builders.DAY_ZERO, 4)]


def test_an_overdue_slot_is_said_on_the_next_sheet(doser, given, day, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9))
    page = doser.get(sheet_of(given, day(1))).text
    assert "Overdue, because nobody said what happened" in page
    assert f'href="{sheet_of(given, day(0))}">4 of Tue 3 Nov</a>' in page
    assert Dose.objects.filter(status="MISSED").count() == 0


def test_an_overdue_cell_is_marked_on_its_sheet(doser, given, day, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9))
    assert "4 overdue" in doser.get(sheet_of(given, day(0))).text


def test_what_was_told_is_not_overdue(given):
    mouse = given.mice.get(number=2)
    regimen = mouse.assignment.arm.regimens.get()
    builders.dose(mouse, regimen, slot_number=2, status="MISSED")
    assert overdue_days(given, None, builders.at(0, 23, 1)) == [(builders.DAY_ZERO, 3)]


def test_a_mouse_that_left_owes_no_dose(given):
    builders.disposition(given.mice.get(number=2), day=0)
    assert overdue_days(given, None, builders.at(0, 23, 1)) == [(builders.DAY_ZERO, 3)]


def test_a_dose_taken_back_is_overdue_again(given):
    mouse = given.mice.get(number=2)
    mouse.doses.update(taken_back_at=builders.at(0, 9), taken_back_reason="Wrong")
    found = overdue_days(given, None, builders.at(0, 15))
    assert found == [(builders.DAY_ZERO, 1)]


def test_a_slot_says_how_many_mice_were_told_of(given):
    morning, evening = reports([given], builders.at(0, 12))
    assert (morning.label, morning.told_count, morning.planned_count) == ("AM", 4, 4)
    assert (evening.label, evening.told_count, evening.time) == ("PM", 0, dt.time(17))
    assert evening.latest == builders.at(0, 23)


def test_before_day_zero_no_slot_is_planned(ready):
    assert reports([ready], builders.at(0, 12)) == []


def test_three_weeks_on_one_week_off_twice_a_week(study, today):
    made = dosed(study, frequency="WEEKLY", weekdays="TUE,FRI", days_on=21, days_off=7)
    builders.dose(made.mice.first(), made.arms.first().regimens.get())
    found = {one.slot_on for one in reports([fresh(made)], builders.at(34, 12))}
    days = sorted((day - builders.DAY_ZERO).days for day in found)
    assert days == [0, 3, 7, 10, 14, 17, 28, 31]


def test_on_a_closed_day_no_dose_is_planned(doser, given, day, monkeypatch):
    builders.closed_day(given, 1, "Power cut")
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9))
    page = doser.get(sheet_of(given, day(1))).text
    assert "Nobody doses on Wed 4 Nov: Power cut." in page
    assert 'name="1-1-PO-given"' not in page


def test_a_closed_day_is_not_overdue(given):
    builders.closed_day(given, 1)
    now = builders.at(2, 0, 30)
    assert overdue_days(given, None, now) == [(builders.DAY_ZERO, 4)]


def test_a_director_closes_a_day_and_opens_it_again(director, ready, day):
    page = reverse("dosing:closed-days", args=[ready.code])
    director.post(page, {"closed_on": day(5), "reason": "Holiday"})
    closed = ClosedDay.objects.get()
    again = reverse("dosing:open-again", args=[ready.code, closed.pk])
    assert "Say why" in director.post(again, {}, follow=True).text
    director.post(again, {"reason": "Staff found"})
    assert not ClosedDay.objects.exists()
    newest = Change.objects.of_row(closed).first()
    assert (newest.operation, newest.reason) == ("delete", "Staff found")


def test_a_day_that_somebody_opened_meanwhile_is_said_to_be_planned(
    director, ready, day
):
    page = reverse("dosing:closed-days", args=[ready.code])
    director.post(page, {"closed_on": day(5), "reason": "Holiday"})
    closed = ClosedDay.objects.get()
    again = reverse("dosing:open-again", args=[ready.code, closed.pk])
    director.post(again, {"reason": "Somebody is here"})
    answer = director.post(again, {"reason": "I am here"}, follow=True)
    assert answer.status_code == 200
    sentence = "8 Nov was opened by director meanwhile: its doses are planned already."
    assert sentence in answer.content.decode()
    unknown = reverse("dosing:open-again", args=[ready.code, closed.pk + 1])
    assert director.post(unknown, {"reason": "I am here"}).status_code == 404


def test_a_date_is_closed_once(director, ready, day):
    builders.closed_day(ready, 5)
    page = reverse("dosing:closed-days", args=[ready.code])
    answer = director.post(page, {"closed_on": day(5), "reason": "Holiday"})
    assert "This date is in the list already." in answer.text


def test_the_label_of_the_bottle_is_on_the_sheet(doser, ready, day):
    arm = ready.arms.get(name="Defactinib")
    builders.preparation(arm, "K-20")
    builders.preparation(arm, "K-21")
    page = doser.get(sheet_of(ready, day(0))).text
    assert "Lot K-21, use by Tue 10 Nov" in page and "K-20" not in page


def test_a_bottle_past_its_date_is_said(doser, ready, day, monkeypatch):
    builders.preparation(ready.arms.get(name="Defactinib"), "K-21", good_days=0)
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9))
    page = doser.get(sheet_of(ready, day(1))).text
    assert "Lot K-21, was good until Tue 3 Nov" in page


def test_a_dose_keeps_the_bottle_it_came_from(doser, ready, day):
    filled = builders.preparation(ready.arms.get(name="Defactinib"))
    doser.post(sheet_of(ready, day(0)), {"2-1-PO-given": "on"})
    assert Dose.objects.get().preparation == filled


def test_the_label_of_a_bottle_names_no_agent(director, ready):
    arm = ready.arms.get(name="Defactinib")
    page = reverse("dosing:fill", args=[ready.code, arm.pk])
    typed = {"label": "defactinib 3", "made_on": "2026-11-03", "use_by": "2026-11-10"}
    assert "those who dose may not know it" in director.post(page, typed).text
    director.post(page, {**typed, "label": "K-21"})
    assert Preparation.objects.get().recorded_by is not None
