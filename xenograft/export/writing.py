"""Writes the CSV files of a study, a few thousand rows at a time."""

import csv
import json
from itertools import islice

from django.db.models import Count, TextField, Value

from xenograft.export.files import DICTIONARY, FILES, NAMED, headings, joined
from xenograft.export.files.column import expressions
from xenograft.study.cells import safe

ROWS_AT_ONCE = 5000
JOINED = joined.NAME


def files_of(arms):
    """The names of the files that can be written without naming arms, or all."""
    return [
        name for name, file in FILES.items() if arms == NAMED or not file.names_arms
    ]


def write(out, name, study, arms=NAMED, closed_only=True, at_most=None):
    """Write one CSV to the text file `out`; returns the count of rows.

    Comma, decimal point, line feed, ISO dates, an empty cell for a gap. `at_most`
    is for the first rows only.
    """
    writer = csv.writer(out, lineterminator="\n")
    if name == joined.NAME:
        writer.writerow(joined.columns_of(arms))
        lines = joined.lines(study, arms, closed_only)
        return _write_lines(out, islice(lines, at_most))
    file = FILES[name]
    writer.writerow(headings(file.columns, arms))
    return _write_all(writer, islice(_rows(file, study, arms, closed_only), at_most))


def counts(study, closed_only=True):
    """{file: rows of the table behind it}, asked of the database at once."""
    first, *others = [
        _found(file, study, closed_only)
        .order_by()
        .values_list(Value(name, output_field=TextField()))
        .annotate(rows=Count("*"))
        for name, file in FILES.items()
    ]
    return dict(first.union(*others, all=True))


def write_dictionary(out, arms=NAMED):
    """Every column of every file: meaning, unit, values."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "column", "meaning", "unit", "values"])
    writer.writerows(dictionary(arms))
    return DICTIONARY


def dictionary(arms=NAMED):
    """(file, column, meaning, unit, values) of everything that is written."""
    for name in files_of(arms):
        columns = FILES[name].columns
        shown = (
            joined.columns_of(arms) if name == joined.NAME else headings(columns, arms)
        )
        for heading in shown:
            column = columns[heading]
            yield name, heading, column.meaning, column.unit, column.values


def _found(file, study, closed_only):
    model = file.model
    path = getattr(model, "study_path", "study_id")
    found = model._default_manager.filter(**{path: study.pk}).order_by(*file.order)
    if file.session and closed_only:
        closed = "closed_at" if file.session == "pk" else f"{file.session}__closed_at"
        found = found.filter(**{f"{closed}__isnull": False})
    return found


def _rows(file, study, arms, closed_only):
    found = _found(file, study, closed_only)
    selected = expressions(file.model, file.columns, arms)
    rows = found.values_list(*selected).iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield from _written(chunk)


def _written(chunk):
    """The same rows with text that is safe; columns without such text are kept."""
    columns = list(zip(*chunk, strict=True))
    changed = False
    for place, cells in enumerate(columns):
        if any(map(_needs_care, _different(cells))):
            columns[place] = list(map(_cell, cells))
            changed = True
    return zip(*columns, strict=True) if changed else chunk


def _different(cells):
    try:
        return set(cells)
    except TypeError:  # JSON
        return cells


def _needs_care(value):
    return _cell(value) != value


def _cell(value):
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dict | list):
        return safe(json.dumps(value, sort_keys=True, ensure_ascii=False))
    return value


def _write_all(writer, rows):
    total = 0
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        writer.writerows(chunk)
        total += len(chunk)
    return total


def _write_lines(out, lines):
    total = 0
    while chunk := list(islice(lines, ROWS_AT_ONCE)):
        out.write("".join(chunk))
        total += len(chunk)
    return total
