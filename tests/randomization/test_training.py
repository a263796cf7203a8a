"""A training study says in every report that it is one."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.results import actions, choices
from xenograft.results.paper.methods import methods

pytestmark = pytest.mark.django_db
SAID = "This is a training study: nothing of it is a result."


@pytest.fixture
def study(db):
    made = builders.treated_study(code="OVX-014", mice_per_arm=3)
    models.Study.objects.filter(pk=made.pk).update(is_training=True)
    return models.Study.objects.get(pk=made.pk)


def figure(client, study, kind):
    return client.get(
        reverse("results:figure", args=[study.code, "mean", kind])
    ).content


def test_every_page_of_it_says_so(director, study):
    page = director.get(reverse("bench:overview", args=[study.code])).text
    assert "Training only" in page
    assert 'class="watermark printonly"' in page


def test_the_text_for_arrive_says_so_first(director, study):
    page = director.get(reverse("randomization:record", args=[study.code])).text
    assert f"<dt>Item 4a</dt><dd>{SAID}" in page


def test_the_methods_say_so_first(study):
    made = actions.compute(study=study, choices=choices.read({}), by=None)
    assert methods(study, made.document)[0] == ("Training", SAID)


def test_a_file_of_a_figure_has_it_across(director, study):
    assert b"TRAINING" in figure(director, study, "svg")
    models.Study.objects.update(is_training=False)
    assert b"TRAINING" not in figure(director, study, "svg")


def test_it_is_chosen_when_the_study_is_made(client, db):
    client.force_login(builders.person())
    page = client.get(reverse("study:new-blank")).text
    assert 'name="is_training"' in page


def test_it_cannot_be_changed_afterwards(director, study):
    url = reverse("study:protocol", args=[study.code])
    assert 'name="is_training"' not in director.get(url).text
