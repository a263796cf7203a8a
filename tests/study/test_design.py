import pytest
from django.urls import reverse

from tests import builders
from xenograft.study.models import Study

NEW = {
    "code": "OVX-020",
    "title": "Defactinib and a partner",
    "planned_mice_count": 48,
    "cells_per_implant_count": 1_000_000,
    "matrix": "Matrigel",
    "implant_site": "flank",
    "window_min_mm3": 100,
    "window_max_mm3": 150,
    "measure_every_min_days": 2,
    "measure_every_max_days": 3,
    "treatment_min_days": 14,
    "treatment_max_days": 28,
    "weight_fresh_days": 3,
    "weight_usable_days": 7,
    "volume_formula": "LWW_HALF",
    "day_zero_anchor": "FIRST_DOSE",
    "experimental_unit": "MOUSE",
    "agent_a": "Defactinib",
    "agent_b": "Avutometinib",
    "mice_per_arm_count": 10,
}


@pytest.fixture
def someone(client, db):
    person = builders.person("m.okafor")
    client.force_login(person)
    return person


def test_a_new_study_has_four_arms_default_limits_and_a_director(client, someone):
    answer = client.post(reverse("study:new"), NEW)
    study = Study.objects.get(code="OVX-020")
    assert answer.url == reverse("study:design", args=["OVX-020"])
    assert [arm.name for arm in study.arms.all()] == [
        "Vehicle",
        "Defactinib",
        "Avutometinib",
        "Defactinib + Avutometinib",
    ]
    assert study.limits.count() == 10
    assert study.roles_of(someone) == ["director"]


def test_a_code_in_use_is_refused_and_nothing_typed_is_lost(client, someone):
    builders.study("ovx-020")
    page = client.post(reverse("study:new"), NEW).content.decode()
    assert "A study with this code exists already." in page
    assert 'value="Defactinib and a partner"' in page


def test_two_drugs_of_one_name_are_refused(client, someone):
    page = client.post(reverse("study:new"), {**NEW, "agent_b": "defactinib"})
    assert "Both drugs are called Defactinib. Name the other." in page.content.decode()


def test_a_window_upside_down_is_refused(client, someone):
    page = client.post(reverse("study:new"), {**NEW, "window_min_mm3": 200})
    assert "The window must start below its end." in page.content.decode()


def test_limits_of_a_randomized_study_need_a_reason(director, study):
    builders.limits(study)
    builders.randomization(study)
    page = director.get(reverse("study:limits", args=[study.code])).content.decode()
    assert 'name="reason"' in page


def test_arms_of_a_randomized_study_are_fixed(director, study):
    builders.randomization(study)
    answer = director.get(reverse("study:arms", args=[study.code]), follow=True)
    assert answer.redirect_chain == [(f"/studies/{study.code}/design/", 302)]
    assert "The arms are fixed since the randomization." in answer.content.decode()


def test_the_last_director_stays(director, study):
    member = study.memberships.get(role="director")
    director.post(reverse("study:remove-member", args=[study.code, member.pk]))
    assert study.memberships.filter(role="director").exists()


def test_an_unknown_sign_in_name_is_refused_by_name(director, study):
    page = director.post(
        reverse("study:people", args=[study.code]),
        {"username": "nobody", "role": "doser"},
    )
    assert "Nobody signs in as “nobody”." in page.content.decode()


def test_a_locked_study_takes_no_change_of_its_design(director, study):
    Study.objects.filter(pk=study.pk).update(locked_at=builders.at(9))
    answer = director.get(reverse("study:protocol", args=[study.code]))
    assert answer.status_code == 403
    assert "is locked. Unlock it with a reason first." in answer.content.decode()


def test_a_measurer_sees_no_arm_on_the_design_page(measurer, study):
    builders.four_arms(study)
    page = measurer.get(reverse("study:design", args=[study.code])).content.decode()
    assert "Vehicle" not in page.replace(study.title, "")


def test_the_days_from_the_implant_are_a_range(client, someone):
    asked = {**NEW, "implanted_min_days": 21, "implanted_max_days": 10}
    page = client.post(reverse("study:new"), asked).text
    assert "The fewest days from the implant must not be more than the most." in page
    assert not Study.objects.exists()
