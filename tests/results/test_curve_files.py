"""Downloads of the curves: every file holds what the page draws."""

import re

import pytest
from django.urls import reverse

from tests import builders
from tests.results.curve_pages import download, drawn_for, page, rows
from xenograft.results import frames

pytestmark = pytest.mark.django_db


@pytest.fixture
def treated(client):
    return drawn_for(client)


def test_every_download_of_the_page_is_there_with_the_same_choice(client, treated):
    text = page(client, treated, "fig=mice&scale=log&arms=1,2").content.decode()
    links = re.findall(r'href="([^"]+/curves/mice\.[^"]+)"', text)
    assert len(links) == 5
    for link in links:
        assert "fig=mice&amp;scale=log&amp;arms=1,2" in link
        assert client.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("form", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
@pytest.mark.parametrize("figure", ["mean", "mice", "arms", "weight"])
def test_downloads_are_files_named_after_study_and_figure(
    client, treated, figure, form, start
):
    response = download(client, treated, figure, form)
    assert response.content.startswith(start)
    assert response["Content-Disposition"] == (
        f'attachment; filename="{treated.code}_{figure}.{form}"'
    )


@pytest.mark.parametrize(("width", "dots"), [("89", 1051), ("183", 2161), ("x", 2161)])
def test_a_png_has_300_dpi_at_the_width_of_a_column(client, treated, width, dots):
    content = download(client, treated, "mean", "png", f"width={width}").content
    assert abs(int.from_bytes(content[16:20], "big") - dots) <= 1


def test_the_csv_of_means_holds_exactly_the_drawn_points(client, treated):
    found = rows(download(client, treated, "mean", "csv"))
    means = frames.means(frames.tumor_curves(treated), "volume_mm3", "STOP_AT_FRACTION")
    assert len(found) == len(means) == 12
    assert list(found[0]) == [
        *("study", "arm", "day", "n", "n_left"),
        *("mean", "sem", "low", "high", "unit"),
    ]
    names = dict(treated.arms.values_list("position", "name"))
    for row, mean in zip(found, means.itertuples(), strict=True):
        assert row["study"] == treated.code
        assert (row["arm"], int(row["day"])) == (names[mean.arm], mean.day)
        assert float(row["mean"]) == mean.mean
        assert float(row["sem"]) == pytest.approx(mean.sem, rel=1e-9)
        assert row["unit"] == "mm3"


def test_the_csv_of_mice_has_a_row_for_each_point_of_each_line(client, treated):
    found = rows(download(client, treated, "mice", "csv"))
    assert len(found) == 36
    assert found[0] == {
        "study": treated.code,
        "mouse": "1",
        "arm": "Vehicle",
        "day": "0",
        "date": "2026-11-03",
        "volume_mm3": repr(6.0 * 5.8 * 5.8 / 2),
    }
    relative = rows(download(client, treated, "mice", "csv", "scale=relative"))
    assert relative[0]["relative_volume"] == "1.0"


def test_the_csv_follows_scale_error_and_arms(client, treated):
    found = rows(download(client, treated, "mean", "csv", "scale=log&err=sd&arms=2"))
    assert {row["arm"] for row in found} == {"Defactinib"}
    assert {"geometric_mean", "sd_factor"} < set(found[0])
    weights = rows(download(client, treated, "weight", "csv"))
    assert {row["unit"] for row in weights} == {"percent"}


def test_a_name_that_a_spreadsheet_could_run_is_disarmed(client, treated):
    treated.arms.filter(position=1).update(name="=1+1")
    found = rows(download(client, treated, "mean", "csv"))
    assert found[0]["arm"] == "'=1+1"


def test_the_page_draws_exactly_what_the_csv_holds_when_a_mouse_is_left_out(
    client, treated
):
    mouse = treated.mice.get(number=1)
    held = treated.sessions.get(held_on=builders.DAY_ZERO)
    held.caliper_measurements.filter(tumor__mouse=mouse).delete()
    text = page(client, treated, "fig=mice&scale=relative").content.decode()
    assert "1 mouse is left out: no volume within 3 days before D0." in text
    found = rows(download(client, treated, "mice", "csv", "scale=relative"))
    assert "1" not in {row["mouse"] for row in found}


@pytest.mark.parametrize("figure", ["mean.gif", "spider.png"])
def test_another_figure_or_format_is_not_found(client, treated, figure):
    address = reverse("results:curves", args=[treated.code]) + figure
    assert client.get(address).status_code == 404


def test_the_drawing_for_inside_a_page_follows_its_theme(client, treated):
    text = download(client, treated, "mean", "inline").text
    assert text.startswith("<svg")
    assert "arm-1-stroke" in text
    assert "style=" not in text
