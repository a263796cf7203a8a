"""Means, growth inhibition and T/C of real arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.metric_sets import (
    SETS,
    baselined,
    horizon,
    meta,
    through_baseline,
)
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


DID_NOT_GROW = "not evaluable: the control did not grow"


@lru_cache(None)
def mice_of_day(study, day, rule):
    mice = efficacy.values_at(baselined(study), day, rule)
    return mice.dropna(subset=["baseline_mm3"])


def of_day(study, day, rule):
    found = efficacy.against_control(
        mice_of_day(study, day, rule), meta(study)["control"], list(RATIOS), draws=1
    )
    return found.assign(t=day)


def rows_of(study, rule):
    table = oracle(study, "tgi_tc")
    return table[table["method"] == RULES[rule]]


@lru_cache(None)
def against(study, rule):
    """Every metric of every arm on every day, beside R's row of that day and arm."""
    table = rows_of(study, rule)
    days = [of_day(study, day, rule) for day in table["t"].unique()]
    return pd.concat(days).merge(table, on=["t", "arm"]).set_index("metric")


def known_rows(study, rule, metric):
    """Rows of all days and arms, without those of a control that did not grow."""
    both = against(study, rule).loc[metric]
    assert (both["n"] == both["n_T"]).all()
    assert (both["n_control"] == both["n_C"]).all()
    return both[both["problem"] != DID_NOT_GROW]


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("metric", "theirs"), RATIOS.items())
def test_ratios_to_the_control_equal_those_of_r(study, rule, metric, theirs):
    both = known_rows(study, rule, metric)
    np.testing.assert_allclose(both["estimate"], both[theirs], **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
def test_only_changes_over_a_control_that_did_not_grow_are_not_compared(study, rule):
    """A change of T is divided by less than a tenth of V0; of the others R has none."""
    found = against(study, rule)
    found = found[found["problem"] == DID_NOT_GROW]
    of_means = found[found.index == "TGI_DELTA"]
    start = of_means["mean_C"] - of_means["dC_mean"]
    assert (of_means["dC_mean"] < efficacy.LEAST_GROWTH * start).all()
    for metric in set(found.index):
        theirs = found.loc[[metric], RATIOS[metric]]
        assert theirs.isna().all() or metric.startswith("TGI_DELTA")


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
    both = known_rows(study, rule, metric)
    expected = 100 * (1 - both[theirs] / both[of])
    np.testing.assert_allclose(both["estimate"], expected, **EXACT)


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
def test_changes_relative_to_the_control_equal_those_of_r(study, rule):
    """R gives dT/dC where the mean volume of the arm did not fall."""
    both = known_rows(study, rule, "TGI_DELTA")
    both = both[both["dT_mean"] >= 0]
    np.testing.assert_allclose(100 - both["estimate"], both["dTdC_pct"], **EXACT)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("rule", RULES)
def test_regressions_equal_those_of_r(study, rule):
    for day, rows in rows_of(study, rule).groupby("t"):
        found = efficacy.regression(mice_of_day(study, day, rule))
        expected = rows.set_index("arm")["dTdT0_pct"]
        np.testing.assert_allclose(found[expected.index], expected, **EXACT)


# What R has and we do not: a line by two points (a mouse of MIMIC20), and the rate
# of a mouse without a baseline (MAS98_EGF_Fulv). Of a control that shrank (MIMIC20)
# it has an inhibition of growth.
NOT_COMPARED = {"MAS98_EGF_Fulv": 1, "MIMIC20": 3}
OF_MICE = {
    "TC_AUC": ("window_auc", "auc_ratio_TC_pct"),
    "TGI_RATE": ("rate_per_day", "growth_rate_inhibition_pct"),
}


@pytest.mark.parametrize("study", SETS)
def test_ratios_of_areas_and_rates_equal_those_of_r(study):
    mice = of_mice(study).assign(area_per_day=of_mice(study)["window_auc"])
    control, not_compared = meta(study)["control"], 0
    found = efficacy.against_control(
        mice.reset_index(), control, list(OF_MICE), draws=10
    )
    expected = oracle(study, "per_arm").set_index("arm")
    for row in found.itertuples():
        column, theirs = OF_MICE[row.metric]
        n = known_of_r(study, column)[[row.arm, control]].tolist()
        if [row.n, row.n_control] != n or row.problem == DID_NOT_GROW:
            not_compared += 1
            continue
        np.testing.assert_allclose(row.estimate, expected.loc[row.arm, theirs], **EXACT)
    assert not_compared == NOT_COMPARED.get(study, 0)


@lru_cache(None)
def of_mice(study):
    """Metrics of each mouse of the reference's means, with its arm."""
    frame = baselined(study)
    first = frame.drop_duplicates("mouse").set_index("mouse")
    areas = area.areas(frame, horizon(study))
    return (
        first[["arm", "baseline_mm3"]]
        .join(growth.growth_rate(frame))
        .join(through_baseline(study).rename("through_baseline"))
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
    "slope_origin_mean": ("through_baseline", "mean"),
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
    of_r = known_of_r(study, column).reindex(found.index)
    same = (known == of_r).to_numpy()
    assert same.sum() >= len(same) - (study in NOT_COMPARED)
    np.testing.assert_allclose(found[same], expected.loc[same, theirs], **EXACT)


def known_of_r(study, column):
    """How many mice of each arm R has a value of."""
    theirs = {
        "baseline_mm3": "V0",
        "rate_per_day": "slope_loglin",
        "through_baseline": "slope_rtv_origin",
        "window_auc": "auc_0_tstar",
        "window_auc_relative": "auc_rtv_0_tstar",
        "egr_per_day": "eGR_invivoSyn",
    }[column]
    return oracle(study, "per_mouse").groupby("arm")[theirs].count()


@pytest.mark.parametrize("study", SETS)
def test_doubling_times_of_mean_rates_equal_those_of_r(study):
    """R prints a negative time of an arm that shrank; here it is a gap."""
    expected = oracle(study, "per_arm").set_index("arm")
    found = growth.doubling_time(expected["slope_mean"])
    theirs = expected["doubling_time_from_mean_slope"]
    np.testing.assert_allclose(found, theirs.where(theirs > 0), **EXACT)


COUNTS = {"mCR": "n_mCR", "mPR": "n_mPR", "mSD": "n_mSD", "mPD": "n_mPD"}


@pytest.mark.parametrize("study", SETS)
def test_counts_of_classes_equal_those_of_r(study):
    frame = baselined(study)
    arms = frame.drop_duplicates("mouse").set_index("mouse")["arm"]
    classes = response.mrecist(response.best_responses(frame), fewest_points=1)
    found = response.response_rates(classes, arms)
    expected = oracle(study, "per_arm").set_index("arm").loc[found.index]
    for name, theirs in COUNTS.items():
        assert (found[name] == expected[theirs]).all()
    # R counts the mouse without a baseline too.
    assert (expected["n"] - found["n"]).sum() == (study == "MAS98_EGF_Fulv")
    np.testing.assert_allclose(found["orr_pct"], expected["ORR_pct"], **EXACT)
