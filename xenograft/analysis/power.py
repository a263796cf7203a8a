"""How many mice: closed form and simulation, from variances of a model."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from xenograft.analysis.mixed import slope_likelihood, slopes

PAIR = (1.0, -1.0)
BLISS = (1.0, -1.0, -1.0, 1.0)
MOST_MICE = 10_000
FAR_SHIFT = 6


@dataclass(frozen=True)
class Plan:
    """A planned study of growth rates.

    `days` of measurement after the baseline; `slope_sd` (per day, between mice) and
    `residual_sd` (ln volume) as the model through the baseline has them; `effect`
    (per day), the difference to find; `weights` of the arms compared.
    """

    days: tuple
    slope_sd: float
    residual_sd: float
    effect: float
    weights: tuple = PAIR
    alpha: float = 0.05
    power: float = 0.8


def rate_variance(days, slope_sd, residual_sd):
    """Variance of the growth rate of one mouse: slope_sd^2 + residual_sd^2 / sum t^2.

    `days` after the baseline (zero adds nothing). Raises ValueError without any.
    """
    squares = sum(day * day for day in days)
    if squares == 0:
        raise ValueError("Give at least one day of measurement after day 0.")
    return slope_sd**2 + residual_sd**2 / squares


def mice_per_arm(plan):
    """Mice per arm by the normal formula, unrounded:
    sum w^2 (z_alpha/2 + z_power)^2 variance / effect^2.

    Two for a pair of arms, four for Bliss. Student's t needs one or two more:
    `mice_needed`. Raises ValueError in plain words for numbers that make no sense.
    """
    _refuse(plan)
    z = stats.norm.ppf(1 - plan.alpha / 2) + stats.norm.ppf(plan.power)
    variance = rate_variance(plan.days, plan.slope_sd, plan.residual_sd)
    return sum(w * w for w in plan.weights) * z**2 * variance / plan.effect**2


def power_of(plan, mice):
    """Power with `mice` per arm, by the noncentral t with the mice as units."""
    _refuse(plan)
    df = len(plan.weights) * (mice - 1)
    if df < 1:
        return 0.0
    variance = rate_variance(plan.days, plan.slope_sd, plan.residual_sd)
    se = math.sqrt(sum(w * w for w in plan.weights) * variance / mice)
    shift, limit = abs(plan.effect) / se, stats.t.ppf(1 - plan.alpha / 2, df)
    upper = stats.nct.sf(limit, df, shift)
    # scipy has no value for the far tail, which is below 1e-9 there.
    lower = stats.nct.cdf(-limit, df, shift) if shift < FAR_SHIFT else 0.0
    return float(upper + lower)


def mice_needed(plan):
    """The fewest mice per arm whose `power_of` reaches the plan's power.

    Raises ValueError when 10,000 are not enough.
    """
    start = max(2, math.floor(mice_per_arm(plan)) - 1)
    for mice in range(start, MOST_MICE + 1):
        if power_of(plan, mice) >= plan.power:
            return mice
    raise ValueError(
        f"More than {MOST_MICE:,} mice per arm would be needed to find "
        f"{plan.effect:g} per day."
    )


def mice_to_enroll(mice, dropout=0.0, no_take=0.0):
    """Mice per arm to randomize and to implant, for `mice` that stay to the end.

    `dropout` is the share of randomized mice lost, `no_take` that of implanted mice
    without a usable tumor; n / (1 - share), rounded up. Raises ValueError for
    shares outside 0 to below 1.
    """
    for name, share in (("leave early", dropout), ("do not take", no_take)):
        if not 0 <= share < 1:
            raise ValueError(f"{share:.0%} of mice that {name} leaves none to study.")
    randomized = math.ceil(round(mice / (1 - dropout), 9))
    implanted = math.ceil(round(randomized / (1 - no_take), 9))
    return {"randomized": randomized, "implanted": implanted}


def simulated_power(plan, mice, dropout=0.0, studies=1000, seed=1):
    """Share of simulated studies that find the effect, with its standard error.

    Each study draws a rate per mouse and values on the days, loses `dropout` of the
    mice at a day drawn at random, and is analyzed by the model of the page: REML,
    Satterthwaite. Seeded. Returns power, se and studies.
    """
    _refuse(plan)
    rng = np.random.default_rng(seed)
    fits = slopes.slope_fits(_drawn_sums(plan, mice, dropout, studies, rng))
    estimate, se, df = fits.contrast(np.array(plan.weights))
    # An arm that lost every mouse finds nothing.
    p = np.nan_to_num(2 * stats.t.sf(np.abs(estimate / se), df), nan=1.0)
    share = float(np.mean(p < plan.alpha))
    error = math.sqrt(share * (1 - share) / studies)
    return {"power": share, "se": error, "studies": studies}


def _drawn_sums(plan, mice, dropout, studies, rng):
    """The sums of drawn studies, one in each row; the last arm has the effect."""
    arms = len(plan.weights)
    days = np.array([day for day in plan.days if day > 0], float)
    arm = np.repeat(np.arange(arms), mice)
    size = (studies, len(arm))
    mean = np.where(arm == arms - 1, plan.effect, 0.0)
    rate = mean + plan.slope_sd * rng.standard_normal(size)
    noise = plan.residual_sd * rng.standard_normal((*size, len(days)))
    y = rate[..., None] * days + noise
    leaves = rng.uniform(size=size) < dropout
    stays = np.where(leaves, rng.integers(1, len(days) + 1, size), len(days))
    seen = np.arange(len(days)) < stays[..., None]
    products = (days * days * seen, days * y * seen, y * y * seen, seen)
    parts = (each.sum(axis=-1, dtype=float) for each in products)
    last = np.full(studies, days[-1])
    return slope_likelihood.Sums(last, list(range(arms)), arm, *parts)


def _refuse(plan):
    if plan.effect == 0:
        raise ValueError("Give a difference other than 0 to find.")
    if plan.slope_sd < 0 or plan.residual_sd < 0:
        raise ValueError("A standard deviation cannot be below 0.")
    if plan.slope_sd == plan.residual_sd == 0:
        raise ValueError("Give a spread of growth rates or of values above 0.")
    if not 0 < plan.alpha < 1 or not 0 < plan.power < 1:
        raise ValueError("Give a level and a power between 0 and 1.")
