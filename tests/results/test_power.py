import html
import re

import pytest
from django.urls import reverse

from tests import builders
from tests.results.test_analysis import combined_study
from xenograft import models
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


def test_what_was_computed_goes_into_the_protocol_with_inputs_version_and_person(
    client,
):
    study = builders.study()
    person = builders.member(study, "director")
    client.force_login(person)
    address = reverse("results:power", args=[study.code])
    answer = client.get(address, {"days": "3, 7, 10", "slope_sd": "0.03"})
    basis = answer.context["basis"]
    mice = answer.context["answer"]["mice"]
    assert basis.startswith(f"{mice} mice per arm that stay to the end")
    for part in ("SD 0.03 a day", "days 3, 7, 10", f"by {person}", "Xenograft "):
        assert part in basis
    text = answer.content.decode()
    link = re.search(r'href="([^"]+sample_size_basis=[^"]+)"', text)
    form = client.get(html.unescape(link.group(1))).context["form"]
    assert form["sample_size_basis"].value() == basis
    assert not models.Study.objects.get(pk=study.pk).sample_size_basis


def test_who_may_not_change_the_protocol_is_not_offered_to(client):
    study = builders.study()
    client.force_login(builders.member(study, "statistician"))
    address = reverse("results:power", args=[study.code])
    assert "basis" not in client.get(address).context
