"""Means, growth inhibition, T/C and tests of real arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.metric_sets import SETS, baselined, horizon, meta
from tests.analysis.shared_files import oracle
from xenograft.analysis import area, comparison, efficacy, growth, response
from xenograft.analysis.growth import value_at_day

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
VARIABLES = [
    *("log volume at t* (interp)", "volume at t* (interp)"),
    *("auc_0_tstar", "slope_loglin"),
]
OVERALL = {
    "ANOVA": "ANOVA",
    "Welch ANOVA": "WELCH_ANOVA",
    "Kruskal-Wallis": "KRUSKAL_WALLIS",
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


@lru_cache(None)
def variables(study):
    """The values that R's tests compare, one per mouse."""
    frame, mice = baselined(study), oracle(study, "per_mouse")
    volume = value_at_day(frame, horizon(study), window_days=0)["volume_mm3"]
    volume = mice["mouse"].astype(str).map(volume)
    values = {
        "log volume at t* (interp)": np.log(volume.where(volume > 0)),
        "volume at t* (interp)": volume,
        "auc_0_tstar": mice["auc_0_tstar"],
        "slope_loglin": mice["slope_loglin"],
    }
    return {
        name: pd.DataFrame({"arm": mice["arm"], "value": found})
        for name, found in values.items()
    }


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_welch_tests_equal_those_of_r(study, variable):
    control = meta(study)["control"]
    table = reference_rows(study, variable, "Welch t").set_index("comparison")
    if table.empty:
        pytest.skip(f"R gives no Welch test of {study}")
    found = comparison.welch_against(variables(study)[variable], control)
    for arm, own in found.dropna().iterrows():
        theirs = table.loc[f"{arm} - {control}"]
        expected = theirs[["estimate", "lower95", "upper95", "statistic", "p"]]
        names = ["difference", "low", "high", "statistic", "p"]
        np.testing.assert_allclose(
            own[names].astype(float), expected.astype(float), **EXACT
        )
        assert own["df"] == pytest.approx(float(theirs["df"]), rel=1e-8)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("test", OVERALL)
def test_tests_over_all_arms_equal_those_of_r(study, variable, test):
    table = reference_rows(study, variable, test)
    if table.empty:
        pytest.skip(f"R gives no {test} of {study}")
    found = comparison.between_arms(variables(study)[variable]).loc[OVERALL[test]]
    expected = table[["statistic", "p"]].iloc[0].astype(float)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_dunnett_tests_equal_those_of_r(study, variable):
    table = reference_rows(study, variable, "Dunnett (single-step, MC integration)")
    if table.empty:
        pytest.skip(f"R gives no Dunnett test of {study}")
    table = table.set_index("comparison")
    control = meta(study)["control"]
    values = variables(study)[variable]
    found = comparison.dunnett_against(values, control)
    for arm, own in found.iterrows():
        theirs = table.loc[f"{arm} - {control}"]
        np.testing.assert_allclose(own["statistic"], float(theirs["statistic"]), 1e-8)
        assert own["p"] == pytest.approx(theirs["p"], abs=2e-3)


def compared_with_control(study, variable, test, found):
    """Rows of ours and of R for the arms against the control."""
    table = reference_rows(study, variable, test).set_index("comparison")
    control = meta(study)["control"]
    names = [f"{arm} - {control}" for arm in found.index]
    is_known = [name in table.index for name in names]
    return found[is_known], table.loc[[one for one in names if one in table.index]]


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_mann_whitney_tests_equal_those_of_r(study, variable):
    found = comparison.mann_whitney_against(
        variables(study)[variable], meta(study)["control"]
    )
    columns, compared = ["statistic", "p"], 0
    for test in ("Wilcoxon exact", "Wilcoxon normal+cc"):
        ours, theirs = compared_with_control(study, variable, test, found)
        np.testing.assert_allclose(ours[columns], theirs[columns], rtol=1e-9)
        compared += len(theirs)
    if not compared:
        pytest.skip(f"R gives no Wilcoxon test of {study}")


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_tukey_tests_equal_those_of_r(study, variable):
    table = reference_rows(study, variable, "Tukey HSD").set_index("comparison")
    if table.empty:
        pytest.skip(f"R gives no Tukey test of {study}")
    found = comparison.tukey_pairs(variables(study)[variable])
    for row in found.itertuples():
        name, sign = f"{row.first}-{row.second}", 1
        if name not in table.index:
            name, sign = f"{row.second}-{row.first}", -1
        theirs = table.loc[name]
        bounds = sorted((sign * theirs["lower95"], sign * theirs["upper95"]))
        assert row.difference == pytest.approx(sign * theirs["estimate"], rel=1e-9)
        scale = bounds[1] - bounds[0]
        assert [row.low, row.high] == pytest.approx(bounds, abs=1e-6 * scale)
        assert row.p == pytest.approx(theirs["p"], abs=1e-6)
    assert len(found) == len(table)


def reference_rows(study, variable, test):
    table = oracle(study, "tests")
    return table[(table["variable"] == variable) & (table["test"] == test)]
