import datetime as dt
import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_tables2 import RequestConfig

from xenograft.implantation.days import study_day_zero
from xenograft.implantation.models import Mouse
from xenograft.measurement import actions, forms
from xenograft.measurement.actions.signs import TypedSign
from xenograft.measurement.bench import bench_context
from xenograft.measurement.filters import SessionFilter
from xenograft.measurement.grid import Grid
from xenograft.measurement.lines import Lines
from xenograft.measurement.models import Session
from xenograft.measurement.operators import Operators
from xenograft.measurement.questions import open_questions
from xenograft.measurement.state import session_state
from xenograft.measurement.tables import SessionTable, day_label, listed_sessions
from xenograft.measurement.telling import tell
from xenograft.study.access import study_for
from xenograft.study.actions import Refused

SIGN_ROWS = 3
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@require_http_methods(["GET", "POST"])
def sessions(request, code):
    study = study_for(request.user, code, "measure")
    form = forms.StartForm(request.POST or None)
    if form.is_valid():
        started = _started(request, study, form)
        if started:
            return redirect("measurement:session", study.code, started.held_on)
    found = SessionFilter(request.GET or None, listed_sessions(study))
    table = SessionTable(
        found.qs,
        study=study,
        day_zero=study_day_zero(study),
        implanted_on=study.implanted_on,
    )
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"study": study, "form": form, "table": table, "filter": found}
    return render(request, "measurement/sessions.html", context)


def _started(request, study, form):
    day = form.cleaned_data["held_on"]
    try:
        return actions.start_session(study=study, held_on=day, by=request.user)
    except Refused as refused:
        form.add_error("held_on", str(refused))
        return None


def day_of(study, date):
    """An ISO date, or 404: no session is held on anything else."""
    try:
        day = dt.date.fromisoformat(date) if ISO_DATE.fullmatch(date) else None
    except ValueError:
        day = None
    if day is None:
        raise Http404(f"{study.code} has no session on {date}.")
    return day


def session_of(study, date):
    """The session of an ISO date, or 404."""
    sessions = Session.objects.filter(study=study.pk).select_related("closed_by")
    sessions = sessions.filter(held_on=day_of(study, date)).with_was_closed()
    session = sessions.first()
    if session is None:
        raise Http404(f"{study.code} has no session on {date}.")
    session.study = study
    return session


@require_http_methods(["GET", "POST"])
def session(request, code, date):
    study = study_for(request.user, code, "measure")
    held = session_of(study, date)
    signs = _sign_forms(request, study, held)
    if request.method == "POST":
        return _save(request, study, held, signs)
    again = request.GET.get("again", "")
    grid = Grid(study, held, again=int(again) if again.isdecimal() else None)
    return _grid_page(request, grid, signs)


def _sign_forms(request, study, held):
    mice = Mouse.objects.of_study(study).on_study(held.held_on)
    posted = request.POST if request.method == "POST" else None
    return [
        forms.SignForm(posted, prefix=f"sign{place}", mice=mice)
        for place in range(SIGN_ROWS)
    ]


def _save(request, study, held, signs):
    is_good = [form.is_valid() for form in signs]
    rows = [form.row for form in signs if form.is_valid() and form.row]
    try:
        outcome = actions.save_grid(
            study=study,
            session=held,
            post=request.POST,
            signs=[TypedSign(*row) for row in rows],
            is_rest_normal="rest-normal" in request.POST,
            by=request.user,
        )
    except Refused as refused:
        grid = Grid(study, held, post=request.POST)
        return _grid_page(request, grid, signs, refused=str(refused))
    if outcome.saved_count:
        tell(study, session_state(Grid(study, held)))
    if outcome.is_clean and all(is_good):
        messages.success(request, _saved(outcome.saved_count))
        return redirect("measurement:session", study.code, held.held_on)
    grid = Grid(study, held, post=request.POST, outcome=outcome)
    signs = [
        form if not good else forms.SignForm(prefix=form.prefix, mice=form.mice)
        for form, good in zip(signs, is_good, strict=True)
    ]
    return _grid_page(request, grid, signs)


def _saved(count):
    if count == 0:
        return "Nothing new to save. All values were saved before."
    return f"Saved {count} value{'' if count == 1 else 's'}."


def _grid_page(request, grid, signs, refused=""):
    study, held = grid.study, grid.session
    is_editing = held.is_open and study.is_open_for_values
    context = {
        "study": study,
        "session": held,
        "grid": grid,
        "signs": signs,
        "refused": refused,
        "is_today": held.held_on == timezone.localdate(),
        "is_editing": is_editing or bool(refused),
        "operators": Operators(grid, request.user if is_editing else None),
        "day": day_label(held.held_on, study.anchor_on, study.implanted_on),
    }
    if context["is_editing"]:
        context |= bench_context(grid)
    lines = Lines(study, is_editing=context["is_editing"], is_today=context["is_today"])
    for row in grid.rows:
        row.line = lines.draw(row, context.get("rows_url", ""))
    return render(request, "measurement/session.html", context)


@require_http_methods(["GET", "POST"])
def close(request, code, date):
    study = study_for(request.user, code, "measure")
    held = session_of(study, date)
    tumors = list(actions.unmeasured_tumors(held))
    sent = request.POST if request.method == "POST" else None
    form = forms.CloseForm(
        sent,
        tumors=tumors,
        questions=open_questions(held),
        entries=list(actions.undecided_entries(held)),
    )
    if form.is_valid() and _closed(request, study, held, form):
        return redirect("measurement:sessions", study.code)
    context = {"study": study, "session": held, "form": form, "why": forms.REASONS}
    return render(request, "measurement/close.html", context)


def _closed(request, study, held, form):
    try:
        actions.answer_and_close(
            study=study,
            session=held,
            reasons=form.reasons,
            kept=form.kept,
            choices=form.choices,
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Closed the session of {held.held_on:%-d %b %Y}.")
    return True


@require_http_methods(["GET", "POST"])
def reopen(request, code, date):
    study = study_for(request.user, code, "measure")
    held = session_of(study, date)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and _reopened(request, study, held, form):
        return redirect(reverse("measurement:session", args=[study.code, held.held_on]))
    context = {"study": study, "session": held, "form": form}
    return render(request, "measurement/reopen.html", context)


def _reopened(request, study, held, form):
    reason = form.cleaned_data["reason"]
    try:
        actions.reopen_session(
            study=study, session=held, reason=reason, by=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "The session is open again.")
    return True
