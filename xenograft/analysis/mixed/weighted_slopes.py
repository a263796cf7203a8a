"""Growth through the first value, where some values scatter more than others.

The model of `slopes` with a residual SD for each mouse, arm or day (nlme's varIdent,
the weights of SynergyLMM's paper). With its days and logarithms divided by that SD a
value is one of `slopes`, so only the ratios of the SDs are left to be found.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy import optimize

from xenograft.analysis.mixed import slope_likelihood, slopes
from xenograft.analysis.mixed.fit import REML

MOUSE, ARM, DAY = "mouse", "arm", "day"
NOT_FOUND = "The scatter of each {} cannot be told from so few values."
# The likelihood is at its highest where no slope is larger than this.
FLAT = 1e-3


@dataclass(frozen=True)
class WeightedFits(slopes.SlopeFits):
    """As `slopes.SlopeFits`; `scatter` has, for each day, the residual SD by group.

    `residual` is the variance of the first group. The degrees of freedom take the
    ratios of the SDs as known, so for few values use normal tails or `robust`.
    """

    scatter: tuple = ()


@dataclass(frozen=True)
class Rows:
    """Values with the places of their mouse and group, and the arm of each mouse."""

    t: np.ndarray
    y: np.ndarray
    mouse: np.ndarray
    group: np.ndarray
    groups: np.ndarray
    arm: np.ndarray
    arms: list

    def sums(self, logs):
        """The sums of `slopes` with each value divided by exp(`logs` of its group)."""
        weight, last = np.exp(-2 * logs)[self.group], np.array([self.t.max()])
        t, y = self.t, self.y
        own = (weight * t * t, weight * t * y, weight * y * y, np.ones_like(y))
        parts = (np.bincount(self.mouse, each)[None] for each in own)
        return slope_likelihood.Sums(last, self.arms, self.arm, *parts)


def fits_by_day(values, by, days=None, method=REML):
    """The model of `values` (mouse, arm, day > 0, y) up to each day, `WeightedFits`.

    `by` is MOUSE, ARM or DAY. `days` as in `slopes.fits_by_day`. Raises ValueError, in
    plain words, where the likelihood has no highest point.
    """
    days = slopes.fits_by_day(values, days=days).days
    found = [_of_day(values[values["day"] <= day], by, method) for day in days]
    if not found:
        raise ValueError(slopes.TOO_FEW)
    names = ("n_mice", "rate", "information", "lost", "residual", "ratio", "spread")
    parts = {
        name: np.concatenate([getattr(one, name) for one in found])
        for name in (*names, "log_likelihood")
    }
    return WeightedFits(
        days=days,
        arms=found[0].arms,
        scatter=tuple(one.scatter[0] for one in found),
        robust_by=lambda: np.concatenate([one.robust for one in found]),
        **parts,
    )


def _of_day(values, by, method):
    rows = rows_of(values, by)
    best = highest(rows, method)
    if len(best.x) and np.abs(best.jac).max() > FLAT:
        raise ValueError(NOT_FOUND.format(by))
    return fits_at(rows, best.x, method)


def fits_at(rows, free, method):
    """`WeightedFits` of all `rows` at the ln SDs `free`, see `height`."""
    logs = np.concatenate([[0.0], free])
    one = slopes.slope_fits(rows.sums(logs), method)
    own = {name: getattr(one, name) for name in one.__dataclass_fields__}
    own["log_likelihood"] = one.log_likelihood - logs[rows.group].sum()
    own["robust_by"] = partial(_robust, rows, logs, one)
    scatter = pd.Series(np.sqrt(one.residual[0]) * np.exp(logs), rows.groups)
    return WeightedFits(**own, scatter=(scatter,))


def rows_of(values, by):
    """`Rows` of a frame, in the order of the days of each mouse."""
    values = values.sort_values(["mouse", "day"])
    mouse, mice = pd.factorize(values["mouse"], sort=True)
    arm, arms = pd.factorize(values["arm"], sort=True)
    group, groups = pd.factorize(values[by], sort=True)
    of_mouse = np.zeros(len(mice), int)
    of_mouse[mouse] = arm
    t, y = (values[name].to_numpy(float) for name in ("day", "y"))
    return Rows(t, y, mouse, group, groups, of_mouse, list(arms))


def highest(rows, method):
    """Where `height` is lowest (SciPy's result), from the same SD for all groups."""
    start = np.zeros(len(rows.groups) - 1)
    return optimize.minimize(
        height, start, (rows, method), "BFGS", jac=True, options={"gtol": 1e-8}
    )


def height(free, rows, method):
    """-2 log likelihood at the best spread of the rates, and its derivatives.

    `free` has ln of the SD of each group but the first, over that of the first.
    """
    logs = np.concatenate([[0.0], free])
    sums = rows.sums(logs)
    ratio = slope_likelihood.variance_ratios(sums, method)
    found = slope_likelihood.deviance(sums, ratio, method)[0]
    found += 2 * logs[rows.group].sum()
    return found, _changes(rows, logs, sums, ratio, method)[1:]


def _changes(rows, logs, sums, ratio, method):
    """The derivative of the height by the logarithm of the SD of each group."""
    weight, information, rate, left = slope_likelihood.parts(sums, ratio)
    own = rate[0][rows.arm]
    shift = ratio[0] * weight[0] * (sums.ty[0] - sums.tt[0] * own)
    off = rows.y - rows.t * (own + shift)[rows.mouse]
    pulled = ratio[0] * weight[0]
    if method == REML:
        pulled = pulled + weight[0] ** 2 / information[0][rows.arm]
    count = slope_likelihood.freedom(sums, information, method)[0]
    change = count / left[0] * off**2 + rows.t**2 * pulled[rows.mouse]
    change *= np.exp(-2 * logs)[rows.group]
    return np.bincount(rows.group, 2 - 2 * change)


def _robust(rows, logs, fits):
    """Variance of each rate by the residuals of its mice (CR2), 1 x arm.

    As `slopes` has it, but the values of a mouse may scatter differently, so that its
    residuals are adjusted by whole matrices, with Cholesky's root as in clubSandwich.
    """
    scale = np.exp(logs)[rows.group]
    of_rate = fits.residual[0] / fits.information[0]
    score = np.zeros(len(rows.arm))
    for mouse, arm in enumerate(rows.arm):
        is_own = rows.mouse == mouse
        t, off = rows.t[is_own], rows.y[is_own] - rows.t[is_own] * fits.rate[0][arm]
        along = np.outer(t, t)
        model = fits.residual[0] * (np.diag(scale[is_own] ** 2) + fits.ratio[0] * along)
        adjusted = _adjustment(model, model - of_rate[arm] * along) @ off
        score[mouse] = t @ np.linalg.solve(model, adjusted)
    members = rows.arm[:, None] == np.arange(len(rows.arms))
    return (of_rate**2 * (score**2 @ members))[None]


def _adjustment(model, left):
    """D' (D left D')^(-1/2) D with D' D = model; nothing where no variance is left."""
    upper = np.linalg.cholesky(model).T
    values, vectors = np.linalg.eigh(upper @ left @ upper.T)
    is_left = values > 1e-12 * values.max()
    root = np.where(is_left, 1 / np.sqrt(np.where(is_left, values, 1.0)), 0.0)
    return upper.T @ (vectors * root) @ vectors.T @ upper
