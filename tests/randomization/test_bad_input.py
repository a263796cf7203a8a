"""What cannot be drawn from is one sentence by page, command and call, and not kept."""

import pytest
from django.core.management import CommandError
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.pages import confirm
from tests.randomization.test_api import call, command
from xenograft import models
from xenograft.growth.models import FrozenList
from xenograft.randomization.models import Assignment, Randomization


def without_a_weight(study):
    models.BodyWeight.objects.filter(mouse__number=3).delete()


def all_of_one_volume(study):
    for reading in models.CaliperMeasurement.objects.all():
        reading.length_mm, reading.width_mm = "6.5", "6.0"
        reading.save()


def one_cage(study):
    study.draw_plan.balances_cage = True
    study.draw_plan.save()


def a_cage_with_markup(study):
    study.cages.update(name="<b>C1</b>")


def an_arm_with_markup(study):
    study.arms.filter(position=2).update(name="<b>Defactinib</b>")


def an_arm_without_mice(study):
    study.arms.filter(position=2).update(planned_count=0)


def three_mice(study):
    models.CaliperMeasurement.objects.filter(tumor__mouse__number__gt=3).delete()


SPOILED = {
    without_a_weight: "The weight of 3 is missing.",
    all_of_one_volume: "so it cannot balance the arms. Check the values",
    one_cage: "All are in one cage, C01, so it cannot be spread",
    a_cage_with_markup: "The name “<b>C1</b>” cannot stand in the record",
    an_arm_with_markup: "The name of the arm “<b>Defactinib</b>” cannot stand",
    an_arm_without_mice: "No mice are planned for Defactinib. Change the arms.",
    three_mice: "3 eligible mice are fewer than 4 arms.",
}


@pytest.fixture(params=SPOILED, ids=lambda spoil: spoil.__name__)
def spoiled(request, study):
    """(study, the sentence): a list that cannot be drawn."""
    grown(study)
    builders.draw_plan(study, "COVARIATE_CONSTRAINED", balances_cage=False)
    request.param(study)
    return study, SPOILED[request.param]


def assert_nothing_is_kept():
    assert not Randomization.objects.exists()
    assert not Assignment.objects.exists()
    assert not FrozenList.objects.exists()


def test_the_page_says_it_in_one_sentence(director, spoiled):
    study, sentence = spoiled
    page = director.get(reverse("randomization:randomize", args=[study.code]))
    escaped = sentence.replace("<", "&lt;").replace(">", "&gt;")
    assert page.text.count(escaped) == 1
    assert confirm(director, study).status_code == 200
    assert_nothing_is_kept()


def test_the_command_says_it_in_one_sentence(people, spoiled):
    study, sentence = spoiled
    with pytest.raises(CommandError) as refused:
        command(study)
    assert str(refused.value).count(sentence) == 1
    assert_nothing_is_kept()


def test_a_call_says_it_in_one_sentence(director, spoiled):
    study, sentence = spoiled
    answer = call(director, study, "")
    assert answer.status_code == 400
    assert answer.json()["message"].count(sentence) == 1
    assert_nothing_is_kept()
