"""A figure with margins set by hand, its axes, limit lines and legend.

Layout engines measure every text several times; here all sizes are points, so
the margins are simply added up.
"""

import math
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from xenograft.analysis.figures import rules, style
from xenograft.analysis.figures.clear_places import clear_place

POINTS_PER_MM = 72 / 25.4
SCREEN_FONT_PT = 9.2
LETTER_WIDTH = 0.6
LEGEND_HANDLE_PT = 26
TICK_GAP_PT = 22
# What a limit is whose line is only the level from which it is watched.
WARNING = "warning"
LIMIT_LINE = {"color": style.LIMIT, "dashes": (4, 2.5)}
WARNING_LINE = {"color": style.MUTED, "dashes": style.DOTTED}
# Where the name of a line begins, as a share of the width.
LEFT, ASIDE = 0.02, 0.34
# A limit further above the data would press the curves flat.
LIMIT_IN_SIGHT = 0.25


@dataclass(frozen=True)
class Canvas:
    """A figure and its only axes; lengths in points."""

    figure: Figure
    axes: object
    font_pt: float

    @property
    def scale(self):
        """Size of marks and lines against those of a figure on the screen."""
        return self.font_pt / SCREEN_FONT_PT

    @property
    def line_pt(self):
        """Height of a line of text with its space."""
        return 1.35 * self.font_pt

    def fraction(self, x_pt, y_pt):
        """Fraction of the figure of a place in points from its lower left."""
        width_in, height_in = self.figure.get_size_inches()
        return x_pt / width_in / 72, y_pt / height_in / 72

    def text(self, x_pt, y_pt, words, **choices):
        """Text at a place in points from the lower left of the figure."""
        x, y = self.fraction(x_pt, y_pt)
        choices = {"color": style.INK, "fontsize": self.font_pt, **choices}
        return self.figure.text(x, y, words, **choices)


def font_size(width_mm):
    """Letters of a figure on the screen, or of one in a column of a journal."""
    return SCREEN_FONT_PT if width_mm > style.DOUBLE_COLUMN_MM else 7


def plot_height(width_mm):
    """Height in points of the axes: narrow figures are taller for their width."""
    share = 0.42 if width_mm >= 150 else 0.58
    return share * width_mm * POINTS_PER_MM


def text_width(words, font_pt):
    """About how wide a line of text is, in points, without measuring it."""
    return LETTER_WIDTH * font_pt * len(words)


def new_canvas(width_mm, height_pt, left, right, top, bottom):
    """A canvas of `width_mm` by `height_pt`, margins in points."""
    figure = new_figure(width_mm, height_pt)
    width_pt = width_mm * POINTS_PER_MM
    size = (width_pt - left - right, height_pt - top - bottom)
    return panel(figure, (left, bottom), size, font_size(width_mm))


def new_figure(width_mm, height_pt):
    """An empty figure on paper, with 72 dots to the inch, so that dots are points."""
    size = (width_mm * POINTS_PER_MM / 72, height_pt / 72)
    return Figure(size, dpi=72, facecolor=style.PAPER)


def panel(figure, corner, size, font_pt):
    """Axes on a figure: the lower left corner and the size in points."""
    across, up = (72 * inches for inches in figure.get_size_inches())
    box = (corner[0] / across, corner[1] / up, size[0] / across, size[1] / up)
    canvas = Canvas(figure, figure.add_axes(box), font_pt)
    _quiet_axes(canvas.axes)
    return canvas


def _quiet_axes(axes):
    axes.set_facecolor("none")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(color=style.MUTED, linewidth=0.8)


def set_x(canvas, first_day, last_day, days, label):
    """Days along the bottom, labelled where they have room."""
    axes = canvas.axes
    room = max(last_day - first_day, 1)
    axes.set_xlim(first_day - 0.02 * room, last_day + 0.02 * room)
    shown = spaced_days(canvas, days)
    labels = [with_minus(f"{day:g}") for day in shown]
    rules.draw_x(canvas, shown, labels, style.safe_text(label))


def spaced_days(canvas, days):
    """The days that can be labelled without touching, the first and last first."""
    axes, days = canvas.axes, sorted(set(days))
    place = {day: axes.transData.transform((day, 1))[0] for day in days}
    gap = max(TICK_GAP_PT, max((_tick_width(canvas, day) for day in days), default=0))
    chosen = []
    for day in [*days[:1], *days[-1:], *days[1:-1]]:
        if all(abs(place[day] - place[other]) >= gap for other in chosen):
            chosen.append(day)
    return sorted(chosen)


def _tick_width(canvas, day):
    return text_width(f"{day:g}", canvas.font_pt) + 4


