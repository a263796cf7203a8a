"""The printable certificate of a draw, and how many allocations it was one of.

A certificate is given when that is counted, so that none is printed without it.
"""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from xenograft.analysis import allocation
from xenograft.randomization import chain, counting, draws, frames
from xenograft.randomization.views import made_for, told


@require_safe
def certificate(request, code):
    """Everything named on paper; the arm of each mouse is asked for on the record."""
    study, made = _drawn(request, code)
    if "record" not in made.result:
        return redirect("randomization:record", study.code)
    count = counting.bits_of(made.result["record"])
    if not count.is_ready:
        return _still_counting(request, study, made, count)
    if request.htmx:
        return HttpResponseClientRedirect(request.get_full_path())
    context = {
        "study": study,
        "document": made.result["record"]["input"],
        "inputs": made.inputs,
        "tolerances": _tolerances(made),
        "count": count,
        "entry": chain.of_record(made),
        "head": chain.head_of(study),
        "pairs": frames.pairs(*draws.together(made)),
        **told(made, count.found),
    }
    return render(request, "randomization/certificate.html", context)


def _still_counting(request, study, made, count):
    context = {"study": study, "record": made, "count": count}
    part = "_counting" if request.htmx else "counting"
    return render(request, f"randomization/{part}.html", context)


@require_safe
def acceptable(request, code):
    """How many allocations there could have been, counted beside the request."""
    study, made = _drawn(request, code)
    record = made.result.get("record")
    count = counting.bits_of(record) if record else None
    context = {"study": study, "record": made, "count": count}
    part = "_acceptable" if request.htmx else "acceptable"
    return render(request, f"randomization/{part}.html", context)


def _drawn(request, code):
    study, made = made_for(request, code)
    if made is None:
        raise Http404(f"{study.code} has no draw.")
    return study, made


def _tolerances(made):
    record = made.result["record"]
    if record.get("level") is None:
        return []
    return allocation.tolerances(allocation.balanced(record), record["level"])
