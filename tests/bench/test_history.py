import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft import models
from xenograft.bench.changes import OPEN_TABLES
from xenograft.endpoint import actions
from xenograft.history.context import acting
from xenograft.history.models import Change

MASKED = ["measurer", "doser", "welfare_officer"]


def page_of(client, study, **query):
    """The page of every change, or of those asked for."""
    query = query or {"corrections": ""}
    answer = client.get(reverse("bench:history", args=[study.code]), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def reading(study):
    mouse = builders.mouse(study, 17)
    return builders.measurement(
        builders.session(study, 9), builders.tumor(mouse), "8.1", "7.4"
    )


@pytest.fixture
def corrected(people, reading):
    with acting(person=people["measurer"], reason="Measured again"):
        reading.length_mm = "6.4"
        reading.save()
    return reading


def test_a_correction_names_mouse_day_who_old_new_and_why(director, study, corrected):
    page = page_of(director, study, operation="update")
    assert "Mouse 17, 12 Nov, caliper measurement changed" in page
    assert '<span class="was">length 8.1 mm</span>' in page
    assert '<span class="strong">length 6.4 mm</span>' in page
    assert "Measured again" in page and ">measurer<" in page


def test_the_newest_change_comes_first(director, study, corrected):
    page = page_of(director, study)
    assert page.index("Measured again") < page.index("caliper measurement added")


def test_only_corrections_can_be_asked_for(director, study, corrected):
    page = page_of(director, study, corrections="only")
    assert "1 change<" in page and " added" not in page


def test_at_first_corrections_and_decisions_are_shown(director, study, corrected):
    with acting(reason="Bitten"):
        builders.hold(corrected.tumor.mouse)
    page = director.get(reverse("bench:history", args=[study.code])).content.decode()
    assert "Measured again" in page and "Bitten" in page
    assert "caliper measurement added" not in page


def test_an_instant_is_written_as_on_every_page(director, study, reading):
    page = page_of(director, study, table_name=reading._meta.db_table)
    assert "2026 " in page and ":00." not in page


def test_changes_are_found_by_person_and_by_table(director, study, corrected):
    assert "1 change<" in page_of(director, study, person_name="measurer")
    page = page_of(director, study, table_name=models.Tumor._meta.db_table)
    assert "1 change<" in page and "Mouse 17, tumor added" in page


def test_an_endpoint_taken_back_stays_readable(director, people, study):
    left = builders.disposition(builders.mouse(study, 4), 9)
    actions.undo(mouse=left.mouse, by=people["director"], reason="Wrong mouse")
    page = page_of(director, study, corrections="only")
    assert "Mouse 4, disposition taken back" in page
    assert "Wrong mouse" in page
    added = page_of(director, study, table_name=left._meta.db_table)
    assert "tumor size limit reached" in added


def test_changes_of_another_study_are_not_shown(director, study, corrected):
    other = builders.study("OTHER-1")
    builders.mouse(other, 99)
    assert "Mouse 99" not in page_of(director, study)


def test_those_who_see_arms_read_who_is_in_which_arm(director, study):
    arm = builders.arm(study, "Secret arm")
    mouse = builders.mouse(study, 4)
    builders.assignment(builders.randomization(study), mouse, arm)
    page = page_of(director, study)
    assert "arm Secret arm" in page and "Mouse 4, assignment added" in page


@pytest.mark.parametrize("role", MASKED)
def test_nobody_masked_reads_an_arm_in_the_history(
    as_role, treated, names_no_arm, role
):
    builders.specimen(treated.mice.get(number=1))
    for number in range(1, 6):
        page = page_of(as_role(role), treated, page=number)
        names_no_arm(page)
        for hidden in ("assignment", "regimen", "randomization", "dose", "agent"):
            assert f"{hidden} added" not in page.lower()


@pytest.mark.parametrize("role", MASKED)
def test_a_hidden_table_cannot_be_asked_for(as_role, treated, role):
    table = models.Assignment._meta.db_table
    page = page_of(as_role(role), treated, table_name=table)
    assert "is not one of the available choices" in page
    assert "assignment added" not in page.lower()


@pytest.mark.parametrize("table", OPEN_TABLES)
def test_an_open_table_has_no_key_that_tells_an_arm(table):
    telling = {models.Arm, models.Regimen, models.Agent, models.Assignment}
    keys = {
        field.related_model
        for field in getattr(models, table)._meta.fields
        if field.is_relation
    }
    assert keys & telling == set()


def test_a_statistician_reads_all_tables(as_role, treated):
    page = page_of(as_role("statistician"), treated)
    assert models.Assignment._meta.db_table in page


def test_pages_of_fifty_have_a_bounded_number_of_queries(
    director, treated, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        page = page_of(director, treated)
    assert "1 to 50 of" in page


def test_long_values_are_counted_or_cut_and_dates_read_as_dates(director, study):
    mouse = builders.mouse(study, 6)
    note = "Ascites. " * 40
    builders.disposition(mouse, 9, necropsy_note=note)
    page = page_of(director, study, table_name="xenograft_disposition")
    assert "left on 12 Nov 2026" in page and "2026-11-12" not in page
    assert "Ascites" in page and note.strip() not in page and "…" in page


def test_a_list_kept_in_a_row_is_counted(director, study, people):
    values = {"first": 1, "second": 2}
    models.StudyImport.objects.create(study=study, columns=values)
    page = page_of(director, study, table_name="xenograft_studyimport")
    assert "of 2 entries" in page and "&#x27;first&#x27;" not in page


@pytest.mark.parametrize(
    "words",
    ["measurer", "Measured again", "caliper", "changed caliper", "6.4", "length mm",
     "8.1", "17", "Mouse 17", "mouse 17 measurer 6.4"],
)  # fmt: skip
def test_words_are_found_in_who_what_value_and_why(director, study, corrected, words):
    page = page_of(director, study, q=words, operation="update")
    assert "1 change<" in page and "Measured again" in page


@pytest.mark.parametrize(
    "words", ["novak", "7.4", "18", "measurement_id", "Mouse 2", "%", "6_4", "'", '"']
)
def test_words_that_stand_nowhere_find_nothing(director, study, corrected, words):
    """7.4 stands in the row, but was not changed; % is no wildcard."""
    builders.mouse(study, 18)
    assert "0 changes<" in page_of(director, study, q=words, operation="update")


def test_mouse_17_is_that_mouse_and_no_other_17(director, study, corrected):
    other = builders.mouse(study, 18, strain="NSG 17")
    builders.tumor(other, "L")
    page = page_of(director, study, q="mouse 17", corrections="")
    assert "Mouse 17, tumor added" in page and "Mouse 18" not in page
    assert "Mouse 18, mouse added" in page_of(director, study, q="17", corrections="")


def test_arms_and_agents_are_found_by_their_names(director, study):
    arm = builders.arm(study, "Secret arm")
    builders.assignment(builders.randomization(study), builders.mouse(study, 4), arm)
    page = page_of(director, study, q="secret", corrections="")
    assert "Mouse 4, assignment added" in page


@pytest.mark.parametrize("role", MASKED)
def test_nobody_masked_finds_a_mouse_by_the_name_of_its_arm(as_role, treated, role):
    page = page_of(as_role(role), treated, q="Vehicle", corrections="")
    assert "0 changes<" in page


def test_changes_of_some_days_are_found(director, study, corrected):
    today = timezone.localdate()
    yesterday = today - dt.timedelta(days=1)
    assert "1 change<" in page_of(director, study, operation="update", since=today)
    assert "1 change<" in page_of(director, study, operation="update", until=today)
    assert "0 changes<" in page_of(director, study, operation="update", until=yesterday)
    later = today + dt.timedelta(days=1)
    assert "0 changes<" in page_of(director, study, operation="update", since=later)


def test_a_day_that_is_none_is_said_and_keeps_what_was_typed(
    director, study, corrected
):
    page = page_of(director, study, operation="update", since="2026-13-45")
    assert "Enter a valid date" in page and 'value="2026-13-45"' in page


def csv_of(client, study, **query):
    answer = client.get(reverse("bench:history-csv", args=[study.code]), query)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{study.code}_history.csv"'
    )
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_holds_what_is_filtered_in_the_words_of_the_page(
    director, study, corrected
):
    (row,) = csv_of(director, study, q="6.4", operation="update")
    assert row["when"].startswith(f"{timezone.localdate()}")
    del row["when"]
    assert row == {
        "who": "measurer",
        "what": "Mouse 17, 12 Nov, caliper measurement changed",
        "old": "length 8.1 mm",
        "new": "length 6.4 mm",
        "why": "Measured again",
        "where": "here",
    }


def test_the_csv_has_more_rows_than_a_page(director, treated):
    rows = csv_of(director, treated, corrections="")
    assert len(rows) == Change.objects.of_study(treated).count() > 50


def test_no_cell_of_the_csv_runs_in_a_spreadsheet(director, study, corrected):
    with acting(reason='=HYPERLINK("http://x")'):
        corrected.note = "@SUM(A1)"
        corrected.save()
    rows = csv_of(director, study, operation="update")
    assert rows[0]["why"] == '\'=HYPERLINK("http://x")'
    assert all(cell[:1] not in "=+-@" for row in rows for cell in row.values() if cell)


@pytest.mark.parametrize("role", MASKED)
def test_the_csv_of_who_is_masked_holds_no_arm(as_role, treated, names_no_arm, role):
    rows = csv_of(as_role(role), treated, corrections="")
    assert rows
    names_no_arm(str(rows))


def test_on_paper_the_page_says_what_was_asked_for_and_who_printed(
    director, study, corrected
):
    page = page_of(director, study, operation="update", q="6.4", per_page=1000)
    assert "by director: Words 6.4, Change changed." in page
