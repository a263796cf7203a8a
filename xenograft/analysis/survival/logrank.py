"""Do arms differ in their times: log-rank tests of all arms and of pairs."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from xenograft.analysis.mixed.fit import holm
from xenograft.analysis.survival.curves import DIGITS, arms_of

LOG_RANK = "LOG_RANK"
PETO = "PETO"
SHUFFLES = 10000
# Statistics that differ by less are equal but for rounding.
SAME = 1e-9


@dataclass(frozen=True)
class Counts:
    """Mice `at_risk` and `events` (both day x arm) on each day with an event."""

    arms: list
    days: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray


def counts(times, arms=None):
    """`Counts` of `times` (arm, day, is_event), of all arms in order or of `arms`."""
    known = times.dropna(subset=["day"])
    arms = arms_of(known) if arms is None else list(arms)
    day = known["day"].to_numpy(float).round(DIGITS)
    is_arm = known["arm"].to_numpy()[:, None] == np.array(arms, dtype=object)
    has_event = known["is_event"].to_numpy(bool) & is_arm.any(axis=1)
    days = np.unique(day[has_event])
    on_day = (day == days[:, None]) & has_event
    at_risk = (day >= days[:, None]).astype(float) @ is_arm
    return Counts(arms, days, at_risk, on_day.astype(float) @ is_arm)


def log_rank(times, weighting=LOG_RANK, arms=None):
    """Do all arms (or `arms`) share one curve: chi_square, df and p, a dict.

    `times` has arm, day, is_event. LOG_RANK weighs each day alike; PETO weighs it by
    the share of all mice left just before it, so early differences count more
    (R's survdiff, rho = 0 and 1). Arms without an expected event do not count; gaps
    without two that do.
    """
    from scipy import stats

    own = counts(times, arms)
    total, events = own.at_risk.sum(axis=1), own.events.sum(axis=1)
    share = own.at_risk / total[:, None]
    weight = _weights(total, events, weighting)
    expected = weight * events @ share
    gap = weight @ own.events - expected
    spread = weight**2 * events * (total - events) / np.maximum(total - 1, 1)
    variance = np.diag(spread @ share) - share.T @ (spread[:, None] * share)
    # One arm follows from the others.
    kept = np.flatnonzero(expected > 0)[1:]
    if not len(kept) or not spread.any():
        return {"chi_square": np.nan, "df": 0, "p": np.nan}
    statistic = gap[kept] @ np.linalg.pinv(variance[np.ix_(kept, kept)]) @ gap[kept]
    p = stats.chi2.sf(statistic, len(kept))
    return {"chi_square": float(statistic), "df": len(kept), "p": float(p)}


def _weights(total, events, weighting):
    if weighting == LOG_RANK:
        return np.ones(len(total))
    if weighting != PETO:
        raise ValueError(f"There is no weighting {weighting}.")
    left = np.cumprod(1 - events / total)
    return np.concatenate([[1.0], left[:-1]])[: len(total)]


def shuffled(times, draws=SHUFFLES, seed=0):
    """p of the test of all arms, from dealing the arms to the mice anew.

    `times` has arm, day, is_event. Of each mouse its log-rank score, event less
    hazard until its day, stays; the share of deals whose sum over arms of
    (sum of scores)^2 / mice is as large, the observed one counted among them
    (Phipson and Smyth 2010). For few mice this errs less than the p of chi-square.
    A gap without an event or a second arm. `draws` deals from the `seed`.
    """
    known = times.dropna(subset=["day"])
    score = _scores(known)
    sums = pd.Series(score).groupby(known["arm"].to_numpy(object))
    if sums.ngroups < 2 or not score.any():
        return np.nan
    observed = (sums.sum() ** 2 / sums.size()).sum()
    # In an order that neither the rows nor the names of the arms decide.
    sizes = np.sort(sums.size())
    places = np.repeat(np.arange(len(sizes)), sizes)
    is_arm = (places[:, None] == np.arange(len(sizes))) / np.sqrt(sizes)
    rng = np.random.default_rng(seed)
    deals = rng.permuted(np.tile(np.sort(score), (draws, 1)), axis=1)
    as_large = ((deals @ is_arm) ** 2).sum(axis=1) >= observed - SAME
    return float((1 + as_large.sum()) / (1 + draws))


def _scores(known):
    """Event (1 or 0) of each mouse less the hazard of all mice until its day."""
    day = known["day"].to_numpy(float).round(DIGITS)
    event = known["is_event"].to_numpy(float)
    at_risk = day[:, None] >= day
    return event - at_risk @ (event / at_risk.sum(axis=0))


def pairwise(times, control=None, weighting=LOG_RANK):
    """The test of each pair of arms, with p-values adjusted over the pairs.

    All pairs, or only those with `control`. One row per pair: first, second,
    chi_square, df, p, p_holm (Holm 1979) and p_bh (Benjamini and Hochberg 1995).
    """
    from scipy import stats

    arms = arms_of(times)
    if control is None:
        pairs = list(combinations(arms, 2))
    else:
        pairs = [(arm, control) for arm in arms if arm != control]
    rows = [
        {"first": first, "second": second}
        | log_rank(times, weighting, arms=(first, second))
        for first, second in pairs
    ]
    columns = ["first", "second", "chi_square", "df", "p"]
    found = pd.DataFrame(rows, columns=columns)
    known = found["p"].dropna()
    found["p_holm"] = pd.Series(holm(known), known.index, dtype=float)
    adjusted = stats.false_discovery_control(known) if len(known) else known
    return found.assign(p_bh=pd.Series(adjusted, known.index, dtype=float))