def set_linear_y(canvas, lowest, highest, label, ticks=8, signed=False):
    """Values from `lowest` to above `highest`, with a rule at each tick.

    With a `label` of None the rules have neither numbers nor a name.
    """
    steps = MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10])
    values = steps.tick_values(lowest, max(highest, lowest + 1e-9))
    sign = "+" if signed else ""
    decimals = 0 if float(values[1] - values[0]).is_integer() else 1
    inside = [value for value in values if value >= lowest]
    canvas.axes.set_ylim(lowest, values[-1])
    labels = [tick_label(value, sign, decimals) for value in inside]
    _draw_y(canvas, inside, labels, label)


def set_log_y(canvas, lowest, highest, label):
    """Values on a log scale, with a rule at 1, 2 and 5 of each power of ten.

    With a `label` of None the rules have neither numbers nor a name.
    """
    canvas.axes.set_yscale("log")
    values = _one_two_five(lowest, highest)
    canvas.axes.set_ylim(values[0], max(values[-1], highest))
    _draw_y(canvas, values, [f"{value:,g}" for value in values], label)


def _one_two_five(lowest, highest):
    powers = range(math.floor(math.log10(lowest)), math.ceil(math.log10(highest)) + 1)
    steps = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    below = [step for step in steps if step <= lowest]
    inside = [step for step in steps if lowest < step < highest]
    above = [step for step in steps if step >= highest]
    return [*below[-1:], *inside, *above[:1]]


def _draw_y(canvas, values, labels, name):
    if name is None:
        labels = [""] * len(values)
    name = style.safe_text(name or "")
    height_pt = canvas.axes.get_window_extent().height
    room = height_pt / text_width(name or " ", 1)
    rules.draw_y(canvas, values, labels, name, min(canvas.font_pt, room))


def tick_label(value, sign="", decimals=0):
    """A number with thousands separated and a true minus; zero has no sign."""
    number = round(float(value), decimals) or 0.0
    return with_minus(f"{number:{sign if number else ''},.{decimals}f}")


def with_minus(number):
    """A number's text with a true minus sign."""
    return number.replace("-", "−")


def highest_in_sight(top, limits, is_log):
    """The highest value to show: of the data, or a limit that is near enough."""
    if top is None or math.isnan(top):
        return max((value for value, *_ in limits), default=100)
    near = [value for value, *_ in limits if is_log or top >= LIMIT_IN_SIGHT * value]
    # The name of a limit stands above its line.
    return max([1.02 * top, *(1.04 * value for value in near)])


def limit_lines(canvas, limits, highest, curves=()):
    """Lines across the axes at limits up to `highest`: dashed, named on the left.

    A limit with `WARNING` as its third part is dotted and named a third across,
    where curves are low yet; where one of `curves` (arrays of day and value) runs
    through a name, it stands at the next place that is clear.
    """
    for value, name, *kind in limits:
        if value <= highest:
            looks = WARNING_LINE if WARNING in kind else LIMIT_LINE
            canvas.axes.axhline(value, linewidth=1, **looks)
            wanted = ASIDE if WARNING in kind else LEFT
            _name_line(canvas, value, name, looks["color"], (curves, wanted))


def _name_line(canvas, value, name, color, where):
    axes, font_pt, name = canvas.axes, 0.92 * canvas.font_pt, style.safe_text(name)
    axes.text(
        clear_place(canvas, value, text_width(name, font_pt), *where),
        value,
        name,
        transform=blended_transform_factory(axes.transAxes, axes.transData),
        color=color,
        fontsize=font_pt,
        ha="left",
        va="bottom",
    )


def handle(canvas, x_pt, y_pt, arm, has_line=True):
    """The mark of an arm, with a piece of its line, at a place in points."""
    ends = (x_pt, x_pt + LEGEND_HANDLE_PT)
    if has_line:
        _figure_line(canvas, ends, y_pt, arm.color, linestyle=arm.linestyle)
    middle = (sum(ends) / 2,)
    mark(canvas, middle, y_pt, arm.marker, arm.color, arm.edge)


def mark(canvas, xs_pt, y_pt, marker, color, edge):
    """A single mark at a place in points."""
    size = 5.2 * canvas.scale
    looks = {"marker": marker, "markersize": size, "linestyle": "none"}
    _figure_line(
        canvas, xs_pt, y_pt, color, **looks, markeredgecolor=edge, markeredgewidth=0.6
    )


def _figure_line(canvas, xs_pt, y_pt, color, **choices):
    places = [canvas.fraction(x_pt, y_pt) for x_pt in xs_pt]
    xs, ys = zip(*places, strict=True)
    line = Line2D(xs, ys, color=color, linewidth=1.8 * canvas.scale, **choices)
    canvas.figure.add_artist(line)
