import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xenograft.dosing import actions
from xenograft.dosing.forms import ClosedDayForm, ReasonForm
from xenograft.dosing.models import ClosedDay
from xenograft.history.models import Change
from xenograft.study.access import study_for


@require_http_methods(["GET", "POST"])
def closed_days(request, code):
    study = study_for(request.user, code, "design")
    form = ClosedDayForm(request.POST or None, study=study)
    if request.method == "POST":
        _refuse_locked(study)
    if form.is_valid():
        closed = actions.close_day(form=form, by=request.user)
        messages.success(request, f"No dose is planned on {closed.closed_on:%-d %b}.")
        return redirect("dosing:closed-days", study.code)
    context = {"study": study, "form": form, "days": study.closed_days.all()}
    return render(request, "dosing/closed_days.html", context)


@require_POST
def open_again(request, code, pk):
    study = study_for(request.user, code, "design")
    _refuse_locked(study)
    closed = study.closed_days.filter(pk=pk).first()
    if closed is None:
        messages.info(request, _opened_before(study, pk))
        return redirect("dosing:closed-days", study.code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.open_again(closed=closed, by=request.user, reason=reason)
        messages.success(request, f"Doses are planned on {closed.closed_on:%-d %b}.")
    else:
        messages.error(request, f"Say why {closed.closed_on:%-d %b} is open after all.")
    return redirect("dosing:closed-days", study.code)


def _opened_before(study, pk):
    """Who opened the day while somebody had it in sight; 404 for a day of no list."""
    found = Change.objects.of_study(study).of_models(ClosedDay).filter(row_pk=pk)
    change = found.filter(operation=Change.Operation.DELETE).first()
    if change is None:
        raise Http404(f"{study.code} has no such closed day.")
    day = dt.date.fromisoformat(change.old["closed_on"])
    who = f" by {change.person_name}" if change.person_name else ""
    return f"{day:%-d %b} was opened{who} meanwhile: its doses are planned already."


def _refuse_locked(study):
    if not study.is_open_for_values:
        raise PermissionDenied(
            f"{study.code} is locked. Unlock it with a reason first."
        )
