"""Readouts by arm and time: the figure, its table and its comparison."""

import csv
import io
import re

import pytest
from django.urls import reverse

from tests import builders
from xenograft.samples.engagement import Kind

pytestmark = pytest.mark.django_db


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
