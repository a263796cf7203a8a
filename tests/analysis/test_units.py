"""Whole cages as units, against means and first days worked out by hand."""

import pandas as pd
import pytest

from xenograft.analysis import units

CAGE_OF = {11: "A", 12: "A", 13: "B", 14: "B"}


def mice(**left):
    frame = pd.DataFrame(
        {
            "number": [1, 2, 3, 4, 5],
            "name": ["1", "2", "3", "4", "5"],
            "cage": ["A", "A", "B", "B", "C"],
            "day_zero": pd.Timestamp("2026-03-01"),
            "left_on": pd.to_datetime([None] * 5),
            "left_reason": [None] * 5,
        },
        index=pd.Index([11, 12, 13, 14, 15], name="mouse"),
    )
    for mouse, (day, reason) in left.items():
        frame.loc[int(mouse[1:]), ["left_on", "left_reason"]] = (
            pd.Timestamp(day),
            reason,
        )
    return frame


def values(*rows):
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])


def means(rows, left_day=float("nan")):
    cages = units.cages_of(mice(), CAGE_OF).assign(left_day=left_day)
    found = units.daily_means(values(*rows), cages, CAGE_OF, "volume_mm3")
    return found.astype(object).where(found.notna(), None).to_numpy().tolist()


def test_a_cage_is_one_row_in_the_place_of_its_first_mouse():
    found = units.cages_of(mice(), CAGE_OF)
    assert found.index.to_list() == [11, 13]
    assert found["name"].to_list() == ["A", "B"]
    assert found["number"].to_list() == [1, 2]
    assert found["size"].to_list() == [2, 2]
    assert found["cage"].isna().all()
    assert found.attrs["unit"] == "cage"


def test_a_cage_leaves_with_its_first_mouse():
    left = mice(m12=("2026-03-05", "END"), m11=("2026-03-09", "TUMOR_SIZE"))
    found = units.cages_of(left, CAGE_OF)
    assert found.index.to_list() == [12, 13]
    assert found.loc[12, "left_day"] == 4


def test_of_mice_that_leave_on_one_day_the_one_at_a_limit_tells_the_ending():
    left = mice(m11=("2026-03-05", "END"), m12=("2026-03-05", "TUMOR_SIZE"))
    assert units.cages_of(left, CAGE_OF).loc[12, "left_reason"] == "TUMOR_SIZE"


def test_the_value_of_a_cage_is_the_mean_of_its_mice():
    rows = [(11, 1, 0, 100), (12, 1, 0, 140), (13, 2, 0, 90), (14, 2, 0, 110)]
    assert means(rows) == [[11, 1, 0, 120], [13, 2, 0, 100]]


def test_a_day_without_all_mice_of_a_cage_is_a_gap():
    assert means([(11, 1, 3, 100), (13, 2, 3, 90), (14, 2, 3, 110)]) == [
        [11, 1, 3, None],
        [13, 2, 3, 100],
    ]


def test_days_after_the_first_mouse_left_do_not_count():
    rows = [(11, 1, day, 100) for day in (3, 7)] + [(12, 1, 3, 200)]
    assert means(rows, left_day=3.0) == [[11, 1, 3, 150]]


def test_mice_outside_the_drawn_cages_do_not_count():
    assert means([(15, 1, 0, 100)]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8 mice; each mouse", "8 cages; each cage"),
        ("Mice that left", "Cages that left"),
        ("dormice stay", "dormice stay"),
        ("Old mice: 3 mice", "Old mice: 3 cages"),
    ],
)
def test_texts_of_mice_are_said_of_cages_but_names_stay(text, said):
    assert units.worded(text, "cage", ["Old mice"]) == said
    assert units.worded(text, "mouse", ["Old mice"]) == text


@pytest.mark.parametrize(
    ("cages", "positions", "is_one"),
    [
        (["A", "A", "B", "B"], [1, 1, 2, 2], True),
        (["A", "A", "B", "B"], [1, 2, 1, 2], False),
        (["A", "A", "B", "B"], [1, 1, 1, 1], False),
        (["A", "B", "C", "D"], [1, 1, 2, 2], False),
        ([None, None, "B", "B"], [1, 2, 2, 2], False),
        (["A", "A", "B", "B"], [0, 0, 0, 0], False),
    ],
)
def test_arms_that_are_whole_cages_are_seen(cages, positions, is_one):
    frame = pd.DataFrame({"cage": cages, "position": positions})
    assert units.is_one_arm_per_cage(frame) is is_one
