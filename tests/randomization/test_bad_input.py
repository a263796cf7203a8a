"""What cannot be drawn from is one sentence on the page, and nothing is stored."""

import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.test_views import confirm
from xenograft import models
from xenograft.growth.models import FrozenList
from xenograft.randomization.models import Assignment, Randomization


def without_a_weight(study):
    models.BodyWeight.objects.filter(mouse__number=3).delete()


def all_of_one_volume(study):
    for reading in models.CaliperMeasurement.objects.all():
        reading.length_mm, reading.width_mm = "6.5", "6.0"
        reading.save()


def a_cage_with_markup(study):
    study.cages.update(name="<b>C1</b>")


@pytest.mark.parametrize(
    ("spoil", "balances_cage", "sentence"),
    [
        (without_a_weight, False, "The weight of 3 is missing."),
        (all_of_one_volume, False, "so it cannot balance the arms. Check the values"),
        (lambda study: None, True, "All are in one cage, C01, so it cannot be spread"),
        (a_cage_with_markup, False, "The name “<b>C1</b>” cannot stand in the record"),
    ],
)
def test_a_list_that_cannot_be_drawn_is_one_sentence_and_stores_nothing(
    director, study, spoil, balances_cage, sentence
):
    grown(study)
    builders.draw_plan(study, "COVARIATE_CONSTRAINED", balances_cage=balances_cage)
    spoil(study)
    page = director.get(reverse("randomization:randomize", args=[study.code]))
    escaped = sentence.replace("<", "&lt;").replace(">", "&gt;")
    assert page.text.count(escaped) == 1
    confirm(director, study)
    assert not Randomization.objects.exists()
    assert not Assignment.objects.exists()
    assert not FrozenList.objects.exists()
