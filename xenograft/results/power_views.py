"""The page that tells how many mice a planned study needs."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from xenograft.analysis import power
from xenograft.results.power_forms import PowerForm
from xenograft.results.power_words import basis
from xenograft.results.spreads import spreads
from xenograft.study.access import study_for
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
    source, known = _source(request)
    typed = {name: request.GET[name] for name in USUAL if name in request.GET}
    form = PowerForm({**USUAL, **known, **typed})
    shown = {"study": study, "form": form, "source": source}
    if form.is_valid():
        shown |= _answer(form)
        shown |= _to_keep(study, form, shown.get("answer"), request.user)
    shown["sources"] = _sources(request.user)
    return render(request, "results/power.html", shown)


def _to_keep(study, form, answer, person):
    """The words for the protocol, for who may change it."""
    is_open = study.access.can["design"] and study.is_open_for_values
    if not answer or not is_open:
        return {}
    return {"basis": basis(answer, form.cleaned_data, person)}


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


def _source(request):
    """The chosen study of the lab and its spreads as the form has them."""
    code = request.GET.get("from", "")
    if not code:
        return None, {}
    source = study_for(request.user, code, "curves")
    return source, spreads(source)
