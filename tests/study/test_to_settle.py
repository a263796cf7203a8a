import pytest
from django.urls import reverse

from tests import builders


def settled(client, study):
    answer = client.get(reverse("study:design", args=[study.code]))
    return answer.context["to_settle"]


@pytest.fixture
def ready(study):
    """Arms of one volume and one time, and the usual limits."""
    builders.limits(study)
    agent = builders.agent(study, "Vehicle", is_vehicle=True)
    for arm in builders.four_arms(study):
        builders.regimen(arm, agent, 0, volume_ml_per_kg=10)
    return study


def regimen_of(study, position):
    return study.arms.get(position=position).regimens.get()


def test_a_complete_design_has_nothing_to_settle(as_role, ready):
    assert settled(as_role("director"), ready) == []


def test_volumes_that_tell_the_arm_are_named(as_role, ready):
    one = regimen_of(ready, 2)
    one.volume_ml_per_kg = 5
    one.save()
    names = list(ready.arms.order_by("position").values_list("name", flat=True))
    (sentence,) = settled(as_role("director"), ready)
    assert sentence.startswith("The volume of a dose tells the arm (")
    assert f"{names[0]}: 10 mL/kg, {names[1]}: 5 mL/kg" in sentence


def test_two_bottles_of_half_the_volume_are_the_same(as_role, ready):
    one = regimen_of(ready, 4)
    one.volume_ml_per_kg = 5
    one.save()
    agent = builders.agent(ready, "Defactinib")
    builders.regimen(one.arm, agent, 50, volume_ml_per_kg=5)
    assert settled(as_role("director"), ready) == []


def test_times_that_tell_the_arm_are_named(as_role, ready):
    one = regimen_of(ready, 3)
    one.frequency, one.slot_times = "BID", "08:00,17:00"
    one.save()
    (sentence,) = settled(as_role("director"), ready)
    assert sentence.startswith("The times of dosing tell the arm (")


def test_arms_are_not_spoken_of_after_the_draw(as_role, ready):
    one = regimen_of(ready, 2)
    one.volume_ml_per_kg = 5
    one.save()
    builders.randomization(ready)
    assert settled(as_role("director"), ready) == []


def test_missing_limits_are_said(as_role, study):
    sentences = " ".join(settled(as_role("director"), study))
    assert "No limit of tumor size is set" in sentences
    assert "No limit of weight loss is set" in sentences


@pytest.mark.django_db
def test_missing_people_are_said(client):
    study = builders.study("ALONE")
    client.force_login(builders.member(study, "director"))
    sentences = " ".join(settled(client, study))
    assert "Nobody is a measurer" in sentences
    assert "No animal welfare officer is told of limits." in sentences


@pytest.mark.parametrize("role", ["measurer", "doser", "statistician"])
def test_only_who_may_change_the_design_reads_it(as_role, study, role):
    assert settled(as_role(role), study) == []
