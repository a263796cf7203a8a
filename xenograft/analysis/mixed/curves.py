"""Whole curves: ln V on day and arm, with a random intercept and slope per mouse."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from xenograft.analysis.mixed import likelihood, newton
from xenograft.analysis.mixed.fit import REML, Fit

INTERCEPT = "INTERCEPT"
SLOPE = "SLOPE"
BOTH = "BOTH"
NONE = "NONE"
# Of a group: "cage" is its random level, "cage rate" its random rate.
RATE = " rate"
# A spread of groups below this share of the residual variance counts as zero.
NO_SPREAD = 1e-8
# What is fixed beside the rates of the arms.
LEVELS, BASELINE, ORIGIN = "LEVELS", "BASELINE", "ORIGIN"
SIMPLER = {BOTH: (INTERCEPT, SLOPE), SLOPE: (NONE,), INTERCEPT: (NONE,)}
# Said of what is left after dropping.
DROPPED = {
    INTERCEPT: "The growth rates of the mice of an arm could not be told apart beyond "
    "the scatter of their values, so the random slope was dropped: each mouse has its "
    "own level, and all mice of an arm share its rate.",
    SLOPE: "The levels of the mice could not be told apart beyond the scatter of their "
    "values, so the random intercept was dropped: each mouse has its own rate.",
    NONE: "The mice of an arm could not be told apart at all, so no random effect is "
    "left: all values count as independent, and p-values may be too small.",
}
TOO_FEW = (
    "There are too few values for a model of the whole curves: "
    "{values} values of {mice} mice for {terms} terms."
)
# A standard deviation below this share of the residual one counts as zero.
LIMIT = 1e-4
STARTS = {
    BOTH: ((1.0, 0.0, 3.0), (3.0, -1.0, 3.0), (1.0, 0.0, 1.0), (0.3, -0.3, 0.3)),
    INTERCEPT: ((1.0,), (0.1,), (10.0,)),
    SLOPE: ((1.0,), (0.1,), (10.0,)),
}


def fit(values, method=REML, random=BOTH, fixed=LEVELS, groups=()):
    """The model fitted to `values`, a `Fit`; a fit at a limit is noted, not changed.

    `values` has mouse, arm, day, y = ln volume, ln_baseline where it is a term, and a
    column for each of the `groups` (cage, block; a mouse without one is a group of its
    own). `fixed`: LEVELS has a level and a rate for each arm; BASELINE one
    intercept, ln V0 and a rate for each arm; ORIGIN, for y = ln V/V0, a rate for each
    arm alone. "cage" is a random level of each cage, "cage rate" a random rate; with
    ORIGIN a group has a rate: its level is in V0. Raises ValueError in plain words when
    there are too few values.
    """
    values = values.reset_index(drop=True)
    terms, arms, x = _fixed(values, fixed)
    mouse, mice = pd.factorize(values["mouse"], sort=True)
    q, r = np.linalg.qr(x)
    _refuse_too_few(values, r, mice)
    day = values["day"].to_numpy(float)
    longest = np.abs(day).max()
    z = _random_columns(day / longest, random)
    of_rates = [fixed == ORIGIN or name.endswith(RATE) for name in groups]
    w = [
        _members(values, name) * (day[:, None] / longest if is_rate else 1.0)
        for name, is_rate in zip(groups, of_rates, strict=True)
    ]
    y = values["y"].to_numpy(float)
    start = q.T @ y
    of = likelihood.sums(z, w, q, y - q @ start, mouse)
    theta = _theta(of, random, method)
    here = likelihood.state(theta, of, method)
    residual = here.squares / likelihood.freedom(of, method)
    estimates, about = likelihood.estimates(theta, here, of, method, (r, start))
    design = (x @ estimates, z, np.hstack([np.empty((len(y), 0)), *w]), mouse)
    of_groups = residual * theta[len(theta) - of.n_other :] ** 2
    of_groups = of_groups / np.where(of_rates, longest**2, 1.0)
    found = _variances(theta, of, residual, random, longest)
    found |= dict(zip(groups, of_groups, strict=True))
    return Fit(
        method=method,
        estimates=pd.Series(estimates, terms),
        slopes={arm: f"rate {arm}" for arm in arms},
        variances=found,
        n_mice=len(mice),
        n_values=len(values),
        **about,
        is_at_limit=_is_at_limit(theta, of, random),
        rows_by=partial(_rows, values, theta, here, of, design),
        influence_by=partial(_influence, theta, here, of, method, mice),
    )


def fit_or_simpler(values, method=REML, fixed=LEVELS, groups=()):
    """`fit` with what the data can carry: what lies at its limit is dropped.

    The random slope or the random intercept, whichever is missed less, then the
    other; `notes` say what was dropped. Dropping the slope where it is the intercept
    that is zero would make the p-values too small. Cage and block whose spread is
    zero are dropped before those.
    """
    random, kept = BOTH, tuple(groups)
    found = fit(values, method, random, fixed, kept)
    while zeros := _without_spread(found, values, kept):
        kept = tuple(name for name in kept if name not in zeros)
        found = fit(values, method, random, fixed, kept)
    groups, notes = kept, list(_not_differing(groups, kept))
    while found.is_at_limit:
        tried = {
            left: fit(values, method, left, fixed, groups) for left in SIMPLER[random]
        }
        random = max(tried, key=lambda left: tried[left].log_likelihood)
        found, notes = tried[random], [*notes, DROPPED[random]]
    return replace(found, notes=(*notes, *found.notes))


def _without_spread(found, values, groups):
    longest = values["day"].max()
    scales = {name: longest**2 if name.endswith(RATE) else 1.0 for name in groups}
    least = NO_SPREAD * found.variances["residual"]
    return [name for name in groups if found.variances[name] * scales[name] <= least]


def _not_differing(asked, kept):
    """A sentence for each group of which a term, or all that was asked, was dropped."""
    for group in dict.fromkeys(name.removesuffix(RATE) for name in asked):
        own = [name for name in asked if name.removesuffix(RATE) == group]
        left = [name for name in own if name in kept]
        what = " in their growth rates" if group in left else " in their levels"
        if len(left) < len(own):
            where = what if left else ""
            yield f"{group.capitalize()}s did not differ{where}: the term was dropped."


def _fixed(values, fixed):
    code, arms = pd.factorize(values["arm"], sort=True)
    is_arm = code[:, None] == np.arange(len(arms))
    rates = is_arm * values["day"].to_numpy(float)[:, None]
    slopes = [f"rate {arm}" for arm in arms]
    if fixed == ORIGIN:
        return slopes, arms, rates
    if fixed == LEVELS:
        levels = [f"level {arm}" for arm in arms]
        return [*levels, *slopes], arms, np.hstack([is_arm, rates])
    start = values["ln_baseline"].to_numpy(float)[:, None]
    columns = np.hstack([np.ones_like(start), start, rates])
    return ["intercept", "ln baseline", *slopes], arms, columns


def _refuse_too_few(values, r, mice):
    """`r` is the triangle of the fixed effects' QR: a zero in it is a term too many."""
    terms, size = r.shape[1], np.abs(np.diag(r))
    few = len(values) <= terms + 1 or len(mice) >= len(values)
    if few or len(size) < terms or size.min() <= 1e-10 * size.max():
        said = TOO_FEW.format(values=len(values), mice=len(mice), terms=terms)
        raise ValueError(said)


