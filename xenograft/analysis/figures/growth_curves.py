"""Mean curves of arms with their standard errors, and the mice behind each mean."""

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import counts, labels, style
from xenograft.analysis.figures.clear_places import lines_of

LINEAR = "linear"
LOG = "log"

VOLUME_LABELS = {
    LINEAR: "Tumor volume (mm³), mean ± SEM",
    LOG: "Tumor volume (mm³), geometric mean ×/÷ SEM",
}
DAYS_LABEL = "Days since first dose"
COUNTS_TITLE = "Mice measured"


def drawn_points(means, scale=LINEAR):
    """Exactly the points a mean figure draws, as rows for the figure's CSV.

    `means` as from `arm_means`. Returns arm, day, value, low, high, n, n_left:
    mean and SEM on a linear scale, geometric mean and its SEM factor on a log
    scale; low and high are gaps for fewer than three mice. is_open as `means` has it:
    a point that is drawn open, of few mice.
    """
    if scale == LOG:
        values = means["geometric_mean"].to_numpy()
        factor = np.exp(means["log_sem"].to_numpy())
        low, high = values / factor, values * factor
    else:
        values, sem = means["mean"].to_numpy(), means["sem"].to_numpy()
        low, high = values - sem, values + sem
    is_point = means["is_drawn"].to_numpy(bool) & ~np.isnan(values)
    has_bar = means["has_error_bars"].to_numpy(bool)
    columns = {
        "arm": means["arm"].array,
        "day": means["day"].array,
        "value": values,
        "low": np.where(has_bar, low, np.nan),
        "high": np.where(has_bar, high, np.nan),
        "n": means["n"].array,
        "n_left": means["n_left"].array,
        "is_open": means.get("is_open", np.zeros(len(means), bool)),
    }
    columns["is_open"] = np.asarray(columns["is_open"], bool)
    return pd.DataFrame({name: column[is_point] for name, column in columns.items()})


def mean_curves(
    means,
    arms,
    *,
    scale=LINEAR,
    limits=(),
    y_label=None,
    x_label=DAYS_LABEL,
    width_mm=style.SCREEN_MM,
):
    """Mean of each arm by day with its SEM, and the number of mice under the axis.

    `means` as from `arm_means`; `arms` is arm -> name of every arm of the study in
    order, which decides color, mark and line. `limits` are (value, name) in the
    unit of y, of a level of warning with `canvas.WARNING`; one far above the data is
    left out on a linear scale. Bold counts: mice have left the arm.
    Returns a matplotlib Figure.
    """
    y_label = y_label or VOLUME_LABELS[scale]
    points = drawn_points(means, scale)
    plot = _ArmPlot(points, arms, width_mm, x_label)
    top = points[["value", "high"]].max(axis=None) if len(points) else None
    highest = canvases.highest_in_sight(top, limits, scale == LOG)
    if scale == LOG:
        lowest = points[["value", "low"]].min(axis=None) if len(points) else 10
        canvases.set_log_y(plot.canvas, lowest, highest, y_label)
    else:
        canvases.set_linear_y(plot.canvas, 0, highest, y_label)
    canvases.limit_lines(plot.canvas, limits, highest, _curves(points))
    return plot.drawn()


def weight_curves(
    means,
    arms,
    *,
    limits=(),
    y_label="Body weight, % change from D0",
    x_label=DAYS_LABEL,
    width_mm=style.SCREEN_MM,
):
    """Mean weight change of each arm by day with its SEM, in percent.

    `means` as from `arm_means` with the value change_pct or net_change_pct; the
    other arguments and the counts as in `mean_curves`. Limits are always shown.
    """
    points = drawn_points(means)
    plot = _ArmPlot(points, arms, width_mm, x_label)
    lowest, highest = _weight_range(points, limits)
    canvases.set_linear_y(plot.canvas, lowest, highest, y_label, signed=True)
    plot.canvas.axes.axhline(0, color=style.MUTED, linewidth=0.8)
    canvases.limit_lines(plot.canvas, limits, highest, _curves(points))
    return plot.drawn()


