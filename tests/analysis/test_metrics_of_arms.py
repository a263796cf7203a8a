"""Means, growth inhibition and T/C of real arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.metric_sets import SETS, baselined, horizon, meta
from tests.analysis.shared_files import oracle
from xenograft.analysis import area, efficacy, growth, response

EXACT = {"rtol": 1e-9, "atol": 1e-9}
RATIOS = {
    "TC_MEAN": "TC_mean_pct",
    "TC_MEDIAN": "TC_median_pct",
    "TC_VOLUME_GEO": "TC_geo_pct",
    "TC_RTV": "TC_rtv_mean_pct",
    "TC_RTV_MEDIAN": "TC_rtv_median_pct",
    "TC_GEO": "TC_rtv_geo_pct",
    "TGI_TC": "TGI_mean_pct",
    "TGI_MEDIAN": "TGI_median_pct",
    "TGI_GEO": "TGI_geo_pct",
    "TGI_RTV": "TGI_rtv_mean_pct",
    "TGI_DELTA": "TGI_delta_pct",
    "TGI_DELTA_MEDIAN": "TGI_delta_median_pct",
    "TGI_DELTA_ALL_V0": "TGI_delta_allV0_pct",
}
RULES = {
    efficacy.OBSERVED: "observed",
    efficacy.LOCF: "locf",
    efficacy.INTERPOLATED: "interp",
}


def of_day(study, day, rule):
    mice = efficacy.values_at(baselined(study), day, rule)
    mice = mice.dropna(subset=["baseline_mm3"])
    found = efficacy.against_control(
        mice, meta(study)["control"], list(RATIOS), draws=1
    )
    return found.assign(t=day)


@lru_cache(None)
def against(study, rule):
    """Every metric of every arm on every day, beside R's row of that day and arm."""
    table = oracle(study, "tgi_tc")
    table = table[(table["method"] == RULES[rule]) & (table["t"] > 0)]
    days = [of_day(study, day, rule) for day in table["t"].unique()]
    return pd.concat(days).merge(table, on=["t", "arm"]).set_index("metric")


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("metric", "theirs"), RATIOS.items())
def test_ratios_to_the_control_equal_those_of_r(study, rule, metric, theirs):
    both = against(study, rule).loc[metric]
    both = both[both["estimate"].notna()]
    same = (both["n"] == both["n_T"]) & (both["n_control"] == both["n_C"])
    # A mouse that starts at zero has no relative volume here.
    assert same.all() or study == "MIMIC20"
    both = both[same]
    assert len(both)
    np.testing.assert_allclose(both["estimate"], both[theirs], **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("metric", "theirs", "of"),
    [
        ("TGI_TC", "mean_T", "mean_C"),
        ("TGI_MEDIAN", "median_T", "median_C"),
        ("TGI_GEO", "geo_T", "geo_C"),
        ("TGI_DELTA", "dT_mean", "dC_mean"),
    ],
)
def test_ratios_are_of_the_means_of_r(study, rule, metric, theirs, of):
    both = against(study, rule).loc[metric]
    both = both[both["estimate"].notna()]
    both = both[(both["n"] == both["n_T"]) & (both["n_control"] == both["n_C"])]
    assert len(both)
    expected = 100 * (1 - both[theirs] / both[of])
    np.testing.assert_allclose(both["estimate"], expected, **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
def test_changes_relative_to_the_control_equal_those_of_r(study, rule):
    """R gives dT/dC where the mean volume of the arm did not fall."""
    both = against(study, rule).loc["TGI_DELTA"]
    both = both[both["estimate"].notna() & both["dTdC_pct"].notna()]
    both = both[(both["n"] == both["n_T"]) & (both["n_control"] == both["n_C"])]
    np.testing.assert_allclose(100 - both["estimate"], both["dTdC_pct"], **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_regressions_equal_those_of_r(study):
    table = oracle(study, "tgi_tc")
    table = table[(table["method"] == "observed") & (table["t"] > 0)]
    for day, rows in table.groupby("t"):
        mice = efficacy.values_at(baselined(study), day).dropna()
        found = efficacy.regression(mice)
        own_n = rows["arm"].map(mice["arm"].value_counts())
        for row in rows[rows["n_T"] == own_n].itertuples():
            np.testing.assert_allclose(found[row.arm], row.dTdT0_pct, **EXACT)


@pytest.mark.parametrize("study", SETS)
def test_ratios_of_areas_and_rates_equal_those_of_r(study):
    frame = baselined(study)
    areas = area.areas(frame, horizon(study))
    rates = growth.growth_rate(frame)
    mice = frame.drop_duplicates("mouse")[["mouse", "arm", "baseline_mm3"]]
    mice["area_per_day"] = mice["mouse"].map(areas["window_auc"])
    mice["rate_per_day"] = mice["mouse"].map(rates["rate_per_day"])
    control = meta(study)["control"]
    found = efficacy.against_control(mice, control, ["TC_AUC", "TGI_RATE"], draws=10)
    expected = oracle(study, "per_arm").set_index("arm")
    for row in found[found["problem"] == ""].itertuples():
        column = {
            "TC_AUC": "auc_ratio_TC_pct",
            "TGI_RATE": "growth_rate_inhibition_pct",
        }
        arms = expected.loc[[row.arm, control]]
        n = {"TC_AUC": "auc_0_tstar_n", "TGI_RATE": "n"}[row.metric]
        if [row.n, row.n_control] == arms[n].tolist():
            theirs = expected.loc[row.arm, column[row.metric]]
            np.testing.assert_allclose(row.estimate, theirs, **EXACT)


@lru_cache(None)
def of_mice(study):
    """Metrics of each mouse of the reference's means, with its arm."""
    frame = baselined(study)
    first = frame.drop_duplicates("mouse").set_index("mouse")
    areas = area.areas(frame, horizon(study))
    return (
        first[["arm", "baseline_mm3"]]
        .join(growth.growth_rate(frame))
        .join(areas.drop(columns="n"))
    )


MEANS = {
    "V0_mean": ("baseline_mm3", "mean"),
    "V0_sd": ("baseline_mm3", "std"),
    "V0_median": ("baseline_mm3", "median"),
    "slope_mean": ("rate_per_day", "mean"),
    "slope_sd": ("rate_per_day", "std"),
    "slope_median": ("rate_per_day", "median"),
    "slope_se": ("rate_per_day", "sem"),
    "auc_0_tstar_mean": ("window_auc", "mean"),
    "auc_0_tstar_n": ("window_auc", "count"),
    "auc_rtv_0_tstar_mean": ("window_auc_relative", "mean"),
    "eGR_mean": ("egr_per_day", "mean"),
}


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("theirs", MEANS)
def test_means_of_arms_equal_those_of_r(study, theirs):
    column, statistic = MEANS[theirs]
    groups = of_mice(study).groupby("arm")
    found, known = groups[column].agg(statistic), groups[column].count()
    expected = oracle(study, "per_arm").set_index("arm").loc[found.index]
    # R has a rate from two points on, and mice that start at zero.
    of_r = known_of_r(study, column).reindex(found.index)
    same = (known == of_r).to_numpy()
    assert same.any()
    np.testing.assert_allclose(found[same], expected.loc[same, theirs], **EXACT)


def known_of_r(study, column):
    """How many mice of each arm R has a value of."""
    theirs = {
        "baseline_mm3": "V0",
        "rate_per_day": "slope_loglin",
        "window_auc": "auc_0_tstar",
        "window_auc_relative": "auc_rtv_0_tstar",
        "egr_per_day": "eGR_invivoSyn",
    }[column]
    return oracle(study, "per_mouse").groupby("arm")[theirs].count()


@pytest.mark.parametrize("study", SETS)
def test_counts_of_classes_equal_those_of_r(study):
    frame = baselined(study)
    arms = frame.drop_duplicates("mouse").set_index("mouse")["arm"]
    classes = response.mrecist(response.best_responses(frame), fewest_points=1)
    found = response.response_rates(classes, arms)
    expected = oracle(study, "per_arm").set_index("arm").loc[found.index]
    for name in ("mCR", "mPR", "mSD", "mPD"):
        difference = (expected[f"n_{name}"] - found[name]).abs()
        assert difference.sum() == 0 or study == "MIMIC20"
    if study != "MIMIC20":
        np.testing.assert_allclose(found["orr_pct"], expected["ORR_pct"], **EXACT)
