"""Portions of a specimen, and portions of portions."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import builders
from xenograft.samples.models import Aliquot
from xenograft.samples.views.specimens import label_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def specimens(study):
    mice = [builders.mouse(study) for _ in range(2)]
    return [builders.specimen(mouse, label=f"S{mouse.number}") for mouse in mice]


def test_an_aliquot_gets_the_label_of_its_specimen_and_a_number(measurer, specimens):
    url = reverse("samples:specimen", args=["OVX-014", specimens[0].pk])
    for _ in range(2):
        measurer.post(url, {"kind": "LYSATE", "freeze_thaw_count": "0"})
    labels = specimens[0].aliquots.values_list("label", flat=True)
    assert list(labels) == ["S1.1", "S1.2"]


def test_an_aliquot_is_split_again_and_shown_below_what_it_was_taken_from(
    measurer, specimens
):
    one = builders.aliquot(specimens[0], kind="BLOCK")
    builders.aliquot(specimens[0])
    url = reverse("samples:specimen", args=["OVX-014", specimens[0].pk])
    for parent in (one.pk, one.pk):
        typed = {"kind": "SLIDE", "parent": parent, "freeze_thaw_count": "0"}
        assert measurer.post(url, typed).status_code == 302
    slide = specimens[0].aliquots.get(label="S1.1.2")
    assert slide.parent == one
    builders.aliquot(specimens[0], parent=slide)
    shown = re.findall(
        r'<th scope="row" class="mono">(S1[.\d]+)</th>', measurer.get(url).text
    )
    assert shown == ["S1.1", "S1.1.1", "S1.1.2", "S1.1.2.1", "S1.2"]


def test_a_split_is_offered_beside_each_aliquot(measurer, specimens):
    one = builders.aliquot(specimens[0])
    url = reverse("samples:specimen", args=["OVX-014", specimens[0].pk])
    assert f'href="?of={one.pk}#more"' in measurer.get(url).text
    page = measurer.get(f"{url}?of={one.pk}").text
    assert f'<option value="{one.pk}" selected>S1.1</option>' in page


def test_an_aliquot_of_another_specimen_is_not_split(measurer, specimens):
    other = builders.aliquot(specimens[1])
    url = reverse("samples:specimen", args=["OVX-014", specimens[0].pk])
    typed = {"kind": "SLIDE", "parent": other.pk, "freeze_thaw_count": "0"}
    page = measurer.post(url, typed).text
    assert "This is not an aliquot of S1. Choose one of the list." in page
    assert not specimens[0].aliquots.exists()


def test_steps_that_no_label_can_hold_are_refused(measurer, specimens):
    deep = builders.aliquot(specimens[0], label="S1" + ".1" * 33)
    url = reverse("samples:specimen", args=["OVX-014", specimens[0].pk])
    typed = {"kind": "SLIDE", "parent": deep.pk, "freeze_thaw_count": "0"}
    assert "too many steps from its specimen" in measurer.post(url, typed).text


def test_nothing_is_taken_from_itself_or_in_a_ring(specimens):
    one = builders.aliquot(specimens[0])
    two = builders.aliquot(specimens[0], parent=one)
    for later in (one, two):
        with pytest.raises(IntegrityError), transaction.atomic():
            Aliquot.objects.filter(pk=one.pk).update(parent=later)


def test_a_pasted_row_may_name_the_tube_that_was_read(measurer, study, specimens):
    part = builders.aliquot(specimens[0], parent=builders.aliquot(specimens[0]))
    blot = builders.assay_run(
        study, assay="WESTERN", target="p-FAK", phosphosite="Y397"
    )
    url = reverse("samples:run", args=[study.code, blot.pk])
    measurer.post(url, {"pasted": "specimen,ratio\nS1.1.1,0.4\nS2,0.8"})
    found = list(blot.readouts.order_by("pk").values_list("specimen", "aliquot"))
    assert found == [(specimens[0].pk, part.pk), (specimens[1].pk, None)]
    assert "S1.1.1" in measurer.get(url).text


def test_a_label_of_every_portion_is_printed(study, specimens):
    builders.aliquot(specimens[0], parent=builders.aliquot(specimens[0]))
    printed = [code for code, _ in label_texts(study, specimens[0])]
    assert printed == ["S1", "S1.1", "S1.1.1"]
