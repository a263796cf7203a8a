import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.samples import actions
from xenograft.samples.models import PlannedMouse, Specimen
from xenograft.samples.plan import planned
from xenograft.study.actions import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_day_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.at(10, 18))


@pytest.fixture
def regimen(study):
    return builders.regimen(builders.arm(study), builders.agent(study))


@pytest.fixture
def plan(study, mouse):
    return builders.collection_plan(study, 4, [mouse])


def line(study):
    ((_, (only,)),) = planned(study)
    return only


def test_a_collection_is_due_its_hours_after_the_last_dose(study, plan, mouse, regimen):
    for day in (9, 10):
        builders.dose(mouse, regimen, day, given_at=builders.at(day, 16))
    assert line(study).due_at == builders.at(10, 20)
    assert line(study).state == "due"


def test_it_is_overdue_once_its_window_is_over(study, plan, mouse, regimen):
    dose = builders.dose(mouse, regimen, 10, given_at=builders.at(10, 13, 37))
    assert line(study).state == "due"
    dose.given_at = builders.at(10, 13, 30)
    dose.save()
    assert line(study).state == "overdue"


def test_without_a_dose_nothing_is_due(study, plan):
    assert (line(study).due_at, line(study).state) == (None, "no dose yet")


def test_a_missed_last_dose_is_said_and_the_one_before_counts(
    study, plan, mouse, regimen
):
    builders.dose(mouse, regimen, 9, given_at=builders.at(9, 16))
    builders.dose(mouse, regimen, 10, status="MISSED")
    assert line(study).due_at == builders.at(9, 20)
    assert line(study).problem == "last dose missed"


def test_the_piece_that_was_collected_ends_its_line(study, plan, mouse, regimen):
    builders.dose(mouse, regimen, 10, given_at=builders.at(10, 8))
    piece = builders.specimen(mouse, collected_at=builders.at(10, 12))
    assert piece.planned == plan
    assert (line(study).specimen, line(study).state) == (piece, "collected")


def test_a_piece_fulfills_the_nearest_of_two_plans(study, mouse, regimen):
    plans = [builders.collection_plan(study, hours, [mouse]) for hours in (1, 8)]
    builders.dose(mouse, regimen, 10, given_at=builders.at(10, 8))
    assert (
        builders.specimen(mouse, collected_at=builders.at(10, 15)).planned == plans[1]
    )
    assert (
        builders.specimen(mouse, collected_at=builders.at(10, 16)).planned == plans[0]
    )


def test_another_tissue_fulfills_no_plan(study, plan, mouse):
    assert builders.specimen(mouse, tissue="BLOOD").planned is None


def test_mice_are_chosen_by_number_once_each(measurer, study, plan):
    builders.mouse(study, 12)
    url = reverse("samples:plan-mice", args=[study.code, plan.pk])
    assert measurer.post(url, {"numbers": "4, 12 12"}).status_code == 302
    assert [one.mouse.number for one in plan.mice.all()] == [4, 12]


@pytest.mark.parametrize("typed", ["99", "4, x", "4; 5", "-4"])
def test_a_number_of_no_mouse_is_named_and_nothing_is_added(
    measurer, study, plan, typed
):
    url = reverse("samples:plan-mice", args=[study.code, plan.pk])
    page = measurer.post(url, {"numbers": typed}).text
    assert "is not the number of a mouse of OVX-014. Nothing was added." in page
    assert plan.mice.count() == 1


def test_a_mouse_left_out_needs_a_reason(measurer, study, plan):
    one = plan.mice.get()
    url = reverse("samples:leave-out", args=[study.code, one.pk])
    assert "Say why it changes." in measurer.post(url, {"reason": ""}).text
    measurer.post(url, {"reason": "left the study"})
    assert not PlannedMouse.objects.exists()


def test_a_mouse_that_was_collected_stays_in_the_plan(people, plan, mouse):
    builders.specimen(mouse)
    with pytest.raises(Refused, match="collected already"):
        actions.leave_out(
            planned=plan.mice.get(), by=people["measurer"], reason="wrong"
        )


def test_a_collection_is_planned_on_the_page(measurer, study):
    typed = {"tissue": "TUMOR", "handling": "SNAP_LN2", "hours_after_last_dose": "4"}
    url = reverse("samples:plan-new", args=[study.code])
    assert measurer.post(url, typed).status_code == 302
    page = measurer.post(url, typed).text
    assert "This collection is in the plan already." in page
    assert study.collection_plans.count() == 1


