from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import mark_safe
from django.views.decorators.http import require_safe

from xenograft.analysis.figures import render as rendering
from xenograft.analysis.figures.style import DOUBLE_COLUMN_MM, SINGLE_COLUMN_MM
from xenograft.analysis.units import worded
from xenograft.randomization.report import replaced
from xenograft.results import forms, tables, words
from xenograft.results.drawing import MEANS, drawing
from xenograft.results.frames import POOLED
from xenograft.study import training
from xenograft.study.access import arms_seen, study_for

WIDTHS_MM = {
    str(width_mm): width_mm for width_mm in (SINGLE_COLUMN_MM, DOUBLE_COLUMN_MM)
}
CONTENT_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
DOWNLOADS = [("png", "PNG"), ("svg", "SVG"), ("pdf", "PDF"), ("csv", "Data, CSV")]


@require_safe
def curves(request, code):
    study = study_for(request.user, code, "coded_curves")
    arms = arms_seen(study)
    options, form, notes = forms.read(request.GET, arms)
    # Read once, for the dates of the figure and for those that are still open.
    prefetch_related_objects([study], "sessions")
    drawn = drawing(study, options, arms)
    shown = {
        "study": study,
        "options": options,
        "form": form,
        "notes": [*notes, *filter(None, [drawn.curves.warning])],
        "choices": _choices(options, drawn)
        | _fields(options, form.said_of(drawn.curves.unit)),
        "open_sessions": [one for one in study.sessions.all() if not one.closed_at],
        # Asked for only where there is something to tell: most studies have one draw.
        "replaced": replaced(study) if study.has_void_draw else "",
        "drawn": drawn,
        "nothing": worded(words.nothing(options, drawn.curves), drawn.curves.unit),
        **_inside(drawn, options),
    }
    return render(request, "results/curves.html", shown)


def _choices(options, drawn):
    """What the page links to or ticks, each with its address or its mark."""
    return {
        "figures": [
            (options.query(fig=key), key, worded(name, drawn.curves.unit))
            for key, name in forms.FIGURES
        ],
        "scales": [(options.query(scale=key), key, name) for key, name in forms.SCALES],
        "downloads": DOWNLOADS,
        "arms": [
            (place, name, not options.arms or place in options.arms)
            for place, name in drawn.arms.items()
            if place != POOLED
        ],
        "all_arms": options.query(arms=()),
    }


def _fields(options, form):
    """The fields that mean something for the figure, and the others, kept hidden."""
    fields = [form[name] for name in forms.FIELDS]
    shown = [field for field in fields if field.name in options.controls]
    return {
        "fields": shown,
        "hidden": [field for field in fields if field not in shown],
    }


def _inside(drawn, options):
    """The drawing and its points as the page holds them."""
    if drawn.is_empty:
        return {}
    svg = rendering.inline_svg(rendering.to_svg(drawn.draw()), "figure-caption")
    # Written by matplotlib, which escapes the names in it.
    inside = {"svg": mark_safe(svg)}  # noqa: S308
    if drawn.kind == MEANS:
        columns, rows = tables.by_day(drawn, options)
        return {**inside, "columns": columns, "rows": rows}
    return {**inside, "hover": tables.hover(drawn)}


@require_safe
def figure(request, code, figure, format):
    study = study_for(request.user, code, "coded_curves")
    if figure not in dict(forms.FIGURES) or format not in (*CONTENT_TYPES, "inline"):
        raise Http404(f"There is no figure {figure}.{format}.")
    arms = arms_seen(study)
    query = request.GET.copy()
    query["fig"] = figure
    options, *_ = forms.read(query, arms)
    drawn = drawing(study, options, arms)
    if drawn.is_empty:
        raise Http404(
            f"There is nothing to draw. {words.nothing(options, drawn.curves)}"
        )
    if format == "inline":
        return HttpResponse(_inside(drawn, options)["svg"])
    name = training.file_name(study, f"{study.code}_{figure}.{format}")
    width_mm = WIDTHS_MM.get(request.GET.get("width"), DOUBLE_COLUMN_MM)
    return HttpResponse(
        _file(study, drawn, options, format, width_mm),
        content_type=CONTENT_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file(study, drawn, options, format, width_mm):
    if format == "csv":
        return training.in_text(study, tables.as_csv(study, drawn, options))
    drawn_figure = drawn.draw(width_mm=width_mm)
    if study.is_training:
        rendering.watermark(drawn_figure, training.MARK)
    if format == "png":
        return rendering.to_png(drawn_figure, width_mm)
    write = rendering.to_svg if format == "svg" else rendering.to_pdf
    return write(drawn_figure)
