"""The page that tells how many mice a planned study needs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xenograft.analysis import power
from xenograft.results.power_forms import PowerForm
from xenograft.results.power_record import record
from xenograft.results.spreads import spreads
from xenograft.study.access import study_for
from xenograft.study.actions import Refused, keep_sample_size
from xenograft.study.models import Study
from xenograft.study.roles import Access

USUAL = {"comparison": "pair", "alpha": 0.05, "power": 0.8}
USUAL |= {"dropout_pct": 10, "no_take_pct": 20, "effect": 0.03}
USUAL |= {"days": "3, 7, 10, 14", "slope_sd": 0.02, "residual_sd": 0.1}
STUDIES = 1000
FEWEST_STUDIES = 100
# Of all drawn studies together.
MOST_VALUES = 2_000_000


@require_safe
def plan(request, code):
    study = study_for(request.user, code, "curves")
    return _page(request, study, request.GET)


def _page(request, study, typed, status=200, **more):
    form, source = _form(request, typed)
    shown = {"study": study, "form": form, "source": source, **more}
    if form.is_valid():
        shown |= _answer(form)
    can_keep = study.access.can["design"] and study.is_open_for_values
    shown["can_keep"] = can_keep and "answer" in shown
    shown["kept"] = study.sample_size_said
    shown["sources"] = _sources(request.user)
    return render(request, "results/power.html", shown, status=status)


def _form(request, typed):
    """The form of what was typed over the spreads of a study, and that study."""
    source, known = _source(request, typed.get("from", ""))
    own = {name: typed[name] for name in USUAL if name in typed}
    return PowerForm({**USUAL, **known, **own}), source


@require_POST
def keep(request, code):
    """Keep the calculation that is shown, computed again here, in the protocol."""
    study = study_for(request.user, code, "curves")
    if not study.access.can["design"]:
        raise PermissionDenied("Only the study director keeps the number of mice.")
    form, source = _form(request, request.POST)
    found = _answer(form) if form.is_valid() else {}
    if "answer" not in found:
        return _page(request, study, request.POST, status=422)
    kept = record(found["answer"], form.cleaned_data, source, request.user)
    reason = request.POST.get("reason", "").strip()
    try:
        keep_sample_size(study=study, record=kept, by=request.user, reason=reason)
    except Refused as refused:
        return _page(request, study, request.POST, 422, not_kept=str(refused))
    messages.success(request, "The calculation is kept in the protocol.")
    return redirect("study:design", study.code)


def _answer(form):
    try:
        return {"answer": _needed(form.plan, form.cleaned_data)}
    except ValueError as refused:
        return {"refused": str(refused)}


def _needed(plan, typed):
    mice = power.mice_needed(plan)
    dropout, no_take = typed["dropout_pct"] / 100, typed["no_take_pct"] / 100
    enrolled = power.mice_to_enroll(mice, dropout, no_take)
    arms = len(plan.weights)
    return {
        "mice": mice,
        "arms": arms,
        **enrolled,
        "total": arms * enrolled["implanted"],
        "closed_form": power.mice_per_arm(plan),
        "powers": [
            (n, 100 * power.power_of(plan, n))
            for n in range(max(2, mice - 3), mice + 4)
        ],
        "simulated": _simulated(plan, enrolled["randomized"], dropout),
    }


def _simulated(plan, mice, dropout):
    """Power of drawn studies, percent; None where they would take too long."""
    values = mice * len(plan.weights) * len(plan.days)
    studies = min(STUDIES, MOST_VALUES // values)
    if studies < FEWEST_STUDIES:
        return None
    found = power.simulated_power(plan, mice, dropout, studies)
    share, error = 100 * found["power"], 196 * found["se"]
    return {"share_pct": share, "error_pct": error, "studies": studies}


def _sources(person):
    """Codes of the person's studies whose arms they may see, newest first."""
    codes = Study.objects.filter(
        memberships__person=person, randomization__isnull=False
    ).distinct()
    found = [(one, one.roles_of(person)) for one in codes.order_by("-pk")[:50]]
    return [one.code for one, roles in found if Access(roles, one).can["curves"]]


def _source(request, code):
    """The chosen study of the lab and its spreads as the form has them."""
    if not code:
        return None, {}
    source = study_for(request.user, code, "curves")
    return source, spreads(source)
