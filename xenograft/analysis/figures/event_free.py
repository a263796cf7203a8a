"""The share of each arm without an event: Kaplan and Meier's steps."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from xenograft.analysis.figures import canvas as canvases
from xenograft.analysis.figures import counts, labels, rules, style
from xenograft.analysis.figures.growth_curves import DAYS_LABEL
from xenograft.analysis.figures.mouse_curves import MouseLines
from xenograft.analysis.survival.curves import kaplan_meier, numbers_at_risk

AT_RISK = "Mice at risk"
TICK_PCT = 2.2
STEPS = ("arm", "day", "n_at_risk", "n_events", "n_censored")


def steps(times):
    """Exactly the steps that are drawn, from day 0 on.

    `times` has one row per mouse: mouse, arm, day, is_event. Returns arm, day,
    n_at_risk, n_events, n_censored, event_free_pct and its 95 % limits low and high
    (log(-log); gaps at 0 and 100).
    """
    found = kaplan_meier(times)
    pct = {
        "event_free_pct": 100 * found["survival"],
        "low": 100 * found["log_log_low"],
        "high": 100 * found["log_log_high"],
    }
    found = found[list(STEPS)].assign(**pct)
    first = found.drop_duplicates("arm").assign(
        day=0.0, n_events=0, n_censored=0, event_free_pct=100.0, low=np.nan, high=np.nan
    )
    both = pd.concat([first, found[found["day"] > 0]])
    return both.sort_values(["arm", "day"], kind="stable", ignore_index=True)


def event_free(
    times,
    arms,
    *,
    y_label="Mice without the event (%)",
    x_label=DAYS_LABEL,
    width_mm=style.SCREEN_MM,
):
    """Steps of each arm, a tick where a mouse was censored, mice at risk below.

    `times` as for `steps`; `arms` is arm -> name in order, which decides color, mark
    and line. Each mouse has its own part of a step down, or its tick, to be pointed
    at. Returns a matplotlib Figure.
    """
    drawn = steps(times)
    shown = [arm for arm in arms if (drawn["arm"] == arm).any()]
    names = {arm: style.safe_text(arms[arm]) for arm in shown}
    looks = {arm: style.arm_style(place) for place, arm in enumerate(arms)}
    canvas, margins = _canvas([names[arm] for arm in shown], width_mm)
    days = _set_axes(canvas, drawn["day"].max() if len(drawn) else 1, y_label, x_label)
    for arm in shown:
        own = drawn[drawn["arm"] == arm]
        _draw_steps(canvas, own, looks[arm])
        _draw_mice(canvas, times[times["arm"] == arm], own, looks[arm])
    labels.legend(canvas, margins, [(names[arm], looks[arm], True) for arm in shown])
    at_risk = numbers_at_risk(times, days)
    cells = {
        arm: [(day, at_risk.loc[arm, day], False) for day in days] for arm in shown
    }
    counts.draw_counts(canvas, AT_RISK, cells, looks)
    return canvas.figure


def _canvas(names, width_mm):
    font_pt = canvases.font_size(width_mm)
    margins = labels.Margins.of(names, width_mm, font_pt)
    bottom_pt = 3.6 * font_pt + counts.height_pt(font_pt, len(names))
    return labels.canvas_beside(margins, width_mm, bottom_pt), margins


def _set_axes(canvas, last_day, y_label, x_label):
    """Sets both axes; returns the days that are labelled."""
    ticks = MaxNLocator(8, integer=True, min_n_ticks=2).tick_values(0, last_day)
    ticks = [float(tick) for tick in ticks if 0 <= tick <= last_day]
    canvases.set_x(canvas, 0, last_day, ticks, x_label)
    canvas.axes.set_ylim(0, 104)
    places = [0, 25, 50, 75, 100]
    shown = [str(place) for place in places]
    rules.draw_y(canvas, places, shown, style.safe_text(y_label), canvas.font_pt)
    canvas.axes.axhline(50, color=style.MUTED, linewidth=0.8, dashes=(1.4, 2.2))
    return canvases.spaced_days(canvas, ticks)


def _draw_steps(canvas, own, looks):
    line = Line2D(own["day"], own["event_free_pct"], drawstyle="steps-post")
    line.set(color=looks.color, linestyle=looks.linestyle, zorder=2)
    line.set_linewidth(1.8 * canvas.scale)
    canvas.axes.add_line(line)
    last = Line2D(own["day"].iloc[-1:], own["event_free_pct"].iloc[-1:])
    last.set(color=looks.color, marker=looks.marker, markersize=6 * canvas.scale)
    last.set(markeredgecolor=looks.edge, markeredgewidth=0.6, zorder=3, clip_on=False)
    canvas.axes.add_line(last)


def _draw_mice(canvas, mice, own, looks):
    """Each mouse's part of the step down of its day, or its tick."""
    lines = MouseLines(replace(looks, dashes=()), 1.4 * canvas.scale, alpha=1)
    share = own.set_index("day")["event_free_pct"]
    before = share.shift(1)
    for day, same in mice.groupby(mice["day"].astype(float).round(9), sort=True):
        level = float(share.loc[max(day, 0.0)])
        events = same[same["is_event"].astype(bool)]
        top = before.get(day, 100.0)
        edges = np.linspace(100.0 if np.isnan(top) else top, level, len(events) + 1)
        for mouse, high, low in zip(events["mouse"], edges, edges[1:], strict=False):
            lines.add(mouse, [day, day], [high, low])
        for mouse in same.loc[~same["is_event"].astype(bool), "mouse"]:
            lines.add(mouse, [day, day], [level - TICK_PCT, level + TICK_PCT])
    canvas.axes.add_artist(lines)
