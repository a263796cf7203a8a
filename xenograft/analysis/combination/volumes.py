"""Is the combination's volume on a day smaller than expected."""

import numpy as np
import pandas as pd
from scipy import stats

from xenograft.analysis.combination.rates import ADDITIVE, BLISS, COUNTS, HSA

FEWEST = "{arm} has {count} mice with a volume on day {day:g}; two or more are needed."


# Sign conventions, as printed beside the columns.
SIGNS = {
    "difference": "observed minus expected: below 0 smaller than expected",
    "index": "observed / expected relative volume: below 1 smaller than expected",
    "score": "minus difference over its standard error: above 0 smaller than expected",
}


def at_day(values, design, day, level=0.95):
    """Bliss, HSA and response additivity on relative volumes of a day, one row each.

    `values` has mouse, arm, day and y = ln(V / V0). Bliss expects the geometric mean
    RTV_A x RTV_B / RTV_control, HSA the smaller of the single drugs' (`better`);
    response additivity expects the mean RTV_A + RTV_B - RTV_control. Columns:
    reference, better, expected and observed (relative volume; observed_low and
    observed_high by Student's t on its own mice), difference (of the
    logarithms; for additivity of the relative volumes) with se, df and p by Welch's t,
    score = -difference / se, index = observed / expected (below 1 is smaller than
    expected) with low and high (for additivity by Fieller; a gap where nothing or no
    finite ratio can be expected), and the mice n_control, n_a, n_b, n_both. Raises
    ValueError in plain words when an arm has fewer than two mice that day.
    """
    mean, error, n = _summary(values, design, day, "y")
    better = 1 + int(mean[2] < mean[1])
    weights = {BLISS: (1, -1, -1, 1.0), HSA: np.eye(4)[3] - np.eye(4)[better]}
    rows = []
    for name, weight in weights.items():
        found = _welch(np.array(weight), mean, error, n)
        drug = design.arms[better] if name == HSA else ""
        rows.append(
            {"reference": name, "better": drug, **_ratio(found, mean[3], level)}
            | _limits(mean[3], error[3], n[3], level, np.exp)
        )
    relative = values.assign(relative_volume=np.exp(values["y"]))
    own = _summary(relative, design, day, "relative_volume")
    limits = _limits(own[0][3], own[1][3], own[2][3], level)
    rows.append({"reference": ADDITIVE, "better": "", **_added(own, level), **limits})
    return pd.DataFrame(rows).assign(**dict(zip(COUNTS, n, strict=True)))


def _summary(values, design, day, column):
    own = values[values["day"] == day].groupby("arm")[column]
    table = own.agg(["mean", "var", "size"]).reindex(design.arms)
    count = table["size"].fillna(0).astype(int)
    for arm in design.arms:
        if count[arm] < 2:
            raise ValueError(FEWEST.format(arm=arm, count=count[arm], day=day))
    variance = table["var"].to_numpy() / count.to_numpy()
    return table["mean"].to_numpy(), variance, count.to_numpy()


def _limits(mean, error, n, level, back=float):
    """Student's interval of a mean of n mice, by `back` on the scale that is shown."""
    reach = stats.t.ppf((1 + level) / 2, n - 1) * np.sqrt(error)
    return {"observed_low": back(mean - reach), "observed_high": back(mean + reach)}


def _welch(weight, mean, error, n):
    difference, parts = weight @ mean, weight**2 * error
    se = np.sqrt(parts.sum())
    df = parts.sum() ** 2 / (parts**2 / (n - 1)).sum()
    found = {"difference": difference, "se": se, "df": df}
    p = 2 * stats.t.sf(abs(difference / se), df)
    return found | {"p": p, "score": -difference / se}


def _ratio(found, observed, level):
    difference = found["difference"]
    reach = stats.t.ppf((1 + level) / 2, found["df"]) * found["se"]
    return {
        "expected": np.exp(observed - difference),
        "observed": np.exp(observed),
        **found,
        "index": np.exp(difference),
        "low": np.exp(difference - reach),
        "high": np.exp(difference + reach),
    }


