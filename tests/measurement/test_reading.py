from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.measurement.reading import Unreadable, grams, millimeters

HUNDREDTHS = st.decimals(0, 30, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    "typed", ["12.4", "12,4", " 12.4 mm", "+12.4", "12.4MM", "12.4\xa0mm", "12.40"]
)
def test_a_diameter_is_read_with_comma_unit_and_spaces(typed):
    assert millimeters(typed) == Decimal("12.4")


@pytest.mark.parametrize("typed", ["21.4", "21,4", "+21.4 g", "21.4G", "\t21.4\r\n"])
def test_a_weight_is_read_with_comma_unit_and_spaces(typed):
    assert grams(typed) == Decimal("21.4")


def test_precision_is_kept_as_typed():
    assert str(millimeters("12.40")) == "12.40"
    assert str(millimeters("12")) == "12"


@pytest.mark.parametrize("typed", ["", "   ", "\xa0"])
def test_nothing_typed_is_no_number(typed):
    assert millimeters(typed) is None
    assert grams(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["abc", "1_2", "١٢", "1e2", "12.4 g", "1 2", "12.", ".5", "1,234.5", "٣.٤", "½"],
)
def test_what_is_not_a_diameter_is_named(typed):
    with pytest.raises(Unreadable) as refused:
        millimeters(typed)
    assert str(refused.value) == f"“{typed}” is not a number. Enter mm such as 12.4."


@pytest.mark.parametrize("typed", ["-3", "−3", "-3,5 mm"])
def test_a_diameter_below_zero_is_named(typed):
    with pytest.raises(Unreadable, match=r"is below 0\. Enter mm such as 12\.4\.$"):
        millimeters(typed)


def test_a_third_decimal_is_refused():
    with pytest.raises(Unreadable) as refused:
        millimeters("12.345")
    assert str(refused.value) == "12.345: the caliper reads two decimals at most."


@pytest.mark.parametrize("typed", ["4.9", "214", "80.1"])
def test_a_weight_that_no_mouse_has_is_refused(typed):
    with pytest.raises(Unreadable, match=f"{typed} g is not the weight of a mouse"):
        grams(typed)


@given(
    value=HUNDREDTHS,
    before=st.sampled_from(["", " ", "+", "\t", "  +"]),
    after=st.sampled_from(["", " ", "mm", " mm", " MM "]),
    comma=st.booleans(),
)
def test_every_caliper_value_comes_back_exactly(value, before, after, comma):
    text = str(value).replace(".", "," if comma else ".")
    assert millimeters(f"{before}{text}{after}") == value


@given(st.text(max_size=30))
def test_any_text_is_read_as_ascii_digits_or_refused_in_a_sentence(typed):
    for read in (millimeters, grams):
        try:
            number = read(typed)
        except Unreadable as refused:
            assert str(refused).endswith((".", "most."))
        else:
            assert number is None or (
                number.is_finite() and number.as_tuple().exponent >= -2
            )
            assert number is not None or not typed.strip()
