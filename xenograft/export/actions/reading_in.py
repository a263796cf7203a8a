"""A list from elsewhere becomes a study, in one transaction or not at all."""

import hashlib
from operator import itemgetter
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from xenograft.export import checking, columns, edits
from xenograft.export.actions.founding import found
from xenograft.export.models import StudyImport
from xenograft.export.reading import sheet_of, text_of
from xenograft.history.context import acting
from xenograft.study.models import Study
from xenograft.study.models.study import STUDY_CODE


class Refused(Exception):
    """Nothing was imported; the text says why, in one sentence."""


def prepare(*, content, file_name, code, title="", day_zero_on=None, by=None):
    """An unsaved record of an import: the text of the file and its columns.

    `content` are the bytes of the file. Raises `Unreadable` with the sentence for
    the person when they are not a list.
    """
    text = text_of(content)
    return StudyImport(
        code=code,
        title=title or Path(file_name).stem[:200],
        day_zero_on=day_zero_on,
        file_name=file_name[:200],
        file_sha256=hashlib.sha256(content).hexdigest(),
        content=text,
        # Pairs in the order of the file: a JSON object has no order.
        columns={"fields": list(columns.match(sheet_of(text).headings).items())},
        started_by=by,
    )


def check(record, **said):
    """What the file of `record` says when it is read as the record says."""
    options = checking.Options(
        fields=dict(record.columns["fields"]),
        day_zero_on=record.day_zero_on,
        volumes_are_imported=record.columns.get("volumes_are_imported", False),
        zeros_are=record.columns.get("zeros_are", ""),
        **said,
    )
    return checking.check(sheet(record), options)


def sheet(record):
    """The list of `record` with what was corrected in it on the page."""
    return edits.laid_over(sheet_of(record.content), _edits(record))


def edit(record, posted):
    """Keep the cells that were typed on the page and the rows it leaves out."""
    file, shown = sheet_of(record.content), check(record).problems
    record.columns["edits"] = edits.read(posted, file, _edits(record), shown)
    record.save(update_fields=["columns"])


def _edits(record):
    return record.columns.get("edits", {})


def import_study(*, record, checked, by=None, leave_out_marked_rows=False):
    """Make the study that `checked` holds and finish its record.

    Raises `Refused`, and changes nothing, while a row is marked and is not to be
    left out, or the code is taken.
    """
    _refuse(record, checked, leave_out_marked_rows)
    kept = checked.without_marked_rows()
    if not kept.readings and not kept.weights:
        raise Refused("No row has a reading or a weight. Nothing was imported.")
    reason = f"Imported from {record.file_name}"
    with acting(person=by, reason=reason), transaction.atomic():
        record = _held(record)
        study = found(record=record, kept=kept, by=by)
        record.study, record.finished_at = study, timezone.now()
        record.rows_count = kept.rows_count
        record.left_out = _left_out(record, checked)
        record.save()
    return study


def code_problem(code):
    """Why a new study cannot have this code, in a sentence; "" when it can."""
    if not STUDY_CODE.regex.search(code):
        return STUDY_CODE.message
    if Study.objects.filter(code__iexact=code).exists():
        return f"A study with the code {code} exists already. Choose another code."
    return ""


def _refuse(record, checked, leave_out_marked_rows):
    if checked.refusals:
        raise Refused(checked.refusals[0])
    count = len(checked.marked_rows)
    if count and not leave_out_marked_rows:
        rows = "row has" if count == 1 else "rows have"
        raise Refused(
            f"{count} {rows} a problem, so nothing was imported. Correct the file, or "
            "leave the marked rows out."
        )
    if problem := code_problem(record.code):
        raise Refused(problem)


def _held(record):
    """The record, locked, so that two presses make one study."""
    if record.pk is None:
        return record
    held = StudyImport.objects.select_for_update().get(pk=record.pk)
    if held.finished_at:
        raise Refused(f"This list is imported already, as {held.code}.")
    return held


def _left_out(record, checked):
    chosen = [
        {"row": row, "column": "", "value": "", "reason": "Left out on the page."}
        for row in _edits(record).get("rows_out", ())
    ]
    marked = [
        {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
        for one in sorted(checked.errors)
    ]
    return sorted(chosen + marked, key=itemgetter("row"))
