"""Hazard ratios of arms against the control: Cox's regression, Firth's when needed."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xenograft.analysis.mixed.fit import holm
from xenograft.analysis.survival import firth
from xenograft.analysis.survival.curves import arms_of

EFRON = "EFRON"
FIRTH = "FIRTH"
NO_EVENTS = "No mouse has had the event, so there is no hazard to compare."
ONE_ARM = "Only one arm has times, so there is nothing to compare with."
NO_CONTROL = "{control} has no times, so there is no hazard to compare with."
WHY_FIRTH = (
    "An arm has no event, or all of its events after those of another arm, so the "
    "usual hazard ratio has no limit. Firth's penalized likelihood is used."
)
# A hazard ratio beyond exp of this is the likelihood running away, not an answer.
FARTHEST = 10.0
COLUMNS = ["coefficient", "se", "hazard_ratio", "low", "high", "p"]


@dataclass(frozen=True)
class Cox:
    """`ratios` by arm, and the test that all hazards are alike.

    `ratios` has n, n_events, coefficient (ln hazard ratio), se, hazard_ratio, low,
    high, p and p_holm. `method` is EFRON (Wald limits and p) or FIRTH (profile
    limits, p by the penalized likelihood ratio); `chi_square`, `df` and `p` are
    those of the likelihood ratio over all arms, `log_likelihood` the highest.
    `note` says in plain words why Firth's was used.
    """

    ratios: pd.DataFrame
    method: str
    log_likelihood: float
    chi_square: float
    df: int
    p: float
    note: str = ""


def hazard_ratios(times, control, level=0.95, method=None):
    """Hazard of each arm relative to `control`, a `Cox`.

    `times` has one row per mouse: arm, day and is_event. Cox's partial likelihood
    with Efron's handling of ties (1977), by statsmodels' PHReg; when an arm has no
    event, or the events of two arms do not overlap, its estimate is infinite and
    Firth's penalized likelihood is used (Heinze and Schemper 2001). `method` asks
    for one of them; EFRON is then given even where it runs away. Raises ValueError
    in plain words without events or without a second arm.
    """
    known = times.dropna(subset=["day"])
    arms = [control, *(arm for arm in arms_of(known) if arm != control)]
    _refuse(known, arms, control)
    if method == FIRTH or (method is None and _lacks_events(known, arms)):
        return _with_firth(known, arms, level)
    found = _with_efron(known, arms, level)
    is_far = not found.ratios["coefficient"].abs().lt(FARTHEST).all()
    return _with_firth(known, arms, level) if is_far and method is None else found


def _refuse(known, arms, control):
    if not known["is_event"].any():
        raise ValueError(NO_EVENTS)
    if len(arms) < 2:
        raise ValueError(ONE_ARM)
    if not (known["arm"] == control).any():
        raise ValueError(NO_CONTROL.format(control=control))


def _lacks_events(known, arms):
    return bool(known.groupby("arm", observed=True)["is_event"].sum()[arms].eq(0).any())


def _with_efron(known, arms, level):
    from scipy import stats

    fitted = _partial_likelihood(known, arms)
    coefficient, se = fitted.params, fitted.bse
    reach = stats.norm.ppf((1 + level) / 2) * se
    with np.errstate(over="ignore"):
        low, high = np.exp(coefficient - reach), np.exp(coefficient + reach)
    rows = {
        "coefficient": coefficient,
        "se": se,
        "hazard_ratio": np.exp(coefficient),
        "low": low,
        "high": high,
        "p": 2 * stats.norm.sf(np.abs(coefficient / se)),
    }
    null = fitted.model.loglike(np.zeros(len(arms) - 1))
    return _cox(known, arms, rows, EFRON, (fitted.llf, null))


def _partial_likelihood(known, arms):
    """statsmodels' fit; its warnings are of estimates that run away, seen later."""
    from statsmodels.duration.hazard_regression import PHReg

    is_arm = known["arm"].to_numpy()[:, None] == np.array(arms[1:], dtype=object)
    day, event = known["day"].to_numpy(float), known["is_event"].to_numpy(int)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return PHReg(day, is_arm.astype(float), event, ties="efron").fit(disp=0)


def _with_firth(known, arms, level):
    found = firth.fit(known, arms, level)
    rows = {name: found[name] for name in COLUMNS}
    likelihoods = found["log_likelihood"], found["null"]
    return _cox(known, arms, rows, FIRTH, likelihoods, WHY_FIRTH)


def _cox(known, arms, rows, method, likelihoods, note=""):
    from scipy import stats

    treated = pd.Index(arms[1:], name="arm")
    own = known.groupby("arm", observed=True)["is_event"].agg(["size", "sum"])
    own = own.loc[arms[1:]].set_axis(["n", "n_events"], axis=1)
    ratios = pd.DataFrame(rows, index=treated)
    counts = own.set_axis(treated).astype(int)
    ratios = counts.join(ratios).assign(p_holm=holm(ratios["p"]))
    highest, null = likelihoods
    statistic, df = 2 * (highest - null), len(treated)
    p = float(stats.chi2.sf(statistic, df))
    return Cox(ratios, method, float(highest), float(statistic), df, p, note)
