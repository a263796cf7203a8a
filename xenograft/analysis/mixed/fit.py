"""What a fitted mixed model says, and comparisons drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import special, stats

REML = "REML"
ML = "ML"
COMPARED = ["estimate", "se", "df", "t", "p", "low", "high"]


@dataclass(frozen=True)
class Fit:
    """A fitted model of ln volume; rates are per day, variances in ln units.

    `estimates` is a Series by term and `covariance` the exact covariance of the
    estimates at the fitted variances (REML: unbiased scale; ML: as R's nlme before
    its small-sample factor). `slopes` is arm -> term of its growth rate.
    `variances` is name -> variance. `changes` (variance parameter x term x term)
    and `spread` (covariance of the variance parameters) give the degrees of freedom.
    `is_at_limit` says that a spread was estimated as zero or two as one. `notes`
    are plain sentences on what was dropped or lies at its limit. `rows_by` and
    `influence_by` make `rows` and `influence` when those are asked for.
    """

    method: str
    estimates: pd.Series
    covariance: np.ndarray
    slopes: dict
    variances: dict
    log_likelihood: float
    n_mice: int
    n_values: int
    changes: np.ndarray
    spread: np.ndarray
    rows_by: Callable
    influence_by: Callable
    notes: tuple = ()
    is_at_limit: bool = False

    @cached_property
    def rows(self):
        """One row per value: mouse, arm, day, y, fitted (with the mouse's own
        deviation), expected (without) and residual."""
        return self.rows_by()

    @cached_property
    def influence(self):
        """Cook's distance of each mouse."""
        return self.influence_by()

    @property
    def standard_errors(self):
        return pd.Series(np.sqrt(np.diag(self.covariance)), self.estimates.index)

    def weights(self, of_slopes):
        """A vector over the terms from arm -> weight of its growth rate."""
        found = np.zeros(len(self.estimates))
        for arm, weight in of_slopes.items():
            found[self.estimates.index.get_loc(self.slopes[arm])] += weight
        return found


def contrast(fit, weights, level=0.95):
    """A weighted sum of estimates: estimate, se, df, t, p, low, high (a dict).

    `weights` is a vector over the terms. Satterthwaite degrees of freedom
    (Fai and Cornelius 1996), two-sided p, interval at `level`.
    """
    weights = np.asarray(weights, float)
    estimate = float(weights @ fit.estimates.to_numpy())
    variance = float(weights @ fit.covariance @ weights)
    df = degrees_of_freedom(fit, weights)
    return tested(estimate, np.sqrt(variance), df, level)


def tested(estimate, se, df, level=0.95):
    """estimate, se, df, t, p, low and high of an estimate with Student's t."""
    statistic = estimate / se
    # The bare functions: scipy's distributions take longer than the model.
    reach = float(special.stdtrit(df, (1 + level) / 2)) * se
    return {
        "estimate": estimate,
        "se": se,
        "df": df,
        "t": statistic,
        "p": 2 * float(special.stdtr(df, -abs(statistic))),
        "low": estimate - reach,
        "high": estimate + reach,
    }


def degrees_of_freedom(fit, weights):
    """Satterthwaite's 2 v^2 / Var(v), v the variance of a weighted sum."""
    variance = weights @ fit.covariance @ weights
    change = np.array([weights @ one @ weights for one in fit.changes])
    return float(2 * variance**2 / (change @ fit.spread @ change))


def rates(fit, level=0.95):
    """Growth rate of each arm: arm and the columns of `contrast`, one row per arm."""
    found = [contrast(fit, fit.weights({arm: 1}), level) for arm in fit.slopes]
    return pd.DataFrame(found).assign(arm=list(fit.slopes)).rename_axis(None)


def differences(fit, pairs, level=0.95):
    """Difference of growth rates, first minus second arm, for pairs of arms.

    One row per pair: first, second, the columns of `contrast`, and p_holm, Holm's
    adjustment over the pairs given. The intervals are not adjusted.
    """
    pairs = list(pairs)
    found = [
        contrast(fit, fit.weights({first: 1, second: -1}), level)
        for first, second in pairs
    ]
    frame = pd.DataFrame(found, columns=COMPARED)
    frame.insert(0, "first", [first for first, _ in pairs])
    frame.insert(1, "second", [second for _, second in pairs])
    return frame.assign(p_holm=holm(frame["p"]))


def rates_differ(fit, control=None):
    """Do all arms grow at one rate: F, df, df_residual and p, a dict.

    Wald's F of the differences of the growth rates from `control` (default: the
    first arm), residual degrees of freedom by Satterthwaite for several contrasts at
    once (Fai and Cornelius 1996, as lmerTest has it; they depend a little on which
    arm is the control). Gaps with one arm.
    """
    arms = sorted(fit.slopes, key=lambda arm: arm != control)
    terms = [fit.estimates.index.get_loc(fit.slopes[arm]) for arm in arms]
    if len(terms) < 2:
        return {"F": np.nan, "df": 0, "df_residual": np.nan, "p": np.nan}
    differences = np.zeros((len(terms) - 1, len(fit.estimates)))
    differences[:, terms[0]] = -1
    differences[range(len(terms) - 1), terms[1:]] = 1
    values, vectors = np.linalg.eigh(differences @ fit.covariance @ differences.T)
    turned = vectors.T @ differences
    statistic = np.mean((turned @ fit.estimates.to_numpy()) ** 2 / values)
    df = _joint_freedom([degrees_of_freedom(fit, one) for one in turned])
    p = float(stats.f.sf(statistic, len(values), df))
    return {"F": float(statistic), "df": len(values), "df_residual": df, "p": p}


def _joint_freedom(of_each):
    of_each = np.array(of_each)
    if np.ptp(of_each) < 1e-8:
        return float(of_each.mean())
    if (of_each <= 2).any():
        return 2.0
    expected = (of_each / (of_each - 2)).sum()
    return float(2 * expected / (expected - len(of_each)))


def holm(p_values):
    """Holm's step-down adjusted p-values, in the order given (Holm 1979)."""
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    found = np.empty(len(p))
    found[order] = np.minimum(1, np.maximum.accumulate(p[order] * factors))
    return found


def holm_of_known(p_values):
    """The same for a Series with gaps: they stay gaps and are not counted as tests."""
    known = p_values.dropna().astype(float)
    return pd.Series(holm(known), known.index, dtype=float).reindex(p_values.index)
