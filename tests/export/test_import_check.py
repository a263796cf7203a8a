"""The check of a list: what is marked, answered and put right before the import."""

import csv
import io
from decimal import Decimal

from tests import builders
from tests.export.import_pages import press, upload
from tests.export.lists import FOUR_ARMS
from xenograft import models


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
