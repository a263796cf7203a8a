"""Firth's penalized partial likelihood for hazards of arms.

With arms as the only covariate the partial likelihood is a product of shares: at each
event the arm that has it is drawn from the mice at risk, those of an arm weighted by
its hazard. Its cumulants are those of a multinomial draw, so the penalty, half the
log determinant of the information, has an exact derivative (Firth 1993; Heinze and
Schemper 2001). Ties by Efron (1977).
"""

import numpy as np

from xenograft.analysis.survival.logrank import counts

# Slopes at which the highest point counts as reached: at the top, on its profile.
SMALL, SMALL_ENOUGH = 1e-9, 1e-6
# A confidence limit of a log hazard ratio is looked for within this distance.
FARTHEST = 50.0


def fit(times, arms, level=0.95):
    """Penalized estimates of the arms after the first, which is the control.

    `times` has arm, day, is_event. Returns arrays over the arms: coefficient (ln
    hazard ratio), se, hazard_ratio, low and high (profile of the penalized
    likelihood) and p (its likelihood ratio); and log_likelihood, penalized, at the
    estimates and with all hazards alike (null).
    """
    from scipy import stats

    draws, events = _draws(times, arms)
    size = len(arms) - 1
    best = _highest(draws, events, np.zeros(size), np.ones(size, bool))
    top = _pieces(draws, events, best)
    reach = stats.chi2.ppf(level, 1) / 2
    bounds = [_limits(draws, events, best, at, reach) for at in range(size)]
    none = [_profile(draws, events, best, at, 0.0)[1] for at in range(size)]
    low, high = np.exp(np.array(bounds)).T
    return {
        "coefficient": best,
        "se": np.sqrt(np.diag(np.linalg.inv(top.information))),
        "hazard_ratio": np.exp(best),
        "low": low,
        "high": high,
        "p": stats.chi2.sf(2 * (top.value - np.array(none)), 1),
        "log_likelihood": top.value,
        "null": _pieces(draws, events, np.zeros(size)).value,
    }


def _draws(times, arms):
    """Mice at risk (draw x arm), one row per event, and events by arm.

    Efron: of d tied events the k-th finds k / d of the tied mice gone.
    """
    own = counts(times, arms)
    tied = own.events.sum(axis=1).astype(int)
    day = np.repeat(np.arange(len(tied)), tied)
    gone = np.concatenate([np.arange(each) / each for each in tied])
    draws = own.at_risk[day] - gone[:, None] * own.events[day]
    return draws, own.events.sum(axis=0)


class _Pieces:
    """Penalized log likelihood (`value`), its `score`, and the `information`."""

    def __init__(self, value, score, information):
        self.value, self.score, self.information = value, score, information


def _pieces(draws, events, coefficients):
    weighted = draws * np.exp(np.concatenate([[0.0], coefficients]))
    total = weighted.sum(axis=1)
    share = weighted[:, 1:] / total[:, None]
    information = np.diag(share.sum(axis=0)) - share.T @ share
    value = events[1:] @ coefficients - np.log(total).sum()
    sign, determinant = np.linalg.slogdet(information)
    if sign <= 0:
        return _Pieces(-np.inf, np.zeros(len(coefficients)), information)
    inverse = np.linalg.inv(information)
    score = events[1:] - share.sum(axis=0) + _penalty_slope(share, inverse) / 2
    return _Pieces(value + determinant / 2, score, information)


def _penalty_slope(share, inverse):
    """Derivative of the log determinant: tr(I^-1 dI), third cumulants of a draw."""
    diagonal = np.diag(inverse)
    own = share * diagonal
    crossed = share @ inverse
    quadratic = (crossed * share).sum(axis=1)
    slope = own - 2 * share * crossed
    slope -= share * own.sum(axis=1)[:, None] - 2 * share * quadratic[:, None]
    return slope.sum(axis=0)


def _highest(draws, events, start, free, small=SMALL):
    """The coefficients of the highest value, those not `free` held at `start`."""
    from scipy import optimize

    at = start.copy()

    def lost(values):
        at[free] = values
        here = _pieces(draws, events, at)
        return -here.value, -here.score[free]

    # The first step is Fisher's; the penalty's own curvature is learned on the way.
    first = np.linalg.inv(_pieces(draws, events, start).information[np.ix_(free, free)])
    options = {"hess_inv0": (first + first.T) / 2, "gtol": small}
    at[free] = optimize.minimize(
        lost, start[free], jac=True, method="BFGS", options=options
    ).x
    return at


def _profile(draws, events, start, at, value):
    """The highest point with one coefficient held at `value`, and what it reaches."""
    start, free = start.copy(), np.ones(len(start), bool)
    start[at], free[at] = value, False
    if free.any():
        start = _highest(draws, events, start, free, SMALL_ENOUGH)
    return start, _pieces(draws, events, start).value


def _limits(draws, events, best, at, reach):
    """The two values at which the profile has fallen by `reach`."""
    top = _pieces(draws, events, best)
    goal = top.value - reach
    spread = np.linalg.inv(top.information)
    found = []
    for way in (-1, 1):
        # Where a parabola would have fallen as far.
        start = best + way * np.sqrt(2 * reach / spread[at, at]) * spread[:, at]
        place = _where_it_meets(draws, events, start, at, goal)
        is_there = place is not None and way * (place - best[at]) > 0
        found.append(
            place if is_there else _searched(draws, events, best, at, way, goal)
        )
    return found


def _where_it_meets(draws, events, start, at, goal):
    """The limit as a root: the value is `goal` and all other slopes are zero.

    Venzon and Moolgavkar 1988; None where the search ends elsewhere.
    """
    from scipy import optimize

    def missed(coefficients):
        here = _pieces(draws, events, coefficients)
        found = here.score.copy()
        found[at] = here.value - goal if np.isfinite(here.value) else FARTHEST
        return found

    # A step too far overflows and is taken back.
    with np.errstate(all="ignore"):
        found = optimize.root(missed, start, tol=1e-10)
    is_root = found.success and np.abs(missed(found.x)).max() < 1e-6
    return found.x[at] if is_root else None


def _searched(draws, events, best, at, way, goal):
    """The limit on one side by the profile itself, step by step; infinite if far."""
    from scipy import optimize

    place = best

    def left(value):
        nonlocal place
        # Each step starts from the highest point of the step before.
        place, reached = _profile(draws, events, place, at, value)
        return goal - reached

    far = 1.0
    while left(best[at] + way * far) < 0:
        far *= 2
        if far > FARTHEST:
            return way * np.inf
    ends = sorted((best[at], best[at] + way * far))
    return optimize.brentq(left, *ends, xtol=1e-7)
