"""Mice, days and studies for which the sheet takes no dose."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft.dosing.models import Dose, Regimen
from xenograft.study.models import Study


@pytest.mark.parametrize("number", [99, 0])
def test_a_mouse_that_is_not_on_the_sheet_is_refused(doser, sheet, number):
    page = doser.post(sheet, {f"{number}-1-PO-given": "on"}).text
    assert f"Mouse {number} is not on this sheet then" in page
    assert not Dose.objects.exists()


def test_a_mouse_of_another_study_cannot_be_dosed_here(doser, sheet):
    other = builders.mouse(builders.study(), 77)
    doser.post(sheet, {"77-1-PO-given": "on"})
    assert not other.doses.exists()


def test_a_mouse_that_left_is_absent_on_later_days(doser, ready, day, monkeypatch):
    builders.disposition(ready.mice.get(number=1), 0)
    later = reverse("dosing:sheet", args=[ready.code, day(1)])
    assert 'id="row-1"' not in doser.get(later).text
    same = reverse("dosing:sheet", args=[ready.code, day(0)])
    assert 'id="row-1"' in doser.get(same).text


def test_a_day_in_the_future_can_only_be_read(doser, ready, day):
    later = reverse("dosing:sheet", args=[ready.code, day(1)])
    page = doser.get(later).text
    assert "This day is in the future" in page
    assert 'name="1-1-PO-given"' not in page
    answer = doser.post(later, {"1-1-PO-given": "on"}, follow=True)
    assert "This day is in the future" in answer.text
    assert not Dose.objects.exists()


def test_a_locked_study_takes_no_dose(doser, ready, sheet):
    Study.objects.update(locked_at=builders.at(0))
    page = doser.post(sheet, {"1-1-PO-given": "on"}, follow=True).text
    assert "OVX-014 is locked: no dose can be recorded." in page
    assert not Dose.objects.exists()


def test_before_the_draw_nothing_is_planned(doser, study, today, day):
    page = doser.get(reverse("dosing:sheet", args=[study.code, day(0)]))
    assert "The mice are not randomized yet" in page.text


@pytest.mark.parametrize("date", ["2026-13-01", "20261103", "today", "9999-12-31"])
def test_a_date_that_is_none_is_not_found(doser, ready, date):
    answer = doser.get(reverse("dosing:sheet", args=[ready.code, date]))
    assert answer.status_code == 404


def test_a_day_that_is_past_asks_for_the_time(doser, ready, day, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(2, 9))
    sheet = reverse("dosing:sheet", args=[ready.code, day(0)])
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "Enter the time it was given on 03 Nov, as 09:30." in page
    doser.post(sheet, {"1-1-PO-given": "on", "time": "08:05"})
    assert Dose.objects.get().given_at == builders.at(0, 8, 5)


def test_a_drug_without_a_dose_cannot_be_given(doser, ready, sheet):
    Regimen.objects.filter(arm__name="Defactinib").update(dose_mg_per_kg=None)
    page = doser.post(sheet, {"2-1-PO-given": "on"}).text
    assert "has no dose yet. Ask the study director." in page
    assert "Defactinib" not in page.replace(ready.title, "")


@pytest.mark.parametrize("role", ["measurer", "statistician", "welfare_officer"])
def test_only_who_doses_opens_the_sheet(as_role, sheet, role):
    assert as_role(role).get(sheet).status_code == 403
