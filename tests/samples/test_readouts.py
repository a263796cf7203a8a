"""Readouts that are typed: units, sites, limits, corrections and readers."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft.samples.models import Readout

pytestmark = pytest.mark.usefixtures("on_day_ten")


def read(client, study, specimen, **fields):
    typed = {"assay": "IHC_H_SCORE", "target": "p-FAK", "phosphosite": "Y397"}
    url = reverse("samples:readout", args=[study.code, specimen.pk])
    return client.post(url, {**typed, "value": "185", **fields})


def refused(answer, sentence):
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Readout.objects.exists()


def test_a_readout_takes_the_unit_of_its_assay(measurer, people, study, specimen):
    read(measurer, study, specimen)
    readout = Readout.objects.get()
    assert (readout.value, readout.unit, readout.read_by) == (
        185,
        "H-score",
        people["measurer"],
    )


@pytest.mark.parametrize("target", ["p-FAK", "P-ERK", "phospho-FAK"])
def test_a_phosphoprotein_needs_its_site(director, study, specimen, target):
    answer = read(director, study, specimen, target=target, phosphosite="")
    refused(answer, f"Name the site of {target}, as Y397.")


def test_total_protein_needs_no_site(director, study, specimen):
    read(director, study, specimen, target="FAK", phosphosite="")
    assert Readout.objects.get().target == "FAK"


def test_an_h_score_over_300_is_refused(director, study, specimen):
    answer = read(director, study, specimen, value="301")
    refused(answer, "301 is over 300. An H-score is between 0 and 300.")


def test_a_percentage_over_100_is_refused(director, study, specimen):
    answer = read(director, study, specimen, assay="IHC_PERCENT", value="120")
    refused(answer, "120 is over 100. A percentage is between 0 and 100.")


@pytest.mark.parametrize("value", ["-3", "1e999"])
def test_an_impossible_value_is_refused(director, study, specimen, value):
    answer = read(director, study, specimen, assay="WESTERN", value=value)
    assert answer.status_code == 200
    assert not Readout.objects.exists()


def test_letters_as_a_value_are_refused_and_kept(director, study, specimen):
    answer = read(director, study, specimen, value="strong")
    refused(answer, "This is not a number. Enter the value, as 185.")
    assert 'value="strong"' in answer.content.decode()


def test_another_assay_needs_its_unit(director, study, specimen):
    answer = read(director, study, specimen, assay="OTHER", target="FAK")
    refused(answer, "Enter the unit of the value.")


def test_a_readout_is_corrected_and_follows_its_parts(measurer, study, specimen):
    parts = {"pct_0": 10, "pct_1": 20, "pct_2": 30, "pct_3": 40}
    read(measurer, study, specimen, value="", **parts)
    readout = Readout.objects.get()
    url = reverse("samples:correct-readout", args=[study.code, readout.pk])
    typed = {"assay": "IHC_H_SCORE", "target": "p-FAK", "phosphosite": "Y397"}
    typed |= parts | {"pct_2": 40, "pct_3": 30, "value": "200", "unit": "H-score"}
    assert "Say why it is corrected." in measurer.post(url, typed).text
    measurer.post(url, typed | {"reason": "Read the wrong line"})
    readout.refresh_from_db()
    assert readout.value == 190


def test_two_readers_far_apart_are_asked_for_a_third(measurer, people, study, specimen):
    url = reverse("samples:specimen", args=[study.code, specimen.pk])
    for role, value in (("measurer", 180), ("director", 230)):
        builders.readout(specimen, value, read_by=people[role])
    # 50 of the middle of 205 is 24 %.
    said = "measurer and director differ by 24%. Let a third read it."
    assert said in measurer.get(url).text
    builders.readout(specimen, 200, read_by=people["doser"])
    assert "Let a third read it" not in measurer.get(url).text


def test_readers_who_agree_are_asked_nothing(measurer, people, study, specimen):
    for role, value in (("measurer", 180), ("director", 220)):
        builders.readout(specimen, value, read_by=people[role])
    url = reverse("samples:specimen", args=[study.code, specimen.pk])
    assert "differ by" not in measurer.get(url).text


def test_few_cells_are_marked(measurer, study, specimen):
    about = {"assay": "IHC_PERCENT", "unit": "%"}
    builders.readout(specimen, 50, positive_cells_count=250, cells_count=500, **about)
    url = reverse("samples:specimen", args=[study.code, specimen.pk])
    assert "fewer than 500 cells" not in measurer.get(url).text
    builders.readout(specimen, 50, positive_cells_count=249, cells_count=499, **about)
    assert "fewer than 500 cells" in measurer.get(url).text
