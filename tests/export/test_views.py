import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.export.lists import FOUR_ARMS
from xenograft import models
from xenograft.export.files import DICTIONARY, FILES

IMPORT = reverse("export:import")


@pytest.fixture
def importer(client, db):
    client.force_login(builders.person("importer"))
    return client


def upload(client, content, code="IMP-1", day_zero_on="2025-03-03", name="list.csv"):
    """Post a file to the first page; the answer after redirects."""
    content = content.encode() if isinstance(content, str) else content
    posted = {"code": code, "title": "", "day_zero_on": day_zero_on}
    posted["file"] = SimpleUploadedFile(name, content, "text/csv")
    return client.post(IMPORT, posted, follow=True)


def answers(response, **said):
    """What the check page would post, with some answers changed."""
    form = response.context["form"]
    posted = {name: form[name].value() for name in form.fields}
    posted = {
        name: value for name, value in posted.items() if value not in (None, False)
    }
    return posted | said


def press(client, response, **said):
    path = response.request["PATH_INFO"]
    return client.post(path, answers(response, **said), follow=True)


def test_a_list_is_checked_and_then_imported(importer):
    page = upload(importer, FOUR_ARMS)
    assert "Every row can be imported." in page.content.decode()
    assert not models.Study.objects.exists()
    done = press(importer, page, do="import")
    assert "IMP-1 is imported. You are its study director." in done.content.decode()
    study = models.Study.objects.get(code="IMP-1")
    assert study.memberships.get().person.username == "importer"
    assert models.CaliperMeasurement.objects.of_study(study).count() == 6
    again = importer.get(done.request["PATH_INFO"])
    assert "Imported IMP-1" in again.content.decode()


def test_a_red_cell_disables_the_import_and_is_named(importer):
    page = upload(importer, FOUR_ARMS.replace("6.1,5.4", "6.1,"))
    text = page.content.decode()
    assert "1 cell in 1 row must be put right" in text
    assert "One diameter only: W is missing beside 6.1 mm. Enter both." in text
    assert 'value="import" disabled' in text
    refused = press(importer, page, do="import")
    assert "1 row has a problem, so nothing was imported." in refused.content.decode()
    assert not models.Study.objects.exists()
    done = press(importer, page, do="import-the-rest")
    assert "One diameter only: W is missing" in done.content.decode()
    assert models.StudyImport.objects.get().left_out[0]["row"] == 4


def test_a_column_can_be_read_as_something_else(importer):
    page = upload(importer, FOUR_ARMS.replace("weight_g", "g today"))
    assert page.context["checked"].weights == []
    changed = press(importer, page, do="check", column_5="weight")
    assert len(changed.context["checked"].weights) == 6
    assert ["g today", "weight"] in models.StudyImport.objects.get().columns["fields"]


def test_two_columns_cannot_be_the_same_field(importer):
    page = upload(importer, FOUR_ARMS)
    answer = press(importer, page, do="import", column_5="width")
    assert "Two columns are read as Width W, mm. Choose one." in answer.content.decode()
    assert not models.Study.objects.exists()


def test_days_without_a_day_zero_are_asked_for(importer):
    page = upload(importer, FOUR_ARMS, day_zero_on="")
    sentence = "The file gives days, not dates: enter the date of day 0."
    assert sentence in page.content.decode()
    changed = press(importer, page, do="check", day_zero_on="2025-03-03")
    assert changed.context["checked"].is_ready


def test_zeros_can_be_explained_on_the_page(importer):
    page = upload(importer, FOUR_ARMS.replace("5.2,5.0", "0,0"))
    assert page.context["error_count"] == 1
    changed = press(importer, page, do="check", zeros_are="NOT_PALPABLE")
    assert changed.context["error_count"] == 0


def test_arms_that_were_dealt_by_a_rule_are_labeled_so(importer):
    page = upload(importer, FOUR_ARMS)
    dealt = {"arms_were": "DETERMINISTIC_BALANCED"}
    asked = press(importer, page, do="import", **dealt)
    assert "Say how the arms were made up." in asked.content.decode()
    said = dealt | {"arms_statement": "sorted by volume, dealt serpentine"}
    press(importer, page, do="import", **said)
    made = models.Randomization.objects.get()
    assert made.method == "DETERMINISTIC_BALANCED"
    record = importer.get(f"/studies/{made.study.code}/randomization/").text
    assert "Imported, dealt by rank without a random step" in record
    assert "it is not a randomization" in record
    assert "sorted by volume, dealt serpentine" in record


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


def test_a_red_cell_is_put_right_on_the_page(importer):
    page = upload(importer, FOUR_ARMS.replace("6.1,5.4", "6.1,"))
    assert 'name="cell-4-4" value=""' in page.text
    checked = press(importer, page, do="check", **{"cell-4-4": "5,4"})
    assert checked.context["checked"].is_ready
    done = press(importer, checked, do="import")
    assert "Cells corrected before the import" in done.text
    record = models.StudyImport.objects.get()
    assert record.left_out == []
    assert record.columns["edits"]["cells"] == [
        {
            "row": 4,
            "column": record.columns["fields"][4][0],
            "old": "",
            "new": "5,4",
            "why": "One diameter only: W is missing beside 6.1 mm. Enter both.",
        }
    ]
    widths = models.CaliperMeasurement.objects.values_list("width_mm", flat=True)
    assert Decimal("5.4") in widths


def test_a_typed_cell_stays_when_another_answer_is_wrong(importer):
    page = upload(importer, FOUR_ARMS.replace("6.1,5.4", "6.1,"))
    refused = press(importer, page, do="check", code="", **{"cell-4-4": "5 4"})
    assert 'name="cell-4-4" value="5 4"' in refused.text
    assert "5 4 is not a number." in refused.text


def test_one_of_two_rows_that_differ_is_left_out(importer):
    first = FOUR_ARMS.splitlines()[1]
    page = upload(importer, f"{FOUR_ARMS.rstrip()}\n{first.replace('5.5', '5.3')}\n")
    rows = sorted(page.context["checked"].marked_rows)
    assert len(rows) == 2
    checked = press(importer, page, do="check", **{f"out-{rows[1]}": "on"})
    assert checked.context["checked"].is_ready
    assert f'name="out-{rows[1]}" checked' in checked.text
    press(importer, checked, do="import", **{f"out-{rows[1]}": "on"})
    assert models.StudyImport.objects.get().left_out == [
        {"row": rows[1], "column": "", "value": "", "reason": "Left out on the page."}
    ]


def test_the_list_of_problems_has_every_one(importer):
    rows = "".join(f"{number},A,0,=x,5.4,21.0\n" for number in range(10, 260))
    page = upload(importer, FOUR_ARMS + rows)
    assert "50 more are in the list of problems." in page.text
    answer = importer.get(f"{page.request['PATH_INFO']}problems.csv")
    name = 'attachment; filename="IMP-1_problems.csv"'
    assert answer.headers["Content-Disposition"] == name
    found = list(csv.reader(io.StringIO(answer.text)))
    assert found[0] == ["row", "column", "value", "problem", "level"]
    assert len(found) == 251
    assert found[1][:3] == ["8", "length_mm", "'=x"]


def test_the_list_of_problems_belongs_to_who_began_the_import(importer):
    page = upload(importer, FOUR_ARMS)
    importer.force_login(builders.person("other"))
    answer = importer.get(f"{page.request['PATH_INFO']}problems.csv")
    assert answer.status_code == 404
