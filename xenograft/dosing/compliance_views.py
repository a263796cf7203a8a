from collections import Counter

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xenograft.dosing import frames
from xenograft.dosing.models import SentDose
from xenograft.study.access import study_for

USUAL_PERCENT = 80


class LeastForm(forms.Form):
    """The adherence from which a mouse counts as treated by the protocol."""

    least = forms.IntegerField(
        label="Adherence, % at least", min_value=1, max_value=100
    )


@require_safe
def compliance(request, code):
    study = study_for(request.user, code)
    if not study.access.sees_bottles:
        raise PermissionDenied(
            f"What the mice of {study.code} were given is hidden from you. Ask the "
            "study director."
        )
    form = LeastForm({"least": request.GET.get("least", USUAL_PERCENT)})
    percent = form.cleaned_data["least"] if form.is_valid() else USUAL_PERCENT
    doses = frames.doses_due(study, timezone.now())
    sees_arms = study.access.sees_arms
    asked = SentDose.objects.of_study(study).undecided().order_by("slot_on")
    context = {
        "asked": Counter(asked.values_list("slot_on", flat=True)).items(),
        "asked_mice": set(asked.values_list("mouse__number", flat=True)),
        "study": study,
        "form": form,
        "least": percent / 100,
        "mice": frames.mice_given(doses, sees_arms),
        "arms": frames.arms_given(doses, percent / 100) if sees_arms else [],
    }
    return render(request, "dosing/compliance.html", context)
