"""What a masked person gets does not change by a byte when mice change arms.

Looking for the names of arms finds few leaks: order, color, a count or an odd space
tells as much. So the allocation is permuted and every answer is compared.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from tests import builders
from tests.masking import METHODS, PERMUTATIONS, ask, permute
from tests.permission_table import ROLES, SIGNED_IN
from tests.test_permissions import addresses

pytestmark = pytest.mark.django_db
MASKED = ["measurer", "doser", "welfare_officer"]
# The sheet tells the bottle of each mouse to those who dose: without it no mouse
# could be dosed. Nobody else gets it.
ALLOWED_TO_DIFFER = {("dosing:sheet", "doser"), ("dosing:api-sheet", "doser")}
# In an emergency the welfare officer unmasks one mouse by a POST with a reason, which
# is kept. Before that, the page tells no more than any other.
UNMASKS_BY_POST = {("randomization:unmask", "welfare_officer")}


@pytest.fixture(scope="module")
def masked_study(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        study = builders.treated_study(mice_per_arm=3, code="MASK-1", title="A study")
        people = {role: builders.member(study, role) for role in MASKED}
        builders.member(study, "director")
        builders.disposition(study.mice.order_by("number").last())
        specimen = builders.specimen(study.mice.first())
        run = builders.assay_run(study)
        builders.readout(specimen, run=run, assay="WESTERN", value=0.4, unit="ratio")
        builders.collection_plan(study, mice=study.mice.all(), mice_per_arm=2)
        builders.photo(study.mice.first())
        yield study, people, specimen
        transaction.set_rollback(True)


def urls(masked_study):
    """(name, url) of every address, of every mouse where it is of a mouse."""
    study, _, specimen = masked_study
    common = {
        "code": study.code,
        "date": study.sessions.first().held_on.isoformat(),
        "figure": "mean",
        "format": "csv",
    }
    of_name = {
        "measurement:correct": study.sessions.first().caliper_measurements.first().pk,
        "measurement:correct-weight": study.sessions.first().body_weights.first().pk,
        "samples:readout": specimen.pk,
        "endpoint:photo": study.mice.first().photos.get().pk,
        "samples:specimen": specimen.pk,
        "samples:run": study.assay_runs.get().pk,
        "samples:plan-mice": study.collection_plans.get().pk,
        "samples:leave-out": study.collection_plans.get().mice.first().pk,
    }
    for name, pattern in addresses().items():
        if name not in set(ROLES) | SIGNED_IN:
            continue
        numbers = study.mice.values_list("number", flat=True)
        for number in numbers if "number" in pattern.converters else [None]:
            parts = {**common, "pk": of_name.get(name, 1)}
            parts |= {"number": number, "slot": 1, "route": "PO"}
            kwargs = {part: parts[part] for part in pattern.converters}
            yield name, reverse(name, kwargs=kwargs)


def questions(masked_study, role):
    """(method, url): GET of every address and mouse, the other methods of one mouse."""
    asked = set()
    for name, url in urls(masked_study):
        if (name, role) not in ALLOWED_TO_DIFFER:
            yield "GET", url
            methods = () if name in asked else _methods(name, role)
            yield from ((method, url) for method in methods)
            asked.add(name)


def _methods(name, role):
    may_post = (name, role) not in UNMASKS_BY_POST
    return [m for m in METHODS if may_post or not m.startswith("POST")]


def answers(client, masked_study, role):
    client.force_login(masked_study[1][role])
    return {
        question: ask(client, *question) for question in questions(masked_study, role)
    }


@pytest.mark.parametrize("role", MASKED)
def test_permuting_the_allocation_changes_nothing(client, masked_study, role):
    before = answers(client, masked_study, role)
    assert names_in(before) == {}
    for turn in range(PERMUTATIONS):
        permute(masked_study[0], turn)
        after = answers(client, masked_study, role)
        assert {
            question: before[question].difference(after[question])
            for question in before
            if before[question] != after[question]
        } == {}


def names_in(answers):
    """{question: word} of the answers that name an arm or an agent."""
    # The forms for a new study speak of drugs in general, not of this study.
    general = {reverse("study:new"), reverse("export:import")}
    return {
        (method, url): word
        for (method, url), answer in answers.items()
        for word in (b"Vehicle", b"Defactinib", b"Avutometinib", b"0.5% MC")
        if word in answer.body and url not in general
    }


def test_the_permutation_shows_a_leak(client, masked_study):
    """A person who sees arms must see the difference, or the test proves nothing."""
    study, *_ = masked_study
    client.force_login(builders.member(study, "statistician"))
    question = "GET", reverse("results:figure", args=[study.code, "mean", "csv"])
    before = ask(client, *question)
    permute(study, 0)
    assert before.difference(ask(client, *question))["body"]
