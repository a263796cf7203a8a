"""Every reference table beside the project, and every column of it, is read by a test,
or it is said why not."""

import ast
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from tests.analysis.shared_files import SHARED

TESTS = Path(__file__).resolve().parent
# Table -> the test that reads it.
READ = {
    "meta.json": "mixed_sets.py",
    "per_mouse.csv": "test_metrics_of_mice.py",
    "per_arm.csv": "test_metrics_of_arms.py",
    "tgi_tc.csv": "test_metrics_of_arms.py",
    "tests.csv": "test_tests_of_arms.py",
    "tte_per_mouse.csv": "survival_sets.py",
    "km.csv": "survival/test_curves.py",
    "km_median.csv": "survival/test_curves.py",
    "logrank.csv": "survival/test_logrank.py",
    "cox.csv": "survival/test_cox.py",
    "growth_delay.csv": "survival/test_growth_delay.py",
    "mixed_fixed_effects.csv": "mixed/test_curves.py",
    "mixed_variance_components.csv": "mixed/test_curves.py",
    "mixed_fit.csv": "mixed/test_curves.py",
    "m2_slopes_emtrends.csv": "mixed/test_curves.py",
    "m2_slope_contrasts_pairwise.csv": "mixed/test_curves.py",
    "m2_slope_contrasts_vs_control.csv": "mixed/test_curves.py",
    "m2_bliss_contrast.csv": "mixed/test_curves.py",
    "invivosyn_style_lmm.csv": "mixed/test_peers.py",
    "statsmodels_vs_nlme.csv": "mixed/test_peers.py",
    "statsmodels_vs_lme4_M2.csv": "mixed/test_peers.py",
    "synergylmm_estimates.csv": "combination/test_rates.py",
    "synergylmm_synergy.csv": "combination_sets.py",
    "crosscheck_synergy.csv": "combination/test_rates.py",
    "combpdx_ci.csv": "combination/test_volumes.py",
    "invivosyn_auc_synergy_point.csv": "combination/test_volumes.py",
    "invivosyn_auc_synergy_boot2000_seed123456.csv": "combination/test_volumes.py",
    "bodyweight_per_mouse.csv": "test_weights.py",
    "bodyweight_by_day.csv": "test_weights.py",
    "maeve_vismo21_BW_avg.csv": "test_gold_standards.py",
    "maeve_vismo21_auc_by_id_TV.csv": "test_gold_standards.py",
    "maeve_vismo21_summarize_by_id_01.csv": "test_gold_standards.py",
    "maeve_vismo_5_to_15_V02.csv": "test_gold_standards.py",
    "maeve_vismo_BW_common_day.csv": "test_gold_standards.py",
    "per_curve.csv": "test_encyclopedia.py",
    "per_treatment.csv": "test_encyclopedia.py",
    "mrecist_agreement.csv": "test_encyclopedia.py",
}
DRAWS = {
    f"{kind}_{count}.json": "allocation/test_record.py"
    for kind in ("in", "rec")
    for count in (24, 40, 100)
}
# What holds no number of a method that a page shows.
NOT_READ = {
    "README.md": "the formulas in words",
    "synergy_meta.json": "versions of the programs that made the tables",
    "crosscheck_python_vs_R.csv": "how far two programs agree on the tables above",
    "statsmodels_summary_M1.csv": "counts of the rows of statsmodels_vs_nlme.csv",
    "statsmodels_summary_M2.csv": "counts of the rows of statsmodels_vs_lme4_M2.csv",
    "timing_R.csv": "seconds of another machine",
    "timing_python.csv": "seconds of another machine",
}
OF_STATSMODELS = {
    "status": "how statsmodels ended; nothing of it is shown",
    "cpu_s": "seconds of another machine",
    "max_abs_dbeta": "how far statsmodels is off; ours is compared with R itself",
    "max_rel_dse": "how far statsmodels is off; ours is compared with R itself",
}
# Table -> column -> why no number of a page can be compared with it.
NOT_READ_COLUMNS = {
    "mixed_fit.csv": {
        "BIC": "of a model: programs count values differently; p of the tests is read"
    },
    "m2_bliss_contrast.csv": {"meaning": "the contrast in words"},
    "statsmodels_vs_nlme.csv": OF_STATSMODELS | {"warnings": "words of statsmodels"},
    "statsmodels_vs_lme4_M2.csv": OF_STATSMODELS | {"note_lme4": "words of lme4"},
    "invivosyn_auc_synergy_boot2000_seed123456.csv": {
        "std.err": "SD of its draws; ours are told by their percentiles"
    },
    "per_curve.csv": {
        "tumour_type": "a label of the model",
        "xeva_slope_deg": "the angle of a curve, which changes with its units",
        "published_response_category": "the published class and what became of it",
        "Day_BestResponse": "of the published best response, by another window",
        "Day_BestAvgResponse": "of the published best average, by another window",
    },
}


@pytest.mark.skipif(not SHARED.exists(), reason="no reference tables beside it")
def test_every_table_is_read_by_a_test_or_it_is_said_why_not():
    found = {path.name for path in (SHARED / "oracles").rglob("*") if path.is_file()}
    assert found == {*READ, *DRAWS, *NOT_READ}


def parts_of(name):
    """What of the name stands in a test: whole, or after the folder's own word."""
    stem = name.rsplit(".", 1)[0]
    return [stem, stem.removeprefix("maeve_"), stem.split("_")[0] + "_{count}"]


@lru_cache(None)
def named_in(path):
    """Every string and attribute of a file of tests."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return strings | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def named_beside(table):
    """What is named in the tests that name the table, and in what reads it for them."""
    stem = table.removesuffix(".csv")
    files = [path for path in TESTS.rglob("*.py") if path != Path(__file__).resolve()]
    reading = [
        named_in(path)
        for path in files
        if path.name.endswith("_sets.py")
        or path == TESTS / READ[table]
        or {stem, stem.removeprefix("maeve_")} & named_in(path)
    ]
    return set().union(*reading)


@pytest.mark.skipif(not SHARED.exists(), reason="no reference tables beside it")
@pytest.mark.parametrize("table", [name for name in READ if name.endswith(".csv")])
def test_every_column_of_a_table_is_read_by_a_test_or_it_is_said_why_not(table):
    """A name that tables share (n, p) counts for each table of its file."""
    paths = (SHARED / "oracles").rglob(table)
    columns = {name for path in paths for name in pd.read_csv(path, nrows=0)}
    not_read = NOT_READ_COLUMNS.get(table, {}).keys()
    assert not_read <= columns
    assert columns - not_read <= named_beside(table)


@pytest.mark.parametrize(("table", "test"), [*READ.items(), *DRAWS.items()])
def test_the_test_of_a_table_names_it(table, test):
    text = (TESTS / test).read_text()
    assert any(part in text for part in parts_of(table)), test
