"""Before the day that the director sets, a biostatistician sees codes for arms."""

import io
import zipfile

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return builders.treated_study(code="OVX-014", title="A study", arms_open_on=None)


@pytest.fixture
def statistician(as_role):
    return as_role("statistician")


def address(name, study, *parts):
    return reverse(name, args=[study.code, *parts])


def names_in(text, study):
    return [arm.name for arm in study.arms.all() if arm.name in text]


@pytest.mark.parametrize(
    "figure", ["mean", "mice", "arms", "weight", "waterfall", "survival"]
)
def test_a_figure_and_its_points_have_codes(statistician, study, figure):
    for kind in ("svg", "csv"):
        file = statistician.get(address("results:figure", study, figure, kind))
        text = file.content.decode()
        assert names_in(text, study) == []
        if kind == "csv" and figure != "waterfall":  # which draws responders only
            assert all(arm.code in text for arm in study.arms.all())


def test_the_page_of_curves_has_codes_in_the_order_of_codes(statistician, study):
    page = statistician.get(address("results:curves", study)).content.decode()
    codes = sorted(arm.code for arm in study.arms.all())
    places = [page.index(code) for code in codes]
    assert places == sorted(places)
    assert names_in(page, study) == []


@pytest.mark.parametrize("name", ["results:analysis", "results:power"])
def test_what_needs_to_know_the_control_waits(statistician, study, name):
    answer = statistician.get(address(name, study))
    assert answer.status_code == 403
    assert "The arms of OVX-014 are hidden from you" in answer.content.decode()


def test_the_refusal_says_until_when(statistician, study):
    type(study).objects.update(arms_open_on="2126-12-24")
    page = statistician.get(address("results:analysis", study)).content.decode()
    assert "hidden from you until 24 Dec 2126" in page


def test_an_export_has_codes_and_no_table_that_names_arms(statistician, study):
    page = statistician.get(address("export:export", study)).content.decode()
    assert names_in(page, study) == []
    assert "regimens.csv" not in page
    query = {"files": ["mice.csv", "measurements.csv"], "sessions": "closed"}
    url = address("export:download", study)
    answer = statistician.get(url, {**query, "arms": "coded"})
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    rows = bundle.read("mice.csv").decode()
    assert all(arm.code in rows for arm in study.arms.all())


@pytest.mark.parametrize("files", ["mice.csv", "arms.csv"])
def test_names_cannot_be_asked_for(statistician, study, files):
    url = address("export:download", study)
    arms = "named" if files == "mice.csv" else "coded"
    query = {"files": files, "arms": arms, "sessions": "closed"}
    assert statistician.get(url, query).status_code == 302


def test_from_the_day_on_arms_have_names(statistician, study):
    type(study).objects.update(arms_open_on=builders.DAY_ZERO)
    page = statistician.get(address("results:curves", study)).content.decode()
    assert len(names_in(page, study)) == 4
