from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.growth import actions
from xenograft.growth.cohort import Cohort
from xenograft.growth.filters import WindowFilter
from xenograft.growth.forms import DecisionForm
from xenograft.growth.frozen import cohort_of
from xenograft.growth.models import EnrollmentDecision
from xenograft.growth.strip import strip_of
from xenograft.growth.tables import WindowTable
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.paging import paged


@require_safe
def window(request, code):
    study = study_for(request.user, code)
    cohort = cohort_of(study)
    here = [
        one for one in cohort.candidates if one.exclusion != "DEAD_BEFORE_ENROLMENT"
    ]
    context = {
        "study": study,
        "cohort": cohort,
        "count": len(here),
        "reasons": Counter(one.why for one in here if one.exclusion).most_common(),
        "strip": strip_of(study, here),
    }
    if cohort.session:
        context["filter"] = WindowFilter(request.GET or None, cohort=cohort)
        may_decide = study.access.can["design"] and not study.is_list_fixed
        context["table"] = WindowTable(cohort, context["filter"].of(here), may_decide)
        paged(request, context["table"], 100)
    return render(request, "growth/window.html", context)


@require_http_methods(["GET", "POST"])
def decide(request, code, number):
    study = study_for(request.user, code, "design")
    mouse = get_object_or_404(study.mice, number=number)
    candidate = Cohort(study).of(mouse)
    if candidate is None:
        return redirect("growth:window", study.code)
    form = DecisionForm(request.POST or None, candidate=candidate)
    if form.is_valid() and _decided(request, study, mouse, form):
        return redirect("growth:window", study.code)
    rows = EnrollmentDecision.objects.filter(mouse=mouse)
    context = {
        "study": study,
        "candidate": candidate,
        "form": form,
        "decisions": rows.select_related("decided_by", "taken_back_by", "session"),
    }
    return render(request, "growth/decide.html", context)


def _decided(request, study, mouse, form):
    values = {"code": EnrollmentDecision.Code.OTHER, **form.cleaned_data}
    try:
        now = actions.decide(study=study, mouse=mouse, by=request.user, **values)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request, f"Mouse {mouse.name} {'stays out' if now.exclusion else 'goes in'}."
    )
    return True
