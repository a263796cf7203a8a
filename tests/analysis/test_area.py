import numpy as np
import pandas as pd
import pytest

from tests.analysis.blocks.test_other_models import made_up
from tests.analysis.metric_sets import SETS, baselined, by_mouse
from xenograft.analysis import area
from xenograft.analysis.blocks.given import Given
from xenograft.analysis.blocks.inhibition import area_differences, inhibition


def one(days, volumes, last_day=14, **asked):
    frame = pd.DataFrame({"mouse": 1, "day": days, "volume_mm3": volumes})
    frame = frame.assign(baseline_mm3=volumes[0])
    return area.areas(frame, last_day, **asked).loc[1]


def test_the_mean_change_is_the_area_of_the_change_over_the_days():
    # From 100 to 200 in a week, then 200: on average 75 % over two weeks.
    assert one([0, 7, 14], [100.0, 200, 200])["mean_change_pct"] == pytest.approx(75)


def test_a_window_across_a_long_gap_is_a_gap():
    found = one([0, 4, 14], [100.0, 150, 200], longest_gap_days=7)
    assert np.isnan(found["window_auc"])


def test_a_week_between_two_values_is_no_long_gap():
    found = one([0, 7, 14], [100.0, 200, 200], longest_gap_days=7)
    assert found["window_auc"] == 7 * 150 + 7 * 200


def test_a_long_gap_after_the_window_does_not_count():
    found = one([0, 7, 14, 30], [100.0, 200, 200, 400], longest_gap_days=7)
    assert found["window_auc"] == 7 * 150 + 7 * 200


@pytest.mark.parametrize("study", SETS)
def test_the_mean_change_of_a_mouse_is_that_of_the_area_in_r(study):
    expected = by_mouse(study).set_index("mouse")["auc_rtv_full"].dropna()
    volumes = baselined(study)
    own = volumes.dropna(subset=["volume_mm3"]).groupby("mouse")["day"]
    span = (own.max() - own.min()).reindex(expected.index)
    found = area.areas(volumes, 7)["mean_change_pct"].reindex(expected.index)
    np.testing.assert_allclose(found, 100 * (expected / span - 1), rtol=1e-8, atol=1e-8)


def test_the_area_between_the_curves_is_the_difference_of_mean_areas():
    values = pd.DataFrame({"arm": list("CCAA"), "area_per_day": [10.0, 12, 5, 9]})
    found = area_differences(values, "C", 10)["A"]
    assert found["area_difference"] == pytest.approx(-40)
    # By hand: SE √(10² + 20²), Welch with 1.47 degrees of freedom, whose t is 6.19.
    assert found["area_low"] == pytest.approx(-178.37, abs=0.01)


def test_the_block_tells_the_area_of_each_arm_against_the_control():
    found = inhibition(Given(made_up(0.08)), draws=10)
    by_arm = {row["arm"]: row for row in found["arms"]}
    assert by_arm["Drug"]["area_high"] < 0
    assert "area_difference" not in by_arm["Vehicle"]
