"""Readouts of blots and batches: typed and pasted."""

import html

import pytest
from django.urls import reverse

from tests import builders
from xenograft.samples.models import Readout

pytestmark = pytest.mark.django_db


@pytest.fixture
def blot(study):
    return builders.assay_run(study, assay="WESTERN")


def paste(client, run, text):
    url = reverse("samples:run", args=[run.study.code, run.pk])
    return client.post(url, {"pasted": text})


def rows(*lines):
    return "\n".join("\t".join(line.split()) for line in lines)


def test_the_rows_of_a_blot_are_pasted(measurer, specimens, blot):
    table = rows("sample p-FAK FAK", "S1 500 1000", "s2 120,5 964")
    assert paste(measurer, blot, table).status_code == 302
    found = list(Readout.objects.order_by("pk"))
    assert [one.value for one in found] == [0.5, 0.125]
    assert {(one.run, one.target, one.phosphosite) for one in found} == {
        (blot, "p-FAK", "Y397")
    }
    assert found[1].phospho_density == 120.5


def test_h_scores_are_made_from_their_percentages(measurer, study, specimens):
    batch = builders.assay_run(study, "IHC 1", assay="IHC_H_SCORE")
    paste(measurer, batch, "specimen;0;1+;2+;3+\nS1;10;20;30;40")
    assert Readout.objects.get().value == 200


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (rows("sample p-FAK FAK", "S9 1 2"), "Row 2: no specimen has the label “S9”."),
        (rows("sample p-FAK FAK", "S1 1 0"), "Row 2, phospho_density: The total"),
        (rows("sample p-FAK FAK", "S1 x 2"), "Row 2, phospho_density: Enter a number."),
        (rows("sample p-FAK", "S1 4"), "Row 2, total_density: Density of the total"),
        (rows("sample odd", "S1 4"), "“odd” is not a column of this assay."),
        (rows("p-FAK FAK", "1 4"), "There is no column specimen."),
        (rows("sample FAK total_density", "S1 1 1"), "total_density is there twice."),
        ("sample", "There are headings only."),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_recorded(
    measurer, specimens, blot, table, sentence
):
    assert sentence in html.unescape(paste(measurer, blot, table).text)
    assert not Readout.objects.exists()


def test_what_was_pasted_stays_in_the_form(measurer, specimens, blot):
    assert "S9\t1\t2" in paste(measurer, blot, rows("sample p-FAK FAK", "S9 1 2")).text


def test_a_run_is_added_with_its_phosphosite(measurer, study):
    url = reverse("samples:new-run", args=[study.code])
    typed = {"name": "Blot 2", "assay": "WESTERN", "ran_on": "2026-11-14"}
    typed |= {"target": "p-FAK", "phosphosite": ""}
    assert "Name the phosphosite" in measurer.post(url, typed).text
    assert measurer.post(url, typed | {"phosphosite": "Y397"}).status_code == 302


def read(client, specimen, **typed):
    url = reverse("samples:readout", args=[specimen.mouse.study.code, specimen.pk])
    typed = {"target": "p-FAK", "phosphosite": "Y397", **typed}
    return client.post(url, typed)


def test_a_typed_value_must_agree_with_its_parts(measurer, specimens):
    parts = {"pct_0": 10, "pct_1": 20, "pct_2": 30, "pct_3": 40}
    page = read(measurer, specimens[0], assay="IHC_H_SCORE", value="250", **parts).text
    assert "250 is not what the numbers give, 200." in page
    read(measurer, specimens[0], assay="IHC_H_SCORE", value="200", **parts)
    assert Readout.objects.get().value == 200


def test_percentages_that_are_not_a_whole_are_refused(measurer, specimens):
    parts = {"pct_0": 10, "pct_1": 20, "pct_2": 30, "pct_3": 50}
    page = read(measurer, specimens[0], assay="IHC_H_SCORE", **parts).text
    assert "The four percentages are 0 to 100 and add up to 100. Check them." in page


def test_positive_cells_give_a_percentage(measurer, specimens):
    parts = {"positive_cells_count": 150, "cells_count": 600}
    read(measurer, specimens[0], assay="IHC_PERCENT", **parts)
    assert (Readout.objects.get().value, Readout.objects.get().unit) == (25, "%")


def test_a_readout_needs_a_value_or_its_parts(measurer, specimens):
    page = read(measurer, specimens[0], assay="WESTERN").text
    assert "Enter the value, or what it is made from." in page


def test_intensities_of_fields_are_pasted_and_their_mean_is_kept(
    measurer, study, specimens
):
    batch = builders.assay_run(study, "IHC 2", assay="IHC_INTENSITY")
    paste(measurer, batch, "specimen\tfields\nS1\t2 3 2 1\nS2\t0")
    found = Readout.objects.order_by("pk").values_list("value", "field_grades", "unit")
    assert list(found) == [(2, "2,3,2,1", "intensity"), (0, "0", "intensity")]


def test_an_intensity_beyond_the_scale_is_refused_by_name(measurer, study, specimens):
    batch = builders.assay_run(study, "IHC 2", assay="IHC_INTENSITY")
    page = paste(measurer, batch, "specimen\tfields\nS1\t2 4").text
    assert "“4” is not an intensity of 0 to 3. Enter them as 2,3,2,1." in page


def test_the_controls_of_a_run_are_added_later_with_a_reason(measurer, study):
    batch = builders.assay_run(study, "IHC 3", assay="IHC_INTENSITY")
    url = reverse("samples:correct-run", args=[study.code, batch.pk])
    told = {"name": "IHC 3", "assay": "IHC_INTENSITY", "ran_on": "2026-11-14"}
    told |= {"target": "p-FAK", "phosphosite": "Y397", "reason": "Controls read"}
    measurer.post(url, told | {"isotype_control": "NOT_AS_EXPECTED"})
    batch.refresh_from_db()
    assert batch.is_doubtful
    page = measurer.get(reverse("samples:run", args=[study.code, batch.pk])).text
    assert "A control came out wrong" in page


def test_a_run_says_what_is_not_told_of_it_yet(study):
    stains = builders.assay_run(study, "IHC 4", assay="IHC_H_SCORE")
    names = ["positive control", "negative control", "isotype control"]
    assert stains.missing == names
    assert "loading control" in builders.assay_run(study, "Blot 9").missing
