"""Growth through the first value: ln(V / V0) = rate of the arm x days.

One random slope per mouse, no intercept (Demidenko and Miller 2019; the model of
SynergyLMM).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from xenograft.analysis.mixed import slope_likelihood
from xenograft.analysis.mixed.fit import REML, Fit

TOO_FEW = "There are too few values after the baseline for a model of growth rates."
AT_ZERO = (
    "The mice of an arm grew no more differently than the scatter of their values "
    "explains: the spread of the growth rates between mice was estimated as zero."
)


@dataclass(frozen=True)
class SlopeFits:
    """One fitted model per day; day x arm unless said.

    `rate` per day, `information` (its inverse times the residual variance is the
    variance of a rate), `lost` = -d information / d lambda, `residual` variance,
    `ratio` lambda and `spread` (day x 2 x 2, covariance of the two). `robust_by` makes
    `robust` when that is asked for.
    """

    days: np.ndarray
    arms: list
    n_mice: np.ndarray
    rate: np.ndarray
    information: np.ndarray
    lost: np.ndarray
    residual: np.ndarray
    ratio: np.ndarray
    spread: np.ndarray
    log_likelihood: np.ndarray
    robust_by: Callable

    @cached_property
    def robust(self):
        """The variance of a rate from the residuals of its mice (CR2)."""
        return self.robust_by()

    def weights(self, of_arms):
        """A vector over the arms from arm -> weight."""
        return np.array([of_arms.get(arm, 0.0) for arm in self.arms])

    @property
    def covariance(self):
        """Of the rates, day x arm x arm: the mice of an arm tell of no other."""
        variance = self.residual[:, None] / self.information
        return variance[:, :, None] * np.eye(len(self.arms))

    def contrast(self, weights):
        """estimate, se and Satterthwaite df of each day for weights of the arms.

        `weights` is a vector over the arms, or one for each day, or several such.
        """
        squares = np.square(weights) / self.information
        of_residual = squares.sum(axis=-1)
        of_ratio = self.residual * (squares * self.lost / self.information).sum(axis=-1)
        change = np.stack([of_residual, of_ratio], axis=-1)
        variance = self.residual * of_residual
        spread = np.einsum("...di,dij,...dj->...d", change, self.spread, change)
        estimate = (weights * self.rate).sum(axis=-1)
        return estimate, np.sqrt(variance), 2 * variance**2 / spread


def relative_logs(volumes, baselines):
    """ln(V / V0) after the baseline: mouse, arm, day, y.

    `volumes` has mouse, arm, day (days since baseline), volume_mm3 (mm3, already
    floored where wanted); `baselines` (mm3) is indexed by mouse. Gaps, zeros, days
    up to 0 and mice without a baseline are left out.
    """
    ratio = volumes["volume_mm3"] / volumes["mouse"].map(baselines).astype(float)
    is_usable = (volumes["day"] > 0) & (ratio > 0)
    rows = volumes.loc[is_usable, ["mouse", "arm", "day"]]
    return rows.assign(y=np.log(ratio[is_usable].astype(float)))


def fit(values, method=REML):
    """The model fitted to all `values` (mouse, arm, day > 0, y), a `Fit`.

    Raises ValueError, in plain words, when there are too few values.
    """
    found = fits_by_day(values, method, days=[values["day"].max()])
    if not len(found.days):
        raise ValueError(TOO_FEW)
    return _one_fit(found, values, method)


def fits_by_day(values, method=REML, days=None):
    """The model of the values up to each day, `SlopeFits`; refitted for each.

    Days whose values cannot tell the spread between mice from the scatter (one
    value per mouse) are left out, so the first day is never among them, as are
    days before every arm has a value.
    """
    if days is None:
        days = np.unique(values["day"].to_numpy(float))
    sums = sums_until(values, days)
    ends = ((sums.n > 0) @ sums.members > 0).all(axis=1)
    ends &= sums.n.sum(axis=1) > (sums.n > 0).sum(axis=1)
    ends &= sums.n.sum(axis=1) > len(sums.arms) + 1
    return slope_fits(sums.of_days(ends), method)


def sums_until(values, days):
    """The sums of `values` up to each of `days`."""
    mouse, mice = pd.factorize(values["mouse"], sort=True)
    arm, arms = pd.factorize(values["arm"], sort=True)
    of_mouse = np.zeros(len(mice), int)
    of_mouse[mouse] = arm
    day = values["day"].to_numpy(float)
    y = values["y"].to_numpy(float)
    days = np.asarray(days, float)
    cell = np.searchsorted(days, day) * len(mice) + mouse
    is_in = day <= days[-1]

    def cumulated(amounts):
        size = len(days) * len(mice)
        found = np.bincount(cell[is_in], amounts[is_in], minlength=size)
        return found.reshape(len(days), -1).cumsum(axis=0)

    sums = (cumulated(each) for each in (day * day, day * y, y * y, np.ones_like(y)))
    return slope_likelihood.Sums(days, list(arms), of_mouse, *sums)


def slope_fits(sums, method=REML):
    """The fitted models, `SlopeFits`, of the sums of each day."""
    ratio = slope_likelihood.variance_ratios(sums, method)
    weight, information, rate, left = slope_likelihood.parts(sums, ratio)
    residual = left / slope_likelihood.freedom(sums, information, method)
    return SlopeFits(
        days=sums.days,
        arms=sums.arms,
        n_mice=(sums.n > 0).astype(float) @ sums.members,
        rate=rate,
        information=information,
        lost=(sums.tt * weight) ** 2 @ sums.members,
        residual=residual,
        ratio=ratio,
        spread=slope_likelihood.spread(sums, ratio, residual, method),
        log_likelihood=-slope_likelihood.deviance(sums, ratio, method) / 2,
        robust_by=partial(_robust, sums, ratio, residual, rate, information),
    )


def _robust(sums, ratio, residual, rate, information):
    """Variance of each rate by the residuals of its mice, day x arm (CR2).

    Bell and McCaffrey's correction of the sandwich of Liang and Zeger: the residuals
    of a mouse are divided by the root of the share of their variance that the fit has
    left in them. A mouse alone in its arm leaves none and counts for nothing.
    """
    off = sums.ty - sums.tt * rate[:, sums.arm]
    model = residual[:, None] * (1 + ratio[:, None] * sums.tt)
    taken = (residual[:, None] / information)[:, sums.arm] * sums.tt
    left = model - taken
    is_left = left > 1e-12 * model
    score = np.where(is_left, off**2 / (model * np.where(is_left, left, 1.0)), 0.0)
    return (residual[:, None] / information) ** 2 * (score @ sums.members)


def _one_fit(found, values, method):
    residual, ratio = found.residual[0], found.ratio[0]
    terms = pd.Index([f"rate {arm}" for arm in found.arms])
    information = found.information[0]
    changes = [1 / information, residual * found.lost[0] / information**2]
    sums = sums_until(values, found.days)
    return Fit(
        method=method,
        estimates=pd.Series(found.rate[0], terms),
        covariance=np.diag(residual / information),
        slopes=dict(zip(found.arms, terms, strict=True)),
        variances={"slope of a mouse": ratio * residual, "residual": residual},
        log_likelihood=float(found.log_likelihood[0]),
        n_mice=int(found.n_mice.sum()),
        n_values=len(values),
        changes=np.array([np.diag(change) for change in changes]),
        spread=found.spread[0],
        notes=(AT_ZERO,) if ratio == 0 else (),
        rows_by=partial(_rows, found, sums, values),
        influence_by=partial(_influence, found, sums, values),
    )


def _rows(found, sums, values):
    rate = found.rate[0][sums.arm]
    shrunk = found.ratio[0] / (1 + found.ratio[0] * sums.tt[0])
    deviation = shrunk * (sums.ty[0] - sums.tt[0] * rate)
    mouse, _ = pd.factorize(values["mouse"], sort=True)
    day = values["day"].to_numpy(float)
    fitted = day * (rate + deviation)[mouse]
    return values.assign(
        fitted=fitted, expected=day * rate[mouse], residual=values["y"] - fitted
    )


def _influence(found, sums, values):
    """Cook's distance of each mouse at the variances of all: a rate rests on the
    mice of its arm alone. A gap for the only mouse of an arm."""
    weight = 1 / (1 + found.ratio[0] * sums.tt[0])
    own = sums.tt[0] * weight
    information = found.information[0][sums.arm]
    left = information - own
    off = (sums.ty[0] - sums.tt[0] * found.rate[0][sums.arm]) * weight
    is_alone = left <= 1e-12 * information
    moved = -off / np.where(is_alone, np.nan, left)
    distance = moved**2 * information / found.residual[0] / len(found.arms)
    mice = pd.Index(np.unique(values["mouse"]))
    return pd.Series(distance, mice, name="influence")
