"""Readouts of specimens by arm, over the time after the last dose."""

import numpy as np
from matplotlib.lines import Line2D

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import labels, style
from xenograft.analysis.target import means_of_mice

HOURS_LABEL = "Hours after the last dose"
# Arms stand beside one another at the same hour, this share of the axis apart.
APART = 0.012
# Room for the bars of the last hour.
BEYOND = 1.05


def readout_points(
    readouts, arms, *, y_label, x_label=HOURS_LABEL, width_mm=style.SCREEN_MM
):
    """Every readout as a mark of its arm, and the mean of each arm at each hour.

    `readouts` has arm, mouse, hours (planned hours, or the true ones where nothing was
    planned), after_hours (the true hours, where the mark stands) and value; gaps
    are left out. `arms` is arm -> name in order. The mean is a bar, of two mice or
    more, each counted once. Returns a matplotlib Figure.
    """
    known = readouts.dropna(subset=["value", "after_hours"])
    shown = [arm for arm in arms if (known["arm"] == arm).any()]
    styles = {arm: style.arm_style(place) for place, arm in enumerate(arms)}
    names = [style.safe_text(arms[arm]) for arm in shown]
    margins = labels.Margins.of(names, width_mm, canvases.font_size(width_mm))
    canvas = _canvas(known, margins, width_mm, x_label, y_label)
    room = np.diff(canvas.axes.get_xlim())[0]
    for place, arm in enumerate(shown):
        shift = (place - (len(shown) - 1) / 2) * APART * room
        _draw(canvas, known[known["arm"] == arm], styles[arm], shift, room)
    entries = zip(names, (styles[arm] for arm in shown), strict=True)
    labels.legend(canvas, margins, [(name, looks, False) for name, looks in entries])
    return canvas.figure


def _canvas(known, margins, width_mm, x_label, y_label):
    canvas = labels.canvas_beside(margins, width_mm)
    hours = sorted(known["hours"].dropna().round(2).unique()) or [0]
    last = max([*hours, *known["after_hours"]])
    canvases.set_x(canvas, 0, BEYOND * last, hours, x_label)
    highest = known["value"].max() if len(known) else 1
    canvases.set_linear_y(canvas, 0, 1.02 * highest, y_label)
    return canvas


def _draw(canvas, rows, looks, shift, room):
    marks = {"marker": looks.marker, "markersize": 6 * canvas.scale}
    edge = {"markeredgecolor": looks.edge, "markeredgewidth": 0.6}
    points = Line2D(
        rows["after_hours"] + shift, rows["value"], linestyle="none", **marks, **edge
    )
    points.set(color=looks.color, zorder=3, clip_on=False)
    canvas.axes.add_line(points)
    for _, own in means_of_mice(rows).groupby("hours"):
        if len(own) > 1:
            middle, mean = own["after_hours"].mean() + shift, own["value"].mean()
            ends = [middle - 0.018 * room, middle + 0.018 * room]
            canvas.axes.add_line(Line2D(ends, [mean, mean], color=looks.color, lw=1.6))
