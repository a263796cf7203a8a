"""A small figure for each arm: its mice in color, all others in grey behind them."""

import math
import textwrap

import numpy as np
from matplotlib.lines import Line2D

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import style
from xenograft.analysis.figures.growth_curves import DAYS_LABEL, LOG
from xenograft.analysis.figures.mouse_curves import (
    draw_endings,
    draw_mice,
    marks_of_endings,
    points_of_lines,
    set_y,
)

GAP_PT = 12
NARROWEST_PT = 90


def arm_panels(
    volumes,
    arms,
    *,
    endings=None,
    scale=LOG,
    limits=(),
    y_label="Tumor volume (mm³)",
    x_label=DAYS_LABEL,
    width_mm=style.SCREEN_MM,
    value="volume_mm3",
):
    """Small multiples: every mouse of an arm over the mice of all others.

    Arguments as in `mouse_curves`. All panels share their axes. An arm without
    values has no panel. Returns a matplotlib Figure.
    """
    known = points_of_lines(volumes, value, scale)
    shown = [arm for arm in arms if (known["arm"] == arm).any()]
    styles = {arm: style.arm_style(place) for place, arm in enumerate(arms)}
    marks = marks_of_endings(endings, known)
    layout = _Layout(len(shown), width_mm)
    for place, arm in enumerate(shown):
        canvas = layout.panel(place)
        _set_axes(canvas, known, layout.is_first_of_row(place), limits, scale, y_label)
        _draw_others(canvas, known[known["arm"] != arm])
        draw_mice(canvas, known[known["arm"] == arm], styles[arm])
        draw_endings(canvas, _of_arm(marks, arm))
        layout.write_title(place, style.safe_text(arms[arm]))
    layout.write_below(style.safe_text(x_label))
    return layout.figure


def _set_axes(canvas, known, is_first, limits, scale, y_label):
    days = np.unique(known["day"])
    canvases.set_x(canvas, days[0], days[-1], days, "")
    lines = limits if is_first else [(level, "", *kind) for level, _, *kind in limits]
    set_y(canvas, known, lines, scale, y_label if is_first else None)


def _draw_others(canvas, rows):
    """One line with gaps: the mice of other arms are not told apart."""
    starts = np.flatnonzero(rows["mouse"].to_numpy()[1:] != rows["mouse"][:-1]) + 1
    days = np.insert(rows["day"].to_numpy(float), starts, math.nan)
    values = np.insert(rows["value"].to_numpy(float), starts, math.nan)
    looks = {"color": style.SOFT, "linewidth": 0.7 * canvas.scale, "zorder": 1}
    canvas.axes.add_line(Line2D(days, values, **looks))


def _of_arm(marks, arm):
    return {kind: rows[rows["arm"] == arm] for kind, rows in marks.items()}


class _Layout:
    """Panels in rows, of one size, as many side by side as stay readable."""

    def __init__(self, count, width_mm):
        self.font_pt = canvases.font_size(width_mm)
        self.left_pt = 5.6 * self.font_pt
        room_pt = width_mm * canvases.POINTS_PER_MM - self.left_pt
        fitting = max(1, int(room_pt // (NARROWEST_PT + GAP_PT)))
        self.columns_count = max(1, min(count, fitting))
        self.rows_count = max(1, math.ceil(count / self.columns_count))
        width_pt = room_pt / self.columns_count - GAP_PT
        self.size = (width_pt, min(width_pt * 0.95, 190))
        self.row_pt = self.size[1] + 5.8 * self.font_pt
        height_pt = self.rows_count * self.row_pt + 1.6 * self.font_pt
        self.figure = canvases.new_figure(width_mm, height_pt)
        self.whole = canvases.Canvas(self.figure, None, self.font_pt)

    def corner(self, place):
        """Lower left corner of a panel in points."""
        row, column = divmod(place, self.columns_count)
        from_below = self.rows_count - 1 - row
        x_pt = self.left_pt + column * (self.size[0] + GAP_PT)
        return x_pt, from_below * self.row_pt + 3.6 * self.font_pt

    def is_first_of_row(self, place):
        return place % self.columns_count == 0

    def panel(self, place):
        return canvases.panel(self.figure, self.corner(place), self.size, self.font_pt)

    def write_title(self, place, name):
        x_pt, y_pt = self.corner(place)
        longest = max(8, int(self.size[0] / (canvases.LETTER_WIDTH * self.font_pt)))
        lines = textwrap.wrap(name, longest, max_lines=2, placeholder="…")
        y_pt += self.size[1] + 0.7 * self.font_pt
        self.whole.text(x_pt, y_pt, "\n".join(lines), weight="bold", va="bottom")

    def write_below(self, name):
        width_pt = 72 * self.figure.get_figwidth()
        middle_pt = (self.left_pt + width_pt) / 2
        self.whole.text(middle_pt, 0.5 * self.font_pt, name, ha="center")
