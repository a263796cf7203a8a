"""Limits and endings: free until randomization, then amended or fixed."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import builders
from xenograft.study.models import EndingRule, Limit, LimitAmendment


@pytest.fixture
def limits(study):
    return builders.limits(study)


def typed(limits, prefix="limits", **changed):
    """The form of the limits as the page shows it, with the first one changed."""
    data = {
        f"{prefix}-TOTAL_FORMS": len(limits),
        f"{prefix}-INITIAL_FORMS": len(limits),
    }
    for place, limit in enumerate(limits):
        row = {
            "id": limit.pk,
            "kind": limit.kind,
            "basis": limit.basis,
            "purpose": limit.purpose,
            "warning_level": limit.warning_level or "",
            "hold_level": limit.hold_level or "",
            "action_level": limit.action_level,
            "duration_hours": limit.duration_hours,
        }
        row |= changed if place == 0 else {}
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


def post(client, study, data):
    return client.post(reverse("study:limits", args=[study.code]), data)


def test_limits_change_freely_before_the_randomization(director, study, limits):
    assert post(director, study, typed(limits, action_level=1400)).status_code == 302
    assert study.limits.first().action_level == 1400
    assert study.limits.count() == len(limits)


def test_an_amendment_makes_a_new_version_and_leaves_the_old(
    director, people, study, limits
):
    builders.randomization(study)
    data = typed(limits, action_level=1400) | {"reason": "New license"}
    assert post(director, study, data).status_code == 302
    study.refresh_from_db()
    assert study.limits_version == 2
    assert Limit.objects.get(pk=limits[0].pk).action_level == 1500
    new = study.limits.current()
    assert new.count() == len(limits)
    assert new.first().action_level == 1400
    made = LimitAmendment.objects.get()
    assert (made.version, made.reason, made.made_by) == (
        2,
        "New license",
        people["director"],
    )


def test_both_versions_and_the_reason_are_on_the_design_page(director, study, limits):
    builders.randomization(study)
    post(director, study, typed(limits, action_level=1400) | {"reason": "New license"})
    page = director.get(reverse("study:design", args=[study.code])).content.decode()
    assert "New license" in page and "Version 1, no longer used" in page
    assert "<b>1,400</b>" in page and "<b>1,500</b>" in page


def test_an_amendment_without_a_reason_or_a_change_is_refused(director, study, limits):
    builders.randomization(study)
    page = post(director, study, typed(limits, action_level=1400)).content.decode()
    assert "This field is required." in page and 'value="1400"' in page
    page = post(director, study, typed(limits) | {"reason": "x"}).content.decode()
    assert "No limit was changed." in page
    assert study.limits.count() == len(limits)


def test_a_limit_without_a_basis_takes_the_usual_one(director, study, limits):
    data = typed(limits, basis="")
    assert post(director, study, data).status_code == 302
    assert study.limits.first().basis == "SUM"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"basis": "GROSS"}, "Choose a basis that fits the sign."),
        ({"duration_hours": 24}, "Only an ulceration has a number of hours."),
        ({"hold_level": 100}, "Only a weight loss holds dosing"),
        ({"warning_level": 1600}, "The warning level must come before"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_in_a_sentence(
    director, study, limits, wrong, said
):
    assert said in post(director, study, typed(limits, **wrong)).content.decode()


def test_two_limits_of_a_sign_differ_in_basis_purpose_or_hours(study, limits):
    with pytest.raises(IntegrityError):
        Limit.objects.create(
            study=study, kind="VOLUME", purpose="STUDY", action_level=900
        )


def test_how_endings_count_is_set_until_the_randomization(director, study):
    rules = builders.ending_rules(study)
    url = reverse("study:endings", args=[study.code])
    prefix = "ending_rules"
    data = {f"{prefix}-TOTAL_FORMS": len(rules), f"{prefix}-INITIAL_FORMS": len(rules)}
    data |= {f"{prefix}-{place}-id": rule.pk for place, rule in enumerate(rules)}
    assert director.post(url, data).status_code == 302
    assert not EndingRule.objects.filter(volume_is_event=True).exists()
    builders.randomization(study)
    answer = director.get(url, follow=True)
    assert "How endings count is fixed since" in answer.content.decode()


def test_everybody_in_the_study_reads_how_endings_count(as_role, study):
    builders.ending_rules(study)
    page = as_role("statistician").get(reverse("study:design", args=[study.code]))
    assert "Found dead, cause unknown" in page.content.decode()