def _curves(points):
    """(day, value) of each arm's line and of each error bar."""
    bars = points.dropna(subset=["low"])
    ends = [bars[["day", end]].to_numpy(float) for end in ("low", "high")]
    return [*lines_of(points, "arm"), *np.stack(ends, axis=1)]


def _weight_range(points, limits):
    values = points[["value", "low", "high"]].to_numpy().ravel()
    shown = [-5, 5, *values[np.isfinite(values)], *(level for level, *_ in limits)]
    return 1.05 * min(shown), max(shown)


class _ArmPlot:
    """Arms over days with the counts under the axis, on one canvas."""

    def __init__(self, points, arms, width_mm, x_label):
        self.points = points
        self.names = {arm: style.safe_text(name) for arm, name in arms.items()}
        self.styles = {arm: style.arm_style(at) for at, arm in enumerate(arms)}
        self.shown = [arm for arm in arms if (points["arm"] == arm).any()]
        font_pt = canvases.font_size(width_mm)
        names = [self.names[arm] for arm in self.shown]
        self.margins = labels.Margins.of(names, width_mm, font_pt)
        self.counts_pt = counts.height_pt(font_pt, len(self.shown))
        self.axis_pt = 3.6 * font_pt
        bottom_pt = self.axis_pt + self.counts_pt
        self.canvas = labels.canvas_beside(self.margins, width_mm, bottom_pt)
        days = sorted(points["day"].unique()) or [0]
        canvases.set_x(self.canvas, days[0], days[-1], days, x_label)

    def drawn(self):
        """The figure with curves, names and counts, once the y axis is set."""
        for arm in self.shown:
            self._curve(self._rows(arm), self.styles[arm])
        ends = {arm: self._rows(arm).iloc[-1] for arm in self.shown}
        labels.name_curves(self.canvas, self.margins, ends, self.names, self.styles)
        self._counts()
        return self.canvas.figure

    def _rows(self, arm):
        return self.points[self.points["arm"] == arm]

    def _curve(self, rows, arm):
        days, values = rows["day"].to_numpy(), rows["value"].to_numpy()
        low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
        axes = self.canvas.axes
        bars = np.stack([np.column_stack([days, end]) for end in (low, high)], axis=1)
        bars = bars[np.isfinite(low)]
        axes.add_collection(
            LineCollection(bars, colors=arm.color, linewidths=1), autolim=False
        )
        caps = bars.reshape(-1, 2)
        scale = self.canvas.scale
        cap = {"marker": "_", "markersize": 5 * scale}
        _add(axes, caps[:, 0], caps[:, 1], arm.color, 1, **cap)
        _add(
            axes,
            days,
            values,
            arm.color,
            1.8 * scale,
            linestyle=arm.linestyle,
            marker=arm.marker,
            markersize=6 * scale,
            markeredgecolor=arm.edge,
            markeredgewidth=0.6,
            zorder=3,
        )
        is_open = rows["is_open"].to_numpy()
        _add(
            axes,
            days[is_open],
            values[is_open],
            style.PAPER,
            0,
            marker=arm.marker,
            markersize=6 * scale,
            markeredgecolor=arm.color,
            markeredgewidth=1.2 * scale,
            zorder=4,
        )

    def _counts(self):
        days = canvases.spaced_days(self.canvas, self.points["day"])
        rows = {arm: self._rows(arm) for arm in self.shown}
        cells = {
            arm: [
                (row.day, row.n, row.n_left > 0)
                for row in own[own["day"].isin(days)].itertuples()
            ]
            for arm, own in rows.items()
        }
        counts.draw_counts(self.canvas, COUNTS_TITLE, cells, self.styles)


def _add(axes, x, y, color, width, linestyle="none", **choices):
    line = Line2D(x, y, color=color, linewidth=width, linestyle=linestyle, **choices)
    axes.add_line(line)
