"""Cells of a list that were corrected on the page, and rows that were left out there.

The text of the file stays as it came; the edits are laid over it when it is read, and
the record of the import lists each with what the file says and why it was corrected.
"""

import re
from dataclasses import replace

LONGEST_CELL = 300
_CELL = re.compile(r"cell-([0-9]{1,9})-([0-9]{1,4})")
_ROW = re.compile(r"out-([0-9]{1,9})")


def laid_over(sheet, edits):
    """`sheet` with its cells as corrected and without the rows left out."""
    out = set(edits.get("rows_out", ()))
    new = {}
    for one in edits.get("cells", ()):
        new.setdefault(one["row"], {})[one["column"]] = one["new"]
    rows = [
        (number, _with(row, sheet.headings, new[number]) if number in new else row)
        for number, row in sheet.rows
        if number not in out
    ]
    return replace(sheet, rows=rows)


def _with(row, headings, new):
    cells = row + [""] * (len(headings) - len(row))
    for heading, text in new.items():
        cells[headings.index(heading)] = text
    return cells


def read(posted, sheet, edits, problems):
    """`edits` with those of a posted page; `problems` are those that the page showed.

    A cell that is typed as the file has it is no edit. Every row that is left out is
    on the page, so that one without its mark comes back.
    """
    rows = dict(sheet.rows)
    why = {(one.row, one.column): one.reason for one in problems}
    cells = {(one["row"], one["column"]): one for one in edits.get("cells", ())}
    for number, heading, text in _typed(posted, sheet.headings, rows):
        old = cell_of(rows[number], sheet.headings, heading)
        key = number, heading
        known = cells.pop(key, {"row": number, "column": heading, "old": old})
        if text != old:
            cells[key] = known | {"new": text, "why": why.get(key, known.get("why"))}
    out = [int(found[1]) for name in posted if (found := _ROW.fullmatch(name))]
    kept = sorted(cells.values(), key=lambda one: one["row"])
    return {"cells": kept, "rows_out": sorted(rows.keys() & set(out))}


def _typed(posted, headings, rows):
    for name in posted:
        found = _CELL.fullmatch(name)
        if found and int(found[1]) in rows and int(found[2]) < len(headings):
            text = posted[name].replace("\0", "").strip()[:LONGEST_CELL]
            yield int(found[1]), headings[int(found[2])], text


def cell_of(row, headings, heading):
    """The text under a heading; empty where the row ends before it."""
    place = headings.index(heading)
    return row[place].strip() if place < len(row) else ""
