"""Readouts of blots and batches: typed, pasted, and by arm."""

import csv
import html
import io
import re

import pytest
from django.urls import reverse

from tests import builders
from xenograft.samples import labels
from xenograft.samples.engagement import Kind
from xenograft.samples.models import Readout

pytestmark = pytest.mark.django_db


@pytest.fixture
def specimens(study):
    mice = [builders.mouse(study) for _ in range(3)]
    return [builders.specimen(mouse, label=f"S{mouse.number}") for mouse in mice]


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


def test_a_blot_is_shown_as_folds_of_its_vehicle_by_arm_and_time(client, treated):
    client.force_login(builders.member(treated, "statistician"))
    url = reverse("samples:engagement-file", args=[treated.code, "csv"])
    found = list(csv.DictReader(io.StringIO(client.get(url).text)))
    folds = [(row["arm"], float(row["value"])) for row in found]
    assert folds == [
        ("Vehicle", 0.8),
        ("Vehicle", 1.2),
        ("Defactinib", 0.25),
        ("Defactinib", 0.15),
    ]
    assert {row["hours_after_last_dose"] for row in found} == {"4.0"}
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    assert "fold of the vehicle on the same blot" in page
    assert "arm-2-fill" in page


@pytest.mark.parametrize(
    ("assay", "means", "decimals"),
    [
        ("IHC_H_SCORE", [107.5, 83], 1),
        ("IHC_PERCENT", [7.25, 83], 1),
        ("WESTERN", [1, 0.205], 2),
        ("OTHER", [0.2, 3.125], 2),
        ("OTHER", [0.2, 31.25], 1),
        ("OTHER", [0.2, 312.5], 0),
    ],
)
def test_a_column_of_means_has_one_number_of_decimals(assay, means, decimals):
    assert Kind(assay, "p-FAK", "Y397", "").decimals(means) == decimals


def test_the_means_of_a_blot_are_written_with_two_decimals(client, treated):
    client.force_login(builders.member(treated, "director"))
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    cells = re.findall(r'<td class="num">([\d.]+)</td>', page)
    assert cells[2::4] == ["1.00", "0.20"]
    assert cells[3::4] == ["0.28", "0.07"]


def test_the_mice_of_a_cage_count_as_one_where_cages_were_drawn(client, treated):
    client.force_login(builders.member(treated, "director"))
    treated.experimental_unit = "CAGE"
    treated.save()
    for arm in treated.arms.all():
        cage = builders.cage(treated, f"C{arm.position}")
        treated.mice.filter(assignment__arm=arm).update(cage=cage)
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    assert "4 readouts of 2 cages" in page
    assert ">Cages<" in page
    cells = re.findall(r'<td class="num">([^<]+)</td>', page)
    assert cells[1::4][:2] == ["1", "1"]


def test_a_second_readout_of_a_mouse_is_no_second_mouse(client, treated):
    client.force_login(builders.member(treated, "director"))
    first = treated.mice.order_by("number").first().specimens.get()
    about = {"assay": "WESTERN", "unit": "ratio", "run": treated.assay_runs.get()}
    builders.readout(first, 0.8, **about)
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    # The blot has three vehicle lanes now, of mean 0.93: 0.8 / 0.933 and 1.2 / 0.933.
    cells = re.findall(r'<td class="num">([\d.]+)</td>', page)
    assert cells[:4] == ["4", "2", "1.07", "0.30"]
    assert "5 readouts of 4 mice" in page
    assert "several readouts of a mouse counted as their mean" in page


def test_a_phosphoprotein_frozen_too_late_is_left_out_and_counted(client, treated):
    client.force_login(builders.member(treated, "director"))
    late = treated.mice.order_by("number").last().specimens.get()
    late.preserved_at = builders.at(10, 11, 31)
    late.save()
    url = reverse("samples:engagement", args=[treated.code])
    page = client.get(url).text
    assert "1 left out: frozen or fixed more than 30 min after the excision" in page
    assert "3 readouts of 3 mice" in page
    late.readouts.update(target="FAK", phosphosite="")
    page = client.get(f"{url}?of=WESTERN|FAK||ratio").text
    assert "left out: frozen" not in page


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_figure_can_be_downloaded(client, treated, form):
    client.force_login(builders.member(treated, "director"))
    url = reverse("samples:engagement-file", args=[treated.code, form])
    assert client.get(url).status_code == 200


def test_a_study_without_readouts_says_so(director, study):
    page = director.get(reverse("samples:engagement", args=[study.code])).text
    assert "No readouts to draw yet" in page


def test_the_figure_takes_few_queries(client, treated, django_assert_max_num_queries):
    client.force_login(builders.member(treated, "director"))
    with django_assert_max_num_queries(15):
        client.get(reverse("samples:engagement", args=[treated.code]))


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


def test_the_arms_are_compared_with_the_control_arm(client, treated):
    client.force_login(builders.member(treated, "director"))
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    table = page.split('id="vs"')[1]
    found = re.findall(r'<td class="num(?: nowrap)?">(.*?)</td>', table)
    cells = [re.sub("<[^>]+>", "", cell) for cell in found]
    # The geometric means of 0.25, 0.15 over those of 0.8, 1.2.
    assert cells[:3] == ["4", "2, 2", "0.20"]
    assert "with a random level of each blot or batch" in table


def test_stains_of_which_no_batch_is_told_are_compared_all_the_same(client, treated):
    client.force_login(builders.member(treated, "director"))
    about = {"assay": "IHC_H_SCORE", "unit": "H-score"}
    for place, mouse in enumerate(treated.mice.order_by("number")):
        builders.readout(mouse.specimens.get(), 100 + place, **about)
    url = reverse("samples:engagement", args=[treated.code])
    page = client.get(f"{url}?of=IHC_H_SCORE|p-FAK|Y397|H-score").text
    assert "No readout tells its batch" in page.split('id="vs"')[1]


def test_readouts_of_a_doubtful_run_are_counted_under_the_figure(client, treated):
    client.force_login(builders.member(treated, "director"))
    treated.assay_runs.update(is_linear=False)
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    assert "4 of a run whose controls were not as expected." in page
