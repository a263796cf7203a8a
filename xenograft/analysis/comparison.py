"""Arms against the control on one value of each mouse."""

import numpy as np
import pandas as pd

from xenograft.analysis.mixed.fit import holm_of_known

FEWEST_MICE = 2
# R counts exactly below this many values.
LARGE_SAMPLE = 50


def welch_against(values, control, level=0.95):
    """Welch's t test of each arm against the control, with Holm's adjustment.

    `values` has one row per mouse: arm and value; gaps are left out. Returns, by
    arm in order of appearance: n, n_control, difference (of the means, arm less
    control), low, high, statistic, df, p and p_holm. An arm or control with fewer
    than two values, or without any spread, has gaps. SciPy's `ttest_ind`.
    """
    known = values.dropna(subset=["value"])
    own = dict(list(known.groupby("arm", sort=False)["value"]))
    reference = own.get(control, pd.Series(dtype=float))
    arms = [arm for arm in dict.fromkeys(values["arm"]) if arm != control]
    rows = {arm: _welch(own.get(arm, reference[:0]), reference, level) for arm in arms}
    columns = ["n", "n_control", "difference", "low", "high", "statistic", "df", "p"]
    found = pd.DataFrame.from_dict(rows, "index", columns=columns).rename_axis("arm")
    return found.assign(p_holm=holm_of_known(found["p"]))


def _welch(values, reference, level):
    from scipy import stats

    counts = {"n": len(values), "n_control": len(reference)}
    if min(len(values), len(reference)) < FEWEST_MICE:
        return counts
    if values.std() == 0 and reference.std() == 0:
        return {**counts, "difference": values.mean() - reference.mean()}
    found = stats.ttest_ind(values, reference, equal_var=False)
    bounds = found.confidence_interval(level)
    return {
        **counts,
        "difference": values.mean() - reference.mean(),
        "low": bounds.low,
        "high": bounds.high,
        "statistic": found.statistic,
        "df": found.df,
        "p": found.pvalue,
    }


def mann_whitney_against(values, control):
    """Mann and Whitney's test of each arm against the control, with Holm's p.

    `values` has arm and value, gaps left out. Returns, by arm in order of
    appearance: n, n_control, statistic (pairs in which the arm has the larger value,
    ties half), p and p_holm; gaps with fewer than two values. Exact without ties
    below 50 values in each arm, else normal with continuity and ties, as R's
    `wilcox.test`; by SciPy's `mannwhitneyu`.
    """
    from scipy import stats

    known = values.dropna(subset=["value"])
    own = dict(list(known.groupby("arm", sort=False)["value"]))
    none = pd.Series(dtype=float)
    reference, rows = own.get(control, none), {}
    for arm in dict.fromkeys(values["arm"]):
        if arm == control:
            continue
        sample = own.get(arm, none)
        rows[arm] = {"n": len(sample), "n_control": len(reference)}
        if min(rows[arm].values()) >= FEWEST_MICE:
            method = _exact_or_not(sample, reference)
            found = stats.mannwhitneyu(sample, reference, method=method)
            rows[arm] |= {"statistic": found.statistic, "p": found.pvalue}
    columns = ["n", "n_control", "statistic", "p"]
    found = pd.DataFrame.from_dict(rows, "index", columns=columns).rename_axis("arm")
    return found.assign(p_holm=holm_of_known(found["p"]))


def _exact_or_not(one, other):
    has_ties = pd.concat([one, other]).duplicated().any()
    is_small = max(len(one), len(other)) < LARGE_SAMPLE
    return "exact" if is_small and not has_ties else "asymptotic"


def tukey_pairs(values, level=0.95):
    """Tukey's test of every pair of arms: one variance, adjusted for all pairs.

    `values` has arm and value; arms with fewer than two values are left out. One row
    per pair: first, second, difference (first less second), low, high and p, of
    Tukey and Kramer for unequal arms; by SciPy's `tukey_hsd`.
    """
    from scipy import stats

    grouped = values.dropna(subset=["value"]).groupby("arm", sort=False)["value"]
    own = {arm: rows.to_numpy() for arm, rows in grouped if len(rows) >= FEWEST_MICE}
    columns = ["first", "second", "difference", "low", "high", "p"]
    if len(own) < 2:
        return pd.DataFrame(columns=columns)
    found = stats.tukey_hsd(*own.values())
    bounds, arms = found.confidence_interval(level), list(own)
    pairs = [(a, b) for a in range(len(arms)) for b in range(a)]
    parts = (found.statistic, bounds.low, bounds.high, found.pvalue)
    rows = [(arms[a], arms[b], *(part[a, b] for part in parts)) for a, b in pairs]
    return pd.DataFrame(rows, columns=columns)


def between_arms(values):
    """Tests over all arms: one-way ANOVA, Welch's ANOVA and Kruskal-Wallis.

    `values` has arm and value, gaps left out. Returns, by test (ANOVA, WELCH_ANOVA,
    KRUSKAL_WALLIS): statistic and p. Arms with fewer than two values are left out.
    """
    from scipy import stats

    grouped = values.dropna(subset=["value"]).groupby("arm", sort=False)["value"]
    samples = [own.to_numpy() for _, own in grouped if len(own) >= FEWEST_MICE]
    tests = {
        "ANOVA": stats.f_oneway(*samples),
        "WELCH_ANOVA": stats.f_oneway(*samples, equal_var=False),
        "KRUSKAL_WALLIS": stats.kruskal(*samples),
    }
    rows = {name: (found.statistic, found.pvalue) for name, found in tests.items()}
    return pd.DataFrame.from_dict(rows, "index", columns=["statistic", "p"])


def dunnett_against(values, control, seed=0):
    """Dunnett's test of every arm against the control: statistic and p, by arm.

    `values` has arm and value. One variance for all arms; p-values are adjusted for
    the number of arms by SciPy's `dunnett` (integrated at random, to about 0.001).
    """
    from scipy import stats

    known = values.dropna(subset=["value"])
    own = {arm: rows.to_numpy() for arm, rows in known.groupby("arm")["value"]}
    arms = [arm for arm in dict.fromkeys(known["arm"]) if arm != control]
    found = stats.dunnett(
        *(own[arm] for arm in arms),
        control=own[control],
        random_state=np.random.default_rng(seed),
    )
    rows = {"statistic": found.statistic, "p": found.pvalue}
    return pd.DataFrame(rows, index=pd.Index(arms, name="arm"))
