"""Does the combination slow growth more than expected: growth rates, day by day.

The rates are those of the model through the baseline (`mixed.slopes`), refitted to
the values up to each day. A negative difference is slower growth than expected.
"""

import numpy as np
import pandas as pd
from scipy import special

from xenograft.analysis.mixed import grouped_slopes, slope_likelihood, slopes

BLISS = "Bliss"
HSA = "HSA"
ADDITIVE = "response additivity"
REFERENCES = (BLISS, HSA, ADDITIVE)
COUNTS = ("n_control", "n_a", "n_b", "n_both")
DRAWS = 4000
# More degrees of freedom than these are drawn as these: Student's t is normal then.
MANY_FREEDOM = 1e9
# Sign conventions, as printed beside the columns.
SIGNS = {
    "difference": "observed minus expected rate: below 0 slower than expected",
    "index": "exp(difference x day): below 1 smaller than expected",
    "score": "minus difference over its standard error: above 0 slower than expected",
}


def fits_of(values, design, groups=(), days=None):
    """The models of the four arms of `design` by day, for the functions below.

    `groups` (cage, block) get a random rate each, see `grouped_slopes`. Raises
    ValueError, in plain words, when there are too few values.
    """
    is_own = values["arm"].isin(design.arms).to_numpy()
    values = values if is_own.all() else values[is_own]
    if groups:
        found = grouped_slopes.fits_by_day(values, groups, days)
    else:
        found = slopes.fits_by_day(values, days=days)
    if not len(found.days):
        raise ValueError(slopes.TOO_FEW)
    return found


def over_time(
    values, design, level=0.95, normal=False, better=None, fits=None, robust=False
):
    """Bliss and HSA on growth rates at every day: one row per day and reference.

    `values` has mouse, arm, day and y = ln(V / V0), of the four arms of `design`.
    Bliss expects k_A + k_B - k_control; HSA the slower of the two single drugs at
    the same day, or the arm `better`. Columns: day, reference, better (the single
    drug of HSA), expected, observed and difference (per day) with se, df, low, high
    and p, index = exp(difference x day) with index_low and index_high, score =
    -difference / se, n_control, n_a, n_b, n_both (mice so far) and
    is_extrapolated (the control was last measured before that day).
    `normal` takes normal instead of Student's t tails, as SynergyLMM does; `robust` the
    errors from the residuals of the mice (CR2) with normal tails, as it does too, in a
    model without groups. `fits` is from `fits_of`, if it is known.
    """
    fits = fits_of(values, design) if fits is None else fits
    place = [fits.arms.index(arm) for arm in design.arms]
    slower = _slower(fits, place, better, design)
    bliss = fits.weights(dict(zip(design.arms, (1, -1, -1, 1), strict=True)))
    units = np.eye(len(fits.arms))
    hsa = units[place[3]] - units[slower]
    names = np.array(fits.arms, dtype=object)[slower]
    columns = {
        "day": np.tile(fits.days, 2),
        "reference": np.repeat([BLISS, HSA], len(fits.days)),
        "better": np.concatenate([np.full(len(names), "", object), names]),
    }
    weights = np.stack([np.broadcast_to(bliss, hsa.shape), hsa])
    columns |= _tested(fits, weights, place[3], level, (normal, robust))
    columns |= _own_limits(fits, weights, place[3], level, normal)
    counts = np.tile(fits.n_mice[:, place].astype(int).T, 2)
    columns |= dict(zip(COUNTS, counts, strict=True))
    last = values["day"].to_numpy()[values["arm"].to_numpy() == design.control].max()
    return pd.DataFrame(columns | {"is_extrapolated": columns["day"] > last})


def without_each_mouse(values, design, level=0.95, groups=()):
    """Bliss at the last day without each mouse in turn, all fitted at once.

    `values` as for `over_time`, `groups` as for `fits_of`. One row per mouse of the
    four arms: mouse, arm, difference (per day), low, high and p. Gaps without the
    only mouse of an arm.
    """
    values = values[values["arm"].isin(design.arms)]
    estimate, se, df = _left_out(values, design, groups)
    reach = special.stdtrit(df, (1 + level) / 2) * se
    own = values.drop_duplicates("mouse").sort_values("mouse")
    return pd.DataFrame(
        {
            "mouse": own["mouse"].to_numpy(),
            "arm": own["arm"].to_numpy(object),
            "difference": estimate,
            "low": estimate - reach,
            "high": estimate + reach,
            "p": 2 * special.stdtr(df, -np.abs(estimate / se)),
        }
    )


def _left_out(values, design, groups):
    """Estimate, se and df of Bliss at the last day, one for each mouse left out."""
    bliss = dict(zip(design.arms, (1, -1, -1, 1), strict=True))
    if groups:
        mice = np.unique(values["mouse"])
        return np.array([_without(values, one, bliss, groups) for one in mice]).T
    last = values["day"].max()
    whole = slopes.sums_until(values, [last])
    kept = 1 - np.eye(len(whole.arm))
    parts = (part * kept for part in (whole.tt, whole.ty, whole.yy, whole.n))
    days = np.full(len(kept), last)
    each = slope_likelihood.Sums(days, whole.arms, whole.arm, *parts)
    with np.errstate(invalid="ignore", divide="ignore"):
        fits = slopes.slope_fits(each)
        return fits.contrast(fits.weights(bliss))


def _without(values, mouse, bliss, groups):
    rest = values[values["mouse"] != mouse]
    if set(rest["arm"]) != set(bliss):
        return np.full(3, np.nan)
    found = grouped_slopes.fit(rest, groups)
    return grouped_slopes.contrast_of(found, found.weights(bliss))


