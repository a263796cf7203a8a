"""The points of a figure in rows: for the page, for its script and for the CSV."""

import csv
import io
import math

from xenograft.analysis import error_rates
from xenograft.analysis.error_rates import OF_CURVE
from xenograft.analysis.figures.waterfall import RESPONSE
from xenograft.results.drawing import BARS, MEANS, STEPS, VALUES_OF_MICE
from xenograft.results.words import day_name
from xenograft.study.cells import safe
from xenograft.templatetags.xenograft import percent, volume

BAR_COLUMNS = (RESPONSE, "best_day", "best_average_pct", "response", "n")
STEP_COLUMNS = (
    *("day", "n_at_risk", "n_events", "n_censored", "event_free_pct", "low", "high"),
)
OF_WEIGHT = {"in": "percent", "off": "percent, tumor taken off"}
UNITS = {"linear": "mm3", "relative": "V/V0", "log": "mm3"}


def by_day(drawing, options):
    """([(arm, name)], rows) of a figure of means; a row is a day and a cell per arm.

    A cell is "mean (from to, n)", or empty where nothing is drawn.
    """
    show = _shown_as(options)
    cells = {
        (row.arm, row.day): _cell(row, show)
        for row in drawing.points.itertuples(index=False)
    }
    drawn = {arm for arm, _ in cells}
    arms = [(arm, name) for arm, name in drawing.arms.items() if arm in drawn]
    name = day_name(drawing.curves)
    return arms, [
        {"day": name(day), "cells": [cells.get((arm, day), "") for arm, _ in arms]}
        for day in sorted({day for _, day in cells})
    ]


def _shown_as(options):
    if options.fig == "weight":
        return percent
    return _ratio if options.scale == "relative" else volume


def _ratio(number):
    return f"{number:.2f}"


def _cell(row, show):
    if math.isnan(row.low):
        return f"{show(row.value)} (n {row.n})"
    return f"{show(row.value)} ({show(row.low)} to {show(row.high)}, n {row.n})"


def hover(drawing):
    """What the page says about each mouse that is drawn: key -> name, place, last."""
    said, name = SAID[drawing.kind], day_name(drawing.curves)
    points = drawing.points if drawing.mice is None else drawing.mice
    last = points.drop_duplicates("mouse", keep="last")
    known = drawing.curves.mice.loc[last["mouse"]]
    rows = zip(known["name"], known["cage"], last.itertuples(index=False), strict=True)
    return {
        str(row.mouse): {
            "name": f"{drawing.curves.unit.capitalize()} {label}",
            "place": " · ".join(part for part in (cage, drawing.arms[row.arm]) if part),
            "last": said(row, name),
        }
        for label, cage, row in rows
    }


def _last_value(row, name):
    ratio = row.relative_volume
    times = "" if math.isnan(ratio) else f", {ratio:.1f} × D0"
    return f"{name(row.day)}: {volume(row.volume_mm3)} mm³{times}"


def _best(row, name):
    best = f"{percent(row.best_response_pct)} on {name(row.best_day)}"
    return f"best {best}, {row.response}"


def _event(row, name):
    days = f"{row.day:.1f}".removesuffix(".0")
    return f"event on D{days}" if row.is_event else f"no event until D{days}"


SAID = {VALUES_OF_MICE: _last_value, BARS: _best, STEPS: _event}


def as_csv(study, drawing, options):
    """CSV text of exactly the drawn points, one row each, in full precision.

    Means: study, arm, day, n, n_left, mean (or geometric_mean), low and high end of
    the error bar, error, unit. Mice: study, mouse, arm, day, date, volume_mm3 or
    relative_volume. Bars: study, mouse, arm, best_response_pct, best_day,
    best_average_pct, response, n. Where whole cages were drawn, cage for
    mouse. Steps: study, arm, event, day, n_at_risk, n_events, n_censored,
    event_free_pct, low, high, warning (of the limits). Names that a spreadsheet
    could run get an apostrophe before.
    """
    columns = COLUMNS[drawing.kind](drawing, options)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["study", *columns])
    writer.writerows(
        [study.code, *map(_safe, row)] for row in zip(*columns.values(), strict=True)
    )
    return file.getvalue()


def _of_means(drawing, options):
    points = drawing.points
    count = len(points)
    is_log = options.scale == "log" and options.fig == "mean"
    unit = OF_WEIGHT[options.tumor] if options.fig == "weight" else UNITS[options.scale]
    return {
        "arm": [drawing.arms[arm] for arm in points["arm"]],
        "day": points["day"],
        "n": points["n"],
        "n_left": points["n_left"],
        "geometric_mean" if is_log else "mean": points["value"],
        f"{options.err}_factor" if is_log else options.err: points["error"],
        "low": points["low"],
        "high": points["high"],
        "unit": [unit] * count,
    }


def _of_mice(drawing, options):
    points = drawing.points
    mice = drawing.curves.mice.loc[points["mouse"]]
    days = points["day"].to_numpy().astype("timedelta64[D]")
    return {
        drawing.curves.unit: mice["name"],
        "arm": [drawing.arms[arm] for arm in points["arm"]],
        "day": points["day"],
        "date": (mice["day_zero"].to_numpy() + days).astype("datetime64[D]"),
        drawing.value.removeprefix("log_"): points[drawing.value],
    }


def _of_bars(drawing, options):
    points = drawing.points
    return {
        drawing.curves.unit: drawing.curves.mice.loc[points["mouse"]]["name"],
        "arm": [drawing.arms[arm] for arm in points["arm"]],
        **{name: points[name] for name in BAR_COLUMNS},
    }


def _of_steps(drawing, options):
    points = drawing.points
    return {
        "arm": [drawing.arms[arm] for arm in points["arm"]],
        "event": [options.event] * len(points),
        **{name: points[name] for name in STEP_COLUMNS},
        # What is to be said of the limits, as often as they hold the truth.
        "warning": [error_rates.warning(OF_CURVE)] * len(points),
    }


COLUMNS = {
    MEANS: _of_means,
    VALUES_OF_MICE: _of_mice,
    BARS: _of_bars,
    STEPS: _of_steps,
}


def _safe(cell):
    if isinstance(cell, str):
        return safe(cell)
    return "" if cell != cell else cell
