from hypothesis import given
from hypothesis import strategies as st

from xenograft.export import edits
from xenograft.export.checking import Problem
from xenograft.export.reading import Sheet, sheet_of

LIST = "mouse,day,length\n1,0,abc\n2,0,6.1\n\n3,0"
SHEET = sheet_of(LIST)


def read(posted, before=None, problems=()):
    return edits.read(posted, SHEET, before or {}, problems)


def test_a_typed_cell_is_kept_with_what_the_file_says_and_why():
    problems = [Problem(2, "length", "abc", "abc is not a number.")]
    found = read({"cell-2-2": " 6.2 ", "code": "IMP"}, problems=problems)
    assert found == {
        "cells": [
            {
                "row": 2,
                "column": "length",
                "old": "abc",
                "new": "6.2",
                "why": "abc is not a number.",
            }
        ],
        "rows_out": [],
    }


def test_a_cell_beyond_the_end_of_its_row_can_be_filled():
    found = read({"cell-5-2": "7"})
    assert edits.laid_over(SHEET, found).rows[-1] == (5, ["3", "0", "7"])


def test_the_text_of_the_file_typed_again_is_no_edit():
    before = read({"cell-2-2": "6.2"})
    assert read({"cell-2-2": "abc"}, before)["cells"] == []


def test_an_edit_that_is_not_on_the_page_stays():
    before = read({"cell-2-2": "6.2"})
    assert read({"cell-3-2": "6.3"}, before)["cells"][0] == before["cells"][0]


def test_the_reason_of_an_earlier_edit_stays_where_no_new_problem_is():
    first = read({"cell-2-2": "x"}, problems=[Problem(2, "length", "abc", "Why.")])
    assert read({"cell-2-2": "6.2"}, first)["cells"][0]["why"] == "Why."


def test_a_row_is_left_out_and_comes_back_without_its_mark():
    out = read({"out-3": "on"})
    assert [row for row, _ in edits.laid_over(SHEET, out).rows] == [2, 5]
    back = read({}, out)
    assert edits.laid_over(SHEET, back) == SHEET


def test_what_names_no_cell_of_the_list_is_passed_over():
    posted = {
        name: "1"
        for name in (
            "cell-99-0",
            "cell-2-3",
            "cell-٣-0",
            "cell-2--1",
            "out-99",
            "out-x",
        )
    }
    assert read(posted) == {"cells": [], "rows_out": []}


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(st.dictionaries(st.tuples(st.integers(2, 9), st.integers(0, 3)), cells))
def test_edits_change_the_cells_they_name_and_no_other(typed):
    rows = [(number, ["a", "b", "c"]) for number in range(2, 8)]
    sheet = Sheet(["x", "y", "z"], rows, ",")
    posted = {f"cell-{row}-{place}": text for (row, place), text in typed.items()}
    found = edits.laid_over(sheet, edits.read(posted, sheet, {}, ()))
    for (number, before), (same, after) in zip(rows, found.rows, strict=True):
        assert number == same
        expected = [
            typed.get((number, place), cell).strip()
            for place, cell in enumerate(before)
        ]
        assert after == expected
