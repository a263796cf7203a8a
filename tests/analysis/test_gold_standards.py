"""The gold standards of maeve.

Of maeve's weights on a day common to all those between two weighings, on a straight
line, are rounded to 0.1 g.
"""

from functools import lru_cache

import numpy as np
import pytest

from tests.analysis.mixed_sets import tidy
from tests.analysis.shared_files import oracle
from xenograft.analysis import area, growth
from xenograft.analysis.volume import PLUS_ONE, positive_volumes

EXACT = {"rtol": 1e-9, "atol": 1e-9}
LAST_DAY = 21


@lru_cache(None)
def vismodegib():
    frame = tidy("genentech_maeve/tidy.csv")
    frame = frame[frame["study"] == "vismodegib"]
    frame = frame.assign(mouse=frame["mouse"].astype(int))
    return frame[["mouse", "arm", "day", "volume_mm3", "body_weight_g"]]


def maeve(table):
    return oracle("VISMODEGIB", f"maeve_{table}").set_index("animalID")


def test_rates_of_ln_v_plus_one_are_those_of_maeve():
    frame = vismodegib()[vismodegib()["day"] <= LAST_DAY]
    plus_one = positive_volumes(frame["volume_mm3"], PLUS_ONE)
    found = growth.growth_rate(frame.assign(volume_mm3=plus_one))
    expected = maeve("vismo21_summarize_by_id_01")["linear"]
    ours = found.loc[expected.index, "rate_per_day"]
    np.testing.assert_allclose(ours, expected, **EXACT)


@pytest.mark.parametrize(
    ("table", "column", "own"),
    [
        ("vismo21_summarize_by_id_01", "AUC", "egr_per_day"),
        ("vismo21_auc_by_id_TV", "AUC_TV", "egr_per_day"),
        ("vismo21_summarize_by_id_01", "ITGR", "itgr_per_day"),
    ],
)
def test_growth_rates_of_areas_and_ends_are_those_of_maeve(table, column, own):
    frame = growth.since_baseline(vismodegib(), floor_mm3=0)
    found = area.areas(frame[frame["day"] <= LAST_DAY], LAST_DAY)[own]
    expected = maeve(table)[column]
    np.testing.assert_allclose(found[expected.index], expected, **EXACT)


def test_mean_weights_over_time_are_those_of_maeve():
    frame = vismodegib()[vismodegib()["day"] <= LAST_DAY]
    weights = frame.assign(volume_mm3=frame["body_weight_g"], baseline_mm3=1.0)
    found = area.areas(weights, LAST_DAY)["auc_per_day"]
    expected = maeve("vismo21_BW_avg")["AUC_BW_avg"]
    np.testing.assert_allclose(found[expected.index], expected, **EXACT)


ENDS = ["BW_avg", "auc_by_id_TV", "summarize_by_id_01"]


@pytest.mark.parametrize("table", ENDS)
def test_first_and_last_days_are_those_of_maeve(table):
    expected = maeve(f"vismo21_{table}")
    frame = vismodegib()[vismodegib()["day"] <= LAST_DAY].groupby("mouse")
    days = frame["day"].agg(["min", "max"]).loc[expected.index]
    assert (days.to_numpy() == expected[["first_day", "last_day"]]).all(axis=None)
    assert (frame["arm"].first()[expected.index] == expected["group_name"]).all()


# On days 5 and 15 of no reading, on the others those of the readings.
@pytest.mark.parametrize("day", [5, 6, 7, 8, 10, 11, 14, 15])
def test_volumes_between_readings_are_those_of_maeve(day):
    """maeve interpolates ln(V + 1)."""
    expected = maeve("vismo_5_to_15_V02")
    assert expected["DAY_OF_STUDY"].isin([5, 6, 7, 8, 10, 11, 14, 15]).all()
    expected = expected[expected["DAY_OF_STUDY"] == day]
    plus_one = positive_volumes(vismodegib()["volume_mm3"], PLUS_ONE)
    found = growth.value_at_day(
        vismodegib().assign(volume_mm3=plus_one), day, window_days=0
    )
    ours = found.loc[expected.index, "volume_mm3"]
    np.testing.assert_allclose(ours - 1, expected["TUMOR_VOLUME"], **EXACT)
    np.testing.assert_allclose(np.log(ours), expected["y"], **EXACT)


def test_weights_of_the_common_day_are_those_of_maeve():
    """maeve interpolates on a straight line to day 14 and rounds to 0.1 g; ours is
    exact on a day of weighing and a few mg off that line between two."""
    expected = maeve("vismo_BW_common_day")["BW_common_day"]
    weights = vismodegib().assign(volume_mm3=vismodegib()["body_weight_g"])
    found = growth.value_at_day(weights, 14, window_days=0).loc[expected.index]
    is_weighed = found["source"] != "INTERPOLATED"
    assert is_weighed.sum() == 30
    ours = found["volume_mm3"]
    np.testing.assert_allclose(ours[is_weighed], expected[is_weighed], **EXACT)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=0.056)