def _random_columns(day, random):
    columns = {INTERCEPT: [np.ones_like(day)], SLOPE: [day], NONE: []}
    columns[BOTH] = [np.ones_like(day), day]
    return np.stack(columns[random], axis=1) if columns[random] else day[:, None] * 0


def _members(values, name):
    """Value x group, one where the mouse of the value is of the group."""
    filled = values[name.removesuffix(RATE)].astype(object)
    filled = filled.where(filled.notna(), "alone " + values["mouse"].astype(str))
    code = pd.factorize(filled)[0]
    return np.eye(code.max() + 1)[code]


def _theta(of, random, method):
    groups = (0.3,) * of.n_other
    if random == NONE:
        if not groups:
            return np.zeros(1)
        starts = [(0.0, *groups)]
    else:
        starts = [(*start, *groups) for start in STARTS[random]]
    return newton.best(of, starts, method)


def _is_at_limit(theta, of, random):
    if random == NONE:
        return False
    return bool((np.diag(likelihood.factor(theta, of.n_random)) < LIMIT).any())


def _variances(theta, of, residual, random, longest):
    low = likelihood.factor(theta, of.n_random)
    own = residual * low @ low.T
    known = {
        INTERCEPT: {"level of a mouse": own[0, 0]},
        SLOPE: {"slope of a mouse": own[0, 0] / longest**2},
        NONE: {},
    }
    if random == BOTH:
        both = {"level of a mouse": own[0, 0], "slope of a mouse": own[1, 1]}
        both["slope of a mouse"] /= longest**2
        known[BOTH] = {**both, "level with slope": own[1, 0] / longest}
    return {**known[random], "residual": residual}


def _rows(values, theta, here, of, design):
    expected, z, w, mouse = design
    width = len(of.groups)
    of_groups = w @ (-here.weights[:width] * here.scale[:width])
    low = likelihood.factor(theta, of.n_random)
    weights = here.weights.copy()
    weights[:width] *= here.scale[:width]
    whitened = np.linalg.inv(np.eye(len(low)) + of.zz @ (low @ low.T))
    deviation = (whitened @ of.zu @ weights) @ (low @ low.T)
    fitted = expected + of_groups + (z * deviation[mouse]).sum(axis=1)
    kept = {name: values[name].array for name in ("mouse", "arm", "day", "y")}
    found = {"fitted": fitted, "expected": expected}
    return pd.DataFrame(kept | found | {"residual": values["y"].to_numpy() - fitted})


def _influence(theta, here, of, method, mice):
    """Cook's distance of each mouse, at the variances of all mice (a gap where the
    mouse alone carries a term)."""
    low = likelihood.factor(theta, of.n_random)
    whitened = np.linalg.inv(np.eye(len(low)) + of.zz @ (low @ low.T))
    caught = of.zu.swapaxes(1, 2) @ (low @ low.T) @ whitened @ of.zu
    own = (of.own - caught) * here.scale[:, None] * here.scale
    left = here.small - own
    width = len(of.groups)
    ranks = np.linalg.matrix_rank(left[:, :-1, :-1], hermitian=True)
    is_whole = ranks == len(here.small) - 1
    left[~is_whole] = np.eye(len(here.small))
    without = np.linalg.solve(left[:, :-1, :-1], left[:, :-1, -1:])[:, width:, 0]
    moved = without + here.weights[width:-1]
    information = np.linalg.inv(likelihood.fixed_covariance(here, of))
    residual = here.squares / likelihood.freedom(of, method)
    distance = np.einsum("np,pq,nq->n", moved, information, moved)
    distance = np.where(is_whole, distance / residual / of.n_terms, np.nan)
    return pd.Series(distance, mice, name="influence")
