"""Numbers of mice under the axis: a row for each arm, under the days."""

from matplotlib.transforms import blended_transform_factory

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import style


def height_pt(font_pt, arms_count):
    """Room for a title and a row for each arm."""
    return 1.3 * font_pt * (arms_count + 1) + 0.7 * font_pt


def draw_counts(canvas, title, cells, styles):
    """Rows of numbers below the axis, each after the mark of its arm.

    `cells` is arm -> list of (day, count, is bold), `styles` arm -> ArmStyle.
    """
    top_pt = height_pt(canvas.font_pt, len(cells)) - canvas.font_pt
    small = 0.92 * canvas.font_pt
    canvas.text(0.7 * canvas.font_pt, top_pt, title, weight="bold", fontsize=small)
    for row, (arm, counts) in enumerate(cells.items(), 1):
        y_pt = top_pt - row * 1.3 * canvas.font_pt
        drawn = styles[arm]
        mark_at = (1.4 * canvas.font_pt,), y_pt + 0.36 * small
        canvases.mark(canvas, *mark_at, drawn.marker, drawn.color, drawn.edge)
        _row(canvas, counts, y_pt, small)


def _row(canvas, counts, y_pt, small):
    figure = canvas.figure
    under = blended_transform_factory(canvas.axes.transData, figure.transFigure)
    y = canvas.fraction(0, y_pt)[1]
    looks = {"transform": under, "ha": "center", "fontsize": small, "color": style.INK}
    for day, count, is_bold in counts:
        weight = "bold" if is_bold else "normal"
        figure.text(day, y, f"{count:,}", weight=weight, **looks)
