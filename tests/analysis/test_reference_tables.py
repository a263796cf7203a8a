"""Every reference table beside the project is read by a test, or it is said why not."""

from pathlib import Path

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
    "synergylmm_synergy.csv": "combination/test_rates.py",
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
    "per_curve.csv": "test_gold_standards.py",
    "per_treatment.csv": "test_gold_standards.py",
    "mrecist_agreement.csv": "test_gold_standards.py",
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


@pytest.mark.skipif(not SHARED.exists(), reason="no reference tables beside it")
def test_every_table_is_read_by_a_test_or_it_is_said_why_not():
    found = {path.name for path in (SHARED / "oracles").rglob("*") if path.is_file()}
    assert found == {*READ, *DRAWS, *NOT_READ}


def parts_of(name):
    """What of the name stands in a test: whole, or after the folder's own word."""
    stem = name.rsplit(".", 1)[0]
    return [stem, stem.removeprefix("maeve_"), stem.split("_")[0] + "_{count}"]


@pytest.mark.parametrize(("table", "test"), [*READ.items(), *DRAWS.items()])
def test_the_test_of_a_table_names_it(table, test):
    text = (TESTS / test).read_text()
    assert any(part in text for part in parts_of(table)), test
