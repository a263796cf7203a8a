"""What a draw will promise, before it is made; each look at it is entered."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from xenograft.randomization import chain, counting, draw, freezing
from xenograft.randomization.models import DrawPlan
from xenograft.study.access import study_for


@require_safe
def feasibility(request, code):
    """What the draw will promise: a part of its page, as it may take seconds."""
    study = study_for(request.user, code, "randomize")
    plan = DrawPlan.objects.filter(study=study).first()
    inputs, problem = freezing.inputs_or_problem(study)
    context = {"study": study, "plan": plan, "problem": problem}
    if inputs:
        promise = counting.promise_of(inputs["document"])
        context |= {"promise": promise, "found": promise.found}
        context["problem"] = promise.problem or problem
        context["one_block"] = draw.is_one_block(inputs["document"])
        _keep_preflight(request, study, inputs, promise)
    part = "_feasibility" if request.htmx else "feasibility"
    return render(request, f"randomization/{part}.html", context)


def _keep_preflight(request, study, inputs, promise):
    """Enter that somebody looked, once it is known what was promised."""
    if promise.is_ready and request.method == "GET":
        said = {"problem": promise.problem} if promise.problem else {}
        if promise.found:
            said |= {
                "level": promise.found.level,
                "allowed": str(promise.found.allowed),
            }
        chain.preflight(
            study=study,
            by=request.user,
            inputs_sha256=draw.sha256_of(inputs),
            **said,
        )
