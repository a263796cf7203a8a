"""The sheet as the browser keeps it: what a page shows, row by row, and its words."""

import hashlib

from django.template.loader import render_to_string
from django.utils import timezone

from xenograft.dosing.sent import entry_state
from xenograft.measurement.corrections import name_of
from xenograft.templatetags.xenograft import clock


def sheet_state(sheet, person):
    """Every row and the head of the page; `digest` changes when one of them does."""
    rows = [row_state(sheet, row, person) for row in sheet.rows]
    head = render_to_string("dosing/_head.html", sheet_context(sheet, person))
    shown = "".join([head, *(row["html"] for row in rows)])
    digest = hashlib.sha256(shown.encode()).hexdigest()
    return {"rows": rows, "head": head, "digest": digest}


def row_state(sheet, row, person):
    """One mouse: its part of the page, and its cells by their keys.

    `as_of` (s) orders the answers: the row is at least as new as that.
    """
    context = sheet_context(sheet, person) | {"row": row}
    return {
        "number": row.mouse.number,
        "as_of": sheet.now.timestamp(),
        "html": render_to_string("dosing/_row.html", context).strip(),
        "cells": {cell.key: cell_state(cell) for cell in row.planned},
    }


def cell_state(cell):
    """What was recorded, in texts; `base` names this state and is empty without one."""
    dose, ml = cell.dose, cell.recorded_ml
    return {
        "base": cell.base,
        "status": dose.status if dose else "",
        "ml": f"{ml:.2f}" if ml is not None else "",
        "entries": [entry_state(entry) for entry in cell.entries],
        "words": cell.in_words if dose else "not recorded",
        "by": name_of(dose.given_by) if dose else "",
        "at": clock(dose.given_at) if dose and dose.given_at else "",
    }


def sheet_context(sheet, person):
    """What the parts of the page are drawn from."""
    study = sheet.study
    return {
        "study": study,
        "sheet": sheet,
        "user": person,
        "is_today": sheet.on == timezone.localdate(),
        "column_count": len(sheet.columns) + (5 if study.access.sees_arms else 4),
    }
