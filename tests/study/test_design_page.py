import pytest
from django.urls import reverse

from tests import builders


def design(client, study):
    return client.get(reverse("study:design", args=[study.code])).content.decode()


@pytest.fixture
def arm(study):
    return builders.four_arms(study)[3]


def test_an_arm_shows_its_regimens_joined_in_one_line(as_role, study, arm):
    times = {"slot_times": "08:00,17:00", "end_day": 20}
    builders.regimen(arm, builders.agent(study, "Defactinib"), 50, **times)
    builders.regimen(arm, builders.agent(study, "Avutometinib"), "0.15", **times)
    page = design(as_role("director"), study)
    assert "Defactinib + Avutometinib" in page and "50 + 0.15" in page
    assert page.count("oral gavage, twice a day, 08:00, 17:00") == 1
    assert "D0–D20" in page


def test_a_dose_that_is_not_entered_is_said(as_role, study, arm):
    builders.regimen(arm, builders.agent(study), None)
    assert "not entered" in design(as_role("director"), study)


def test_an_arm_without_a_regimen_says_so(as_role, study, arm):
    assert design(as_role("director"), study).count("No regimen yet.") == 4


def test_who_is_masked_reads_no_regimen(as_role, study, arm):
    builders.regimen(arm, builders.agent(study, "Sotorasib"), 77)
    page = design(as_role("measurer"), study)
    assert "Sotorasib" not in page and "No regimen" not in page


def test_a_person_with_two_roles_stands_once_with_what_masking_leaves(as_role, study):
    client = as_role("director")
    person = study.memberships.get(role="director").person
    builders.models.Membership.objects.create(
        study=study, person=person, role="measurer"
    )
    page = design(client, study)
    assert "Study director, Measurer" in page and "arms hidden" in page
