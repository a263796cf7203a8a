"""The two figures of one mouse: its volume among its arm, and its body weight."""

import numpy as np
from matplotlib.lines import Line2D

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import style
from xenograft.analysis.figures.growth_curves import DAYS_LABEL
from xenograft.analysis.figures.mouse_curves import MouseLines, points_of_lines

WIDTH_MM = 150
# Of a mouse whose arm is not to be known.
PLAIN = style.ArmStyle(style.INK, "o", ())
OTHERS = style.ArmStyle(style.SOFT, "", ())
WITHOUT_TUMOR = style.ArmStyle(style.MUTED, "", style.DOTTED)


def volume_of_mouse(
    own, others=None, *, place=None, limits=(), events=(), x_label=DAYS_LABEL
):
    """The tumor volume of one mouse by day, mm³; the others of its arm in grey.

    `own` has day, value and is_open (from a session that is still open: a dotted
    line to an open mark); `others` has mouse, arm, day and volume_mm3. `place` is
    that of the arm, from 0, or None where nobody may know it. `limits` are (value,
    name, "limit" or "warning"), `events` (day, name, "solid" or "dotted"). Gaps are
    jumped. Returns a matplotlib Figure.
    """
    arm = PLAIN if place is None else style.arm_style(place)
    own = own.dropna(subset=["day", "value"]).sort_values("day", kind="stable")
    known = None if others is None else points_of_lines(others)
    canvas = _canvas(own["day"], x_label)
    top = _highest(own["value"], known)
    actions = [(value, name) for value, name, kind in limits if kind == "limit"]
    highest = canvases.highest_in_sight(top, actions, is_log=False)
    canvases.set_linear_y(canvas, 0, highest, "Tumor volume (mm³)")
    _levels(canvas, limits, highest)
    _events(canvas, events)
    if known is not None and len(known):
        _draw_others(canvas, known)
    _draw_own(canvas, own, arm)
    return canvas.figure


def weight_of_mouse(own, *, limits=(), x_label=DAYS_LABEL):
    """The body weight of one mouse by day, percent of that at day 0.

    `own` has day, value (change, %), net (the same without the tumor, %; may be
    missing) and is_open. `limits` are (change, name, "limit" or "warning"), the
    change below zero. Gaps are jumped. Returns a matplotlib Figure.
    """
    own = own.dropna(subset=["day", "value"]).sort_values("day", kind="stable")
    canvas = _canvas(own["day"], x_label)
    values = own[["value", "net"]].to_numpy(float).ravel()
    shown = [-5, 5, *values[np.isfinite(values)], *(level for level, *_ in limits)]
    lowest = 1.08 * min(shown)
    label = "Body weight, % change from D0"
    canvases.set_linear_y(canvas, lowest, max(shown), label, signed=True)
    canvas.axes.axhline(0, color=style.MUTED, linewidth=0.8)
    _levels(canvas, limits, max(shown))
    _shade(canvas, limits, lowest)
    _line(canvas, own["day"], own["net"], WITHOUT_TUMOR, 1.4)
    _draw_own(canvas, own, PLAIN)
    return canvas.figure


def _highest(values, others):
    tops = [values.max()] if len(values) else []
    if others is not None and len(others):
        tops.append(others["value"].max())
    return max(tops, default=None)


def _canvas(days, x_label):
    font_pt = canvases.font_size(WIDTH_MM)
    canvas = canvases.new_canvas(
        WIDTH_MM,
        0.9 * canvases.plot_height(WIDTH_MM) + 5 * font_pt,
        left=5.6 * font_pt,
        right=1.2 * font_pt,
        top=1.6 * font_pt,
        bottom=3.8 * font_pt,
    )
    days = sorted(set(days)) or [0]
    canvases.set_x(canvas, days[0], days[-1], days, x_label)
    return canvas


def _levels(canvas, limits, highest):
    """Limits dashed and named on the left, warnings dotted and named on the right."""
    actions = [(value, name) for value, name, kind in limits if kind == "limit"]
    canvases.limit_lines(canvas, actions, highest)
    for value, name, kind in limits:
        if kind == "warning" and value <= highest:
            looks = {"color": style.MUTED, "linewidth": 1, "dashes": style.DOTTED}
            canvas.axes.axhline(value, **looks)
            across = canvas.axes.get_yaxis_transform()
            _say(canvas, 0.98, value, style.safe_text(name), across, "right")


def _shade(canvas, limits, lowest):
    """The field below the limit of weight that comes first."""
    levels = [value for value, _, kind in limits if kind == "limit"]
    if levels:
        looks = {"color": style.LIMIT, "alpha": 0.1, "linewidth": 0}
        canvas.axes.axhspan(lowest, max(levels), **looks)


def _events(canvas, events):
    """A line across for each event, its name above it on the side with room."""
    first, last = canvas.axes.get_xlim()
    for day, name, kind in events:
        if first <= day <= last:
            dashes = () if kind == "solid" else style.DOTTED
            looks = {"color": style.MUTED, "linewidth": 0.9}
            canvas.axes.axvline(day, dashes=dashes or (None, None), **looks)
            side = "left" if kind == "solid" else "right"
            across = canvas.axes.get_xaxis_transform()
            _say(canvas, day, 1.01, f" {style.safe_text(name)} ", across, side)


def _say(canvas, x, y, words, transform, ha):
    looks = {"color": style.MUTED, "fontsize": 0.92 * canvas.font_pt, "va": "bottom"}
    canvas.axes.text(x, y, words, transform=transform, ha=ha, **looks)


def _draw_others(canvas, known):
    lines = MouseLines(OTHERS, canvas.scale, alpha=1)
    for mouse, rows in known.groupby("mouse", sort=False):
        lines.add(mouse, rows["day"].to_numpy(float), rows["value"].to_numpy(float))
    lines.set_zorder(1.5)
    canvas.axes.add_artist(lines)


def _draw_own(canvas, own, arm):
    """The line of the mouse; dotted to an open mark where a session is open."""
    is_open = own["is_open"].to_numpy(bool)
    closed = own[~is_open]
    _line(canvas, closed["day"], closed["value"], arm, 2, marker=arm.marker)
    if is_open.any():
        dotted = style.ArmStyle(arm.color, "", style.DOTTED)
        tail = own.iloc[max(len(closed) - 1, 0) :]
        _line(canvas, tail["day"], tail["value"], dotted, 1.4)
        hollow = own[is_open]
        looks = {"marker": arm.marker, "markerfacecolor": style.PAPER}
        _line(canvas, hollow["day"], hollow["value"], arm, 0, **looks)


def _line(canvas, days, values, arm, width, **choices):
    is_known = np.isfinite(np.asarray(values, float))
    days, values = np.asarray(days)[is_known], np.asarray(values)[is_known]
    looks = {
        "color": arm.color,
        "linestyle": arm.linestyle if width else "none",
        "linewidth": width * canvas.scale,
        "markersize": 6.5 * canvas.scale,
        "zorder": 3,
    }
    canvas.axes.add_line(Line2D(days, values, **looks | choices))
