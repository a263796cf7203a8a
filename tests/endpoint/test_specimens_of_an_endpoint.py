"""Specimens that are collected as a mouse leaves."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.leaving import mouse_at_its_limit, refused, typed, url
from xenograft.endpoint.models import Disposition
from xenograft.samples.models import Specimen

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def test_specimens_of_the_same_form_get_labels_and_the_last_dose(
    director, people, mouse, dose
):
    taken = {
        "specimen-0-handling": "FFPE_NBF",
        "specimen-0-collected_at": "2026-11-13T10:22",
        "specimen-1-handling": "SNAP_LN2",
        "specimen-1-collected_at": "2026-11-13T10:23",
        "specimen-1-position": "Box 2, A4",
    }
    director.post(url(mouse), typed(**taken))
    first, second = Specimen.objects.order_by("pk")
    assert (first.label, second.label) == ("OVX-014-4-T1", "OVX-014-4-T2")
    assert (first.last_dose, first.minutes_after_last_dose) == (dose, 142)
    assert second.position == "Box 2, A4"
    assert second.collected_by == people["director"]


def test_a_specimen_without_its_time_is_refused_and_the_mouse_stays(director, mouse):
    page = refused(director, mouse, **{"specimen-0-handling": "FFPE_NBF"})
    assert "Enter when the specimen was collected." in page
    assert not Specimen.objects.exists()


def test_a_specimen_collected_after_the_mouse_left_is_refused(director, mouse):
    page = refused(
        director,
        mouse,
        left_on="2026-11-12",
        **{
            "specimen-0-handling": "FFPE_NBF",
            "specimen-0-collected_at": "2026-11-13T10:22",
        },
    )
    assert "Mouse 4 left the study on 12 Nov; a specimen cannot be" in page


def test_the_rows_of_specimens_begin_with_those_planned_of_the_mouse(director, mouse):
    builders.collection_plan(mouse.study, "2.5", [mouse], handling="FFPE_NBF")
    page = director.get(url(mouse)).text
    assert "plan 2.5 h ± 15 min after the last dose" in page
    assert 'data-hours="2.50"' in page
    start = page.index('name="specimen-0-handling"')
    chosen = page[start : page.index("</select>", start)]
    assert '<option value="FFPE_NBF" selected>' in chosen


@pytest.mark.parametrize(("final_day", "is_offered"), [(1, True), (9999, False)])
def test_a_mouse_whose_day_of_sampling_has_come_leaves_for_it(
    director, study, final_day, is_offered
):
    study.day_zero_on = builders.DAY_ZERO
    study.save()
    satellite = builders.mouse(study, 9)
    builders.tumor(satellite)
    builders.collection_plan(study, 4, [satellite], final_day=final_day)
    page = director.get(reverse("endpoint:record", args=[study.code, 9])).text
    chosen = re.findall(r'value="(\w+)"[^>]*checked', page)
    assert chosen == ["EUTHANIZED", *(["SCHEDULED_PD"] if is_offered else [])]


def test_a_planned_row_that_was_not_collected_makes_no_specimen(director, mouse):
    builders.collection_plan(mouse.study, 4, [mouse])
    planned = {"specimen-0-handling": "SNAP_LN2"}
    director.post(url(mouse), typed(**planned))
    assert Disposition.objects.exists() and not mouse.specimens.exists()


def test_when_a_specimen_was_frozen_is_kept(director, mouse):
    row = {"handling": "SNAP_LN2", "collected_at": "2026-11-13T10:16"}
    row["preserved_at"] = "2026-11-13T10:25"
    director.post(url(mouse), typed(**{f"specimen-0-{k}": v for k, v in row.items()}))
    piece = mouse.specimens.get()
    assert piece.preserved_at - piece.collected_at == dt.timedelta(minutes=9)
