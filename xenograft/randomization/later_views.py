"""After the draw: it is taken back by two people, or a mouse is replaced."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.randomization import replacing, voiding
from xenograft.randomization.forms import ReasonForm, VoidForm
from xenograft.randomization.models import DrawPlan, Randomization
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def void(request, code):
    study = study_for(request.user, code, "randomize")
    form = VoidForm(request.POST or None, study=study, request=request)
    if form.is_valid() and _voided(request, study, form):
        return redirect("randomization:randomize", study.code)
    made = Randomization.objects.of_study(study).standing().order_by("-batch").first()
    context = {"study": study, "form": form, "made": made}
    return render(request, "randomization/void.html", context)


def _voided(request, study, form):
    said = form.cleaned_data
    try:
        voiding.void(
            study=study,
            by=request.user,
            witness=said["signed_by"],
            reason=said["reason"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "The draw is void and stays in every report.")
    return True


@require_http_methods(["GET", "POST"])
def replace(request, code, number):
    study = study_for(request.user, code, "randomize")
    mouse = get_object_or_404(study.mice, number=number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            made = replacing.replace(
                study=study, mouse=mouse, by=request.user, **form.cleaned_data
            )
            messages.success(
                request,
                f"Mouse {made.entering.name} takes the place of mouse {mouse.name}.",
            )
            return redirect("randomization:record", study.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    plan = DrawPlan.objects.filter(study=study).first()
    context = {"study": study, "mouse": mouse, "form": form, "plan": plan}
    return render(request, "randomization/replace.html", context)
