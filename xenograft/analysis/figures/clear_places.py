"""Where the name of a limit line can stand without a curve running through it."""

import numpy as np

# From the left, as shares of the width of the axes.
PLACES = (0.02, 0.34, 0.18, 0.5, 0.66)
SAMPLES = np.linspace(0, 1, 25)


def clear_place(canvas, value, name_width_pt, curves, wanted):
    """The share of the width at which a name above the line at `value` begins.

    `curves` is a list of arrays of (day, value), in the units of the axes, whose
    limits are set. The `wanted` place if it is clear, else the first of `PLACES`
    that is, else the wanted one.
    """
    window = canvas.axes.get_window_extent()
    bottom = canvas.axes.transData.transform((0, value))[1]
    days = _days_between(canvas, curves, bottom, bottom + 1.3 * canvas.font_pt)
    for place in (wanted, *PLACES):
        left = window.x0 + place * window.width
        right = left + name_width_pt
        if right <= window.x1 and not ((days > left) & (days < right)).any():
            return place
    return wanted


def _days_between(canvas, curves, bottom, top):
    """Places across the figure, in points, where a curve is between two heights."""
    if not len(curves):
        return np.empty(0)
    whole = np.concatenate([np.asarray(curve, float) for curve in curves])
    drawn = canvas.axes.transData.transform(whole)
    steps = np.diff(drawn, axis=0, append=drawn[-1:])
    # The last point of a curve is not joined to the first of the next.
    steps[np.cumsum([len(curve) for curve in curves]) - 1] = 0
    ends = np.stack([drawn[:, 1], (drawn + steps)[:, 1]])
    is_near = (ends.max(axis=0) > bottom) & (ends.min(axis=0) < top)
    between = drawn[is_near, None] + SAMPLES[:, None] * steps[is_near, None]
    x, y = between.reshape(-1, 2).T
    return x[(y > bottom) & (y < top)]


def lines_of(rows, by):
    """(day, value) of each line of `rows`, which has `by`, day and value, sorted."""
    if not len(rows):
        return []
    starts = np.flatnonzero((rows[by] != rows[by].shift()).to_numpy())[1:]
    return np.split(rows[["day", "value"]].to_numpy(float), starts)
