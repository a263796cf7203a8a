"""Tests between real arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analysis.metric_sets import SETS, baselined, horizon, meta
from tests.analysis.shared_files import oracle
from xenograft.analysis import comparison
from xenograft.analysis.growth import value_at_day

EXACT = {"rtol": 1e-9, "atol": 1e-9}
VARIABLES = [
    *("log volume at t* (interp)", "volume at t* (interp)"),
    *("auc_0_tstar", "slope_loglin"),
]
WELCH = {
    "difference": "estimate",
    "low": "lower95",
    "high": "upper95",
    "statistic": "statistic",
    "df": "df",
    "p": "p",
}
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
    ours, theirs = compared_pairs(study, variable, "Welch t", comparison.welch_against)
    for name, column in WELCH.items():
        np.testing.assert_allclose(
            ours[name].astype(float), theirs[column].astype(float), rtol=1e-8, atol=1e-9
        )


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
    # Ours are not returned: the p of our statistic with those of R is our p.
    df = [float(one) for one in table["df"].iloc[0].split(",")]
    tail = stats.chi2 if test == "Kruskal-Wallis" else stats.f
    assert tail.sf(found["statistic"], *df) == pytest.approx(found["p"], rel=1e-7)


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
    theirs = table.loc[[f"{arm} - {control}" for arm in found.index]]
    assert len(theirs) == len(table)
    np.testing.assert_allclose(found["statistic"], theirs["statistic"], 1e-8)
    np.testing.assert_allclose(found["p"], theirs["p"], rtol=0, atol=2e-3)
    own = comparison.welch_against(values, control).loc[found.index, "difference"]
    np.testing.assert_allclose(own, theirs["estimate"], **EXACT)


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_mann_whitney_tests_equal_those_of_r(study, variable):
    ours, theirs = compared_pairs(
        study, variable, "Wilcoxon", comparison.mann_whitney_against
    )
    columns = ["statistic", "p"]
    np.testing.assert_allclose(ours[columns], theirs[columns], rtol=1e-9)


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
    """R's rows of a test; R's Wilcoxon is exact or normal as it chooses."""
    table = oracle(study, "tests")
    is_test = table["test"].str.startswith(test)
    return table[(table["variable"] == variable) & is_test]


def compared_pairs(study, variable, test, against):
    """Ours and R's of every pair of arms: each arm is the control once."""
    table = reference_rows(study, variable, test).set_index("comparison")
    if table.empty:
        pytest.skip(f"R gives no {test} of {study}")
    values = variables(study)[variable]
    parts = [
        found.set_index(found.index + f" - {arm}")
        for arm in values["arm"].unique()
        for found in [against(values, arm)]
    ]
    return pd.concat(parts).loc[table.index], table
