"""Profiled likelihood of a model with random effects by mouse and by other groups.

Everything is computed from sums over the values of a mouse, so a step costs the same
for ten or a thousand values of a mouse (Lindstrom and Bates 1988; Bates et al. 2015).
With V = s (I + Z L L' Z' + W T T' W'), Z the day columns of a mouse and W the columns
of cage or block, the Cholesky factor of one small matrix holds all that is needed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from xenograft.analysis.mixed.fit import REML

STEP = 1e-4


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
    """The likelihood at one point, or at several: then all have them as first axis.

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
    """`Sums` of values: Z (value x k), W (one matrix per group), Q, y, mouse code."""
    u = np.column_stack([*other, q, y])
    order = np.argsort(mouse, kind="stable")
    starts = np.searchsorted(mouse[order], np.arange(mouse.max() + 1))
    z, u = z[order], u[order]

    def by_mouse(left, right):
        return np.add.reduceat(left[:, :, None] * right[:, None, :], starts)

    widths = [columns.shape[1] for columns in other]
    groups = np.repeat(np.arange(len(other)), widths)
    own = by_mouse(u, u)
    crossed = by_mouse(z, z), by_mouse(z, u)
    return Sums(*crossed, own, own.sum(axis=0), groups, len(y), q.shape[1])


@lru_cache
def triangle(k):
    """Rows and columns of the lower triangle of k random effects."""
    return np.tril_indices(k)


