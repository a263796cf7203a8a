"""Mice that are not dosed, and doses that would double another one."""

import datetime as dt

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.dosing.models import Dose, Hold, Regimen

LIMIT = {"kind": "VOLUME", "purpose": "STUDY", "basis": "SUM", "action_level": 1500}


@pytest.fixture
def doser(as_role):
    return as_role("doser")


@pytest.fixture
def sheet(ready, day):
    return reverse("dosing:sheet", args=[ready.code, day(0)])


@pytest.fixture
def hold_page(ready):
    return reverse("dosing:hold", args=[ready.code, 2])


def text_of(answer):
    return answer.content.decode()


def statuses():
    return list(Dose.objects.order_by("pk").values_list("status", flat=True))


def test_a_mouse_on_hold_cannot_be_ticked(doser, ready, sheet):
    builders.hold(ready.mice.get(number=2), "Weight loss of 15%")
    assert 'name="2-1-PO-given"' not in text_of(doser.get(sheet))
    page = text_of(doser.post(sheet, {"2-1-PO-given": "on"}))
    assert "On hold since 3 Nov: Weight loss of 15%. Mark the dose as withheld." in page
    assert statuses() == []


def test_a_whole_cage_leaves_out_the_mouse_on_hold(doser, ready, sheet):
    builders.hold(ready.mice.get(number=2))
    cage = ready.mice.get(number=2).cage
    doser.post(sheet, {"whole": f"{cage.pk}:1:PO"})
    assert set(Dose.objects.values_list("mouse__number", flat=True)) == {4}


@pytest.mark.parametrize("status", ["WITHHELD", "MISSED"])
def test_a_dose_on_hold_is_told_as_not_given(doser, ready, sheet, status):
    builders.hold(ready.mice.get(number=2))
    doser.post(sheet, {"2-1-PO-status": status, "2-1-PO-reason": "hold"})
    assert statuses() == [status]


def test_a_dose_given_against_a_hold_is_kept_as_wrong(doser, ready, sheet):
    builders.hold(ready.mice.get(number=2))
    doser.post(
        sheet,
        {
            "2-1-PO-status": "WRONG",
            "2-1-PO-ml": "0.2",
            "2-1-PO-reason": "hold not seen",
        },
    )
    assert statuses() == ["WRONG"]


def test_a_mouse_that_reached_a_limit_waits_for_a_decision(doser, ready, sheet):
    ready.limits.create(**LIMIT)
    mouse = ready.mice.get(number=2)
    tumor = builders.tumor(mouse)
    builders.measurement(ready.sessions.get(), tumor, "15", "15")
    page = text_of(doser.get(sheet))
    assert "Volume limit reached. Do not dose until the study director" in page
    assert "Ask first" in page
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert statuses() == []


def test_a_loss_of_weight_holds_dosing(doser, ready, sheet, monkeypatch, day):
    kept = {"kind": "WEIGHT_LOSS", "basis": "WORST", "hold_level": 15}
    limit = ready.limits.model(study=ready, **{**kept, "action_level": 20})
    limit.basis = ""
    limit.save()
    doser.post(sheet, {"2-1-PO-given": "on"})
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9, 30))
    builders.weight(builders.session(ready, 1), ready.mice.get(number=2), "18.6")
    page = text_of(doser.get(reverse("dosing:sheet", args=[ready.code, day(1)])))
    assert "On hold: weight loss of 17.0%, from 15% on." in page


def test_a_director_holds_and_lifts(director, people, ready, hold_page):
    director.post(hold_page, {"reason": "Weight loss", "hold": ""})
    assert "is on hold" in text_of(director.get(hold_page))
    director.post(hold_page, {"reason": "Gained again", "lift": ""})
    hold = Hold.objects.get()
    assert (hold.lifted_by, hold.lifted_reason) == (people["director"], "Gained again")
    assert "Gained again" in text_of(director.get(hold_page))


def test_a_hold_says_why(director, hold_page):
    assert "This field is required." in text_of(director.post(hold_page, {"hold": ""}))
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


def test_a_hold_counts_on_an_old_sheet_when_it_stood_all_day(ready):
    first, second = ready.mice.filter(number__in=[1, 2])
    builders.hold(first, held_at=builders.at(0, 0))
    builders.hold(second, held_at=builders.at(0, 12))
    found = Hold.objects.all_day(builders.DAY_ZERO)
    assert [hold.mouse for hold in found] == [first]


def test_two_doses_too_close_are_refused(doser, sheet, monkeypatch):
    doser.post(sheet, {"2-1-PO-given": "on"})
    monkeypatch.setattr(timezone, "now", lambda: builders.at(0, 15))
    page = text_of(doser.post(sheet, {"2-2-PO-given": "on"}))
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
    assert "8 h must lie between" in text_of(doser.post(page, typed))
    typed["at"] = "09:00"
    assert doser.post(page, typed).status_code == 302


def test_another_mouse_is_not_too_close(doser, sheet):
    doser.post(sheet, {"1-1-PO-given": "on"})
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert statuses() == ["GIVEN", "GIVEN"]


def test_a_mouse_without_a_weight_may_be_told_as_missed(doser, ready, sheet):
    ready.mice.get(number=2).weights.all().delete()
    doser.post(sheet, {"2-1-PO-status": "MISSED", "2-1-PO-reason": "not weighed"})
    dose = Dose.objects.get()
    assert (dose.status, dose.planned_mg, dose.amount_mg) == ("MISSED", None, 0)


def test_a_dose_outside_its_window_is_kept_and_marked(doser, ready, sheet):
    now = timezone.now()
    assert now == builders.at(0, 9, 30)
    doser.post(sheet, {"2-1-PO-given": "on", "time": "01:30"})
    assert Dose.objects.get().given_at == now - dt.timedelta(hours=8)
    assert "outside its window" in text_of(doser.get(sheet))


def test_a_dose_within_its_window_is_not_marked(doser, sheet):
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert "outside its window" not in text_of(doser.get(sheet))


def test_a_volume_above_good_practice_is_said_and_may_be_given(doser, ready, sheet):
    Regimen.objects.update(volume_ml_per_kg=12, concentration_mg_per_ml=None)
    page = text_of(doser.get(sheet))
    assert "12 mL/kg PO is above the good practice of 10 mL/kg." in page
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert Dose.objects.get().status == "GIVEN"


def test_a_volume_above_the_maximum_cannot_be_ticked(doser, ready, sheet):
    Regimen.objects.update(volume_ml_per_kg=51, concentration_mg_per_ml=None)
    page = text_of(doser.get(sheet))
    assert "51 mL/kg PO is above the maximum of 50 mL/kg." in page
    assert 'name="2-1-PO-given"' not in page
    page = text_of(doser.post(sheet, {"2-1-PO-given": "on"}))
    assert "Do not give it: ask the study director." in page
    assert not Dose.objects.exists()


def test_rounding_to_the_syringe_alone_is_never_too_much(doser, ready, sheet):
    ready.mice.get(number=2).weights.update(weight_g="20.5")
    assert "good practice" not in text_of(doser.get(sheet))


def test_into_a_muscle_the_limit_is_for_each_site(doser, ready, sheet):
    Regimen.objects.update(
        route="IM", volume_ml_per_kg=10, concentration_mg_per_ml=None
    )
    page = text_of(doser.get(sheet))
    assert "0.11 mL in each of two muscles is above the maximum of 0.1 mL." in page
