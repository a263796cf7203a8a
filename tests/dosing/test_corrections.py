import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import fresh
from xenograft.dosing import actions
from xenograft.dosing.models import Dose
from xenograft.dosing.sheet import Sheet
from xenograft.implantation.days import day_zeros, study_day_zero
from xenograft.study.actions import Refused


@pytest.fixture
def page(ready, day):
    """The address of the correction of a given dose of mouse 2."""
    regimen = ready.arms.get(name="Defactinib").regimens.get()
    mouse = ready.mice.get(number=2)
    builders.dose(mouse, regimen, weight_g="22.4", volume_ml="0.22", planned_mg=0.56)
    return reverse("dosing:correct", args=[ready.code, day(0), 2, 1, "PO"])


def typed(**fields):
    return {"status": "GIVEN", "at": "08:00", "why": "typed wrong", "based_on": 1} | (
        fields
    )


def test_a_correction_changes_the_dose_in_place(doser, page):
    doser.post(page, typed(status="PARTIAL", ml="0.11", reason="reflux"))
    dose = Dose.objects.get()
    assert (dose.status, str(dose.volume_ml), dose.version) == ("PARTIAL", "0.11", 2)
    assert dose.amount_mg == pytest.approx(0.275)


def test_a_correction_says_why(doser, page):
    answer = doser.post(page, typed(status="MISSED", reason="refused", why=""))
    assert "This field is required." in answer.content.decode()
    assert Dose.objects.get().status == "GIVEN"


def test_the_reason_goes_with_the_change(doser, page, monkeypatch):
    from xenograft.dosing import actions

    seen = []
    real = actions.acting
    monkeypatch.setattr(
        actions, "acting", lambda **given: seen.append(given) or real(**given)
    )
    doser.post(page, typed(status="NOT_RECORDED", why="ticked the wrong mouse"))
    assert seen[0]["reason"] == "ticked the wrong mouse"


def undo(doser, page):
    doser.post(page, typed(status="NOT_RECORDED", why="ticked the wrong mouse"))


def test_an_undone_entry_stays_with_who_and_why(doser, people, page):
    undo(doser, page)
    dose = Dose.objects.get()
    assert (dose.status, str(dose.volume_ml)) == ("GIVEN", "0.22")
    assert dose.taken_back_by == people["doser"]
    assert dose.taken_back_reason == "ticked the wrong mouse"


def test_an_undone_entry_can_be_made_again(doser, ready, day, page):
    undo(doser, page)
    sheet = reverse("dosing:sheet", args=[ready.code, day(0)])
    assert 'name="2-1-PO-given"' in doser.get(sheet).content.decode()
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert Dose.objects.standing().count() == Dose.objects.taken_back().count() == 1


def test_a_slot_has_one_entry_that_stands(ready, page):
    dose = Dose.objects.get()
    with pytest.raises(IntegrityError):
        builders.dose(dose.mouse, dose.regimen)


def test_a_dose_is_taken_back_with_a_reason(page):
    with pytest.raises(IntegrityError):
        Dose.objects.update(taken_back_at=timezone.now())


def test_an_undone_first_dose_makes_no_day_zero(doser, ready, page):
    undo(doser, page)
    study = fresh(ready)
    assert (study.has_doses, study.first_dose_on) == (False, None)
    assert study_day_zero(study) is None
    assert set(day_zeros(study).values()) == {None}


def test_a_specimen_is_no_longer_timed_from_an_undone_dose(doser, ready, page):
    specimen = builders.specimen(ready.mice.get(number=2))
    assert specimen.last_dose == Dose.objects.get()
    undo(doser, page)
    assert list(type(specimen).objects.with_stale_dose()) == [specimen]


def test_an_entry_undone_by_somebody_else_is_not_undone_again(doser, ready, page):
    cell = next(c for c in Sheet(ready, builders.DAY_ZERO).cells if c.doses)
    undo(doser, page)
    with pytest.raises(Refused, match="Somebody else took this entry back"):
        actions.undo_dose(cell=cell, based_on=1, by=None, why="again")


def test_a_stale_correction_shows_both_and_then_may_override(doser, page):
    Dose.objects.update(
        status="MISSED", version=2, given_at=None, reason="x", amount_mg=0, volume_ml=0
    )
    answer = doser.post(page, typed()).content.decode()
    assert "Somebody else saved missed; you chose given 0.22 mL." in answer
    assert 'name="based_on" value="2"' in answer
    assert Dose.objects.get().status == "MISSED"
    doser.post(page, typed(based_on=2))
    assert Dose.objects.get().status == "GIVEN"


def test_a_partial_without_its_volume_is_asked_for(doser, page):
    answer = doser.post(page, typed(status="PARTIAL", reason="reflux"))
    assert "Enter how many mL went in." in answer.content.decode()


def test_only_a_recorded_dose_can_be_corrected(doser, ready, day, page):
    other = reverse("dosing:correct", args=[ready.code, day(0), 1, 1, "PO"])
    assert doser.get(other).status_code == 404


def test_a_locked_study_takes_no_correction(doser, ready, page):
    type(ready).objects.update(locked_at=builders.at(0))
    assert doser.post(page, typed()).status_code == 403


def test_a_correction_of_a_dose_that_was_taken_back_meanwhile_names_what_was_typed(
    doser, page
):
    late = typed(status="MISSED", reason="refused", why="told me later")
    undo(doser, page)
    answer = doser.post(page, late, follow=True).content.decode()
    assert "took the dose of Mouse 2 AM back while your form was open" in answer
    assert "You had entered: MISSED, 08:00, refused, told me later." in answer
