"""The randomization test: is a result extreme among all draws there could be?"""

import numpy as np
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xenograft.analysis import allocation, error_rates
from xenograft.randomization.actions import arms_by_code
from xenograft.results.frames import redrawing
from xenograft.study.access import study_for


@require_safe
def randomization_test(request, code):
    study = study_for(request.user, code, "curves")
    if not study.access.sees_arms:
        raise PermissionDenied(
            f"The arms of {study.code} are hidden from you. Ask the study director."
        )
    draws = redrawing.standing_draws(study)
    context = {"study": study, "draws": draws, "total": redrawing.DRAWS}
    context["warning"] = error_rates.warning(error_rates.OF_REDRAWS)
    if draws:
        context |= _tested(request, study, draws)
    return render(request, "results/randomization_test.html", context)


def _tested(request, study, draws):
    pool = redrawing.pool_of([made.result["record"] for made in draws])
    days = redrawing.days_of(study)
    day = _chosen_day(request.GET.get("day"), days)
    values = redrawing.values_of_units(study, draws, day)
    context = {
        "pool": pool,
        "days": days,
        "day": day,
        "analysis": draws[0].result.get("analysis"),
        "balanced": _balanced(draws[0]),
        "unit_count": int(np.isfinite(values).sum()),
        "unit": draws[0].result["record"]["input"].get("unit", "MOUSE").lower(),
    }
    if pool.is_ready and context["unit_count"]:
        arms = arms_by_code(study.arms.all())
        drawn = [arm["code"] for arm in draws[0].result["record"]["input"]["arms"]]
        control = next(code for code in drawn if arms[code].is_control)
        rows = redrawing.tests(draws, pool, values, control).to_dict("records")
        context["rows"] = [{**row, "arm": arms.get(row["arm"])} for row in rows]
        context["control"] = arms[control]
    return context


def _balanced(made):
    """Names of what the draw balanced, each once."""
    asked = allocation.analysis_of(made.result["record"])
    return list(dict.fromkeys([*asked["adjust_for"], *asked["factors"]]))


def _chosen_day(typed, days):
    """The day of the address, the last one by default, None for the growth rate."""
    if typed == "rate":
        return None
    return next(
        (day for day in days if f"{day:g}" == typed), days[-1] if days else None
    )
