"""Mice that are not dosed, and doses that would double another one."""

import datetime as dt

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.dosing.models import Dose, Hold, Regimen
from xenograft.dosing.sheet import Sheet

LIMIT = {"kind": "VOLUME", "purpose": "STUDY", "basis": "SUM", "action_level": 1500}


@pytest.fixture
def hold_page(ready):
    return reverse("dosing:hold", args=[ready.code, 2])


def statuses():
    return list(Dose.objects.order_by("pk").values_list("status", flat=True))


def test_a_mouse_on_hold_cannot_be_ticked(doser, ready, sheet):
    builders.hold(ready.mice.get(number=2), "Weight loss of 15%")
    assert 'name="2-1-PO-given"' not in doser.get(sheet).text
    page = doser.post(sheet, {"2-1-PO-given": "on"}).text
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
    page = doser.get(sheet).text
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
    page = doser.get(reverse("dosing:sheet", args=[ready.code, day(1)])).text
    assert "On hold: weight loss of 17.0%, from 15% on." in page


def reach_a_limit(study, mouse):
    study.limits.create(**LIMIT)
    builders.measurement(study.sessions.get(), builders.tumor(mouse), "15", "15")


def past_its_end(study, mouse):
    study.limits.create(kind="DURATION", basis="DAYS", action_level=1)
    study.day_zero_on = builders.DAY_ZERO - dt.timedelta(days=9)
    study.save()


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (lambda study, mouse: builders.hold(mouse), "On hold since"),
        (reach_a_limit, "Volume limit reached"),
        (past_its_end, None),
        (lambda study, mouse: None, None),
    ],
)
def test_one_mouse_alone_is_stopped_as_on_the_sheet(ready, happens, words):
    happens(ready, ready.mice.get(number=2))
    for number in (1, 2, 3):
        on_sheet = {
            row.mouse.number: row for row in Sheet(ready, builders.DAY_ZERO).rows
        }
        (alone,) = Sheet(ready, builders.DAY_ZERO, number).rows
        assert alone.stop == on_sheet[number].stop
        assert (alone.stop is not None) == (number == 2 and words is not None)
        assert words is None or number != 2 or words in alone.stop.sentence


def test_a_loss_of_weight_holds_one_mouse_as_on_the_sheet(ready, monkeypatch):
    ready.limits.create(
        kind="WEIGHT_LOSS", basis="BASELINE", hold_level=15, action_level=20
    )
    ready.day_zero_on = builders.DAY_ZERO
    ready.save()
    monkeypatch.setattr(timezone, "now", lambda: builders.at(1, 9, 30))
    builders.weight(builders.session(ready, 1), ready.mice.get(number=2), "18.6")
    on = builders.DAY_ZERO + dt.timedelta(days=1)
    (alone,) = Sheet(ready, on, 2).rows
    found = {row.mouse.number: row.stop for row in Sheet(ready, on).rows}
    assert alone.stop == found[2]
    assert alone.stop.sentence == "On hold: weight loss of 17.0%, from 15% on."
    assert found[1] is None


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


def test_a_hold_counts_on_an_old_sheet_when_it_stood_all_day(ready):
    first, second = ready.mice.filter(number__in=[1, 2])
    builders.hold(first, held_at=builders.at(0, 0))
    builders.hold(second, held_at=builders.at(0, 12))
    found = Hold.objects.all_day(builders.DAY_ZERO)
    assert [hold.mouse for hold in found] == [first]


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


def held_after_nine(ready):
    return builders.hold(ready.mice.get(number=2), held_at=builders.at(0, 9, 15))


def test_a_dose_given_before_a_hold_and_told_after_it_stays_given(doser, ready, sheet):
    held_after_nine(ready)
    typed = {"2-1-PO-given": "on", "2-1-PO-at": builders.at(0, 9, 10).isoformat()}
    page = doser.post(sheet, typed, follow=True).text
    dose = Dose.objects.get()
    assert (dose.status, dose.given_at) == ("GIVEN", builders.at(0, 9, 10))
    assert dose.reason == "given before the hold began and sent after it"
    assert "Mouse 2 AM: given before the hold began and sent after it." in page


def test_a_part_given_before_a_hold_stays_a_part(doser, ready, sheet):
    held_after_nine(ready)
    typed = {"status": "PARTIAL", "ml": "0.1", "reason": "reflux", "at": "09:10"}
    doser.post(sheet, {f"2-1-PO-{name}": text for name, text in typed.items()})
    dose = Dose.objects.get()
    assert dose.status == "PARTIAL"
    assert dose.reason == "reflux; given before the hold began and sent after it"


def test_a_dose_given_after_a_hold_began_is_refused(doser, ready, sheet):
    held_after_nine(ready)
    doser.post(sheet, {"2-1-PO-given": "on", "2-1-PO-at": "09:20"})
    assert statuses() == []


def test_a_dose_given_between_two_holds_stays_given(doser, ready, sheet):
    lifted = {"lifted_at": builders.at(0, 8, 30), "lifted_reason": "Gained again"}
    builders.hold(ready.mice.get(number=2), held_at=builders.at(0, 7), **lifted)
    held_after_nine(ready)
    doser.post(sheet, {"2-1-PO-given": "on", "2-1-PO-at": "08:00"})
    assert statuses() == []
    doser.post(sheet, {"2-1-PO-given": "on", "2-1-PO-at": "09:00"})
    assert statuses() == ["GIVEN"]


def test_a_dose_before_a_hold_is_not_doubled_by_one_more(doser, ready, sheet):
    doser.post(sheet, {"2-1-PO-given": "on", "2-1-PO-at": "08:00"})
    held_after_nine(ready)
    page = doser.post(sheet, {"2-2-PO-given": "on", "2-2-PO-at": "09:00"}).text
    assert "8 h must lie between two doses" in page
    assert statuses() == ["GIVEN"]


@pytest.mark.parametrize(("clock", "found"), [("09:00", ["GIVEN"]), ("09:20", [])])
def test_a_limit_counts_from_the_moment_it_was_read(doser, ready, sheet, clock, found):
    ready.limits.create(**LIMIT)
    tumor = builders.tumor(ready.mice.get(number=2))
    read_at = builders.at(0, 9, 15)
    builders.measurement(ready.sessions.get(), tumor, "15", "15", measured_at=read_at)
    doser.post(sheet, {"2-1-PO-given": "on", "2-1-PO-at": clock})
    assert statuses() == found


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
