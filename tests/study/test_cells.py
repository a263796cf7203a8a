import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xenograft.study.cells import can_run, plain, safe, written

TEXTS = st.text(
    st.sampled_from("=+-@'\t\r\n ;,\"1.2eA＝＋－＠\u00a0\ufeff|cmd"), max_size=8
)


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r1", " =1", "＝1", "-2+3"]
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5.2", "+3", "1e-5", "-20.5", "12", "a=b", "", "C-01"]
)
def test_numbers_and_ordinary_text_stay_as_they_are(text):
    assert safe(text) == text


@given(TEXTS)
@example("'=1")
@example("''-x")
def test_every_text_comes_back_from_its_safe_form(text):
    assert plain(safe(text)) == text


@given(TEXTS)
def test_no_safe_text_can_run(text):
    assert not can_run(safe(text))


@given(TEXTS)
def test_a_written_cell_is_read_back_by_any_csv_reader(text):
    line = f"{written(text)},x\n"
    assert next(csv.reader(io.StringIO(line, newline=""), strict=True)) == [
        safe(text),
        "x",
    ]


def test_nothing_is_written_as_an_empty_cell_and_numbers_in_full():
    assert [written(None), written(-12.1), written(3)] == ["", "-12.1", "3"]
