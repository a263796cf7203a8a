"""What happened to a study before it came here stays with it, as what it is."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.export import actions, bundle
from xenograft.history import triggers
from xenograft.history.context import acting
from xenograft.history.models import Change, EarlierChange
from xenograft.measurement.actions import decide_entry

pytestmark = pytest.mark.django_db


def moved(study, folder, code):
    """The study as it is after an export of it was brought back."""
    actions.export_folder(study=study, folder=folder)
    built = actions.read_export(files=bundle.of_folder(folder))
    return actions.bring_back(built=built, code=code, file_name=f"{study.code}.zip")


def corrected(study, reason):
    reading = models.CaliperMeasurement.objects.of_study(study).first()
    with acting(person=builders.person(f"by {reason}"), reason=reason):
        reading.note = reason
        reading.save()


@pytest.fixture
def study():
    study = builders.treated_study(code="R", mice_per_arm=1)
    corrected(study, "Measured again")
    return study


def told(changes):
    fields = (
        "table_name",
        "row_pk",
        "operation",
        "person_name",
        "reason",
        "old",
        "new",
    )
    return list(changes.order_by("pk").values_list(*fields))


def test_every_change_is_there_with_who_when_what_and_why(study, tmp_path):
    other = moved(study, tmp_path, "R-2")
    before, here = Change.objects.of_study(study), EarlierChange.objects.of_study(other)
    assert told(here) == told(before)
    assert [one.at for one in here] == [one.at for one in before]
    assert {one.database for one in here} == {1}


def test_the_triggers_own_history_tells_of_the_import_alone(study, tmp_path):
    other = moved(study, tmp_path, "R-2")
    reasons = Change.objects.of_study(other).values_list("reason", flat=True)
    assert set(reasons) == {"Imported from R.zip"}
    assert not Change.objects.of_models(EarlierChange).exists()


def test_a_second_move_keeps_both_apart(study, tmp_path):
    second = moved(study, tmp_path / "1", "R-2")
    corrected(second, "A crust")
    third = moved(second, tmp_path / "2", "R-3")
    found = EarlierChange.objects.of_study(third)
    assert told(found.filter(database=1)) == told(Change.objects.of_study(study))
    assert told(found.filter(database=2)) == told(Change.objects.of_study(second))


def test_it_cannot_be_changed(study, tmp_path, settings):
    other = moved(study, tmp_path, "R-2")
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    for write in (lambda rows: rows.update(reason="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write(EarlierChange.objects.of_study(other))


def test_without_it_the_rest_comes_back_and_that_is_said(study, tmp_path):
    actions.export_folder(study=study, folder=tmp_path)
    (tmp_path / "history.csv").unlink()
    built = actions.read_export(files=bundle.of_folder(tmp_path))
    other = actions.bring_back(built=built, code="R-2", file_name="r.zip")
    assert not EarlierChange.objects.exists()
    said = [(one["value"], one["reason"]) for one in other.imports.get().left_out]
    assert said == [
        ("history.csv", "It is not in the export, so that history stays behind.")
    ]


def test_an_export_with_codes_has_neither_history(study, client, tmp_path):
    with actions.export_zip(study=study, names=set(), arms="coded") as file:
        assert b"history.csv" not in file.read()


def test_an_entry_nobody_chose_is_taken_for_its_own_tumor(study, tmp_path, people):
    """What a device sent names a tumor by a key, which is another one here."""
    mouse = study.mice.first()
    builders.tumor(mouse, "L")
    held = builders.session(study, 9)
    right = mouse.tumors.get(side="R")
    builders.measurement(held, right, "8.0", "8.0")
    parts = {"tumor": {"tumor": str(right.pk), "l": "9.0", "w": "7.0", "base": ""}}
    builders.sent_row(held, mouse, "OPEN", parts=parts)
    other = moved(study, tmp_path, "R-2")
    models.Session.objects.filter(study=other, held_on=held.held_on).update(
        closed_at=None, closed_by=None
    )
    there = other.sessions.get(held_on=held.held_on)
    entry = models.SentRow.objects.get(session=there)
    decide_entry(
        study=other,
        session=there,
        write_id=entry.write_id,
        choice="taken",
        by=people["director"],
    )
    new = models.CaliperMeasurement.objects.filter(session=there).latest("pk")
    assert (new.tumor.side, new.tumor.mouse.study) == ("R", other)
    assert (new.length_mm, new.measured_by) == (9, entry.sent_by)


def test_a_row_that_a_device_sent_before_is_still_known_where_it_was_sent(study):
    """The same key stands in two studies after an import into the same database."""
    held, mouse = builders.session(study, 9), study.mice.first()
    sent = builders.sent_row(held, mouse)
    other = builders.treated_study(code="S", mice_per_arm=1)
    copy = {"write_id": sent.write_id, "parts": {}, "sent_by": sent.sent_by}
    models.SentRow.objects.create(
        session=builders.session(other, 9), mouse=other.mice.first(), **copy
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        models.SentRow.objects.create(session=held, mouse=mouse, **copy)


def test_who_is_no_person_here_leaves_a_row_that_a_device_sent(study, tmp_path):
    held, mouse = builders.session(study, 9), study.mice.first()
    sent = builders.sent_row(held, mouse)
    actions.export_folder(study=study, folder=tmp_path)
    name = sent.sent_by.get_username()
    file = tmp_path / "sent_rows.csv"
    file.write_text(file.read_text().replace(f",{name},", ",gone.home,"))
    built = actions.read_export(files=bundle.of_folder(tmp_path))
    other = actions.bring_back(built=built, code="R-2", file_name="r.zip")
    row = models.SentRow.objects.get(session__study=other)
    assert (row.sent_by, row.sender, row.parts) == (None, "", sent.parts)


@pytest.fixture
def page(study, tmp_path, client):
    """The history page of the moved study, as its director reads it."""
    other = moved(study, tmp_path, "R-2")
    client.force_login(builders.member(other, "director"))

    def get(**query):
        query = query or {"corrections": ""}
        answer = client.get(reverse("bench:history", args=["R-2"]), query)
        return answer.content.decode()

    return get


def test_the_history_page_marks_what_was_before(page):
    text = page(corrections="only")
    assert "Measured again" in text and "before it came here" in text
    assert "by Measured again" in text


def test_it_is_filtered_in_the_same_way(page):
    reason = ">Measured again</td>"
    assert reason in page(person_name="by Measured again")
    assert reason not in page(operation="insert")
    assert reason not in page(origin="here")
    assert ">Imported from R.zip</td>" in page(origin="here")
    assert ">Imported from R.zip</td>" not in page(origin="before")


def test_rows_have_the_names_that_they_had_there(page, study):
    """Keys of another database are not looked up in this one."""
    numbers = [mouse.number for mouse in study.mice.all()]
    study.mice.update(number=F("number") + 500)
    text = page(table_name="xenograft_calipermeasurement", operation="update")
    assert f"Mouse {numbers[0]}, 10 Nov, caliper measurement changed" in text
    assert "note Measured again" in text
    tumors = page(table_name="xenograft_tumor", origin="before")
    for number in numbers:
        assert f"Mouse {number}, tumor added" in tumors


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
def test_a_masked_person_reads_no_arm_of_before(page, client, role):
    other = models.Study.objects.get(code="R-2")
    client.force_login(builders.member(other, role))
    for number in range(1, 6):
        text = page(corrections="", origin="before", page=number)
        assert "Vehicle" not in text and "assignment" not in text.lower()
