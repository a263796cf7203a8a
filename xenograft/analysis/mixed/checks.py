"""Does a model of growth fit: residuals against the day, and mice that weigh much."""

import numpy as np
from scipy import stats

LARGE_DISTANCE = 0.5


def bend(fit):
    """Curvature left in the residuals: estimate (per squared day), p and mice.

    The quadratic part of each mouse's residuals over its days, averaged over the
    mice of all arms and tested against zero by Student's t, the mouse being the
    unit. Mice with fewer than four values do not count; fewer than three mice give
    gaps.
    """
    rows = fit.rows.sort_values("mouse", kind="stable")
    day, left = rows["day"].to_numpy(float), rows["residual"].to_numpy(float)
    starts = np.flatnonzero(~rows["mouse"].duplicated().to_numpy())[1:]
    found = [
        np.polyfit(days, own, 2)[0]
        for days, own in zip(np.split(day, starts), np.split(left, starts), strict=True)
        if len(np.unique(days)) >= 4
    ]
    if len(found) < 3:
        return {"estimate": np.nan, "p": np.nan, "mice": len(found)}
    tested = stats.ttest_1samp(found, 0)
    p = float(tested.pvalue)
    return {"estimate": float(np.mean(found)), "p": p, "mice": len(found)}


def influential(fit, limit=LARGE_DISTANCE):
    """Mice whose Cook's distance is above `limit`, the largest first."""
    known = fit.influence.dropna().sort_values(ascending=False)
    return list(known[known > limit].index)


def normal_residuals(fit):
    """Shapiro and Wilk's p of the residuals divided by their standard deviation.

    A small p is a sign of outliers; with many values it is small for harmless ones.
    """
    return float(stats.shapiro(fit.rows["residual"]).pvalue)
