import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.dosing import actions, deciding
from xenograft.dosing.calendar import overdue_days
from xenograft.dosing.forms import CorrectionForm
from xenograft.dosing.sheet import Sheet
from xenograft.dosing.state import sheet_context
from xenograft.measurement.bench import ICONS
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.kept import may_be_kept

REASONS = [
    "reflux",
    "refused",
    "hold",
    "preparation short",
    "mouse unwell",
    "off study",
    "other",
]
YEARS = range(2000, 2100)


@require_safe
def sheet_today(request, code):
    study = study_for(request.user, code, "dose")
    return redirect("dosing:sheet", study.code, timezone.localdate().isoformat())


@require_http_methods(["GET", "POST"])
def sheet(request, code, date):
    study, on = study_for(request.user, code, "dose"), date_of(date)
    if request.method == "POST":
        return _record(request, study, on)
    return _show(request, study, Sheet(study, on))


def _record(request, study, on):
    try:
        saved_sheet, count = actions.record_doses(
            study=study, on=on, posted=request.POST, by=request.user
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("dosing:sheet", study.code, on.isoformat())
    for cell in saved_sheet.cells:
        if cell.notice:
            messages.warning(request, f"{cell.name}: {cell.notice}.")
    if "decide" in request.POST:
        _decide(request, study, on)
    bad = [cell for cell in saved_sheet.cells if cell.errors]
    finish = _finishing(request, saved_sheet)
    if bad or saved_sheet.errors or (finish and finish["cells"]):
        return _show(request, study, saved_sheet, count, bad, finish)
    if count or not finish:
        _say_saved(request, count)
    if finish:
        said = f"{finish['column'].label} is finished: each of its {finish['total']}"
        messages.success(request, f"{said} doses has an entry.")
    return redirect("dosing:sheet", study.code, on.isoformat())


def _finishing(request, sheet):
    """The administration that somebody wants to finish, and what is not decided."""
    pressed = request.POST.get("finish") or request.POST.get("rest")
    column = next((one for one in sheet.columns if one.key == pressed), None)
    if column is None:
        return None
    cells = sheet.undecided(column)
    return {
        "column": column,
        "cells": cells,
        "rest_count": sum(not (cell.doses or cell.entries) for cell in cells),
        "total": sum(cell.column == column for cell in sheet.cells),
    }


def _decide(request, study, on):
    write_id, _, choice = request.POST["decide"].partition(":")
    typed = request.POST.items()
    why = next((text for name, text in typed if name.endswith(f"-why-{write_id}")), "")
    given = {"study": study, "on": on, "write_id": write_id, "by": request.user}
    try:
        deciding.decide_entry(**given, choice=choice, why=why)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The other entry stays in the history.")


def _say_saved(request, count):
    if "decide" in request.POST and not count:
        return
    if count:
        messages.success(request, f"Saved {count} {'dose' if count == 1 else 'doses'}.")
    else:
        messages.info(request, "Nothing new was ticked, so nothing was saved.")


def _show(request, study, sheet, saved_count=0, bad=(), finish=None):
    context = sheet_context(sheet, request.user) | {
        "saved_count": saved_count,
        "bad": bad,
        "finish": finish,
        "time": request.POST.get("time", ""),
        "write_id": uuid.uuid4(),
        "icons": ICONS,
        "previous": (sheet.on - dt.timedelta(days=1)).isoformat(),
        "next": (sheet.on + dt.timedelta(days=1)).isoformat(),
        "reasons": REASONS,
        "overdue": overdue_days(study, sheet.on, sheet.now),
    }
    answer = render(request, "dosing/sheet.html", context)
    # What names arms is not kept: the next person at the device may not know them.
    return answer if study.access.sees_arms else may_be_kept(request, answer)


@require_http_methods(["GET", "POST"])
def correct(request, code, date, number, slot, route):
    study, on = study_for(request.user, code, "dose"), date_of(date)
    cell = _planned_cell(study, on, f"{number}-{slot}-{route}")
    if not cell.doses:
        return _taken_back(request, study, on, cell)
    form = CorrectionForm(request.POST or None, cell=cell, on=on)
    if form.is_valid():
        try:
            _correct(form, cell, request.user)
        except Refused as refused:
            form.show_newest(str(refused))
        else:
            messages.success(request, f"{cell.name} is corrected.")
            return redirect("dosing:sheet", study.code, on.isoformat())
    context = {"study": study, "on": on, "cell": cell, "form": form}
    return render(request, "dosing/correct.html", context)


def _correct(form, cell, person):
    given = {
        "cell": cell,
        "based_on": form.cleaned_data["based_on"],
        "by": person,
        "why": form.cleaned_data["why"],
    }
    if form.is_undo:
        actions.undo_dose(**given)
    else:
        actions.correct_dose(form=form, **given)


def _taken_back(request, study, on, cell):
    """Somebody took the dose back while the form was open: what was typed is named."""
    if request.method == "GET":
        raise Http404("No dose is recorded for this mouse then.")
    names = ("status", "ml", "at", "reason", "why")
    typed = [text for name in names if (text := request.POST.get(name, "").strip())]
    messages.error(
        request,
        f"Somebody else took the dose of {cell.name} back while your form was open. "
        f"You had entered: {', '.join(typed)}. Enter it here, if it was given.",
    )
    return redirect("dosing:sheet", study.code, on.isoformat())


def _planned_cell(study, on, key):
    sheet = Sheet(study, on)
    if not study.is_open_for_values:
        raise PermissionDenied(sheet.problem)
    cell = sheet.cell(key)
    if cell is None:
        raise Http404("No dose is recorded for this mouse then.")
    return cell


def date_of(text):
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text or found.year not in YEARS:
        raise Http404(f"“{text}” is not a date. Dates look like 2026-11-22.")
    return found
