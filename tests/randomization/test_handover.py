"""What the draw balanced is taken up by the models, or said not to be."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft.randomization.handover import adjusted
from xenograft.randomization.models import Randomization
from xenograft.results import actions, choices
from xenograft.results.paper.methods import methods

pytestmark = pytest.mark.django_db
BALANCED = {"adjust_for": ["volume_mm3", "weight_g"], "factors": ["sex", "cage"]}


@pytest.fixture
def study(db):
    made = builders.treated_study(code="OVX-014", mice_per_arm=3)
    Randomization.objects.of_study(made).update(result={"analysis": BALANCED})
    return made


def test_the_volume_is_in_the_models_and_other_covariates_are_not(study):
    said, warning = adjusted(study)
    assert said == "Of what the draw balanced, the models take up tumor volume."
    assert warning.startswith("The draw balanced body weight, sex and cage too,")


def test_a_cage_that_is_a_term_of_the_model_is_taken_up(study):
    said, warning = adjusted(study, ["level per cage", "rate per cage"])
    assert said.endswith("take up tumor volume and cage.")
    assert warning.startswith("The draw balanced body weight and sex too,")


def test_a_draw_that_balanced_the_volume_only_is_not_warned_of(study):
    only = {"adjust_for": ["volume_mm3"], "factors": []}
    Randomization.objects.of_study(study).update(result={"analysis": only})
    assert adjusted(study)[1] == ""


def test_of_an_imported_list_nothing_is_said(study):
    Randomization.objects.of_study(study).update(result={})
    assert adjusted(study) == ("", "")


def test_the_page_and_the_methods_warn_of_it(director, study):
    made = actions.compute(study=study, choices=choices.read({}), by=None)
    page = director.get(reverse("results:analysis", args=[study.code])).text
    assert "which the models of this page do not adjust for" in page
    told = dict(methods(study, made.document))["Balanced covariates"]
    assert "The draw balanced body weight, sex" in told
