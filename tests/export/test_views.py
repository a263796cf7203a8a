"""The pages of export, and the page that takes a list."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.export.import_pages import IMPORT, press, upload
from tests.export.lists import FOUR_ARMS
from xenograft import models
from xenograft.export.files import DICTIONARY, FILES


def test_cells_can_be_pasted(importer):
    posted = {"code": "IMP-1", "day_zero_on": "2025-03-03"}
    posted["pasted"] = FOUR_ARMS.replace(",", "\t")
    page = importer.post(IMPORT, posted, follow=True)
    assert page.context["checked"].is_ready


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04rest", "This is a spreadsheet file, not a CSV."),
        (b"mouse,arm\n1,caf\xe9\n", "The file is not UTF-8 text"),
        (b"mouse,arm\n1,a\0\n", "The file has NUL characters in it"),
        (b"mouse,mouse\n1,a\n", "Two columns are called mouse."),
        (b'mouse,arm\n"1,a\n', "A quote is opened but not closed"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_bad_file_is_refused_on_the_page_and_nothing_typed_is_lost(
    importer, content, sentence
):
    page = upload(importer, content, code="KEEP-1")
    text = page.content.decode()
    assert sentence in text
    assert 'value="KEEP-1"' in text
    assert 'value="2025-03-03"' in text
    assert not models.StudyImport.objects.exists()


def test_a_200_mb_upload_is_refused_without_reading_it(importer):
    body = _Endless(
        b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\nKEEP-1\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    )
    page = importer.generic(
        "POST",
        IMPORT,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=200 << 20,
        **{"wsgi.input": body},
    )
    text = page.content.decode()
    assert "The file is too large (200 MB; at most 20 MB). Nothing was read." in text
    assert 'value="KEEP-1"' in text
    assert body.read_bytes < 2 << 20


class _Endless(io.RawIOBase):
    """A body that goes on as long as it is read, and counts."""

    def __init__(self, start):
        self.rest, self.read_bytes = start, 0

    def read(self, size=-1):
        piece, self.rest = self.rest[:size], self.rest[size:]
        piece = piece.ljust(size, b"1")
        self.read_bytes += len(piece)
        return piece


def test_a_draft_belongs_to_the_person_who_loaded_it(importer):
    page = upload(importer, FOUR_ARMS)
    other = Client()
    other.force_login(builders.person("other"))
    assert other.get(page.request["PATH_INFO"]).status_code == 404


def test_the_real_four_arm_study_is_imported_through_the_page(importer, shared):
    file = shared / "data" / "mas98_06" / "her_trast_long.csv"
    page = upload(importer, file.read_bytes(), "MAS98")
    assert [one.row for one in page.context["checked"].notices] == [305]
    press(importer, page, do="import")
    study = models.Study.objects.get(code="MAS98")
    assert (study.mice.count(), study.arms.count()) == (23, 4)
    assert models.CaliperMeasurement.objects.of_study(study).count() == 628


def test_the_export_page_shows_the_files_and_first_rows(director, study):
    page = director.get(reverse("export:export", args=[study.code]))
    text = page.content.decode()
    for name in [*FILES, DICTIONARY]:
        assert name in text
    assert "study,arm,arm_position,mouse,cage,tumor,day" in text


def test_the_download_holds_what_was_chosen(director, study):
    chosen = {"files": ["mice.csv", "arms.csv"], "arms": "named", "sessions": "closed"}
    answer = director.get(reverse("export:download", args=[study.code]), chosen)
    assert answer["Content-Disposition"].startswith('attachment; filename="OVX-014_')
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert bundle.namelist() == ["mice.csv", "arms.csv", DICTIONARY]
    chosen["arms"] = "coded"
    answer = director.get(reverse("export:download", args=[study.code]), chosen)
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert bundle.namelist() == ["mice.csv", DICTIONARY]


def test_a_download_of_nothing_goes_back_to_the_page(director, study):
    answer = director.get(reverse("export:download", args=[study.code]))
    assert answer.status_code == 302


@pytest.mark.parametrize("page", ["export:export", "export:download"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("director", {200, 302}),
        ("statistician", {200, 302}),
        ("measurer", {403}),
        ("doser", {403}),
        ("welfare_officer", {403}),
    ],
)
def test_only_those_who_see_arms_may_export(as_role, study, page, role, status):
    answer = as_role(role).get(reverse(page, args=[study.code]))
    assert answer.status_code in status


def test_an_outsider_finds_no_study_to_export(client, study, outsider):
    client.force_login(outsider)
    answer = client.get(reverse("export:export", args=[study.code]))
    assert answer.status_code == 404


def test_the_pages_need_few_queries_at_any_size(
    db, client, django_assert_max_num_queries
):
    study = builders.treated_study(code="R", mice_per_arm=8)
    someone = builders.member(study, "director")
    client.force_login(someone)
    builders.look_kept(study, someone, "PREVIEW")
    with django_assert_max_num_queries(13):
        client.get(reverse("export:export", args=["R"]))
    with django_assert_max_num_queries(9):
        client.get(IMPORT)
