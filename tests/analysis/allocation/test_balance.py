import math

import numpy as np
import pandas as pd
import pytest

from tests.analysis.allocation.cohorts import FACTORS, SEED, document
from xenograft.analysis import allocation


def mice_frame():
    return pd.DataFrame(
        {
            "arm": ["B", "B", "A", "A"],
            "volume_mm3": [100.0, 120.0, 130.0, 110.0],
            "weight_g": [20.0, np.nan, 21.0, 23.0],
        }
    )


def test_balance_describes_each_arm_in_the_order_of_the_frame():
    table = allocation.balance(mice_frame()).set_index(["arm", "measure"])
    assert list(table.index)[:2] == [("B", "volume_mm3"), ("A", "volume_mm3")]
    row = table.loc[("B", "volume_mm3")]
    assert (row["n"], row["mean"], row["median"]) == (2, 110.0, 110.0)
    assert (row["min"], row["max"]) == (100.0, 120.0)
    assert row["sd"] == pytest.approx(math.sqrt(200))
    assert row["cv"] == pytest.approx(math.sqrt(200) / 110)
    assert table.loc[("B", "weight_g"), "n"] == 1


def test_the_standardized_difference_divides_by_the_pooled_deviation():
    table = allocation.mean_differences(mice_frame())
    assert list(table["arm_a"] + table["arm_b"]) == ["BA", "BA"]
    volume, weight = table["smd"]
    assert volume == pytest.approx(-10 / math.sqrt(200))
    assert math.isnan(weight)


def test_any_measure_can_be_described():
    frame = mice_frame().assign(age_d=[40.0, 42.0, 44.0, 50.0])
    assert list(allocation.balance(frame, ["age_d"])["mean"]) == [41.0, 47.0]
    assert allocation.mean_differences(frame, ["age_d"])["measure"].tolist() == [
        "age_d"
    ]


def test_the_largest_difference_is_in_deviations_of_all_mice():
    table = allocation.largest_differences(mice_frame()).set_index("measure")
    row = table.loc["volume_mm3"]
    assert row["difference"] == 10.0
    assert row["sd"] == pytest.approx(math.sqrt(500 / 3))
    assert row["smd"] == pytest.approx(10 / math.sqrt(500 / 3))


def test_measures_that_do_not_vary_have_no_standardized_difference():
    frame = mice_frame().assign(weight_g=20.0)
    assert math.isnan(allocation.largest_differences(frame)["smd"].iloc[1])


def test_the_largest_differences_of_a_draw_are_within_its_tolerances():
    record = allocation.draw(document(factors=FACTORS), SEED)
    frame = allocation.values_at_draw(record)
    assert sorted(frame["unit"]) == [one["id"] for one in record["input"]["units"]]
    assert {"arm", "volume_mm3", "weight_g", "sex", "batch", "cage"} < set(frame)
    volume, weight = allocation.largest_differences(frame)["smd"]
    assert record["level"] == 0
    assert volume <= 0.10 and weight <= 0.20
