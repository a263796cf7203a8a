"""The likelihood of growth through the first value, for many days at once.

With lambda the variance of the slopes over the residual variance and s = sum of
squared days of a mouse, everything is a sum over mice with the weight
1 / (1 + lambda s), so one root in one dimension is left.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xenograft.analysis.mixed.fit import REML

GRID = 10.0 ** np.arange(-4, 5)
STEPS = 20
# Logarithms of lambda that differ by less are equal.
SAME = 1e-11


@dataclass(frozen=True)
class Sums:
    """Sums over the values of each mouse up to each day (day x mouse).

    `tt` of squared days, `ty` of day times ln relative volume, `yy` of its squares,
    `n` of values; `arm` is the place of each mouse's arm.
    """

    days: np.ndarray
    arms: list
    arm: np.ndarray
    tt: np.ndarray
    ty: np.ndarray
    yy: np.ndarray
    n: np.ndarray

    def of_days(self, chosen):
        """The same for chosen days."""
        parts = (self.tt, self.ty, self.yy, self.n)
        own = (part[chosen] for part in parts)
        return Sums(self.days[chosen], self.arms, self.arm, *own)

    @cached_property
    def members(self):
        """Mouse x arm, one where the mouse is of the arm."""
        return (self.arm[:, None] == np.arange(len(self.arms))).astype(float)


def variance_ratios(sums, method=REML):
    """lambda of each day: the best root of the slope of the profiled likelihood.

    A grid over nine decades finds the brackets of the roots; of the roots and zero
    the one with the highest likelihood is taken.
    """
    scale = (sums.n > 0).sum(axis=1) / sums.tt.sum(axis=1)
    grid = scale[:, None] * GRID
    slope = _slope(sums, grid.T, method)
    # The likelihood has a maximum where the slope of the deviance turns upward.
    turns = (slope[:-1] < 0) & (slope[1:] >= 0)
    best = np.zeros(len(sums.days))
    lowest = deviance(sums, best, method)
    while turns.any():
        row = np.flatnonzero(turns.any(axis=0))
        step, own = turns[:, row].argmax(axis=0), sums.of_days(row)
        ends = [(grid[row, at], slope[at, row]) for at in (step, step + 1)]
        found = _root(own, *ends, method)
        reached = deviance(own, found, method)
        best[row] = np.where(reached < lowest[row], found, best[row])
        lowest[row] = np.minimum(reached, lowest[row])
        turns[step, row] = False
    return best


def _root(sums, low, high, method):
    """Where the slope is zero between two ends, by regula falsi (Illinois).

    An end is lambda and the slope there, one of each for each day.
    """
    (low, below), (high, above) = (
        (np.log(at), at * slope) for at, slope in (low, high)
    )
    middle, was_below = np.full_like(low, np.inf), None
    for _ in range(STEPS):
        before = middle
        with np.errstate(invalid="ignore", divide="ignore"):
            middle = (low * above - high * below) / (above - below)
        middle = np.where(np.isfinite(middle), middle, (low + high) / 2)
        middle = np.clip(middle, low, high)
        if (np.abs(middle - before) < SAME).all():
            break
        value = _log_slope(sums, middle, method)
        is_below = value < 0
        # An end that stays twice counts half, or it would never move.
        share = np.where(is_below == was_below, 0.5, 1.0)
        below, above = (
            np.where(is_below, value, share * below),
            np.where(is_below, share * above, value),
        )
        was_below = is_below
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return np.exp(middle)


def _log_slope(sums, logarithm, method):
    ratio = np.exp(logarithm)
    return ratio * _slope(sums, ratio, method)


def parts(sums, ratio):
    """Weights by mouse, then by arm: information, rate; and the residual sum.

    `ratio` has one value for each day, or rows of them.
    """
    members = sums.members
    weight = 1 / (1 + ratio[..., None] * sums.tt)
    information = (sums.tt * weight) @ members
    crossed = (sums.ty * weight) @ members
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(information > 0, crossed / information, 0.0)
    left = (sums.yy - ratio[..., None] * sums.ty**2 * weight).sum(axis=-1)
    return weight, information, rate, left - (crossed * rate).sum(axis=-1)


def freedom(sums, information, method):
    n = sums.n.sum(axis=1)
    return n - (information > 0).sum(axis=-1) if method == REML else n


def deviance(sums, ratio, method=REML):
    """-2 log likelihood (restricted for REML) of each day at the ratio of each."""
    weight, information, _, left = parts(sums, ratio)
    count = freedom(sums, information, method)
    found = count * (np.log(2 * np.pi * left / count) + 1)
    found = found - np.log(weight).sum(axis=1)
    if method != REML:
        return found
    seen = np.where(information > 0, information, 1.0)
    return found + np.log(seen).sum(axis=1)


def _slope(sums, ratio, method):
    """The derivative of the deviance by lambda."""
    weight, information, rate, left = parts(sums, ratio)
    off = sums.ty - sums.tt * rate[..., sums.arm]
    count = freedom(sums, information, method)
    slope = (sums.tt * weight).sum(axis=-1)
    slope -= count / left * (weight**2 * off**2).sum(axis=-1)
    if method != REML:
        return slope
    lost = (sums.tt * weight) ** 2 @ sums.members
    return slope - (lost / np.where(information > 0, information, np.inf)).sum(axis=-1)


def spread(sums, ratio, residual, method):
    """Covariance of residual variance and lambda: twice the inverse Hessian."""
    information = parts(sums, ratio)[1]
    count = freedom(sums, information, method)
    first, second = _residual_sum_changes(sums, ratio)
    curved = second / residual + _log_determinant_curvature(sums, ratio, method)
    hessian = np.empty((len(ratio), 2, 2))
    hessian[:, 0, 0] = count / residual**2
    hessian[:, 0, 1] = hessian[:, 1, 0] = -first / residual**2
    hessian[:, 1, 1] = curved
    # On the boundary lambda is known to be zero, and only the residual varies.
    hessian[ratio == 0, 0, 1] = hessian[ratio == 0, 1, 0] = 0
    hessian[ratio == 0, 1, 1] = np.inf
    return 2 * _inverse(hessian)


def _inverse(two):
    diagonal, off = two[:, [0, 1], [0, 1]], two[:, 0, 1]
    found = np.empty_like(two)
    # A flat likelihood says nothing of the variances: their covariance is a gap.
    with np.errstate(divide="ignore", invalid="ignore"):
        schur = diagonal[:, 0] - off**2 / diagonal[:, 1]
        found[:, 0, 0] = 1 / schur
        found[:, 0, 1] = found[:, 1, 0] = -off / diagonal[:, 1] / schur
        found[:, 1, 1] = (1 + off**2 / diagonal[:, 1] / schur) / diagonal[:, 1]
    return found


def _residual_sum_changes(sums, ratio):
    """First and second derivative of the residual sum of squares by lambda."""
    weight, information, rate, _ = parts(sums, ratio)
    off = sums.ty - sums.tt * rate[:, sums.arm]
    pulled = (sums.tt * weight**2 * off) @ sums.members / information
    second = 2 * (sums.tt * weight**3 * off**2).sum(axis=1)
    second -= 2 * (weight**2 * off * sums.tt * pulled[:, sums.arm]).sum(axis=1)
    return -(weight**2 * off**2).sum(axis=1), second


def _log_determinant_curvature(sums, ratio, method):
    weight, information, _, _ = parts(sums, ratio)
    own = sums.tt * weight
    curved = -(own**2).sum(axis=1)
    if method != REML:
        return curved
    cubes, squares = own**3 @ sums.members, own**2 @ sums.members
    changes = 2 * cubes / information - (squares / information) ** 2
    return curved + changes.sum(axis=1)
