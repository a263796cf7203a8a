"""The highest point of the profiled likelihood, from several starts at once."""

import numpy as np

from xenograft.analysis.mixed import likelihood
from xenograft.analysis.mixed.fit import REML

# Of the differences that give the Hessian.
STEP = 1e-4
STEPS, SMALL = 60, 5e-5
# Two starts whose deviances are this close have reached the same height.
SAME = 1e-6
# Deviances that differ by less are equal but for rounding.
FLAT = 1e-9
TINY, LONGEST = 1e-300, 2.0


def best(of, starts, method=REML):
    """The parameters of the highest likelihood reached from the `starts`.

    Two starts, and the others as well unless the two reach the same height. Columns
    of L may change their sign, so a spread of zero is a point like any other and
    there are no bounds.
    """
    starts = np.array(starts, float)
    at, value = _climbed(starts[:2], of, method)
    if len(starts) > 2 and np.ptp(value) > SAME:
        more = _climbed(starts[2:], of, method)
        at, value = np.concatenate([at, more[0]]), np.concatenate([value, more[1]])
    return _with_signs(at[value.argmin()], of)


def _climbed(at, of, method):
    """Where Newton's method ends from each start, and the deviance near there.

    Where the likelihood bends the wrong way a step goes by the size of the bend; a
    step that does not lead down is damped.
    """
    damping = np.full(len(at), 1e-3)
    value, slope, bend = _bent(at, of, method)
    for _ in range(STEPS):
        step = -_downhill(slope, bend, damping)
        if (_size(step) < SMALL).all():
            # So near the top the step leads there, but for rounding.
            return at + step, value
        new = _bent(at + step, of, method)
        # Where the values are equal to the last digit, the slope decides.
        is_flat = np.abs(new[0] - value) < FLAT
        is_lower = (new[0] < value - FLAT) | (is_flat & (_size(new[1]) < _size(slope)))
        damping = np.where(is_lower, damping / 10, damping * 10)
        at = np.where(is_lower[:, None], at + step, at)
        slope = np.where(is_lower[:, None], new[1], slope)
        bend = np.where(is_lower[:, None, None], new[2], bend)
        value = np.where(is_lower, new[0], value)
    return at, value


def _bent(at, of, method):
    """Deviance, its gradient and (by differences of it) its Hessian at each point."""
    count, size = at.shape
    steps = np.concatenate([np.zeros((1, size)), STEP * np.eye(size)])
    around = (at[:, None] + steps).reshape(-1, size)
    value, slope = likelihood.deviance(around, of, method)
    value, slope = value.reshape(count, -1), slope.reshape(count, -1, size)
    bend = (slope[:, 1:] - slope[:, :1]) / STEP
    return value[:, 0], slope[:, 0], (bend + bend.swapaxes(-1, -2)) / 2


def _downhill(slope, bend, damping):
    values, vectors = np.linalg.eigh(bend)
    scale = np.abs(values).max(axis=-1, keepdims=True)
    own = (vectors.swapaxes(-1, -2) @ slope[..., None])[..., 0]
    own = own / (np.abs(values) + damping[:, None] * scale + TINY)
    step = (vectors @ own[..., None])[..., 0]
    # No step leads farther than the scale on which spreads are looked for.
    return step / np.maximum(1, _size(step) / LONGEST)[:, None]


def _size(vectors):
    return np.abs(vectors).max(axis=-1)


def _with_signs(theta, of):
    """The same point with every spread, and the diagonal of L, at 0 or above."""
    low = likelihood.factor(theta, of.n_random)
    low = low * np.where(np.diag(low) < 0, -1, 1)
    others = np.abs(theta[len(theta) - of.n_other :])
    return np.concatenate([low[likelihood.triangle(of.n_random)], others])
