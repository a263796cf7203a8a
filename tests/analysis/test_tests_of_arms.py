"""Tests between real arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.metric_sets import SETS, baselined, horizon, meta
from tests.analysis.shared_files import oracle
from xenograft.analysis import comparison
from xenograft.analysis.growth import value_at_day

EXACT = {"rtol": 1e-9, "atol": 1e-9}
VARIABLES = [
    *("log volume at t* (interp)", "volume at t* (interp)"),
    *("auc_0_tstar", "slope_loglin"),
]
OVERALL = {
    "ANOVA": "ANOVA",
    "Welch ANOVA": "WELCH_ANOVA",
    "Kruskal-Wallis": "KRUSKAL_WALLIS",
}


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
