import pandas as pd
import pytest

from xenograft.analysis.ulceration import is_unreliable, set_aside


def dated(rows, value):
    frame = pd.DataFrame(rows, columns=["mouse", "date", value])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def volumes(*rows):
    return dated(rows, "volume_mm3")


def grades(*rows):
    return dated(rows, "grade")


@pytest.mark.parametrize(("grade", "is_bad"), [(1, False), (2, False), (3, True)])
def test_only_grade_three_makes_a_volume_unreliable(grade, is_bad):
    found = is_unreliable(
        volumes((4, "2026-11-10", 300.0)), grades((4, "2026-11-10", grade))
    )
    assert found.to_list() == [is_bad]


def test_a_grade_goes_on_until_the_next_and_does_not_reach_back():
    read = volumes(
        (4, "2026-11-14", 420.0), (4, "2026-11-08", 200.0), (4, "2026-11-12", 380.0)
    )
    told = grades((4, "2026-11-10", 3), (4, "2026-11-14", 2))
    assert is_unreliable(read, told).to_list() == [False, False, True]


def test_of_two_grades_of_a_day_the_last_counts():
    told = grades((4, "2026-11-10", 3), (4, "2026-11-10", 1))
    assert not is_unreliable(volumes((4, "2026-11-10", 300.0)), told).any()


def test_an_ulcer_is_that_of_its_own_mouse():
    read = volumes((4, "2026-11-10", 300.0), (5, "2026-11-10", 300.0))
    assert is_unreliable(read, grades((5, "2026-11-10", 3))).to_list() == [False, True]


def test_what_is_set_aside_is_a_gap_and_marked():
    read = volumes((4, "2026-11-10", 300.0), (5, "2026-11-10", 310.0))
    found = set_aside(read, grades((4, "2026-11-10", 3)))
    assert found["volume_mm3"].isna().to_list() == [True, False]
    assert found["is_set_aside"].to_list() == [True, False]


def test_a_day_without_a_volume_has_nothing_to_set_aside():
    found = set_aside(volumes((4, "2026-11-10", None)), grades((4, "2026-11-10", 3)))
    assert found["is_set_aside"].to_list() == [False]
