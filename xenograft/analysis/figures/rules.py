"""Ticks, rules and names of the axes, drawn by hand.

matplotlib makes five artists for each tick and measures all of their letters; drawn
from places that are known, the same figure takes three quarters of the time.
"""

from math import nan

from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.transforms import ScaledTranslation

from xenograft.analysis.figures import style

TICK_PT = 3.5
TICK_TO_LABEL_PT = 7


def draw_x(canvas, places, labels, name):
    """Ticks below the axes at `places` (data), each with its label, and the name."""
    axes = canvas.axes
    axes.xaxis.set_visible(False)
    _ticks(axes, places, [0] * len(places), TICKDOWN, axes.get_xaxis_transform())
    below = _moved(canvas, axes.get_xaxis_transform(), 0, -TICK_TO_LABEL_PT)
    for place, label in zip(places, labels, strict=True):
        _text(canvas, place, 0, label, below, ha="center", va="top")
    left_pt, bottom_pt, width_pt, _ = _box_pt(canvas)
    y_pt = bottom_pt - TICK_TO_LABEL_PT - 1.35 * canvas.font_pt
    canvas.text(left_pt + width_pt / 2, y_pt, name, ha="center", va="top")


def draw_y(canvas, places, labels, name, name_size_pt):
    """Rules across the axes at `places` (data), labels on the left, and the name."""
    axes = canvas.axes
    axes.yaxis.set_visible(False)
    across = axes.get_yaxis_transform()
    # One line with gaps for all rules.
    ends = [end for place in places for end in (place, place, nan)]
    looks = {"color": style.GRID, "linewidth": 0.8, "zorder": 0.5}
    line = Line2D([0, 1, nan] * len(places), ends, **looks)
    line.set_transform(across)
    axes.add_artist(line)
    _ticks(axes, [0] * len(places), places, TICKLEFT, across)
    beside = _moved(canvas, across, -TICK_TO_LABEL_PT, 0)
    for place, label in zip(places, labels, strict=True):
        _text(canvas, 0, place, label, beside, ha="right", va="center_baseline")
    _, bottom_pt, _, height_pt = _box_pt(canvas)
    middle_pt = bottom_pt + height_pt / 2
    looks = {"rotation": 90, "ha": "center", "va": "center", "fontsize": name_size_pt}
    canvas.text(0.9 * canvas.font_pt, middle_pt, name, **looks)


def _ticks(axes, xs, ys, marker, transform):
    looks = {"linestyle": "none", "color": style.MUTED, "markeredgewidth": 0.8}
    line = Line2D(xs, ys, marker=marker, markersize=TICK_PT, clip_on=False, **looks)
    line.set_transform(transform)
    axes.add_artist(line)


def _text(canvas, x, y, words, transform, **choices):
    looks = {"color": style.INK, "fontsize": canvas.font_pt, **choices}
    canvas.axes.text(x, y, words, transform=transform, **looks)


def _moved(canvas, transform, x_pt, y_pt):
    scale = canvas.figure.dpi_scale_trans
    return transform + ScaledTranslation(x_pt / 72, y_pt / 72, scale)


def _box_pt(canvas):
    """Left, bottom, width and height of the axes in points."""
    width_in, height_in = canvas.figure.get_size_inches()
    box = canvas.axes.get_position()
    return (
        72 * width_in * box.x0,
        72 * height_in * box.y0,
        72 * width_in * box.width,
        72 * height_in * box.height,
    )
