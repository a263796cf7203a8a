"""The page of growth rates and combinations."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import mark_safe
from django.views.decorators.http import require_safe

from xenograft.analysis.combination.rates import BLISS, HSA
from xenograft.analysis.figures import model_figures
from xenograft.analysis.figures import render as rendering
from xenograft.results import model_rows
from xenograft.results.findings import findings
from xenograft.study.access import study_for

RATE = "Growth rate (per day, log volume), 95% interval"


@require_safe
def models(request, code):
    study = study_for(request.user, code, "curves")
    found = findings(study)
    positions = dict(study.arms.values_list("name", "position"))
    growth = found.growth
    shown = {"study": study, "found": found, "growth": growth}
    if not growth.refusal:
        shown["rates"] = model_rows.rate_rows(growth, positions)
        shown["forest"] = _svg(_forest(growth, positions), "rates-caption", "rates")
        shown["residuals"] = _svg(_residuals(growth.fit), "residuals-caption", "left")
    shown["combinations"] = [
        _shown(combination, growth, positions, place)
        for place, combination in enumerate(found.combinations, 1)
    ]
    return render(request, "results/models.html", shown)


@require_safe
def models_csv(request, code):
    study = study_for(request.user, code, "curves")
    name = f"{study.code}_models.csv"
    return HttpResponse(
        model_rows.as_csv(findings(study)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _shown(combination, growth, positions, place):
    """What the template needs of one combination; only its refusal if it has one."""
    if combination.refusal:
        return {"combination": combination, "place": place}
    of_bliss = combination.by_day[combination.by_day["reference"] == BLISS]
    label = "Combination index (Bliss)"
    over_time = model_figures.index_over_time(of_bliss, "Days", label)
    compared = _compared(combination, growth, positions)
    return {
        "combination": combination,
        "place": place,
        "rows": model_rows.combination_rows(combination),
        "volumes": model_rows.volume_rows(combination),
        "compared": _svg(compared, f"compared-{place}", f"compared{place}"),
        "over_time": _svg(over_time, f"over-time-{place}", f"time{place}"),
    }


def _forest(growth, positions):
    rows = growth.rates.to_dict("records")
    rows = [
        row | {"name": row["arm"], "position": positions[row["arm"]]} for row in rows
    ]
    return model_figures.forest(rows, RATE)


def _compared(combination, growth, positions):
    """The combination's rate, and where each reference expects it.

    The interval of an expected rate is that of the difference, moved to it.
    """
    bliss, hsa = combination.of(BLISS), combination.of(HSA)
    rows = [_expected("Expected: better single (HSA)", hsa)]
    rows.append(_expected("Expected: independent (Bliss)", bliss))
    observed = dict.fromkeys(("estimate", "low", "high"), bliss["observed"])
    both = combination.design.both
    rows.append({"name": "Observed", "position": positions[both], **observed})
    return model_figures.forest(rows, "Growth rate (per day, log volume)")


def _expected(name, row):
    low, high = row["observed"] - row["high"], row["observed"] - row["low"]
    own = {"estimate": row["expected"], "low": low, "high": high}
    return {"name": name, "position": None, **own}


def _residuals(fit):
    labels = ("Fitted log volume", "Residual")
    return model_figures.residuals(fit.rows, *labels)


def _svg(figure, caption, prefix):
    svg = rendering.inline_svg(rendering.to_svg(figure), caption, prefix)
    # Written by matplotlib, which escapes the names in it.
    return mark_safe(svg)  # noqa: S308
