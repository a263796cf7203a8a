import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.analysis.figures import style


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Defactinib + avutometinib", "Defactinib + avutometinib"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("\ud800lone", "lone"),
        ("$\\frac{1}{0$", "$\\frac{1}{0$"),
        (12, "12"),
        ("x" * 100_000, "x" * 59 + "…"),
    ],
)
def test_a_name_is_drawn_as_one_plain_line(name, drawn):
    assert style.safe_text(name) == drawn


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_id_of_a_line_gives_back_the_mouse(mouse):
    gid = style.mouse_gid(mouse)
    assert gid.isascii()
    assert gid.replace("-", "").isalnum()
    assert style.mouse_of_gid(gid) == mouse


def test_other_ids_name_no_mouse():
    assert style.mouse_of_gid("line2d_12") is None


def test_the_first_eight_arms_differ_in_color_and_mark():
    styles = [style.arm_style(place) for place in range(8)]
    assert len({arm.color for arm in styles}) == 8
    assert len({arm.marker for arm in styles}) == 8
    assert style.arm_style(8) == styles[0]


def test_no_fill_is_no_color_of_the_theme():
    assert style.theme_class("none") is None
    assert style.theme_class("#0072B2") == "arm-2"