def _slower(fits, place, better, design):
    """Place of the better single drug's arm at each day."""
    if better is not None:
        return np.full(len(fits.days), fits.arms.index(better))
    singles = np.array(place[1:3])
    return singles[fits.rate[:, singles].argmin(axis=1)]


def _tested(fits, weights, both, level, how):
    normal, robust = how
    estimate, se, df = fits.contrast(weights)
    se = np.sqrt((weights**2 * fits.robust).sum(axis=-1)) if robust else se
    # The bare functions: scipy's distributions take longer than the models.
    df = np.full_like(df, np.inf) if normal or robust else df
    reach = special.stdtrit(df, (1 + level) / 2) * se
    observed = np.broadcast_to(fits.rate[:, both], estimate.shape)
    found = {
        "expected": observed - estimate,
        "observed": observed,
        "difference": estimate,
        "se": se,
        "df": df,
        "low": estimate - reach,
        "high": estimate + reach,
        "p": 2 * special.stdtr(df, -np.abs(estimate / se)),
        "index": np.exp(estimate * fits.days),
        "index_low": np.exp((estimate - reach) * fits.days),
        "index_high": np.exp((estimate + reach) * fits.days),
        "score": -estimate / se,
    }
    return {name: column.ravel() for name, column in found.items()}


def _own_limits(fits, weights, both, level, normal):
    """Limits of the observed and of the expected rates, each by itself."""
    alone = np.broadcast_to(np.eye(len(fits.arms))[both], weights.shape[1:])
    each = np.stack([alone, *(alone - weights)])
    estimate, se, df = fits.contrast(each)
    reach = special.stdtrit(np.inf if normal else df, (1 + level) / 2) * se
    found = {}
    for end, limit in (("low", estimate - reach), ("high", estimate + reach)):
        found[f"observed_{end}"] = np.tile(limit[0], len(weights))
        found[f"expected_{end}"] = limit[1:].ravel()
    return found


def additivity(
    values, design, level=0.95, draws=DRAWS, seed=1, normal=False, fits=None
):
    """Response additivity at every day: areas under the fitted relative curves.

    Expects exp(k_both t) = exp(k_A t) + exp(k_B t) - exp(k_control t), compared as
    areas from 0 to the day over seeded draws of the rates (Student's t with the
    degrees of freedom of each rate, or normal). Columns: day, expected and observed
    (median areas, days), observed_low and observed_high (areas under the limits of the
    rate), difference of the areas (days) with low, high and p, index
    (ratio of the areas, below 1 is smaller than expected) with index_low and
    index_high, score = -median / SD of the difference, and impossible (share of draws
    whose expected area is negative).
    The index is a gap where the expected area is negative in more than (1 - level)
    / 2 of the draws: such a ratio means nothing.
    """
    fits = fits_of(values, design) if fits is None else fits
    place = [fits.arms.index(arm) for arm in design.arms]
    rng = np.random.default_rng(seed)
    units = rng.standard_normal((4, draws))
    found = []
    for at in range(len(fits.days)):
        drawn = units if normal else _student(fits, at, place, units, rng)
        found.append(_areas(fits, at, place, drawn, level))
    low, high = _areas_of_limits(fits, place[3], level, normal)
    limits = {"observed_low": low, "observed_high": high}
    return pd.DataFrame(found).assign(reference=ADDITIVE, **limits)


def _areas_of_limits(fits, both, level, normal):
    weights = np.zeros((1, len(fits.days), len(fits.arms)))
    own = _own_limits(fits, weights, both, level, normal)
    return [area(own[f"observed_{end}"], fits.days) for end in ("low", "high")]


def _student(fits, at, place, normals, rng):
    """Draws of Student's t: normals over the root of a chi-square of each rate."""
    df = [fits.contrast(weight)[2][at] for weight in np.eye(len(fits.arms))[place]]
    half = np.minimum(df, MANY_FREEDOM)[:, None] / 2
    return normals / np.sqrt(rng.standard_gamma(half, normals.shape) / half)


def _areas(fits, at, place, drawn, level):
    covariance = fits.covariance[at][np.ix_(place, place)]
    # The rates of arms that share cages are drawn together.
    rate = fits.rate[at][place][:, None] + np.linalg.cholesky(covariance) @ drawn
    day = fits.days[at]
    control, a, b, both = area(rate, day)
    expected = a + b - control
    return {"day": day, **_compared(both, expected, level)}


def _compared(observed, expected, level):
    difference = observed - expected
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(difference, tails)
    below = np.mean(difference <= 0)
    found = {
        "expected": np.median(expected),
        "observed": np.median(observed),
        "difference": np.median(difference),
        "low": low,
        "high": high,
        "p": 2 * min(below, 1 - below),
        "score": -np.median(difference) / difference.std(ddof=1),
        "impossible": np.mean(expected <= 0),
    }
    ratio = observed / np.where(expected > 0, expected, np.nan)
    if found["impossible"] > tails[0]:
        return found | {"index": np.nan, "index_low": np.nan, "index_high": np.nan}
    ratio = np.where(np.isnan(ratio), np.inf, ratio)
    index_low, index_high = np.quantile(ratio, tails)
    found |= {"index": np.median(ratio), "index_low": index_low}
    return found | {"index_high": index_high}


def area(rate, day):
    """Area under exp(rate x t) from 0 to `day`, in days; the day itself at rate 0."""
    rate, day = np.asarray(rate, float), np.asarray(day, float)
    still = np.abs(rate) < 1e-12
    safe = np.where(still, 1.0, rate)
    return np.where(still, day, np.expm1(safe * day) / safe)