def factor(theta, k):
    """The lower triangle L of the random effects of a mouse."""
    theta = np.asarray(theta, float)
    found = np.zeros((*theta.shape[:-1], k, k))
    found[..., *triangle(k)] = theta[..., : k * (k + 1) // 2]
    return found


def state(theta, of, method=REML):
    """The likelihood at `theta`: the triangle of L by rows, then one for each group.

    `theta` is one point, or several as rows, which take little longer than one.
    """
    theta = np.asarray(theta, float)
    low = factor(theta, of.n_random)
    both = low @ low.swapaxes(-1, -2)
    # (I + zz L L')^-1 turns Z'U into Z' V^-1 U.
    whitened, logs = _inverted(np.eye(of.n_random) + of.zz @ both[..., None, :, :])
    inside = whitened @ of.zu
    small = plain = of.uu - _crossed(of.zu, both[..., None, :, :] @ inside)
    width, others = len(of.groups), np.zeros((2, *theta.shape[:-1], 0))
    scale = np.ones(plain.shape[:-1])
    if width:
        own = theta[..., theta.shape[-1] - of.n_other :]
        scale[..., :width] = own[..., of.groups]
        small = plain * scale[..., :, None] * scale[..., None, :]
        small[..., range(width), range(width)] += 1
        inside = inside * scale[..., None, None, :]
    inverse, weights, squares, log_small = _solved(small, of, method)
    changes = _changes_of_l(low, whitened @ of.zz, inside, inverse, weights)
    if width:
        half_scaled = plain * scale[..., None, :]
        others = _changes_of_groups(half_scaled, inverse, weights, of)
    of_squares, of_logs = np.concatenate([changes, others], axis=-1)
    logs = log_small + logs.sum(axis=-1)
    return State(small, scale, inverse, weights, squares, logs, of_squares, of_logs)


def _inverted(matrix):
    """Inverses and log determinants of one by one or two by two matrices."""
    if matrix.shape[-1] == 1:
        return 1 / matrix, np.log(matrix[..., 0, 0])
    a, b = matrix[..., 0, 0], matrix[..., 0, 1]
    c, d = matrix[..., 1, 0], matrix[..., 1, 1]
    determinant = a * d - b * c
    turned = np.stack([d, -b, -c, a], axis=-1) / determinant[..., None]
    return turned.reshape(matrix.shape), np.log(determinant)


def _crossed(left, right):
    size = left.shape[-1]
    return left.reshape(-1, size).T @ right.reshape(*right.shape[:-3], -1, size)


def _solved(small, of, method):
    """Inverse of the part in the determinant, coefficients, residual sum, log det."""
    known, last = small[..., :-1, :-1], small[..., :-1, -1]
    inverse = np.linalg.inv(known)
    coefficients = (inverse @ last[..., None])[..., 0]
    squares = small[..., -1, -1] - (coefficients * last).sum(axis=-1)
    if method != REML:
        width = len(of.groups)
        inverse, known = np.zeros_like(known), known[..., :width, :width]
        inverse[..., :width, :width] = np.linalg.inv(known)
    logs = np.linalg.slogdet(known)[1]
    one = np.ones((*squares.shape, 1))
    return inverse, np.concatenate([-coefficients, one], axis=-1), squares, logs


def _changes_of_l(low, covered, inside, inverse, weights):
    """Derivatives by the triangle of L: of the residual sum, of the logs."""
    left = _times(inside, weights[..., None])[..., 0]
    of_squares = -(left.swapaxes(-1, -2) @ left)
    known = inside[..., :-1]
    turned = _times(known, inverse)
    of_logs = covered.sum(axis=-3) - _by_effect(turned) @ _by_effect(known).swapaxes(
        -1, -2
    )
    both = 2 * np.stack([of_squares, of_logs]) @ low
    return both[..., *triangle(low.shape[-1])]


def _times(values, matrix):
    """mouse x effect x column by one matrix: fast, as one product for all mice."""
    flat = values.reshape(*values.shape[:-3], -1, values.shape[-1]) @ matrix
    return flat.reshape(*values.shape[:-1], -1)


def _by_effect(values):
    """mouse x effect x column as effect x (mouse and column)."""
    turned = values.swapaxes(-3, -2)
    return turned.reshape(*turned.shape[:-2], -1)


def _changes_of_groups(half_scaled, inverse, weights, of):
    """Derivatives by the standard deviation of each other group."""
    width = len(of.groups)
    pulled = (half_scaled @ weights[..., None])[..., 0]
    of_squares = 2 * (weights * pulled)[..., :width]
    turned = half_scaled[..., :-1, :-1] @ inverse
    of_logs = 2 * np.diagonal(turned, axis1=-2, axis2=-1)[..., :width]
    is_of = of.groups[:, None] == np.arange(of.n_other)
    return np.stack([of_squares, of_logs]) @ is_of


def freedom(of, method):
    return of.n_values - of.n_terms if method == REML else of.n_values


def deviance(theta, of, method=REML):
    """-2 log likelihood, residual variance profiled out, and its gradient.

    At one point, or at several as rows.
    """
    found, count = state(theta, of, method), freedom(of, method)
    scale = np.asarray(count / found.squares)[..., None]
    change = scale * found.squares_change + found.logs_change
    return height(found, of, method), change


def height(here, of, method):
    """-2 log likelihood at a `State`."""
    count = freedom(of, method)
    return count * (np.log(2 * np.pi * here.squares / count) + 1) + here.logs


def spread(theta, of, method=REML):
    """Of (residual variance, theta): covariance, and change of (Q'V^-1 Q)^-1.

    Twice the inverse Hessian of the deviance; directions in which the likelihood
    is flat or bends the wrong way, as on a boundary, count as known.
    """
    count, size = freedom(of, method), len(theta)
    steps = np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size)])
    near = state(theta + STEP * steps, of, method)
    residual = near.squares[0] / count
    above, below = slice(1, size + 1), slice(size + 1, None)
    hessian = np.empty((size + 1, size + 1))
    hessian[0, 0] = count / residual**2
    hessian[0, 1:] = hessian[1:, 0] = -near.squares_change[0] / residual**2
    bent = near.squares_change / residual + near.logs_change
    hessian[1:, 1:] = (bent[above] - bent[below]) / (2 * STEP)
    known = fixed_covariance(near, of)
    changes = residual * (known[above] - known[below]) / (2 * STEP)
    return _twice_inverse((hessian + hessian.T) / 2), np.array([known[0], *changes])


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
    return np.linalg.inv(here.small[..., :-1, :-1])[..., start:, start:]


def estimates(theta, here, of, method, basis):
    """Coefficients of the fixed effects, and of a `Fit` what goes with them.

    `basis` is the R of the QR of the design, and Q'y.
    """
    r, start = basis
    residual = here.squares / freedom(of, method)
    of_spread, changes = spread(theta, of, method)
    back = np.linalg.inv(r)
    value = height(here, of, method)
    if method == REML:
        value += 2 * np.log(np.abs(np.diag(r))).sum()
    return back @ (start - here.weights[len(of.groups) : -1]), {
        "covariance": residual * back @ fixed_covariance(here, of) @ back.T,
        "log_likelihood": -value / 2,
        "changes": back @ changes @ back.T,
        "spread": of_spread,
    }
