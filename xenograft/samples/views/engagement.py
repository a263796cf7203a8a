import csv
import io

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import mark_safe
from django.views.decorators.http import require_safe

from xenograft.analysis.figures import render as rendering
from xenograft.analysis.target import means_of_mice
from xenograft.samples import engagement as engagements
from xenograft.study import training
from xenograft.study.access import study_for
from xenograft.study.cells import safe

CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
WRITERS = {
    "svg": rendering.to_svg,
    "png": rendering.to_png,
    "pdf": rendering.to_pdf,
}
COLUMNS = {
    "label": "label",
    "number": "mouse",
    "hours": "planned_hours",
    "after_hours": "hours_after_last_dose",
    "value": "value",
    "inhibition_pct": "inhibition_pct",
    "of_reference": "ratio_over_reference",
    "run": "run",
    "run_is_doubtful": "run_is_doubtful",
    "dose_problem": "dose_problem",
    "cold_ischemia_min": "cold_ischemia_min",
}


@require_safe
def engagement(request, code):
    """Readouts by arm and time after dose; only for who may see arms."""
    study = study_for(request.user, code, "curves")
    kinds, kind, points, arms = engagements.drawing(study, request.GET.get("of", ""))
    context = {"study": study, "kinds": kinds, "kind": kind, "count": 0}
    if kind:
        drawn = points.dropna(subset=["value", "after_hours"])
        svg = rendering.to_svg(engagements.figure(points, arms, kind))
        mice = means_of_mice(drawn)
        rows = _by_arm(mice, arms)
        compared, nothing = engagements.compared(study, points, kind, arms)
        context |= {
            "svg": mark_safe(rendering.inline_svg(svg, "caption")),  # noqa: S308
            "count": len(drawn),
            "by_cage": study.experimental_unit == "CAGE",
            "mouse_count": mice["mouse"].nunique(),
            "most_readouts": mice["readout_count"].max(),
            "left_out": len(points) - len(drawn),
            "too_late_count": points.attrs["too_late_count"],
            "latest_min": settings.COLD_ISCHEMIA_MOST_MIN,
            "doubtful_count": int(drawn["run_is_doubtful"].sum()),
            "odd_count": int((drawn["dose_problem"] != "").sum()),
            "rows": rows,
            "compared": compared,
            "nothing": nothing,
            "warning": engagements.warning(points),
            "has_runs": bool(points["batch"].notna().any()),
            "is_fold": kind.shown_unit == engagements.FOLD,
            "decimals": kind.decimals(row["mean"] for row in rows),
            "formats": list(CONTENT_TYPES),
        }
    return render(request, "samples/engagement.html", context)


def _by_arm(mice, arms):
    """One row per arm and hour: n, mean and SD of mice; sd is missing for one."""
    grouped = mice.groupby(["arm", "hours"])["value"].agg(["count", "mean", "std"])
    return [
        {
            "position": arm,
            "arm": arms[arm],
            "hours": hours,
            "n": n,
            "mean": mean,
            "sd": sd,
        }
        for (arm, hours), n, mean, sd in grouped.itertuples()
    ]


@require_safe
def engagement_file(request, code, format):
    study = study_for(request.user, code, "curves")
    _, kind, points, arms = engagements.drawing(study, request.GET.get("of", ""))
    if format not in CONTENT_TYPES or kind is None:
        raise Http404("There is no such figure.")
    name = training.file_name(study, f"{study.code}_target_engagement.{format}")
    answer = HttpResponse(
        content_type=CONTENT_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    if format == "csv":
        answer.write(training.in_text(study, _as_csv(points, arms)))
    else:
        answer.write(WRITERS[format](_figure(study, points, arms, kind)))
    return answer


def _figure(study, points, arms, kind):
    drawn = engagements.figure(points, arms, kind)
    if study.is_training:
        rendering.watermark(drawn, training.MARK)
    return drawn


def _as_csv(points, arms):
    file = io.StringIO()
    drawn = points.dropna(subset=["value", "after_hours"])
    writer = csv.writer(file)
    writer.writerow(["arm", *COLUMNS.values()])
    rows = drawn[["arm", *COLUMNS]].itertuples(index=False)
    writer.writerows([_cell(arms[arm]), *map(_cell, row)] for arm, *row in rows)
    return file.getvalue()


def _cell(value):
    if isinstance(value, str):
        return safe(value)
    return "" if value is None or value != value else value
