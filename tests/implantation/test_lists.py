import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.implantation.lists import (
    NewMouse,
    later_cage,
    mice_in,
    mice_numbered,
    numbers_in,
)


def test_numbers_and_ranges_are_read_in_the_order_typed():
    assert numbers_in("3, 5-8; 1  7") == [3, 5, 6, 7, 8, 1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3, x", "“x” is not a mouse number. Enter 3, or 5-8."),
        ("8-5", "8-5 runs backwards. Enter the lower number first."),
        ("٣", "“٣” is not a mouse number. Enter 3, or 5-8."),
        ("1-99999", "At most 2,000 mice can be named at once."),
    ],
)
def test_what_is_no_list_of_numbers_is_refused_in_one_sentence(typed, sentence):
    with pytest.raises(ValueError, match=r"mouse|mice|runs") as refused:
        numbers_in(typed)
    assert str(refused.value) == sentence


@given(st.lists(st.integers(0, 99_999), max_size=50, unique=True))
def test_numbers_with_commas_come_back_as_they_were(numbers):
    assert numbers_in(", ".join(map(str, numbers))) == numbers


def test_marks_go_round_in_each_cage_and_cages_count_on():
    mice = mice_numbered(9, 13, "C09", 4, ["none", "L", "R", "LR"])
    assert mice == [
        NewMouse(9, "C09", ""),
        NewMouse(10, "C09", "L"),
        NewMouse(11, "C09", "R"),
        NewMouse(12, "C09", "LR"),
        NewMouse(13, "C10", ""),
    ]


@pytest.mark.parametrize(
    ("name", "steps", "later"),
    [("C01", 0, "C01"), ("C09", 1, "C10"), ("99", 1, "100"), ("Rack", 1, "Rack2")],
)
def test_a_cage_counts_on_from_the_digits_at_its_end(name, steps, later):
    assert later_cage(name, steps) == later


def test_a_pasted_list_may_have_a_heading_and_short_lines():
    text = "mouse;cage;mark;rfid\r\n1;C01;L;900012345678901\r\n\r\n2\tC01\n3"
    assert mice_in(text) == [
        NewMouse(1, "C01", "L", "900012345678901"),
        NewMouse(2, "C01"),
        NewMouse(3),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1\nx1, C01", "Line 2: “x1” is not a mouse number."),
        ("0, C01", "Line 1: “0” is not a mouse number."),
        ("1, C01, L, 12", "Line 1: the RFID tag “12” does not have 15 digits."),
        (
            "1,C,L,,x",
            "Line 1 has more than four cells. Enter number, cage, mark, RFID.",
        ),
    ],
)
def test_a_bad_line_is_named(line, sentence):
    with pytest.raises(ValueError, match="Line") as refused:
        mice_in(line)
    assert str(refused.value) == sentence
