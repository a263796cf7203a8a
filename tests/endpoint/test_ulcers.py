"""An ulcer is described beside its grade, and nothing waits for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from xenograft.history.models import Change
from xenograft.measurement.grid import Grid
from xenograft.measurement.state import session_state
from xenograft.study.access import study_for


@pytest.fixture
def mouse(study):
    mouse = builders.mouse(study, 4)
    builders.tumor(mouse)
    return mouse


@pytest.fixture
def ulcer(study, mouse):
    held = builders.session(study, 10, is_closed=False)
    return builders.sign(held, mouse, "ULCERATION", 2)


@pytest.fixture
def measurer(client, people):
    client.force_login(people["measurer"])
    return client


def url(ulcer):
    return reverse("endpoint:ulcer", args=["OVX-014", ulcer.mouse.number, ulcer.pk])


def told(ulcer):
    ulcer.refresh_from_db()
    wet = ulcer.is_wet
    return str(ulcer.greatest_diameter_mm), wet, ulcer.treatment


TYPED = {"greatest_diameter_mm": "4.5", "is_wet": "True", "treatment": "Silver cream"}


def test_size_wetness_and_treatment_are_kept(measurer, ulcer):
    measurer.post(url(ulcer), TYPED)
    assert told(ulcer) == ("4.5", True, "Silver cream")


def test_no_field_has_to_be_filled(measurer, ulcer):
    assert measurer.post(url(ulcer), {"is_wet": "False"}).status_code == 302
    assert told(ulcer) == ("None", False, "")


def test_a_photo_is_kept_with_the_grade(measurer, ulcer, mouse):
    file = SimpleUploadedFile("u.png", builders.picture(), "image/png")
    measurer.post(url(ulcer), {"photo": file})
    assert mouse.photos.get().note == "Ulceration grade 2"


def test_a_file_that_is_no_photo_is_refused_and_nothing_typed_is_lost(measurer, ulcer):
    file = SimpleUploadedFile("u.png", b"no picture", "image/png")
    page = measurer.post(url(ulcer), {**TYPED, "photo": file}).content.decode()
    assert "u.png cannot be read as a photo." in page
    assert "Silver cream" in page


def test_what_is_told_is_changed_with_a_reason_alone(measurer, ulcer):
    measurer.post(url(ulcer), TYPED)
    page = measurer.post(url(ulcer), {**TYPED, "greatest_diameter_mm": "5.4"})
    assert "Say why what was told of the ulcer is changed." in page.content.decode()
    assert told(ulcer)[0] == "4.5"


def test_a_change_keeps_the_old_value_and_why(measurer, ulcer):
    measurer.post(url(ulcer), TYPED)
    changed = {**TYPED, "greatest_diameter_mm": "5.4", "why": "Digits swapped"}
    measurer.post(url(ulcer), changed)
    last = Change.objects.filter(operation="update").order_by("pk").last()
    was = float(last.old["greatest_diameter_mm"])
    assert (was, last.reason) == (4.5, "Digits swapped")


@pytest.mark.parametrize("typed", ["31", "0", "four"])
def test_a_diameter_that_cannot_be_is_refused_by_name(measurer, ulcer, typed):
    page = measurer.post(url(ulcer), {"greatest_diameter_mm": typed})
    assert 'aria-invalid="true"' in page.content.decode()
    assert told(ulcer)[0] == "None"


def test_a_healthy_skin_has_no_such_page(measurer, study, mouse):
    sign = builders.sign(builders.session(study, 9), mouse, "ULCERATION", 0)
    assert measurer.get(url(sign)).status_code == 404


def notes_of(study, people):
    seen = study_for(people["measurer"], study.code)
    session = study.sessions.get()
    session.study = seen
    return session_state(Grid(seen, session))[0]["notes"]


def test_the_row_asks_for_it_and_leads_there(study, people, ulcer):
    (note,) = notes_of(study, people)
    assert note["text"] == "Tell its size, whether it is wet, and add a photo."
    assert (note["ulcer"], note["asks"]) == (url(ulcer), False)


def test_the_row_says_what_was_told(study, people, measurer, ulcer):
    measurer.post(url(ulcer), TYPED)
    (note,) = notes_of(study, people)
    assert note["text"] == "4.5 mm, wet. Treatment: Silver cream."


def test_the_plain_form_leads_there_too(measurer, study, ulcer):
    page = measurer.get(
        reverse("measurement:session", args=["OVX-014", ulcer.session.held_on])
    )
    assert f'href="{url(ulcer)}">Describe the ulcer' in page.content.decode()
