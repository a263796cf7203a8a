"""The letters of the measurement session that are commands."""

import pytest
from django.utils import timezone

from tests.browser.caliper import focused, measured_study, newest, saved


@pytest.fixture
def held(study):
    return measured_study(study, 6, timezone.localdate())


REASONS = {
    "1": ("NOT_DONE", "not found"),
    "2": ("NOT_DONE", "too ill to handle"),
    "3": ("NOT_MEASURABLE", "ulcer in the way"),
    "4": ("NOT_DONE", "device fault"),
    "5": ("NOT_DONE", "off study"),
    "7": ("PALPABLE_BELOW_LOQ", ""),
}


def test_x_and_a_number_say_why_a_tumor_was_not_measured(caliper, held):
    for place, key in enumerate(REASONS, start=1):
        caliper.press(f"#{place}")
        caliper.page.keyboard.press("x")
        caliper.page.keyboard.press(key)
    saved(caliper.page)
    rows = held.caliper_measurements.order_by("tumor")
    found = {
        str(key): (row.state, row.reason)
        for key, row in zip(REASONS, rows, strict=True)
    }
    assert found == REASONS


def test_x_6_takes_a_reason_in_words(caliper, held):
    caliper.page.keyboard.press("x")
    caliper.page.keyboard.press("6")
    caliper.press("cage flooded")
    saved(caliper.page)
    assert newest(held, 1).reason == "cage flooded"
    assert focused(caliper.page) == "Mouse 1 body weight, g"


def test_s_swaps_l_and_w_and_keeps_the_old_values_in_the_history(caliper, held):
    caliper.press("5.9", "7.3")
    caliper.page.keyboard.press("s")
    assert caliper.page.get_by_label("Mouse 1 length, mm").input_value() == "7.3"
    saved(caliper.page)
    assert (float(newest(held, 1).length_mm), newest(held, 1).version) == (7.3, 2)


def test_w_larger_than_l_asks_until_it_is_kept(caliper, held):
    caliper.press("5.9", "7.3")
    caliper.page.get_by_text("W is larger than L. 5.9 × 7.3 mm").wait_for()
    caliper.page.keyboard.press("k")
    # Beside the value, not only where the page says what was pressed.
    caliper.page.locator("span").get_by_text("Kept as typed.").wait_for()
    saved(caliper.page)
    assert newest(held, 1).is_swapped


def test_r_takes_a_second_reading_and_keeps_the_first(caliper, held):
    caliper.press("10.9", "9.2")
    saved(caliper.page)
    caliper.page.keyboard.press("r")
    assert focused(caliper.page) == "Mouse 1 length, mm"
    caliper.press("11.0", "9.3")
    saved(caliper.page)
    rows = held.caliper_measurements.order_by("pk")
    assert [float(row.length_mm) for row in rows] == [10.9, 11.0]


def test_u_b_p_and_n_are_kept_with_the_mouse(caliper, held):
    keyboard = caliper.page.keyboard
    for key in ["u", "u", "b", "2", "p", "n"]:
        keyboard.press(key)
    caliper.press("wound on the left ear")
    saved(caliper.page)
    found = {}
    for sign in held.clinical_signs.order_by("pk"):
        found[sign.sign] = (float(sign.grade), sign.note)
    assert found == {
        "ULCERATION": (2, ""),
        "BODY_CONDITION": (2, ""),
        "HUNCHED": (1, ""),
        "OTHER": (0, "wound on the left ear"),
    }
    assert focused(caliper.page) == "Mouse 1 length, mm"


def test_g_goes_to_a_mouse_and_the_question_mark_shows_all_keys(caliper):
    caliper.page.keyboard.press("g")
    caliper.press("5")
    assert focused(caliper.page) == "Mouse 5 length, mm"
    caliper.page.keyboard.press("?")
    caliper.page.get_by_role("heading", name="Keys").wait_for()
    caliper.page.keyboard.press("Escape")
    assert caliper.page.get_by_role("heading", name="Keys").is_hidden()


def test_letters_after_a_digit_are_a_unit_and_no_command(caliper, held):
    caliper.press("10.9 mm")
    assert focused(caliper.page) == "Mouse 1 width, mm"
    assert held.clinical_signs.count() == 0


def test_single_letters_can_be_switched_off(caliper, held):
    page = caliper.page
    page.keyboard.press("?")
    page.get_by_label("Single letters are commands").uncheck()
    page.get_by_label("Mouse 1 length, mm").focus()
    page.keyboard.press("u")
    assert page.get_by_label("Mouse 1 length, mm").input_value() == "u"
    assert held.clinical_signs.count() == 0
