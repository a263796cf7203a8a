import pytest

from tests.export.lists import FOUR_ARMS, found_in
from xenograft.export.reading import LARGEST_BYTES, Unreadable, sheet_of, text_of


def refusal(content):
    with pytest.raises(Unreadable) as caught:
        sheet_of(text_of(content))
    return str(caught.value)


LAYOUTS = {
    "as it is": FOUR_ARMS.encode(),
    "byte order mark": b"\xef\xbb\xbf" + FOUR_ARMS.encode(),
    "CR LF": FOUR_ARMS.replace("\n", "\r\n").encode(),
    "CR": FOUR_ARMS.replace("\n", "\r").encode(),
    "tab": FOUR_ARMS.replace(",", "\t").encode(),
    "semicolon and decimal comma": FOUR_ARMS.replace(",", ";")
    .replace(".", ",")
    .encode(),
    "no last line end": FOUR_ARMS.strip().encode(),
    "blank lines and cells": FOUR_ARMS.replace("\n2", "\n\n,,,,,\n2").encode(),
}


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts_of_the_same_list_give_the_same_readings(content):
    found, wanted = found_in(content), found_in(FOUR_ARMS)
    assert not found.problems
    assert [one[1:] for one in found.readings] == [one[1:] for one in wanted.readings]
    assert [one[1:] for one in found.weights] == [one[1:] for one in wanted.weights]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line of the file is empty. It must hold headings."),
        (b"\n\nmouse,arm\n", "The first line of the file is empty. It must hold"),
        (b"mouse\n1\n", "The first line has one column only."),
        (b"mouse,arm\n", "The file has headings but no rows."),
        (b"PK\x03\x04\x14\x00", "This is a spreadsheet file, not a CSV."),
        (b"\xd0\xcf\x11\xe0\xa1", "This is a spreadsheet file, not a CSV."),
        (b"mouse,arm\n1,caf\xe9\n", "The file is not UTF-8 text (first in line 2)."),
        ("mouse,arm\n".encode("utf-16"), "The file is not UTF-8 text. Save it as"),
        (b"mouse,arm\n1,a\0b\n", "The file has NUL characters in it"),
        (b'mouse,arm\n1,"Ctrl\n2,A\n', "A quote is opened but not closed"),
        (b"mouse,arm,Mouse\n1,a,2\n", "Two columns are called Mouse."),
        (b"mouse,arm\n1," + b"x" * 200_000, "A cell in line 2 is too long."),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(content, sentence):
    assert refusal(content).startswith(sentence)


def test_a_file_over_the_limit_is_refused_by_its_size():
    sentence = refusal(b"x" * (LARGEST_BYTES + 1))
    assert sentence.startswith("The file is too large (20 MB; at most 20 MB).")
