from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.dosing import actions
from xenograft.dosing.forms import HoldForm
from xenograft.implantation.models import Mouse
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def hold(request, code, number):
    """Put a mouse on hold, or lift its hold: one decision, whichever is due."""
    study = study_for(request.user, code, "decide")
    if not study.is_open_for_values:
        raise PermissionDenied(f"{study.code} is locked: nothing is decided in it.")
    mice = Mouse.objects.of_study(study).filter(assignment__isnull=False)
    mouse = get_object_or_404(mice, number=number)
    standing = mouse.holds.standing().select_related("held_by").first()
    form = HoldForm(request.POST or None, newest=standing)
    if form.is_valid() and _decided(request, mouse, form):
        return redirect("dosing:hold", study.code, mouse.number)
    context = {"study": study, "mouse": mouse, "hold": standing, "form": form}
    context["earlier"] = mouse.holds.exclude(lifted_at=None).select_related("lifted_by")
    return render(request, "dosing/hold.html", context)


def _decided(request, mouse, form):
    """Whether it was done; else the form says why, with what was typed in it."""
    lifts = "lift" in request.POST
    decide = actions.lift_hold if lifts else actions.hold
    try:
        decide(mouse=mouse, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    done = "may be dosed again" if lifts else "is on hold"
    messages.success(request, f"Mouse {mouse.number} {done}.")
    return True
