"""Profiled likelihood of a model with random effects by mouse and by other groups.

Everything is computed from sums over the values of a mouse, so a step costs the same
for ten or a thousand values of a mouse (Lindstrom and Bates 1988; Bates et al. 2015).
With V = s (I + Z L L' Z' + W T T' W'), Z the day columns of a mouse and W the columns
of cage or block, the Cholesky factor of one small matrix holds all that is needed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize

from xenograft.analysis.mixed.fit import REML

STEP = 1e-4
# Two starts whose -2 log likelihoods are this close have reached the same point.
SAME = 1e-6


@dataclass(frozen=True)
class Sums:
    """Cross products by mouse of Z with Z (`zz`) and with U = [W, Q, y] (`zu`).

    Q spans the fixed effects, orthonormal; y is what they leave by least squares.
    `own` is U'U of each mouse and `uu` its sum;
    `groups` has the place in the list of other groups of each column of W.
    """

    zz: np.ndarray
    zu: np.ndarray
    own: np.ndarray
    uu: np.ndarray
    groups: np.ndarray
    n_values: int
    n_terms: int

    @property
    def n_other(self):
        return int(self.groups.max() + 1) if len(self.groups) else 0

    @property
    def n_random(self):
        return self.zz.shape[1]


@dataclass(frozen=True)
class State:
    """The likelihood at one point: profiled sums and their derivatives.

    `small` is the reduced cross product of U, `weights` the coefficients of
    [W, Q] and a one; `squares` the residual sum, `logs` the sum of log
    determinants, and their derivatives by each parameter.
    """

    small: np.ndarray
    scale: np.ndarray
    inverse: np.ndarray
    weights: np.ndarray
    squares: float
    logs: float
    squares_change: np.ndarray
    logs_change: np.ndarray


def sums(z, other, q, y, mouse):
    """`Sums` of values: Z (value x k), W as codes (a list), Q, y and mouse code."""
    columns = [np.eye(code.max() + 1)[code] for code in other]
    u = np.column_stack([*columns, q, y])
    order = np.argsort(mouse, kind="stable")
    starts = np.searchsorted(mouse[order], np.arange(mouse.max() + 1))
    z, u = z[order], u[order]

    def by_mouse(left, right):
        return np.add.reduceat(left[:, :, None] * right[:, None, :], starts)

    widths = [column.shape[1] for column in columns]
    groups = np.repeat(np.arange(len(columns)), widths)
    own = by_mouse(u, u)
    crossed = by_mouse(z, z), by_mouse(z, u)
    return Sums(*crossed, own, own.sum(axis=0), groups, len(y), q.shape[1])


@lru_cache
def triangle(k):
    """Rows and columns of the lower triangle of k random effects."""
    return np.tril_indices(k)


def factor(theta, k):
    """The lower triangle L of the random effects of a mouse."""
    found = np.zeros((k, k))
    found[triangle(k)] = theta[: k * (k + 1) // 2]
    return found


def state(theta, of, method=REML):
    """The likelihood at `theta`: the triangle of L by rows, then one for each group."""
    low = factor(theta, of.n_random)
    both = low @ low.T
    # (I + zz L L')^-1 turns Z'U into Z' V^-1 U.
    whitened = np.linalg.inv(np.eye(of.n_random) + of.zz @ both)
    inside = whitened @ of.zu
    small = plain = of.uu - _crossed(of.zu, both @ inside)
    width, others = len(of.groups), np.zeros((2, 0))
    scale = np.ones(len(plain))
    if width:
        scale[:width] = theta[len(theta) - of.n_other :][of.groups]
        small = plain * scale[:, None] * scale
        small[range(width), range(width)] += 1
        inside = inside * scale
    inverse, weights, squares, log_small = _solved(small, of, method)
    logs = log_small - np.log(np.linalg.det(whitened)).sum()
    changes = _changes_of_l(low, whitened @ of.zz, inside, inverse, weights)
    if width:
        others = _changes_of_groups(plain * scale, inverse, weights, of)
    of_squares, of_logs = np.hstack([changes, others])
    return State(small, scale, inverse, weights, squares, logs, of_squares, of_logs)


def _crossed(left, right):
    size = left.shape[-1]
    return left.reshape(-1, size).T @ right.reshape(-1, size)


def _solved(small, of, method):
    """Inverse of the part in the determinant, coefficients, residual sum, log det."""
    known, last = small[:-1, :-1], small[:-1, -1]
    inverse = np.linalg.inv(known)
    coefficients = inverse @ last
    squares = small[-1, -1] - coefficients @ last
    if method != REML:
        inverse, known = np.zeros_like(known), known[: len(of.groups), : len(of.groups)]
        inverse[: len(known), : len(known)] = np.linalg.inv(known)
    logs = np.linalg.slogdet(known)[1]
    return inverse, np.append(-coefficients, 1.0), squares, logs


def _changes_of_l(low, covered, inside, inverse, weights):
    """Derivatives by the triangle of L: of the residual sum, of the logs."""
    left = inside @ weights
    of_squares = -(left.T @ left)
    known = inside[..., :-1]
    turned = (known @ inverse).swapaxes(0, 1).reshape(len(low), -1)
    of_logs = covered.sum(axis=0)
    of_logs = of_logs - turned @ known.swapaxes(0, 1).reshape(len(low), -1).T
    both = 2 * np.stack([of_squares, of_logs]) @ low
    return both[:, *triangle(len(low))]


def _changes_of_groups(half_scaled, inverse, weights, of):
    """Derivatives by the standard deviation of each other group."""
    width = len(of.groups)
    if not width:
        return np.zeros((2, 0))
    of_squares = 2 * (weights * (half_scaled @ weights))[:width]
    of_logs = 2 * np.diag(half_scaled[:-1, :-1] @ inverse)[:width]
    size = of.n_other
    return np.array(
        [np.bincount(of.groups, each, size) for each in (of_squares, of_logs)]
    )


def freedom(of, method):
    return of.n_values - of.n_terms if method == REML else of.n_values


def deviance(theta, of, method=REML):
    """-2 log likelihood, residual variance profiled out, and its gradient."""
    found, count = state(theta, of, method), freedom(of, method)
    value = count * (np.log(2 * np.pi * found.squares / count) + 1) + found.logs
    change = count / found.squares * found.squares_change + found.logs_change
    return value, change


def best(of, starts, method=REML):
    """The parameters of the highest likelihood reached from the `starts`.

    Starts are taken in turn until two have reached the same highest value. No
    limited-memory method: its many tiny products keep every core of scipy's
    linear algebra spinning.
    """
    rows, columns = triangle(of.n_random)
    bounds = [(0 if equal else None, None) for equal in rows == columns]
    bounds += [(0, None)] * of.n_other
    reached = []
    for start in starts:
        arguments = {"args": (of, method), "jac": True, "bounds": bounds}
        options = {"ftol": 1e-14, "maxiter": 300}
        found = minimize(deviance, start, method="SLSQP", options=options, **arguments)
        reached.append(found)
        values = sorted(one.fun for one in reached)
        if len(values) > 1 and values[1] - values[0] < SAME:
            break
    return min(reached, key=lambda one: one.fun).x


def spread(theta, of, method=REML):
    """Of (residual variance, theta): covariance, and change of (Q'V^-1 Q)^-1.

    Twice the inverse Hessian of the deviance; directions in which the likelihood
    is flat or bends the wrong way, as on a boundary, count as known.
    """
    count, here = freedom(of, method), state(theta, of, method)
    residual = here.squares / count
    size = len(theta)
    hessian = np.empty((size + 1, size + 1))
    hessian[0, 0] = count / residual**2
    hessian[0, 1:] = hessian[1:, 0] = -here.squares_change / residual**2
    changes = [fixed_covariance(here, of)]
    for place in range(size):
        step = np.zeros(size)
        step[place] = STEP
        above, below = (state(theta + way * step, of, method) for way in (1, -1))
        bent = (above.squares_change - below.squares_change) / residual
        bent += above.logs_change - below.logs_change
        hessian[place + 1, 1:] = bent / (2 * STEP)
        change = fixed_covariance(above, of) - fixed_covariance(below, of)
        changes.append(residual * change / (2 * STEP))
    return _twice_inverse((hessian + hessian.T) / 2), np.array(changes)


def _twice_inverse(hessian):
    size = np.sqrt(np.abs(np.diag(hessian)))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(hessian / size[:, None] / size)
    kept = values > 1e-8
    scaled = vectors[:, kept] / size[:, None]
    return 2 * (scaled / values[kept]) @ scaled.T


def fixed_covariance(here, of):
    """(Q' V^-1 Q)^-1 over the residual variance, at a `State`."""
    start = len(of.groups)
    return np.linalg.inv(here.small[:-1, :-1])[start:, start:]
