import csv
from io import StringIO

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.export import actions, checking, writing
from xenograft.export.edits import LONGEST_CELL, cell_of
from xenograft.export.files import ARMS, DICTIONARY, FILES, GROUPS, LEFT_OUT
from xenograft.export.forms import CheckForm, ExportForm, ImportForm
from xenograft.export.models import StudyImport
from xenograft.randomization.actions import look
from xenograft.randomization.models import ArmView
from xenograft.study.access import study_for
from xenograft.study.cells import safe

SHOWN_PROBLEMS = 200
SHOWN_IMPORTS = 10
PROBLEM_HEADINGS = ["row", "column", "value", "problem", "level"]


@require_http_methods(["GET", "POST"])
def import_list(request):
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(
        *posted,
        by=request.user,
        too_large_bytes=getattr(request, "too_large_bytes", 0),
    )
    if form.is_valid() and (record := _started(form)):
        return redirect("export:check", record.pk)
    mine = StudyImport.objects.filter(started_by=request.user).defer("content")
    earlier = mine.select_related("study")[:SHOWN_IMPORTS]
    return render(request, "export/import.html", {"form": form, "earlier": earlier})


def _started(form):
    try:
        return form.save()
    except actions.Refused as problem:
        form.add_error("file", str(problem))
        return None


@require_http_methods(["GET", "POST"])
def check(request, pk):
    mine = StudyImport.objects.filter(started_by=request.user)
    record = get_object_or_404(mine.select_related("study"), pk=pk)
    if record.finished_at:
        return render(request, "export/done.html", {"record": record})
    if request.POST:
        actions.edit(record, request.POST)
    form = CheckForm(request.POST or None, record=record)
    if form.is_valid():
        form.save()
    checked = actions.check(record)
    if form.is_valid() and _wants_import(request) and _import(request, record, checked):
        return redirect("export:check", record.pk)
    return render(request, "export/check.html", _check_context(record, form, checked))


@require_safe
def problems_csv(request, pk):
    """Every problem of a draft, also those that its page has no room for."""
    mine = StudyImport.objects.filter(started_by=request.user, finished_at=None)
    record = get_object_or_404(mine, pk=pk)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(PROBLEM_HEADINGS)
    for one in sorted(actions.check(record).problems):
        writer.writerow([one.row, *map(safe, one[1:4]), one.level])
    name = f'attachment; filename="{record.code}_problems.csv"'
    headers = {"Content-Disposition": name}
    return HttpResponse(out.getvalue(), "text/csv; charset=utf-8", headers=headers)


def _wants_import(request):
    return request.POST.get("do") in {"import", "import-the-rest"}


def _import(request, record, checked):
    rest = request.POST["do"] == "import-the-rest"
    try:
        study = actions.import_study(
            record=record,
            checked=checked,
            by=request.user,
            leave_out_marked_rows=rest,
        )
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return None
    messages.success(request, f"{study.code} is imported. You are its study director.")
    return study


def _check_context(record, form, checked):
    sheet = actions.sheet(record)
    marked = len(checked.marked_rows)
    problems = sorted(checked.problems, key=lambda one: (one.level, one.row))
    return {
        "record": record,
        "form": form,
        "columns": list(form.columns(sheet)),
        "delimiter": sheet.delimiter_name,
        "checked": checked,
        "marked_count": marked,
        "rest_count": checked.rows_count - marked,
        "error_count": len(checked.errors),
        "notice_count": len(checked.notices),
        "problems": list(_lines(problems[:SHOWN_PROBLEMS], sheet, record)),
        "rows_out": record.columns.get("edits", {}).get("rows_out", []),
        "hidden_count": max(0, len(problems) - SHOWN_PROBLEMS),
        "ERROR": checking.ERROR,
        "longest_cell": LONGEST_CELL,
    }


def _lines(problems, sheet, record):
    """(problem, what its line offers): the text of its cell to type in, its mouse.

    A cell and a row are offered once, where their first problem is listed.
    """
    rows, offered = dict(sheet.rows), set()
    own = {field: heading for heading, field in record.columns["fields"]}
    for one in problems:
        name, cells = _input_name(one, sheet), rows[one.row]
        is_error = one.level == checking.ERROR
        yield (
            one,
            {
                "mouse": cell_of(cells, sheet.headings, own["mouse"]),
                "input": name if name not in offered else "",
                "text": cell_of(cells, sheet.headings, one.column) if name else "",
                "may_leave": is_error and one.row not in offered,
            },
        )
        offered |= {name, one.row} if is_error else set()


def _input_name(problem, sheet):
    """Empty for a notice, and for what is wrong outside of the columns."""
    if problem.level != checking.ERROR or problem.column not in sheet.headings:
        return ""
    return f"cell-{problem.row}-{sheet.headings.index(problem.column)}"


@require_safe
def export(request, code):
    study = study_for(request.user, code, "coded_export")
    form = ExportForm(request.GET or None, names_arms=study.access.sees_arms)
    arms = form.fields["arms"].initial
    context = {
        "study": study,
        "form": form,
        "groups": _groups(study, arms, form["files"].value() or []),
        "dictionary": DICTIONARY,
        "columns": [
            row for row in writing.dictionary(arms) if row[0] == writing.JOINED
        ],
        "first_lines": _first_lines(study, arms),
        "zip_name": actions.zip_name(study),
    }
    return render(request, "export/export.html", context)


def _groups(study, arms, chosen):
    """(heading, rows of all its tables, its tables) as the page lists them."""
    rows, offered = writing.counts(study), writing.files_of(arms)
    for heading, group in GROUPS.items():
        files = [
            (name, FILES[name].what, rows[name], name in chosen)
            for name in group
            if name in offered
        ]
        if files:
            yield heading, sum(rows[name] for name, *_ in files), files


def _first_lines(study, arms):
    out = StringIO()
    writing.write(out, writing.JOINED, study, arms, at_most=6)
    return out.getvalue()


@require_safe
def download(request, code):
    study = study_for(request.user, code, "coded_export")
    form = ExportForm(request.GET, names_arms=study.access.sees_arms)
    if not form.is_valid():
        return redirect("export:export", study.code)
    arms = form.said["arms"]
    if arms != LEFT_OUT:
        look(
            study=study,
            by=request.user,
            seen=ArmView.Seen.EXPORT,
            reason=f"Exported with {ARMS[arms].lower()} of arms",
        )
    file = actions.export_zip(study=study, **form.said)
    return FileResponse(
        file,
        as_attachment=True,
        filename=actions.zip_name(study),
        content_type="application/zip",
    )
