"""Delays of growth and the legacy cell kill of real arms, as R computes them."""

import numpy as np
import pytest

from tests.analysis.mixed_sets import meta
from tests.analysis.shared_files import oracle
from tests.analysis.survival_sets import EVERY_SET, cases, expected, times
from xenograft.analysis import efficacy
from xenograft.analysis.survival import curves

# The times are printed to twelve digits, of which a small difference keeps fewer.
CLOSE = {"rtol": 1e-8, "atol": 1e-9}
COLUMNS = {
    "median": "median_T",
    "median_control": "median_C",
    "delay_days": "TGD_days",
    "delay_pct": "TGD_pct",
    "lck_gross": "log_cell_kill",
}
# R divides by 3.32, we by log2 10.
ROUNDED = 3.32 / np.log2(10)


@EVERY_SET
@pytest.mark.parametrize(("column", "theirs"), COLUMNS.items())
def test_delays_of_growth_are_those_of_r(study, column, theirs):
    control = meta(study)["control"]
    doubling = oracle(study, "per_arm").set_index("arm")
    doubling = doubling.loc[control, "doubling_time_from_mean_slope"]
    for case in cases(study, "growth_delay"):
        table = expected(case, "growth_delay").set_index("arm")
        np.testing.assert_allclose(table["Td_control"], doubling, **CLOSE)
        medians = curves.medians(times(case))["median_days"]
        found = efficacy.growth_delay(medians, control, doubling)
        ours = found.loc[table.index, column]
        factor = ROUNDED if column == "lck_gross" else 1
        np.testing.assert_allclose(ours, factor * table[theirs], **CLOSE)
