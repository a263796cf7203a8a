"""Mice that are not dosed: on hold, at a limit, or with a loss of weight."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import statuses
from xenograft.dosing.models import Dose, Hold
from xenograft.dosing.sheet import Sheet

LIMIT = {"kind": "VOLUME", "purpose": "STUDY", "basis": "SUM", "action_level": 1500}


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


def test_a_hold_counts_on_an_old_sheet_when_it_stood_all_day(ready):
    first, second = ready.mice.filter(number__in=[1, 2])
    builders.hold(first, held_at=builders.at(0, 0))
    builders.hold(second, held_at=builders.at(0, 12))
    found = Hold.objects.all_day(builders.DAY_ZERO)
    assert [hold.mouse for hold in found] == [first]


def test_a_mouse_without_a_weight_may_be_told_as_missed(doser, ready, sheet):
    ready.mice.get(number=2).weights.all().delete()
    doser.post(sheet, {"2-1-PO-status": "MISSED", "2-1-PO-reason": "not weighed"})
    dose = Dose.objects.get()
    assert (dose.status, dose.planned_mg, dose.amount_mg) == ("MISSED", None, 0)


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
