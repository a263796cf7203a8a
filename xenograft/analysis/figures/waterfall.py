"""Best response of each mouse as a bar, the largest growth on the left."""

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import labels, rules, style

# A bar is cut here, or one fast tumor presses all others flat.
HIGHEST_PCT = 300
STEP_PCT = 50
BAR_WIDTH = 0.78
RESPONSE = "best_response_pct"


def bars(responses):
    """The drawn bars in order, left to right: those that grew most first.

    `responses` has mouse, arm and best_response_pct (percent); gaps are left out.
    Adds is_cut: the bar ends below its value.
    """
    known = responses.dropna(subset=[RESPONSE])
    order = known.sort_values([RESPONSE, "mouse"], ascending=[False, True])
    return order.assign(is_cut=order[RESPONSE] > HIGHEST_PCT).reset_index(drop=True)


def waterfall(
    responses,
    arms,
    *,
    cutoffs=(),
    y_label="Best change of volume from D0 (%)",
    x_label="Mice, by their best response",
    width_mm=style.SCREEN_MM,
):
    """A bar for each mouse of `bars`, with the color and mark of its arm at its end.

    `arms` is arm -> name in order, which decides color and mark. `cutoffs` are
    percents of the response classes, drawn dashed. A bar above 300 % is cut, with
    a gap near its end. Returns a matplotlib Figure.
    """
    shown = bars(responses)
    own = [arm for arm in arms if (shown["arm"] == arm).any()]
    looks = {arm: style.arm_style(place) for place, arm in enumerate(arms)}
    entries = [(style.safe_text(arms[arm]), looks[arm], False) for arm in own]
    canvas, margins = _canvas(entries, width_mm)
    _set_axes(canvas, shown[RESPONSE], cutoffs, y_label, x_label)
    for place, row in enumerate(shown.itertuples(index=False)):
        _bar(canvas, place, row, looks[row.arm])
    labels.legend(canvas, margins, entries)
    return canvas.figure


def _canvas(entries, width_mm):
    font_pt = canvases.font_size(width_mm)
    margins = labels.Margins.of([name for name, *_ in entries], width_mm, font_pt)
    return labels.canvas_beside(margins, width_mm), margins


def _set_axes(canvas, values, cutoffs, y_label, x_label):
    lowest = min([0, *values, *cutoffs])
    lowest = STEP_PCT * (lowest // STEP_PCT)
    highest = min(HIGHEST_PCT, max([STEP_PCT, *values, *cutoffs]))
    canvas.axes.set_xlim(-0.8, max(len(values), 1) - 0.2)
    canvases.set_linear_y(canvas, lowest, highest, y_label, signed=True)
    rules.draw_x(canvas, [], [], style.safe_text(x_label))
    canvas.axes.axhline(0, color=style.MUTED, linewidth=0.8)
    for level in cutoffs:
        canvas.axes.axhline(level, color=style.MUTED, linewidth=0.8, dashes=(4, 2.5))


def _bar(canvas, place, row, looks):
    value = min(getattr(row, RESPONSE), HIGHEST_PCT)
    corner = (place - BAR_WIDTH / 2, 0)
    bar = Rectangle(corner, BAR_WIDTH, value, facecolor=looks.color, linewidth=0)
    bar.set(gid=style.mouse_gid(row.mouse), zorder=2)
    canvas.axes.add_patch(bar)
    mark = Line2D([place], [value], color=looks.color, marker=looks.marker, zorder=3)
    mark.set(markersize=4.6 * canvas.scale, markeredgewidth=0.5, clip_on=False)
    mark.set_markeredgecolor(looks.edge)
    canvas.axes.add_line(mark)
    if row.is_cut:
        _break(canvas, place)


def _break(canvas, place):
    """A gap across a bar near its top: it is longer than it is drawn."""
    ends = [place - 0.5, place + 0.5]
    heights = [0.92 * HIGHEST_PCT, 0.95 * HIGHEST_PCT]
    gap = Line2D(ends, heights, color=style.PAPER, linewidth=2 * canvas.scale)
    canvas.axes.add_line(gap)