def test_who_sees_arms_sees_how_many_of_each_are_chosen(client, study, plan, mouse):
    draw = builders.randomization(study)
    builders.assignment(draw, mouse, builders.arm(study, "Vehicle"))
    plan.mice_per_arm = 2
    plan.save()
    url = reverse("samples:plan", args=[study.code])
    client.force_login(builders.member(study, "director"))
    assert "1 of 2 chosen" in client.get(url).text
    client.force_login(builders.member(study, "measurer"))
    page = client.get(url).text
    assert "2 of each arm are wanted, 1 are chosen." in page
    assert "Vehicle" not in page


def test_the_plan_takes_few_queries(
    director, study, regimen, django_assert_max_num_queries
):
    mice = [builders.mouse(study) for _ in range(12)]
    builders.collection_plan(study, 1, mice)
    builders.collection_plan(study, 4, mice)
    for one in mice:
        builders.dose(one, regimen, 10, given_at=builders.at(10, 8))
    with django_assert_max_num_queries(15):
        director.get(reverse("samples:plan", args=[study.code]))


def test_freezing_comes_after_collecting(measurer, study, mouse):
    typed = {"mouse": mouse.pk, "tissue": "TUMOR", "handling": "SNAP_LN2"}
    typed |= {
        "collected_at": "2026-11-13T11:00",
        "preserved_at": "2026-11-13T10:59",
    }
    page = measurer.post(reverse("samples:add", args=[study.code]), typed).text
    assert "It is frozen or fixed after it was collected. Check both times." in page
    assert not Specimen.objects.exists()


def test_late_freezing_and_a_missed_window_are_marked(
    measurer, study, plan, mouse, regimen
):
    builders.dose(mouse, regimen, 10, given_at=builders.at(10, 8))
    collected = builders.at(10, 12, 30)
    builders.specimen(
        mouse,
        collected_at=collected,
        preserved_at=collected + dt.timedelta(minutes=16),
    )
    page = measurer.get(reverse("samples:list", args=[study.code])).text
    assert "30 min late" in page
    assert "frozen or fixed after 16 min" in page


def test_an_interim_collection_is_due_after_the_dose_of_its_day(study, mouse, regimen):
    builders.collection_plan(study, 4, [mouse], final_day=10)
    for day in (0, 9, 10, 11):
        builders.dose(mouse, regimen, day, given_at=builders.at(day, 16))
    assert line(study).due_at == builders.at(10, 20)


def test_before_its_day_an_interim_collection_is_not_due(study, mouse, regimen):
    builders.collection_plan(study, 4, [mouse], final_day=14)
    for day in (0, 10):
        builders.dose(mouse, regimen, day)
    found = line(study)
    assert (found.due_at, found.state) == (None, "dosing goes on")
    assert found.final_on == builders.DAY_ZERO + dt.timedelta(days=14)


def test_an_interim_group_counts_from_the_day_zero_of_each_mouse(study, regimen):
    mice = [builders.mouse(study, number) for number in (4, 5)]
    builders.collection_plan(study, 4, mice, final_day=7)
    for mouse, zero in zip(mice, (0, 3), strict=True):
        for day in (0, 7):
            builders.dose(mouse, regimen, zero + day, given_at=builders.at(zero + day))
    ((_, lines),) = planned(study)
    assert [one.due_at for one in lines] == [builders.at(7, 13), builders.at(10, 13)]


def test_a_missed_final_dose_leaves_the_one_before_and_says_so(study, mouse, regimen):
    builders.collection_plan(study, 4, [mouse], final_day=9)
    builders.dose(mouse, regimen, 0)
    builders.dose(mouse, regimen, 8, given_at=builders.at(8, 16))
    builders.dose(mouse, regimen, 9, status="MISSED")
    found = line(study)
    assert (found.due_at, found.problem) == (builders.at(8, 20), "last dose missed")


def test_the_last_day_of_the_regimens_is_that_of_the_final_dose(study, mouse, regimen):
    regimen.end_day = 12
    regimen.save()
    builders.collection_plan(study, 4, [mouse])
    builders.dose(mouse, regimen, 0)
    assert line(study).state == "dosing goes on"


def test_a_mouse_that_left_without_its_piece_is_not_overdue(
    study, plan, mouse, regimen
):
    builders.dose(mouse, regimen, 9)
    builders.disposition(mouse, 10)
    assert line(study).state == "left without it"


def test_the_window_may_be_that_of_the_plan(measurer, study, mouse, regimen):
    builders.collection_plan(study, 4, [mouse], window_minutes=5)
    builders.dose(mouse, regimen, 10, given_at=builders.at(10, 8))
    builders.specimen(mouse, collected_at=builders.at(10, 12, 6))
    page = measurer.get(reverse("samples:list", args=[study.code])).text
    assert "6 min late" in page
