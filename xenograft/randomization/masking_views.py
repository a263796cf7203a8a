"""Who may know what of the arms of a study, who looked, and the key itself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.randomization import actions, awareness, looks
from xenograft.randomization.forms import LookForm
from xenograft.randomization.masking_forms import AwarenessForm
from xenograft.randomization.models import ArmView, Assignment
from xenograft.study.access import study_for
from xenograft.study.roles import Access, Role


@require_safe
def masking(request, code):
    study = study_for(request.user, code)
    context = {
        "study": study,
        "people": people_of(study),
        "stages": awareness.STAGES,
        "rows": awareness.table(study),
        "look": LookForm(),
    }
    if study.access.can["looks"]:
        asked = ArmView.objects.of_study(study).with_reason()
        context["looks"] = asked.select_related("viewed_by", "mouse")
        context["by_role"] = looks.by_role(study)
        context["evidence"] = awareness.evidence(study)
        context["periods"] = awareness.PERIODS
    return render(request, "randomization/masking.html", context)


@require_http_methods(["GET", "POST"])
def key(request, code):
    """What each code stands for: shown when asked for with a reason, which is kept."""
    study = study_for(request.user, code, "key")
    form = LookForm(request.POST or None)
    context = {"study": study, "form": form}
    if form.is_valid():
        actions.look(
            study=study, by=request.user, seen=ArmView.Seen.KEY, **form.cleaned_data
        )
        context["arms"] = study.arms.prefetch_related("regimens__agent")
        if study.has_bottle_per_mouse:
            places = Assignment.objects.of_study(study).select_related("mouse", "arm")
            context["places"] = places.order_by("own_bottle_code")
    return render(request, "randomization/key.html", context)


@require_http_methods(["GET", "POST"])
def stages(request, code):
    study = study_for(request.user, code, "design")
    form = AwarenessForm(request.POST or None, study=study)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Saved who knew the arms.")
        return redirect("randomization:masking", study.code)
    context = {"study": study, "form": form, "stages": awareness.STAGES}
    return render(request, "randomization/awareness.html", context)


def people_of(study):
    """(person, what they may do and see), directors first."""
    found = {}
    for member in study.memberships.select_related("person"):
        found.setdefault(member.person, []).append(member.role)
    rows = [(person, Access(roles, study)) for person, roles in found.items()]
    return sorted(rows, key=lambda row: Role.DIRECTOR not in row[1].roles)
