"""Growth through the first value, with a random rate for each cage or block as well.

The model of `slopes` for studies in which the mice of a cage (or of a block of the
draw) grow more alike than others. A level of a cage is in V0 and falls out of ln V/V0,
so what is left of a cage is its rate. Fitted by `curves`, once for each day.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits

# A spread of rates below this share of the residual variance, per squared longest
# day, counts as zero.
LIMIT = 1e-8


@dataclass(frozen=True)
class GroupedFits:
    """One fitted model per day, as `slopes.SlopeFits`; `fits` are the models."""

    days: np.ndarray
    arms: list
    n_mice: np.ndarray
    fits: list

    weights = slopes.SlopeFits.weights

    @cached_property
    def rate(self):
        """Growth rates, day x arm."""
        return np.array([one.estimates.to_numpy() for one in self.fits])

    @property
    def covariance(self):
        """Of the rates, day x arm x arm: arms that share cages vary together."""
        return np.array([one.covariance for one in self.fits])

    def contrast(self, weights):
        """As `slopes.SlopeFits.contrast`: estimate, se and Satterthwaite df by day."""
        weights = np.asarray(weights, float)
        shape = (*weights.shape[:-2], len(self.fits), len(self.arms))
        known = [
            np.stack([contrast_of(one, own[at]) for at, one in enumerate(self.fits)])
            for own in np.broadcast_to(weights, shape).reshape(-1, *shape[-2:])
        ]
        found = np.stack(known).reshape(*shape[:-1], 3)
        return found[..., 0], found[..., 1], found[..., 2]


def contrast_of(one, weights):
    """estimate, se and df of a weighted sum of the rates of one model."""
    variance = weights @ one.covariance @ weights
    df = fits.degrees_of_freedom(one, weights)
    return weights @ one.estimates.to_numpy(), np.sqrt(variance), df


def differing(values, groups):
    """Which of `groups` differ in their rates, fitted to all `values`.

    `values` has mouse, arm, day, y = ln(V / V0) and the columns of `groups`. Returns
    (names, `Fit`); one whose spread is zero is left out, and nothing is left where
    there are too few values.
    """
    groups, found = tuple(groups), None
    while groups:
        try:
            found = fit(values, groups)
        except ValueError:
            return (), None
        least = LIMIT * found.variances["residual"] / values["day"].max() ** 2
        kept = tuple(one for one in groups if found.variances[one] > least)
        if kept == groups:
            break
        groups = kept
    return groups, found if groups else None


def fit(values, groups):
    """The model fitted to all `values`, a `Fit`."""
    return curves.fit(values, random=curves.SLOPE, fixed=curves.ORIGIN, groups=groups)


def fits_by_day(values, groups, days=None):
    """The model of the values up to each day, `GroupedFits`; the days of `slopes`."""
    plain = slopes.fits_by_day(values, days=days)
    found = [fit(values[values["day"] <= day], groups) for day in plain.days]
    return GroupedFits(plain.days, plain.arms, plain.n_mice, found)
