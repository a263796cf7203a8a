from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.samples import actions
from xenograft.samples.forms import MiceForm, PlanForm, WhyForm
from xenograft.samples.models import CollectionPlan, PlannedMouse
from xenograft.samples.plan import arms_of, planned
from xenograft.samples.views.common import sampling
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_safe
def plan(request, code):
    study = study_for(request.user, code)
    arms = list(study.arms.order_by("position")) if study.access.sees_arms else []
    plans = [
        {"plan": one, "lines": lines, "arms": arms_of(lines, arms)}
        for one, lines in planned(study)
    ]
    return render(request, "samples/plan.html", {"study": study, "plans": plans})


@require_http_methods(["GET", "POST"])
def plan_new(request, code):
    study = sampling(request, code)
    form = PlanForm(request.POST or None, study=study)
    if form.is_valid():
        made = form.save()
        messages.success(request, f"Planned: {made}. Choose its mice.")
        return redirect("samples:plan-mice", study.code, made.pk)
    context = {"study": study, "form": form, "heading": "Plan a collection"}
    return render(request, "samples/plan_form.html", context)


@require_http_methods(["GET", "POST"])
def add_mice(request, code, pk):
    study = sampling(request, code)
    one = get_object_or_404(CollectionPlan.objects.of_study(study), pk=pk)
    form = MiceForm(request.POST or None, study=study, plan=one)
    if form.is_valid():
        mice = form.cleaned_data["numbers"]
        added = actions.choose_mice(plan=one, mice=mice, by=request.user)
        messages.success(request, f"{len(added)} mice are added to the plan.")
        return redirect("samples:plan", study.code)
    context = {"study": study, "form": form, "heading": f"Choose mice: {one}"}
    return render(request, "samples/plan_form.html", context)


@require_http_methods(["GET", "POST"])
def leave_out(request, code, pk):
    study = sampling(request, code)
    rows = PlannedMouse.objects.of_study(study).select_related("plan", "mouse")
    one = rows.filter(pk=pk).first()
    if one is None and request.method == "POST":
        return _left_out_before(request, study)
    one = one or get_object_or_404(rows, pk=pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.leave_out(planned=one, by=request.user, **form.cleaned_data)
            messages.success(request, f"{one.mouse} is left out of the plan.")
            return redirect("samples:plan", study.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"study": study, "form": form, "heading": f"Leave out {one.mouse}"}
    return render(request, "samples/plan_form.html", context)


def _left_out_before(request, study):
    """Somebody was faster: what was to happen has happened, and the reason is shown."""
    typed = request.POST.get("reason", "")[:200]
    messages.error(
        request,
        "Somebody else left this mouse out while the form was open. Nothing was "
        f"changed; you typed “{typed}”.",
    )
    return redirect("samples:plan", study.code)
