"""The labels of specimens, printed."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft.samples import labels

pytestmark = pytest.mark.django_db


def test_the_labels_are_a_pdf_and_the_same_each_time(measurer, study, specimens):
    builders.aliquot(specimens[0])
    url = reverse("samples:labels", args=[study.code])
    one, again = measurer.get(url), measurer.get(url)
    assert one["Content-Type"] == "application/pdf"
    assert one.content.startswith(b"%PDF-")
    assert one.content == again.content


def test_labels_take_as_many_pages_as_they_need(measurer, study):
    mouse = builders.mouse(study)
    for place in range(49):
        builders.specimen(mouse, label=f"S{place}")
    pdf = measurer.get(reverse("samples:labels", args=[study.code])).content
    assert b"/Count 2" in pdf


def test_a_label_names_no_arm(measurer, study, specimens, monkeypatch):
    arm = builders.arm(study, "Secret arm")
    draw = builders.randomization(study)
    regimen = builders.regimen(arm, builders.agent(study, "XB-7"))
    for one in specimens:
        builders.assignment(draw, one.mouse, arm)
        builders.dose(one.mouse, regimen)
    printed = []

    def sheet(labels, mark):
        printed.extend(labels)
        return b"%PDF"

    monkeypatch.setattr(labels, "sheet", sheet)
    measurer.get(reverse("samples:labels", args=[study.code]))
    said = [" ".join([code, *lines]) for code, lines in printed]
    assert len(said) == len(specimens)
    assert not any("Secret" in text or "XB-7" in text for text in said)
