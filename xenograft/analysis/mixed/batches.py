"""Levels of groups with a random level of each batch: blots, plates, stainings.

What is read on one blot is alike for reasons of the blot; mice of an arm that are on
the same blots are no independent values. DOMAIN 7.3.
"""

from itertools import count

import numpy as np
import pandas as pd

from xenograft.analysis.mixed import likelihood, newton
from xenograft.analysis.mixed.fit import REML, Fit

BATCH, MOUSE, RESIDUAL = "batch", "mouse", "residual"
STARTS = (1.0, 0.1, 10.0)
TOO_FEW = "There are too few values: {values} of {groups} groups."
APART = (
    "No batch holds two of the groups, so a difference between batches cannot be told "
    "from one between groups."
)


def fit(values):
    """Mean of each group with a random level of each batch, a `Fit` by REML.

    `values` has group, batch (missing: one of its own), mouse and y; what a mouse has
    more than once in a group and batch counts as its mean. A mouse that stands in
    several batches or groups has a random level too. `slopes` is group -> its term.
    With one batch this is the model without it. Raises ValueError in plain words.
    """
    rows = _rows(values)
    group, groups = pd.factorize(rows["group"], sort=True)
    _refuse(rows, groups)
    q, r = np.linalg.qr(np.eye(len(groups))[group])
    y = rows["y"].to_numpy(float)
    start = q.T @ y
    names, of = _sums(rows, q, y - q @ start)
    theta = _theta(of, names)
    here = likelihood.state(theta, of)
    residual = here.squares / likelihood.freedom(of, REML)
    estimates, about = likelihood.estimates(theta, here, of, REML, (r, start))
    variances = dict(zip(names, residual * theta**2, strict=False))
    return Fit(
        method=REML,
        estimates=pd.Series(estimates, groups),
        slopes={one: one for one in groups},
        variances=variances | {RESIDUAL: residual},
        n_mice=rows["mouse"].nunique(),
        n_values=len(rows),
        **about,
        rows_by=lambda: rows,
        influence_by=dict,
    )


def _rows(values):
    alone = (f"alone {number}" for number in count())
    named = [
        next(alone) if batch is None or batch != batch else batch
        for batch in values["batch"]
    ]
    known = values.assign(batch=list(map(str, named))).dropna(subset=["y"])
    return known.groupby(["group", "batch", "mouse"], as_index=False)["y"].mean()


def _refuse(rows, groups):
    if len(groups) < 2 or len(rows) <= len(groups) + 1:
        raise ValueError(TOO_FEW.format(values=len(rows), groups=len(groups)))
    if (rows.groupby("batch")["group"].nunique() < 2).all():
        raise ValueError(APART)


def _sums(rows, q, left):
    """The random effects in the order of theta, and the `Sums`."""
    batch, batches = pd.factorize(rows["batch"])
    mouse, mice = pd.factorize(rows["mouse"])
    one, is_repeated = np.ones((len(rows), 1)), len(mice) < len(rows)
    if len(batches) < 2:
        # Its level is in the means of the groups.
        names, by = ([MOUSE], mouse) if is_repeated else ([], np.zeros_like(mouse))
        return names, likelihood.sums(one, [], q, left, by)
    if not is_repeated:
        return [BATCH], likelihood.sums(one, [], q, left, batch)
    other = [np.eye(len(batches))[batch]]
    return [MOUSE, BATCH], likelihood.sums(one, other, q, left, mouse)


def _theta(of, names):
    if not names:
        return np.zeros(1)
    return newton.best(of, [(start,) * len(names) for start in STARTS])
