import numpy as np
import pandas as pd

from xenograft.analysis.mixed import values


def volumes(**more):
    frame = pd.DataFrame(
        {
            "mouse": [1, 1, 2, 2],
            "arm": [1, 1, 2, 2],
            "day": [0, 3, 0, 3],
            "volume_mm3": [100.0, 150.0, 110.0, 5.0],
            "log_volume_mm3": [100.0, 150.0, 110.0, 13.5],
            "is_lower_bound": False,
            "is_measured": True,
        }
    )
    return frame.assign(**more)


NAMES = {1: "Vehicle", 2: "Drug"}


def test_values_are_logarithms_against_the_baseline_floored():
    found, said = values.log_values(volumes(), NAMES)
    assert found["arm"].tolist() == ["Vehicle", "Vehicle", "Drug", "Drug"]
    np.testing.assert_allclose(found["relative"][[1, 3]], np.log([1.5, 13.5 / 110]))
    assert said == ("Values below 13.5 mm³, counted as 13.5 mm³: 1.",)


def test_cage_and_block_come_along_where_they_are_recorded():
    found, _ = values.log_values(volumes(cage=["a", "a", "b", "b"]), NAMES)
    assert found["cage"].tolist() == ["a", "a", "b", "b"]
    assert "block" not in found


def mice(**groups):
    return pd.DataFrame({"mouse": [1, 2, 3, 4]} | groups)


def test_a_cage_with_two_mice_is_a_group():
    assert values.recorded_groups(mice(cage=list("aabb"))) == ("cage",)


def test_one_cage_for_all_or_one_for_each_mouse_is_none():
    assert values.recorded_groups(mice(cage=list("aaaa"))) == ()
    assert values.recorded_groups(mice(cage=list("abcd"))) == ()
    assert values.recorded_groups(mice(cage=[None] * 4)) == ()


def test_blocks_that_are_the_cages_are_not_a_second_group():
    found = values.recorded_groups(mice(cage=list("aabb"), block=[1, 1, 2, 2]))
    assert found == ("cage",)
    found = values.recorded_groups(mice(cage=list("aabb"), block=[1, 2, 1, 2]))
    assert found == ("cage", "block")