def _added(summary, level):
    """Observed and expected means on the scale of relative volumes.

    The limits of their ratio are those r at which observed - r expected is as far
    from 0 as Student's t allows (Fieller 1954), so they leave out 1 when p says so.
    """
    mean, error, n = summary
    found = _welch(np.array([1, -1, -1, 1.0]), mean, error, n)
    expected, observed = mean[1] + mean[2] - mean[0], mean[3]
    reach = stats.t.ppf((1 + level) / 2, found["df"])
    spread = reach**2 * error[:3].sum()
    left = expected**2 - spread
    row = {"expected": expected, "observed": observed, **found}
    if expected <= 0 or left <= 0:
        return row | {"index": np.nan, "low": np.nan, "high": np.nan}
    middle = observed * expected / left
    width = middle**2 - (observed**2 - reach**2 * error[3]) / left
    low, high = middle - np.sqrt(width), middle + np.sqrt(width)
    return row | {"index": observed / expected, "low": low, "high": high}


def log_ratios(values, design, day):
    """CombPDX's log ratios of mean relative volumes on a day: above 0 is synergy.

    `values` has mouse, arm, day and relative_volume, zeros counted. Bliss: ln A +
    ln B - ln control - ln both; HSA: ln min(A, B) - ln both; response additivity:
    ln(A + B) - ln(control + both). Columns: reference, log_ratio, se (delta method).
    CombPDX calls it CI, with a one-sided p and the limits of a 90 % interval; it is
    the opposite in sign of the logarithm of an index.
    """
    mean, error, _ = _summary(values, design, day, "relative_volume")
    control, a, b, both = mean
    relative = error / mean**2
    better = 1 + int(b < a)
    together, kept = a + b, control + both
    rows = [
        (BLISS, np.log(a * b / control / both), relative.sum()),
        (HSA, np.log(mean[better] / both), relative[better] + relative[3]),
        (
            ADDITIVE,
            np.log(together / kept),
            (error[1] + error[2]) / together**2 + (error[0] + error[3]) / kept**2,
        ),
    ]
    frame = pd.DataFrame(rows, columns=["reference", "log_ratio", "variance"])
    return frame.assign(se=np.sqrt(frame.pop("variance")))


def survival_index(rates, design, day, draws=0, seed=1, level=0.95):
    """Bliss and HSA on surviving fractions exp((k - k_control) day), invivoSyn's way.

    `rates` has mouse, arm and rate (per day; invivoSyn takes the AUC growth rate).
    Columns: reference, index = observed / expected fraction (below 1 is synergy),
    score = 100 (expected - observed); with `draws` over mice within arms, seeded,
    also index_low, index_high, score_low, score_high (percentiles) and p_smaller
    (share of draws that are not smaller than expected).
    """
    own = [rates.loc[rates["arm"] == arm, "rate"].to_numpy() for arm in design.arms]
    found = _fractions(np.array([[each.mean()] for each in own]), day)
    if not draws:
        return pd.DataFrame(found).map(lambda each: each[0] if np.ndim(each) else each)
    rng = np.random.default_rng(seed)
    means = [
        each[rng.integers(0, len(each), (draws, len(each)))].mean(axis=1)
        for each in own
    ]
    tails = ((1 - level) / 2, (1 + level) / 2)
    rows = []
    for point, drawn in zip(found, _fractions(np.array(means), day), strict=True):
        row = {"reference": point["reference"]}
        for name in ("index", "score"):
            row[name] = point[name][0]
            row[f"{name}_low"], row[f"{name}_high"] = np.quantile(drawn[name], tails)
        rows.append(row | {"p_smaller": np.mean(drawn["index"] > 1)})
    return pd.DataFrame(rows)


def _fractions(means, day):
    a, b, both = np.exp((means[1:] - means[0]) * day)
    expected = {BLISS: a * b, HSA: np.minimum(a, b)}
    return [
        {"reference": name, "index": both / each, "score": 100 * (each - both)}
        for name, each in expected.items()
    ]
