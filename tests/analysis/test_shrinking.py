import numpy as np
import pandas as pd
import pytest

from xenograft.analysis.shrinking import shrunken


def found(*values):
    rows = [(7, day, value) for day, value in enumerate(values)]
    volumes = pd.DataFrame(rows, columns=["mouse", "day", "volume_mm3"])
    return shrunken(volumes).to_dict("records")


def test_a_tumor_below_half_of_its_largest_volume_is_told():
    told = {"mouse": 7, "most_mm3": 200.0, "last_mm3": 99.0, "day": 2}
    assert found(150.0, 200.0, 99.0) == [told]


@pytest.mark.parametrize(
    "values",
    [
        (150.0, 200.0, 100.0),
        (200.0, 60.0, 120.0),
        (13.5, 0.0),
        (100.0, 130.0, np.nan),
        (),
    ],
)
def test_half_of_it_regrowth_a_trace_and_a_gap_are_not(values):
    assert found(*values) == []


def test_what_cannot_be_felt_any_more_has_shrunk():
    assert found(150.0, 0.0)[0]["last_mm3"] == 0
