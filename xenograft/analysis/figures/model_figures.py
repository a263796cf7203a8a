"""Figures of the models: rates with intervals, index over time, residuals."""

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import rules, style

ROW_PT = 22
FOOT_PT = 44
# Where the arrow of a gap lies: rows are one apart, the last at 1.
GAP_ROW = 0.7


def forest(rows, x_label, width_mm=style.DOUBLE_COLUMN_MM, gap=None):
    """Estimates with intervals, one row each, top down; a line at zero.

    `rows` is a list of dicts: name, estimate, low, high (per day), position (place
    of the arm in the study from 1, or None for an expected value, drawn in ink).
    `gap` (from, to, words) is an arrow in the last row, under the one it comes from.
    """
    font = canvases.font_size(width_mm)
    left = max(canvases.text_width(row["name"], font) for row in rows) + 12
    left = min(left, 0.4 * width_mm * canvases.POINTS_PER_MM)
    height = ROW_PT * len(rows) + FOOT_PT + 8
    canvas = canvases.new_canvas(width_mm, height, left, 14, 8, FOOT_PT)
    axes = canvas.axes
    for place, row in enumerate(rows):
        _interval(canvas, len(rows) - place, row)
    lows, highs = [row["low"] for row in rows], [row["high"] for row in rows]
    lowest, highest = min(*lows, 0), max(*highs, 0)
    room = 0.05 * (highest - lowest)
    axes.set_xlim(lowest - room, highest + room)
    axes.set_ylim(0.4, len(rows) + 0.6)
    axes.axvline(0, color=style.INK, linewidth=0.8, zorder=0)
    axes.spines["left"].set_visible(False)
    names = [style.safe_text(row["name"]) for row in rows]
    places = list(range(len(rows), 0, -1))
    axes.set_yticks(places, names, fontsize=font, color=style.INK)
    axes.tick_params(axis="y", length=0)
    _number_x(canvas, x_label)
    if gap is not None:
        _draw_gap(canvas, *gap)
    return canvas.figure


def _draw_gap(canvas, start, end, words):
    """An arrow below the interval of the last row, the words where it starts."""
    line = {"color": style.MUTED, "linewidth": canvas.scale, "shrinkA": 0, "shrinkB": 0}
    for place, begin, arrow in (
        ((start, GAP_ROW), (start, 2), {"arrowstyle": "-", "linestyle": ":"}),
        ((end, GAP_ROW), (start, GAP_ROW), {"arrowstyle": "->"}),
    ):
        canvas.axes.annotate("", place, begin, arrowprops=line | arrow)
    # Beside the arrow, or on it where it leads to the right.
    canvas.axes.annotate(
        words,
        (start, GAP_ROW),
        xytext=(4, 0),
        textcoords="offset points",
        va="center" if end < start else "bottom",
        fontsize=canvas.font_pt,
        color=style.INK,
    )


def _interval(canvas, height, row):
    """One estimate with its interval."""
    arm = style.arm_style(row["position"] - 1) if row["position"] else None
    color = arm.color if arm else style.MUTED
    width = 1.8 * canvas.scale
    ends = [row["low"], row["high"]]
    canvas.axes.plot(ends, [height] * 2, color=color, linewidth=width)
    canvas.axes.plot(
        [row["estimate"]],
        [height],
        color=color,
        marker=arm.marker if arm else "|",
        markersize=6 * canvas.scale,
        markeredgecolor=arm.edge if arm else color,
        markeredgewidth=0.6 if arm else 2,
    )


def _number_x(canvas, label):
    low, high = canvas.axes.get_xlim()
    ticks = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = [tick for tick in ticks if low <= tick <= high]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1
    decimals = max(0, int(np.ceil(-np.log10(step) - 1e-9)) + (f"{step:e}"[2] == "5"))
    labels = [canvases.tick_label(tick, "", decimals) for tick in ticks]
    rules.draw_x(canvas, ticks, labels, style.safe_text(label))


def index_over_time(points, x_label, y_label, width_mm=style.DOUBLE_COLUMN_MM):
    """Combination index by day with its interval on a log scale; a line at 1.

    `points` (a frame or a list of rows) has day, index, index_low, index_high and
    is_extrapolated; days past the control's last are drawn open.
    """
    points = pd.DataFrame(points)
    height = canvases.plot_height(width_mm) + FOOT_PT + 10
    canvas = canvases.new_canvas(width_mm, height, 62, 14, 10, FOOT_PT)
    axes = canvas.axes
    days = points["day"].to_numpy(float)
    low, high = points["index_low"].to_numpy(), points["index_high"].to_numpy()
    lowest = max(min(low.min(), 0.8), 1e-3)
    highest = min(max(high.max(), 1.25), 1e3)
    canvases.set_log_y(canvas, lowest, highest, y_label)
    clipped = np.clip(low, lowest, highest), np.clip(high, lowest, highest)
    axes.vlines(days, *clipped, color=style.INK, linewidth=1.4 * canvas.scale)
    center = np.clip(points["index"].to_numpy(), lowest, highest)
    fill = [style.PAPER if late else style.INK for late in points["is_extrapolated"]]
    axes.scatter(days, center, s=26, color=fill, edgecolor=style.INK, zorder=3)
    axes.axhline(1, color=style.LIMIT, linewidth=1, dashes=(4, 2.5))
    canvases.set_x(canvas, days.min(), days.max(), days, x_label)
    return canvas.figure


def residuals(rows, x_label, y_label, width_mm=style.DOUBLE_COLUMN_MM):
    """Residuals against fitted values: `rows`, a frame or a list, has both."""
    rows = pd.DataFrame(rows)
    height = canvases.plot_height(width_mm) + FOOT_PT + 10
    canvas = canvases.new_canvas(width_mm, height, 62, 14, 10, FOOT_PT)
    fitted, left = rows["fitted"].to_numpy(float), rows["residual"].to_numpy(float)
    axes = canvas.axes
    axes.scatter(fitted, left, s=9, color=style.MUTED, linewidth=0)
    axes.axhline(0, color=style.INK, linewidth=0.8)
    reach = 1.08 * np.abs(left).max()
    axes.set_ylim(-reach, reach)
    ticks = MaxNLocator(5).tick_values(-reach, reach)
    ticks = [tick for tick in ticks if abs(tick) <= reach]
    labels = [canvases.tick_label(tick, "", 2) for tick in ticks]
    rules.draw_y(canvas, ticks, labels, style.safe_text(y_label), canvas.font_pt)
    room = 0.03 * (fitted.max() - fitted.min())
    axes.set_xlim(fitted.min() - room, fitted.max() + room)
    _number_x(canvas, x_label)
    return canvas.figure
