"""One mark per mouse in a strip for each arm, with the mean of the arm."""

import textwrap

import numpy as np
from matplotlib.lines import Line2D

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import rules, style

HALF_WIDTH = 0.28


def strips(values, arms, *, y_label, width_mm=style.SCREEN_MM, value="volume_mm3"):
    """The values of each arm side by side, the mean as a bar.

    `values` has arm and the column named by `value`; gaps are left out. `arms` is
    arm -> name in order. Marks stand in order of their value, so that their places
    say nothing of the mice. Returns a matplotlib Figure.
    """
    known = values.dropna(subset=[value])
    canvas = _canvas(width_mm)
    canvas.axes.set_xlim(-0.5, len(arms) - 0.5)
    names = [_wrapped(name) for name in arms.values()]
    rules.draw_x(canvas, list(range(len(arms))), names, "")
    low, high = (known[value].min(), known[value].max()) if len(known) else (0, 1)
    canvases.set_linear_y(canvas, max(0, low - 0.15 * (high - low)), high, y_label)
    for place, arm in enumerate(arms):
        own = np.sort(known.loc[known["arm"] == arm, value].to_numpy(float))
        if len(own):
            _strip(canvas, place, own, style.arm_style(place))
    return canvas.figure


def _wrapped(name):
    # Two lines leave room beside each other for the names of combinations.
    lines = textwrap.wrap(style.safe_text(name), 18, max_lines=2, placeholder="…")
    return "\n".join(lines)


def _canvas(width_mm):
    font_pt = canvases.font_size(width_mm)
    edge = {"left": 5.6 * font_pt, "right": 12, "top": 0.8 * font_pt}
    height_pt = 0.7 * canvases.plot_height(width_mm) + 4.6 * font_pt
    return canvases.new_canvas(width_mm, height_pt, bottom=3.8 * font_pt, **edge)


def _strip(canvas, place, own, looks):
    beside = np.tile([-0.5, 0, 0.5], len(own))[: len(own)] * HALF_WIDTH
    marks = Line2D(place + beside, own, linestyle="none", marker=looks.marker)
    marks.set(color=looks.color, markersize=6 * canvas.scale, zorder=3, clip_on=False)
    marks.set(markeredgecolor=looks.edge, markeredgewidth=0.6)
    canvas.axes.add_line(marks)
    ends = [place - HALF_WIDTH, place + HALF_WIDTH]
    canvas.axes.add_line(Line2D(ends, [own.mean()] * 2, color=looks.color, lw=1.8))
