import datetime as dt
import re

from django.contrib import messages
from django.db.models import BigAutoField, DateField
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xenograft.implantation.days import study_day_zero
from xenograft.implantation.models import Mouse
from xenograft.measurement import actions, ahead, forms
from xenograft.measurement.actions.signs import TypedSign
from xenograft.measurement.bench import bench_context, rows_url
from xenograft.measurement.filters import SessionFilter
from xenograft.measurement.grid import Grid
from xenograft.measurement.models import Session
from xenograft.measurement.operators import Operators
from xenograft.measurement.page import page_of, page_of_grid
from xenograft.measurement.questions import open_questions
from xenograft.measurement.state import session_state
from xenograft.measurement.tables import SessionTable, day_label, listed_sessions
from xenograft.measurement.telling import tell
from xenograft.storage.prepared import Prepared
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.kept import may_be_kept
from xenograft.study.paging import paged

SIGN_ROWS = 3
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@require_http_methods(["GET", "POST"])
def sessions(request, code):
    study = study_for(request.user, code, "measure")
    form = forms.StartForm(request.POST or None)
    if form.is_valid():
        started = _started(request, study, form)
        if started:
            ahead.draw(study, started)
            return redirect("measurement:session", study.code, started.held_on)
    found = SessionFilter(request.GET or None, listed_sessions(study))
    table = SessionTable(
        found.qs,
        study=study,
        day_zero=study_day_zero(study),
        implanted_on=study.implanted_on,
    )
    paged(request, table, 50)
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


_SESSION = Prepared(
    lambda study, held_on: (
        Session.objects.filter(study=study, held_on=held_on)
        .select_related("closed_by")
        .with_reopening()
    ),
    study=BigAutoField(),
    held_on=DateField(),
)


def session_of(study, date):
    """The session of an ISO date, or 404."""
    found = _SESSION.rows(study=study.pk, held_on=day_of(study, date))
    session = next(iter(found), None)
    if session is None:
        raise Http404(f"{study.code} has no session on {date}.")
    session.study = study
    return session


@require_http_methods(["GET", "POST"])
def session(request, code, date):
    study = study_for(request.user, code, "measure")
    held = session_of(study, date)
    if request.method == "POST":
        return _save(request, study, held, _sign_forms(request, study, held))
    signs = forms.blank_sign_forms(SIGN_ROWS)
    again = request.GET.get("again", "")
    grid = Grid(study, held, again=int(again)) if again.isdecimal() else None
    return _grid_page(request, study, held, signs, grid)


def _sign_forms(request, study, held):
    mice = Mouse.objects.of_study(study).on_study(held.held_on)
    return [
        forms.SignForm(request.POST, prefix=f"sign{place}", mice=mice, session=held)
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
            signs=[TypedSign(**row) for row in rows],
            is_rest_normal="rest-normal" in request.POST,
            by=request.user,
        )
    except Refused as refused:
        grid = Grid(study, held, post=request.POST)
        return _grid_page(request, study, held, signs, grid, refused=str(refused))
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
    return _grid_page(request, study, held, signs, grid)


def _saved(count):
    if count == 0:
        return "Nothing new to save. All values were saved before."
    return f"Saved {count} value{'' if count == 1 else 's'}."


def _grid_page(request, study, held, signs, grid=None, refused=""):
    """The page of what is saved, or of a grid that shows something else."""
    is_open = held.is_open and study.is_open_for_values
    is_editing = is_open or bool(refused)
    how = {"is_editing": is_editing}
    how["rows_url"] = rows_url(study, held) if is_editing else ""
    page = page_of_grid(grid, **how) if grid else page_of(study, held, **how)
    context = {
        "study": study,
        "session": held,
        "grid": grid,
        "page": page,
        "signs": signs,
        "refused": refused,
        "is_editing": is_editing,
        "operators": Operators(study, page.readers, request.user if is_open else None),
        "day": day_label(held.held_on, study.anchor_on, study.implanted_on),
    }
    if is_editing:
        context |= bench_context(study, held, page)
    answer = render(request, "measurement/session.html", context)
    # A closed one may be open again when it is looked at next.
    return may_be_kept(request, answer) if is_editing else answer


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
        ahead.draw(study, held)
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
