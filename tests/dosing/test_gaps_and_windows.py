"""Doses that would double another, come outside their window, or are too much."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import statuses
from xenograft.dosing.models import Dose, Regimen


def test_two_doses_too_close_are_refused(doser, sheet, monkeypatch):
    doser.post(sheet, {"2-1-PO-given": "on"})
    monkeypatch.setattr(timezone, "now", lambda: builders.at(0, 15))
    page = doser.post(sheet, {"2-2-PO-given": "on"}).text
    assert "Mouse 2 was dosed at 09:30, and 8 h must lie between two doses." in page
    assert statuses() == ["GIVEN"]


def test_two_doses_of_one_press_are_refused(doser, sheet):
    doser.post(sheet, {"2-1-PO-given": "on", "2-2-PO-given": "on"})
    assert statuses() == ["GIVEN"]


def test_a_dose_that_was_doubled_is_kept_as_wrong(doser, sheet):
    doser.post(sheet, {"2-1-PO-given": "on"})
    typed = {"status": "WRONG", "ml": "0.22", "reason": "given twice"}
    doser.post(sheet, {f"2-2-PO-{name}": value for name, value in typed.items()})
    assert statuses() == ["GIVEN", "WRONG"]


def test_a_dose_is_not_corrected_onto_another(doser, ready, sheet, day, monkeypatch):
    doser.post(sheet, {"2-1-PO-given": "on"})
    monkeypatch.setattr(timezone, "now", lambda: builders.at(0, 18))
    doser.post(sheet, {"2-2-PO-given": "on"})
    page = reverse("dosing:correct", args=[ready.code, day(0), 2, 1, "PO"])
    typed = {"status": "GIVEN", "at": "17:00", "why": "clock", "based_on": 1}
    assert "8 h must lie between" in doser.post(page, typed).text
    typed["at"] = "09:00"
    assert doser.post(page, typed).status_code == 302


def test_another_mouse_is_not_too_close(doser, sheet):
    doser.post(sheet, {"1-1-PO-given": "on"})
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert statuses() == ["GIVEN", "GIVEN"]


def test_a_dose_outside_its_window_is_kept_and_marked(doser, ready, sheet):
    now = timezone.now()
    assert now == builders.at(0, 9, 30)
    doser.post(sheet, {"2-1-PO-given": "on", "time": "01:30"})
    assert Dose.objects.get().given_at == now - dt.timedelta(hours=8)
    assert "outside its window" in doser.get(sheet).text


def test_a_dose_within_its_window_is_not_marked(doser, sheet):
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert "outside its window" not in doser.get(sheet).text


def test_a_volume_above_good_practice_is_said_and_may_be_given(doser, ready, sheet):
    Regimen.objects.update(volume_ml_per_kg=12, concentration_mg_per_ml=None)
    page = doser.get(sheet).text
    assert "12 mL/kg PO is above the good practice of 10 mL/kg." in page
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert Dose.objects.get().status == "GIVEN"


def test_a_volume_above_the_maximum_cannot_be_ticked(doser, ready, sheet):
    Regimen.objects.update(volume_ml_per_kg=51, concentration_mg_per_ml=None)
    page = doser.get(sheet).text
    assert "51 mL/kg PO is above the maximum of 50 mL/kg." in page
    assert 'name="2-1-PO-given"' not in page
    page = doser.post(sheet, {"2-1-PO-given": "on"}).text
    assert "Do not give it: ask the study director." in page
    assert not Dose.objects.exists()


def test_rounding_to_the_syringe_alone_is_never_too_much(doser, ready, sheet):
    ready.mice.get(number=2).weights.update(weight_g="20.5")
    assert "good practice" not in doser.get(sheet).text


def test_into_a_muscle_the_limit_is_for_each_site(doser, ready, sheet):
    Regimen.objects.update(
        route="IM", volume_ml_per_kg=10, concentration_mg_per_ml=None
    )
    page = doser.get(sheet).text
    assert "0.11 mL in each of two muscles is above the maximum of 0.1 mL." in page
