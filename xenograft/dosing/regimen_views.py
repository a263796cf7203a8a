from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from xenograft.dosing import actions
from xenograft.dosing.bottles import preparations_on
from xenograft.dosing.forms import AgentForm, PreparationForm, RegimenForm
from xenograft.dosing.models import Agent, Regimen
from xenograft.study.access import study_for


@require_safe
def regimens(request, code):
    study = _designed(request, code, writes=False)
    found = Regimen.objects.of_study(study).select_related("agent", "arm")
    by_arm = {}
    for regimen in found:
        by_arm.setdefault(regimen.arm_id, []).append(regimen)
    arms = [(arm, by_arm.get(arm.pk, [])) for arm in study.arms.all()]
    filled = preparations_on(study, timezone.localdate())
    context = {
        "study": study,
        "agents": study.agents.all(),
        "arms": arms,
        "uneven": _uneven(arms),
        "filled": filled.values(),
        "may_add": study.is_open_for_values and not study.has_doses,
    }
    return render(request, "dosing/regimens.html", context)


def _uneven(arms):
    """Whether who doses could tell arms apart by volume, route or times a day."""
    seen = {
        tuple(sorted(_look(regimen) for regimen in found)) for _, found in arms if found
    }
    return len(seen) > 1


def _look(regimen):
    return (
        regimen.route,
        regimen.frequency,
        regimen.every_days or 0,
        regimen.weekdays,
        regimen.volume_ml_per_kg,
    )


@require_http_methods(["GET", "POST"])
def new_agent(request, code):
    study = _designed(request, code)
    form = AgentForm(request.POST or None, study=study)
    return _edit(request, study, form, "New agent")


@require_http_methods(["GET", "POST"])
def agent(request, code, pk):
    study = _designed(request, code)
    found = get_object_or_404(Agent.objects.of_study(study), pk=pk)
    form = AgentForm(
        request.POST or None,
        instance=found,
        study=study,
        is_fixed=study.has_randomization,
    )
    return _edit(request, study, form, str(found))


@require_http_methods(["GET", "POST"])
def new_regimen(request, code):
    study = _designed(request, code)
    if study.has_doses:
        messages.error(request, "Doses are recorded: what an arm gets is fixed.")
        return redirect("dosing:regimens", study.code)
    form = RegimenForm(
        request.POST or None,
        study=study,
        initial={"arm": request.GET.get("arm"), "slot_times": "08:00,17:00"},
    )
    return _edit(request, study, form, "New regimen")


@require_http_methods(["GET", "POST"])
def regimen(request, code, pk):
    study = _designed(request, code)
    found = get_object_or_404(Regimen.objects.of_study(study), pk=pk)
    form = RegimenForm(
        request.POST or None,
        instance=found,
        study=study,
        needs_reason=study.has_randomization,
    )
    return _edit(request, study, form, str(found))


@require_http_methods(["GET", "POST"])
def fill(request, code, pk):
    """Record that the bottle of an arm was filled: its lot, and until when."""
    study = _designed(request, code)
    arm = get_object_or_404(study.arms, pk=pk)
    form = PreparationForm(request.POST or None, arm=arm)
    form.instance.recorded_by = request.user
    return _edit(request, study, form, f"Bottle {arm.bottle_code} is filled")


@require_POST
def remove_regimen(request, code, pk):
    study = _designed(request, code)
    if study.has_randomization:
        raise PermissionDenied("The regimens are fixed since the randomization.")
    found = get_object_or_404(Regimen.objects.of_study(study), pk=pk)
    try:
        actions.remove_regimen(regimen=found, by=request.user)
    except ProtectedError:
        messages.error(request, f"{found} has doses, so it stays.")
    else:
        messages.success(request, f"Removed {found}.")
    return redirect("dosing:regimens", study.code)


def _edit(request, study, form, heading):
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        saved = actions.save_design(form=form, by=request.user, reason=reason)
        messages.success(request, f"Saved {saved}.")
        for sentence in getattr(form, "warnings", []):
            messages.warning(request, sentence)
        return redirect("dosing:regimens", study.code)
    context = {"study": study, "form": form, "heading": heading}
    return render(request, "dosing/edit.html", context)


def _designed(request, code, writes=True):
    study = study_for(request.user, code, "prepare")
    if writes and not study.is_open_for_values:
        raise PermissionDenied(
            f"{study.code} is locked. Unlock it with a reason first."
        )
    return study
