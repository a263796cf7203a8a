from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xenograft.dosing import actions
from xenograft.dosing.forms import ClosedDayForm, ReasonForm
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
    closed = get_object_or_404(study.closed_days, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.open_again(closed=closed, by=request.user, reason=reason)
        messages.success(request, f"Doses are planned on {closed.closed_on:%-d %b}.")
    else:
        messages.error(request, f"Say why {closed.closed_on:%-d %b} is open after all.")
    return redirect("dosing:closed-days", study.code)


def _refuse_locked(study):
    if not study.is_open_for_values:
        raise PermissionDenied(
            f"{study.code} is locked. Unlock it with a reason first."
        )
