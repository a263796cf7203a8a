"""Names of arms: at the ends of their curves where they fit, else as a legend."""

import textwrap
from dataclasses import dataclass

from xenograft.analysis.figures import canvas as canvases

LEGEND_LETTERS = 22
GAP_PT = 8
# A name further from its curve than this many lines would be read as another's.
FURTHEST_LINES = 1.4
EDGE_PT = 12


@dataclass(frozen=True)
class Margins:
    """Room for names: beside the axes, or above them in a narrow figure."""

    right_pt: float
    top_pt: float
    is_beside: bool

    @classmethod
    def of(cls, names, width_mm, font_pt):
        """Margins for names of arms in a figure of this width and letter size."""
        width_pt = width_mm * canvases.POINTS_PER_MM
        lines = [line for name in names for line in wrapped(name)]
        widest = max((canvases.text_width(line, font_pt) for line in lines), default=0)
        beside_pt = widest + canvases.LEGEND_HANDLE_PT + 2 * GAP_PT
        if not names:
            return cls(EDGE_PT, 0, True)
        if beside_pt <= 0.34 * width_pt:
            return cls(beside_pt, 0, True)
        return cls(EDGE_PT, (len(names) + 0.6) * 1.5 * font_pt, False)


def canvas_beside(margins, width_mm, bottom_pt=None):
    """A canvas of the usual height with room for names and `bottom_pt` below the axes.

    Without `bottom_pt` there is room for the ticks and the name of the axis.
    """
    font_pt = canvases.font_size(width_mm)
    bottom_pt = bottom_pt or 3.8 * font_pt
    height_pt = canvases.plot_height(width_mm) + bottom_pt + margins.top_pt
    edges = {"left": 5.6 * font_pt, "right": margins.right_pt, "bottom": bottom_pt}
    edges["top"] = margins.top_pt + 0.8 * font_pt
    return canvases.new_canvas(width_mm, height_pt, **edges)


def wrapped(name):
    """The lines of a name beside the axes."""
    return textwrap.wrap(name, LEGEND_LETTERS) or [""]


def name_curves(canvas, margins, ends, names, styles):
    """Name each curve: `ends` is arm -> the last point (day, value)."""
    if not ends:
        return
    places = _direct_places(canvas, ends, names) if margins.is_beside else None
    if places is None:
        legend(canvas, margins, [(names[arm], styles[arm], True) for arm in ends])
        return
    for arm, (x_pt, y_pt) in places.items():
        canvas.text(x_pt + GAP_PT, y_pt, "\n".join(wrapped(names[arm])), va="center")


def _direct_places(canvas, ends, names):
    """Where names stand beside their curves, or None where they do not fit."""
    last_day = max(end["day"] for end in ends.values())
    if any(end["day"] < last_day for end in ends.values()):
        return None
    transform = canvas.axes.transData.transform
    # The figure has 72 dots per inch, so that dots are points.
    wanted = {arm: transform((end["day"], end["value"])) for arm, end in ends.items()}
    heights = {arm: canvas.line_pt * len(wrapped(names[arm])) for arm in ends}
    y_pt = _spread({arm: y for arm, (_, y) in wanted.items()}, heights)
    for arm, (_, y) in wanted.items():
        if abs(y_pt[arm] - y) > FURTHEST_LINES * canvas.line_pt:
            return None
    return {arm: (wanted[arm][0], y_pt[arm]) for arm in ends}


def _spread(wanted, heights):
    """Heights moved apart from the lowest up, then shifted back by half."""
    placed, group = {}, []
    for arm in sorted(wanted, key=wanted.get):
        group.append([wanted[arm], [arm], heights[arm]])
        while len(group) > 1 and _overlap(group[-2], group[-1]):
            upper = group.pop()
            group[-1] = _joined(group[-1], upper, wanted)
    for middle, arms, height in group:
        bottom = middle - height / 2
        for arm in arms:
            placed[arm] = bottom + heights[arm] / 2
            bottom += heights[arm]
    return placed


def _overlap(lower, upper):
    return upper[0] - lower[0] < (lower[2] + upper[2]) / 2


def _joined(lower, upper, wanted):
    arms = lower[1] + upper[1]
    total = lower[2] + upper[2]
    return [sum(wanted[arm] for arm in arms) / len(arms), arms, total]


def legend(canvas, margins, entries):
    """Names with their marks: `entries` are (name, ArmStyle, has line)."""
    width_in, height_in = canvas.figure.get_size_inches()
    x_pt = 5.6 * canvas.font_pt
    y_pt = 72 * height_in - 1.3 * canvas.line_pt
    if margins.is_beside:
        x_pt = 72 * width_in - margins.right_pt + GAP_PT
    for name, arm, has_line in entries:
        lines = wrapped(name) if margins.is_beside else [name]
        canvases.handle(canvas, x_pt, y_pt + 0.35 * canvas.font_pt, arm, has_line)
        text_at = x_pt + canvases.LEGEND_HANDLE_PT + GAP_PT
        canvas.text(text_at, y_pt, lines[0])
        for line in lines[1:]:
            y_pt -= canvas.line_pt
            canvas.text(text_at, y_pt, line)
        y_pt -= 1.15 * canvas.line_pt
