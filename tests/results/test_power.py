import html
import json
import re

import pytest
from django.urls import reverse

from tests import builders
from tests.results.computing import combined_study
from xenograft import models
from xenograft.analysis import power
from xenograft.export.bundle.building import _value
from xenograft.results import power_views
from xenograft.results.paper import arrive
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


TYPED = {"days": "3, 7, 10", "slope_sd": "0.03", "effect": "0.05"}


def kept_in(client, study, **typed):
    """The answer to keeping a calculation, and the study as it is then."""
    address = reverse("results:keep-power", args=[study.code])
    answer = client.post(address, {**power_views.USUAL, **TYPED, **typed}, follow=True)
    return answer, models.Study.objects.get(pk=study.pk)


def test_a_calculation_is_kept_as_a_record_with_inputs_program_and_person(client):
    study = builders.study()
    person = builders.member(study, "director")
    client.force_login(person)
    shown = client.get(reverse("results:power", args=[study.code]), TYPED)
    assert "Keep this calculation in the protocol" in shown.text
    answer, kept = kept_in(client, study)
    found, computed = kept.sample_size_plan, shown.context["answer"]
    for name in ("mice", "randomized", "implanted", "total", "closed_form"):
        assert found[name] == computed[name], name
    assert found["days"] == [3, 7, 10]
    inputs = {"slope_sd": 0.03, "residual_sd": 0.1, "effect": 0.05, "alpha": 0.05}
    inputs |= {"power": 0.8, "dropout_pct": 10, "no_take_pct": 20}
    assert {name: found[name] for name in inputs} == inputs
    assert found["comparison"] == "pair"
    assert "noncentral t" in found["test"]
    assert (found["by"], found["spreads_from"]) == (str(person), "")
    assert found["program"].startswith("Xenograft ")
    assert kept.sample_size_said in html.unescape(answer.text)
    assert answer.redirect_chain[-1][0].endswith("/design/")
    assert "sample_size_plan" in models.Change.objects.latest("pk").new


def test_the_study_of_the_spreads_is_kept_where_they_were_not_typed_over(client):
    study, source = builders.study(), combined_study(mice=3)
    person = builders.member(study, "director")
    client.force_login(person)
    builders.models.Membership.objects.create(
        study=source, person=person, role="statistician"
    )
    known = {**spreads(source), "from": source.code}
    _, kept = kept_in(client, study, **known)
    assert kept.sample_size_plan["spreads_from"] == source.code
    assert f"From the study {source.code}: growth rates" in kept.sample_size_said
    _, kept = kept_in(client, study, **known | {"slope_sd": "0.04"})
    assert kept.sample_size_plan["spreads_from"] == ""
    assert "Assumed: growth rates" in kept.sample_size_said


def test_what_cannot_be_computed_is_not_kept_and_stays_typed(client):
    study = builders.study()
    client.force_login(builders.member(study, "director"))
    answer, kept = kept_in(client, study, days="soon")
    assert answer.status_code == 422
    assert 'value="soon"' in answer.text
    assert kept.sample_size_plan == {}


def test_after_the_draw_a_calculation_needs_its_reason(client):
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    client.force_login(builders.member(study, "director"))
    answer, kept = kept_in(client, study)
    assert answer.status_code == 422
    assert "say why the calculation is kept now" in answer.text
    assert kept.sample_size_plan == {}
    _, kept = kept_in(client, study, reason="Left out by mistake")
    assert kept.sample_size_plan["mice"] > 1
    assert models.Change.objects.latest("pk").reason == "Left out by mistake"


def test_the_calculation_and_the_remark_stand_in_arrive_2b(client):
    study = builders.study()
    client.force_login(builders.member(study, "director"))
    before = {item.number: item for item in arrive.checklist(study)}["2b"]
    assert before.missing == arrive.NO_CALCULATION
    remark = "Two arms share a control."
    models.Study.objects.filter(pk=study.pk).update(sample_size_basis=remark)
    _, kept = kept_in(client, study)
    item = {one.number: one for one in arrive.checklist(kept)}["2b"]
    assert item.missing == ""
    assert item.text.endswith("Two arms share a control.")
    for part in ("power of 80% at 0.05", "SD 0.03 a day", "10% that leave early"):
        assert part in item.text


def test_the_calculation_comes_back_from_an_export():
    record = {"mice": 7, "days": [3.0, 7.0], "simulated": None}
    kind = models.Study._meta.get_field("sample_size_plan")
    assert _value(kind, json.dumps(record)) == record


def test_who_may_not_change_the_protocol_is_not_offered_to(client):
    study = builders.study()
    client.force_login(builders.member(study, "statistician"))
    address = reverse("results:power", args=[study.code])
    assert not client.get(address).context["can_keep"]
    keep = reverse("results:keep-power", args=[study.code])
    assert client.post(keep, power_views.USUAL).status_code == 403
