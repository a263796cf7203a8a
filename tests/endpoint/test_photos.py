"""Photos of an endpoint and of a note."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import builders
from tests.endpoint.leaving import mouse_at_its_limit, typed, url
from xenograft.endpoint.models import Disposition, Photo

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(out, kind)
    return SimpleUploadedFile("ulcer.png", out.getvalue())


def test_a_photo_is_kept_and_shown_to_members_only(client, director, outsider, mouse):
    director.post(url(mouse, "draft"), typed(photo=picture()))
    photo = Photo.objects.get()
    page = reverse("endpoint:photo", args=[mouse.study.code, 4, photo.pk])
    assert page in director.get(url(mouse)).content.decode()
    answer = director.get(page)
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    client.force_login(outsider)
    assert client.get(page).status_code == 404


def test_a_photo_of_another_mouse_is_not_found(director, study, mouse):
    photo = builders.photo(mouse)
    builders.mouse(study, 5)
    page = reverse("endpoint:photo", args=[study.code, 5, photo.pk])
    assert director.get(page).status_code == 404


def test_what_is_not_a_photo_is_refused_and_nothing_typed_is_lost(director, mouse):
    letter = SimpleUploadedFile("letter.png", b"Dear director")
    page = director.post(url(mouse), typed(photo=letter, necropsy_note="Soft"))
    said = page.content.decode()
    assert "letter.png cannot be read as a photo." in said and "Soft" in said
    assert not Disposition.objects.exists() and not Photo.objects.exists()


def test_a_photo_that_is_too_large_is_refused(director, mouse, monkeypatch):
    monkeypatch.setattr("xenograft.endpoint.actions.drafting.MOST_PHOTO_MB", 0)
    said = director.post(url(mouse), typed(photo=picture())).content.decode()
    assert "a photo has 0 MB at most" in said


def test_a_photo_loses_where_it_was_taken(director, mouse):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Maker of the camera"
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    file = SimpleUploadedFile("a.jpg", out.getvalue())
    director.post(url(mouse, "draft"), typed(photo=file))
    assert b"Maker of the camera" not in bytes(Photo.objects.get().content)


def test_a_note_may_have_a_photo_that_the_page_of_the_mouse_shows(director, mouse):
    typed = {"text": "Scab of 4 mm", "photo": picture()}
    director.post(url(mouse, "note"), typed)
    assert mouse.welfare_notes.get().text == Photo.objects.get().note == "Scab of 4 mm"
    address = reverse("bench:mouse", args=[mouse.study.code, mouse.number])
    page = director.get(address).content.decode()
    assert "Photo of 13 Nov 18:00: Scab of 4 mm" in page


def test_a_note_with_what_is_no_photo_is_not_kept(director, mouse):
    typed = {"text": "Scab", "photo": SimpleUploadedFile("a.png", b"no picture")}
    page = director.post(url(mouse, "note"), typed).content.decode()
    assert "cannot be read as a photo" in page and "Scab" in page
    assert not mouse.welfare_notes.exists() and not Photo.objects.exists()
