"""Every address as every role, as an outsider and signed out, against one table."""

import re

import pytest
from django.urls import get_resolver, reverse

from tests import builders
from tests.permission_table import EVERYONE, OPEN, OWN, ROLES, SIGNED_IN
from xenograft.study.models import Study

pytestmark = pytest.mark.django_db
ALLOWED = {200, 302, 405}
# The page that asks these keeps what was typed and asks for the password itself.
ANSWERS_IN_JSON = {
    "measurement:api-session",
    "measurement:api-row",
    "randomization:api-randomize",
    "dosing:api-sheet",
    "dosing:api-dose",
}


def addresses():
    """name -> pattern of each address of the site."""
    return {
        f"{room.app_name}:{pattern.name}": pattern.pattern
        for room in get_resolver().url_patterns
        for pattern in room.url_patterns
    }


@pytest.fixture(scope="module")
def stocked(django_db_setup, django_db_blocker):
    """One study with a row of everything, its people, and an outsider."""
    with django_db_blocker.unblock():
        yield from _stocked()


def _stocked():
    from django.db import transaction

    with transaction.atomic():
        yield stock()
        transaction.set_rollback(True)


def stock(director=None):
    """The study, its people by role, an outsider, a specimen and an import draft."""
    study = builders.treated_study(mice_per_arm=1, code="WALK-1")
    people = {role: builders.member(study, role) for role in EVERYONE}
    if director:
        people["director"] = director
        study.memberships.create(person=director, role="director")
    specimen = builders.specimen(study.mice.first())
    builders.photo(study.mice.last())
    last = study.sessions.first()
    builders.sign(last, study.mice.last(), "ULCERATION", 2)
    builders.closed_day(study)
    run = builders.assay_run(study)
    builders.readout(specimen, run=run)
    builders.collection_plan(study, mice=[study.mice.last()])
    builders.analysis_result(study)
    draft = builders.study_import(started_by=people["director"])
    return study, people, builders.person("outsider"), specimen, draft


def address(name, stocked, **chosen):
    study, _people, _, specimen, draft = stocked
    parts = {
        "code": study.code,
        "number": study.mice.order_by("-number").first().number,
        "date": study.sessions.last().held_on.isoformat(),
        "slot": 1,
        "route": "PO",
        "figure": "mean",
        "format": "csv",
        "pk": {
            "study:remove-member": lambda: study.memberships.last().pk,
            "measurement:correct": lambda: (
                specimen.mouse.tumors.get().measurements.first().pk
            ),
            "measurement:correct-weight": lambda: specimen.mouse.weights.first().pk,
            "dosing:agent": lambda: study.agents.first().pk,
            "dosing:fill": lambda: study.arms.first().pk,
            "dosing:open-again": lambda: study.closed_days.first().pk,
            "dosing:regimen": lambda: study.arms.first().regimens.first().pk,
            "dosing:remove-regimen": lambda: study.arms.first().regimens.first().pk,
            "samples:readout": lambda: specimen.pk,
            "samples:specimen": lambda: specimen.pk,
            "samples:correct": lambda: specimen.pk,
            "samples:correct-readout": lambda: specimen.readouts.get().pk,
            "samples:correct-run": lambda: study.assay_runs.get().pk,
            "samples:run": lambda: study.assay_runs.get().pk,
            "samples:plan-mice": lambda: study.collection_plans.get().pk,
            "samples:leave-out": lambda: study.collection_plans.get().mice.get().pk,
            "export:check": lambda: draft.pk,
            "export:problems": lambda: draft.pk,
            "endpoint:photo": lambda: study.mice.last().photos.get().pk,
            "endpoint:ulcer": lambda: study.mice.last().signs.get(grade=2).pk,
        }.get(name, lambda: 1)(),
    }
    parts |= chosen
    wanted = addresses()[name].converters
    return reverse(name, kwargs={part: parts[part] for part in wanted})


def without_token(page, code):
    """What differs between any two pages taken out: the form's token, the address."""
    token = r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"'
    return re.sub(token, "", page).replace(code, "X")


def status(client, person, url, method):
    if person:
        client.force_login(person)
    return getattr(client, method)(url).status_code


def test_every_address_has_a_line_in_the_table():
    assert set(addresses()) == set(ROLES) | SIGNED_IN | OPEN | OWN


@pytest.mark.parametrize("role", sorted(EVERYONE))
@pytest.mark.parametrize("name", sorted(ROLES))
def test_a_role_gets_in_where_the_table_says(client, stocked, name, role):
    _, people, *_ = stocked
    answer = status(client, people[role], address(name, stocked), "get")
    assert answer in (ALLOWED if role in ROLES[name] else {403, 405})


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for name in sorted(ROLES) for role in sorted(EVERYONE - ROLES[name])],
)
def test_a_role_without_the_right_changes_nothing(client, stocked, name, role):
    _, people, *_ = stocked
    assert status(client, people[role], address(name, stocked), "post") in {403, 405}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ROLES))
def test_an_outsider_finds_no_study(client, stocked, name, method):
    _, _, outsider, *_ = stocked
    assert status(client, outsider, address(name, stocked), method) in {404, 405}


@pytest.mark.parametrize("name", sorted(set(ROLES) | SIGNED_IN | OWN))
def test_nothing_opens_without_signing_in(client, stocked, name):
    answer = client.get(address(name, stocked))
    if name in ANSWERS_IN_JSON:
        assert answer.status_code == 401
        return
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("study:sign-in"))


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_whoever_signed_in_opens_the_common_pages(client, stocked, name):
    assert status(client, stocked[2], address(name, stocked), "get") in ALLOWED


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_draft_opens_only_to_its_person(client, stocked, name):
    _, people, outsider, *_ = stocked
    url = address(name, stocked)
    assert status(client, people["director"], url, "get") in ALLOWED
    assert status(client, outsider, url, "get") == 404


def test_a_refusal_says_who_can_help(client, stocked):
    study, people, *_ = stocked
    client.force_login(people["measurer"])
    page = client.get(reverse("results:curves", args=[study.code])).content.decode()
    assert "Ask the study director." in page


def test_a_missing_study_and_a_hidden_one_answer_alike(client, stocked):
    study, _, outsider, *_ = stocked
    client.force_login(outsider)
    hidden = client.get(reverse("study:design", args=[study.code])).content.decode()
    missing = client.get(reverse("study:design", args=["NONE-1"])).content.decode()
    assert without_token(hidden, study.code) == without_token(missing, "NONE-1")
    assert Study.objects.filter(code=study.code).exists()
