"""An export becomes a study again, in one transaction or not at all."""

import hashlib

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from xenograft.export.actions.reading_in import Refused, code_problem
from xenograft.export.bundle import building
from xenograft.export.bundle.links import EARLIER
from xenograft.export.files.pictures import path_of
from xenograft.export.models import StudyImport
from xenograft.history.context import acting
from xenograft.study.models import Membership
from xenograft.study.roles import Role

BATCH = 2000
STAYS_BEHIND = (
    "The sealed seed of the draw to come is in no export: the draw is planned again."
)


def read_export(*, files):
    """The unsaved rows of an export, and what is wrong with them."""
    usernames = building.people_in(files.tables)
    people = get_user_model().objects.in_bulk(usernames, field_name="username")
    return building.build(files, people)


def bring_back(*, built, code, file_name, content=b"", title="", by=None):
    """Save the study of an export under a code of its own; returns it.

    Raises `Refused`, and changes nothing, when a cell is wrong, the code is taken or
    a row breaks a rule of the database.
    """
    if built.errors:
        raise Refused(_first_of(built.errors))
    if problem := code_problem(code):
        raise Refused(problem)
    study = built.study
    study.code, study.title = code, title or study.title
    with acting(person=by, reason=f"Imported from {file_name}"), transaction.atomic():
        _save(built)
        if by is not None:
            member = {"study": study, "person": by, "role": Role.DIRECTOR}
            Membership.objects.get_or_create(**member)
        _record(built, file_name, content, by)
    return study


# What holds for a draw to come, whose seed is sealed in the other database.
OF_A_SEED = {"draw_plan.csv", "frozen_lists.csv"}


def _first_of(errors):
    first, more = errors[0], len(errors) - 1
    rest = f" {more:,} more cells are wrong." if more else ""
    return (
        f"{first.column}, row {first.row}, “{first.value}”: {first.reason}{rest} "
        "Nothing was imported."
    )


def _save(built):
    limits = built.rows["limits.csv"]
    built.study.limits_version = max((one.version for one in limits), default=1)
    for name, rows in built.rows.items():
        if name in OF_A_SEED and _is_to_be_drawn(built):
            continue  # the seed was never in the export: it is planned again
        try:
            with transaction.atomic():
                _save_rows(built, name, rows)
        except IntegrityError as problem:
            raise Refused(
                f"A row of {name} breaks a rule of the database ({problem}). Nothing "
                "was imported."
            ) from None


def _in_turns(rows):
    """The rows in turns: what was split from another row comes after it."""
    rest = rows
    while rest:
        parents = ((row, getattr(row, "parent", None)) for row in rest)
        yield [row for row, parent in parents if parent is None or parent.pk]
        rest = [row for row in rest if row.pk is None]


def _is_to_be_drawn(built):
    return not built.rows["randomization.csv"]


def _save_rows(built, name, rows):
    if name == "photos.csv":
        for row in rows:  # one picture in memory at a time
            row.content = built.picture(path_of(row))
            row.save()
            row.content = b""
        return
    for row in rows:
        if name == "sent_rows.csv" and row.meant:
            row.parts["tumor"]["tumor"] = str(row.meant.pk)
        elif name in EARLIER:
            row.study_id = built.study.pk
    for some in _in_turns(rows):
        type(rows[0]).objects.bulk_create(some, batch_size=BATCH)


def _record(built, file_name, content, by):
    StudyImport.objects.create(
        study=built.study,
        code=built.study.code,
        title=built.study.title,
        file_name=file_name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        content="",
        columns={"fields": [], "tables": _counts(built)},
        rows_count=sum(_counts(built).values()),
        left_out=_left_out(built),
        started_by=by,
        finished_at=timezone.now(),
    )


def _left_out(built):
    said = [(one.column, one.value, one.reason) for one in built.notices]
    if built.rows["draw_plan.csv"] and _is_to_be_drawn(built):
        said.append(("", "", STAYS_BEHIND))
    names = ("column", "value", "reason")
    return [{"row": "", **dict(zip(names, one, strict=True))} for one in said]


def _counts(built):
    return {name: len(rows) for name, rows in built.rows.items() if rows}
