import re

import pytest
from django.urls import reverse

from tests import builders
from tests.results.test_analysis import combined_study
from xenograft.analysis import power
from xenograft.results.spreads import spreads

pytestmark = pytest.mark.django_db
EXAMPLE = "days=3,5,10&slope_sd=0.01&residual_sd=0.1&effect=0.02"


@pytest.fixture
def planned(client):
    """A study without mice, and a client signed in as its statistician."""
    study = builders.study()
    builders.four_arms(study)
    person = builders.member(study, "statistician")
    client.force_login(person)
    return study, person


def page(client, study, query=""):
    response = client.get(reverse("results:power", args=[study.code]) + f"?{query}")
    return response.content.decode()


def test_a_planned_study_is_told_its_mice(client, planned):
    needed = power.mice_needed(power.Plan((3, 5, 10), 0.01, 0.1, 0.02))
    assert f"<b>{needed} mice per arm</b>" in page(client, planned[0], EXAMPLE)


def test_bliss_needs_more_mice_than_a_pair(client, planned):
    found = [
        int(re.search(r"<b>(\d+) mice", page(client, planned[0], query))[1])
        for query in (EXAMPLE, EXAMPLE + "&comparison=bliss")
    ]
    assert found[1] > 1.5 * found[0]


def test_mice_that_leave_and_failed_implants_are_added(client, planned):
    text = page(client, planned[0], EXAMPLE + "&dropout_pct=50&no_take_pct=50")
    needed = int(re.search(r"<b>(\d+) mice", text)[1])
    added = f"Randomize {2 * needed} per arm, implant {4 * needed} per arm"
    assert added in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("days=monday", "“monday” is not a list of days"),
        ("days=0", "“0” has no days to use"),
        ("effect=0", "difference other than 0"),
        ("slope_sd=abc", "Enter a number"),
        ("effect=0.000001", "More than 10,000 mice"),
        ("days=nan", "has no days to use"),
        ("effect=nan", "Enter a number"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(client, planned, query, said):
    text = page(client, planned[0], query)
    assert said in text
    assert query.split("=")[1] in text


def test_the_spreads_of_a_study_of_the_lab_are_offered_and_taken(client, planned):
    _, person = planned
    source = combined_study(mice=3)
    builders.models.Membership.objects.create(
        study=source, person=person, role="statistician"
    )
    assert f"?from={source.code}" in page(client, planned[0])
    known = spreads(source)
    text = page(client, planned[0], f"from={source.code}")
    assert f'value="{known["residual_sd"]}"' in text
    assert known["days"] == "3, 7, 10, 14"


def test_a_study_of_others_gives_no_spreads(client, planned):
    source = combined_study(mice=1)
    address = reverse("results:power", args=[planned[0].code])
    assert client.get(f"{address}?from={source.code}").status_code == 404
    assert source.code not in page(client, planned[0])
