"""Response classes of each arm as one bar, a part for each class."""

from matplotlib.patches import Rectangle

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import style
from xenograft.analysis.response import CLASSES

ROW_PT = 20
BAR = 0.72
# class: (ground, letters). Arms keep their colors for themselves.
LOOKS = {
    "mCR": (style.INK, style.PAPER),
    "mPR": (style.MUTED, style.PAPER),
    "mSD": (style.SOFT, style.INK),
    "mPD": (style.GRID, style.INK),
    "NE": (style.PAPER, style.INK),
}


def response_bars(rows, width_mm=style.SINGLE_COLUMN_MM):
    """Shares of the classes of each arm, left to right from mCR to NE, with counts.

    `rows` is a list of dicts: arm, n and a count for each class, top down. Returns
    a matplotlib Figure; the table beside it has the names of the arms.
    """
    height_pt = ROW_PT * max(len(rows), 1)
    canvas = canvases.new_canvas(width_mm, height_pt, 2, 2, 0, 0)
    axes = canvas.axes
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.5, max(len(rows), 1) - 0.5)
    for place, row in enumerate(reversed(rows)):
        _bar(canvas, place, row)
    return canvas.figure


def _bar(canvas, place, row):
    start = 0.0
    for name in CLASSES:
        share = row[name] / row["n"]
        if share:
            _part(canvas, (start, place - BAR / 2), share, name, row[name])
        start += share


def _part(canvas, corner, share, name, count):
    ground, letters = LOOKS[name]
    part = Rectangle(corner, share, BAR, facecolor=ground, edgecolor=style.MUTED)
    part.set_linewidth(0.6)
    canvas.axes.add_patch(part)
    middle = corner[0] + share / 2, corner[1] + BAR / 2
    text = f"{name.removeprefix('m')} {count}"
    looks = {"ha": "center", "va": "center_baseline", "fontsize": canvas.font_pt}
    canvas.axes.text(*middle, text, color=letters, weight="bold", **looks)
