"""One line per mouse, with how it ended."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.path import Path

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import labels, style
from xenograft.analysis.figures.clear_places import lines_of
from xenograft.analysis.figures.growth_curves import DAYS_LABEL, LINEAR, LOG

ENDPOINT = "ENDPOINT"
FOUND_DEAD = "FOUND_DEAD"
ENDINGS = {
    ENDPOINT: ("Endpoint reached", style.ArmStyle(style.INK, "X", ())),
    FOUND_DEAD: ("Found dead", style.ArmStyle(style.INK, "P", ())),
}


class MouseLines(Artist):
    """The lines of an arm's mice: one artist, one group in the SVG per mouse.

    A Line2D per mouse takes four times as long to draw, and a LineCollection
    loses which line is whose.
    """

    zorder = 2

    def __init__(self, arm, width=1, alpha=0.75):
        super().__init__()
        self.arm, self.width = arm, width
        self.set_alpha(alpha)
        self.paths = []

    def add(self, mouse, days, values):
        """The line of a mouse, in days and the unit of y."""
        path = Path(np.column_stack([days, values]))
        self.paths.append((style.mouse_gid(mouse), path))

    def draw(self, renderer):
        """Called by matplotlib."""
        transform = self.axes.transData
        graphics = renderer.new_gc()
        self._set_gc_clip(graphics)
        graphics.set_foreground(self.arm.color)
        graphics.set_linewidth(self.width)
        graphics.set_alpha(self.get_alpha())
        graphics.set_joinstyle("round")
        if self.arm.dashes:
            graphics.set_dashes(0, [self.width * dash for dash in self.arm.dashes])
        straight = transform.get_affine().frozen()
        for gid, path in self.paths:
            renderer.open_group("mouse", gid=gid)
            path = transform.transform_path_non_affine(path)
            renderer.draw_path(graphics, path, straight)
            renderer.close_group("mouse")
        graphics.restore()
        self.stale = False


def mouse_curves(
    volumes,
    arms,
    *,
    endings=None,
    scale=LINEAR,
    limits=(),
    y_label="Tumor volume (mm³)",
    x_label=DAYS_LABEL,
    width_mm=style.SCREEN_MM,
    value="volume_mm3",
):
    """The curve of every mouse, in the color and line of its arm.

    `volumes` has mouse, arm, day and the column named by `value`; gaps are jumped,
    and on a log scale so are values of zero or less. `endings` has mouse and kind
    (ENDPOINT or FOUND_DEAD); the mark stands at the end of the mouse's line. `arms`
    and `limits` as in `mean_curves`. Returns a matplotlib Figure.
    """
    known = points_of_lines(volumes, value, scale)
    marks = marks_of_endings(endings, known)
    styles = {arm: style.arm_style(place) for place, arm in enumerate(arms)}
    shown = [arm for arm in arms if (known["arm"] == arm).any()]
    entries = [(style.safe_text(arms[arm]), styles[arm], True) for arm in shown]
    entries += [(*ENDINGS[kind], False) for kind in ENDINGS if kind in marks]
    margins = _margins(entries, width_mm)
    canvas = _canvas(known, margins, width_mm, x_label)
    set_y(canvas, known, limits, scale, y_label)
    for arm in shown:
        draw_mice(canvas, known[known["arm"] == arm], styles[arm])
    draw_endings(canvas, marks)
    labels.legend(canvas, margins, entries)
    return canvas.figure


def points_of_lines(volumes, value="volume_mm3", scale=LINEAR):
    """mouse, arm, day and value of what the lines of mice pass through, in order."""
    known = volumes[["mouse", "arm", "day", value]].rename(columns={value: "value"})
    known = known.dropna(subset="value").sort_values(["mouse", "day"], kind="stable")
    return known[known["value"] > 0] if scale == LOG else known


def marks_of_endings(endings, known):
    """kind -> the last point of each mouse that ended so."""
    if endings is None:
        return {}
    last = known.drop_duplicates("mouse", keep="last")
    return dict(list(last.merge(endings[["mouse", "kind"]]).groupby("kind")))


def _margins(entries, width_mm):
    names = [name for name, _, _ in entries]
    return labels.Margins.of(names, width_mm, canvases.font_size(width_mm))


def _canvas(known, margins, width_mm, x_label):
    canvas = labels.canvas_beside(margins, width_mm)
    days = np.unique(known["day"]) if len(known) else [0]
    canvases.set_x(canvas, days[0], days[-1], days, x_label)
    return canvas


def set_y(canvas, known, limits, scale, y_label):
    """The y axis for all lines of `known`, with the limits that are near enough."""
    values = known["value"]
    highest = canvases.highest_in_sight(values.max(), limits, scale == LOG)
    if scale == LOG:
        lowest = values.min() if len(values) else highest / 10
        canvases.set_log_y(canvas, lowest, highest, y_label)
    else:
        canvases.set_linear_y(canvas, 0, highest, y_label)
    canvases.limit_lines(canvas, limits, highest, lines_of(known, "mouse"))


def draw_mice(canvas, rows, arm):
    """A line for each mouse of an arm, with the arm's mark at its last value."""
    lines = MouseLines(arm, canvas.scale)
    mice, days = rows["mouse"].to_numpy(), rows["day"].to_numpy(float)
    values = rows["value"].to_numpy(float)
    # Rows are sorted by mouse, so each mouse is one stretch of them.
    starts = np.flatnonzero(np.r_[True, mice[1:] != mice[:-1]])
    for start, stop in zip(starts, [*starts[1:], len(mice)], strict=True):
        lines.add(mice[start], days[start:stop], values[start:stop])
    canvas.axes.add_artist(lines)
    last = np.r_[starts[1:] - 1, len(mice) - 1]
    _draw_marks(canvas, rows.iloc[last], arm, size=4)


def draw_endings(canvas, marks):
    """The mark of how it ended on the last point of each mouse that left."""
    for kind, rows in marks.items():
        _draw_marks(canvas, rows, ENDINGS[kind][1], size=8)


def _draw_marks(canvas, rows, looks, size):
    canvas.axes.add_line(
        Line2D(
            rows["day"],
            rows["value"],
            color=looks.color,
            linestyle="none",
            marker=looks.marker,
            markersize=size * canvas.scale,
            markeredgecolor=looks.edge,
            markeredgewidth=0.5,
            zorder=3,
        )
    )
