"""Keys that fill the measurement session, as gloved hands and devices press them."""

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import (
    Caliper,
    focused,
    measured_study,
    newest,
    page_of,
    ready,
    saved,
)
from tests.browser.watch import signed_in


@pytest.fixture
def held(study):
    return measured_study(study, 6, timezone.localdate())


def told(caliper, words):
    """The sentence under the row; the same is read out elsewhere."""
    return caliper.page.locator(".rownote", has_text=words)


def test_the_first_empty_field_has_the_focus_and_is_in_sight(session):
    assert focused(session) == "Mouse 1 length, mm"
    assert session.get_by_label("Mouse 1 length, mm").is_visible()


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_enter_and_tab_go_from_l_to_w_to_weight_to_the_next_mouse(caliper, key):
    seen = []
    for text in ["10,9", " 9.2 mm", "+21.4 g"]:
        caliper.press(text, end=key)
        seen.append(focused(caliper.page))
    assert seen == [
        "Mouse 1 width, mm",
        "Mouse 1 body weight, g",
        "Mouse 2 length, mm",
    ]


def test_shift_tab_goes_back_and_arrows_go_to_other_mice(caliper):
    caliper.press("10.9")
    keyboard = caliper.page.keyboard
    seen = []
    for key in ["ArrowDown", "ArrowDown", "ArrowUp", "Shift+Tab"]:
        keyboard.press(key)
        seen.append(focused(caliper.page))
    assert seen == [f"Mouse {n} width, mm" for n in (2, 3, 2)] + ["Mouse 2 length, mm"]


def test_left_and_right_move_within_what_is_typed(caliper):
    keyboard = caliper.page.keyboard
    keyboard.type("1.9")
    for key in ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowRight"]:
        keyboard.press(key)
    keyboard.type("0")
    assert focused(caliper.page) == "Mouse 1 length, mm"
    field = caliper.page.get_by_label("Mouse 1 length, mm")
    assert field.input_value() == "10.9"


def test_up_at_the_first_and_down_at_the_last_mouse_stay(caliper):
    caliper.page.keyboard.press("ArrowUp")
    assert focused(caliper.page) == "Mouse 1 length, mm"
    for _ in range(8):
        caliper.page.keyboard.press("ArrowDown")
    assert focused(caliper.page) == "Mouse 6 length, mm"


def test_the_second_enter_of_a_cr_lf_device_is_ignored(caliper):
    page = caliper.page
    page.keyboard.type("10.9")
    page.evaluate(
        """() => { for (const _ of "ab") document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}))
        }"""
    )
    assert focused(page) == "Mouse 1 width, mm"


def test_saved_is_said_with_the_time_and_the_volume_of_the_server(caliper, held):
    caliper.press("10.9", "13.2", "21.4")
    saved(caliper.page)
    row = caliper.page.locator("tr.mrow[data-mouse='1']")
    row.get_by_text("Saved").wait_for()
    assert row.locator("output:not(.typed)").inner_text() == "784"
    assert newest(held, 1).volume_mm3 == pytest.approx(13.2 * 10.9**2 / 2)


def test_what_is_not_a_number_stays_and_is_named(caliper):
    caliper.press("12x4")
    told(caliper, "“12x4” is not a length.").wait_for()
    assert focused(caliper.page) == "Mouse 1 length, mm"
    caliper.press("21.4 g")
    told(caliper, "“21.4 g” is not a length.").wait_for()


def test_escape_puts_the_old_value_back(caliper):
    caliper.press("10.9", "9.2", "21.4")
    caliper.press("#1")
    caliper.page.keyboard.type("33")
    caliper.page.keyboard.press("Escape")
    assert caliper.page.get_by_label("Mouse 1 length, mm").input_value() == "10.9"


@pytest.mark.parametrize("scan", ["#4", "900000000000004"])
def test_a_scan_goes_to_its_mouse_and_restores_the_field(
    page, people, study, held, scan
):
    study.mice.filter(number=4).update(rfid="900000000000004")
    caliper = Caliper(ready(_opened(page, people, held)))
    caliper.press(scan)
    assert focused(page) == "Mouse 4 length, mm"
    assert page.get_by_label("Mouse 1 length, mm").input_value() == ""


def _opened(page, people, held):
    signed_in(page, people["measurer"]).goto(page_of(held))
    return page


def test_an_unknown_tag_says_so_and_stays(caliper):
    caliper.press("900000000000009")
    told(caliper, "Tag 900000000000009 is not on this study.").wait_for()
    assert focused(caliper.page) == "Mouse 1 length, mm"


def test_zero_in_l_is_not_palpable_and_goes_on_to_the_weight(caliper, held):
    caliper.press("0")
    assert focused(caliper.page) == "Mouse 1 body weight, g"
    assert caliper.page.get_by_label("Mouse 1 width, mm").input_value() == "0"
    saved(caliper.page)
    assert newest(held, 1).state == "NOT_PALPABLE"


def test_the_first_digit_finds_its_field_when_none_has_the_focus(caliper):
    caliper.page.evaluate("document.activeElement.blur()")
    caliper.press("10.9")
    assert caliper.page.get_by_label("Mouse 1 length, mm").input_value() == "10.9"


def test_the_order_without_weights_leads_from_w_to_the_next_mouse(caliper):
    caliper.page.get_by_label("Entry order").select_option("L, W only")
    caliper.press("10.9", "9.2")
    assert focused(caliper.page) == "Mouse 2 length, mm"


def test_after_the_last_value_enter_closes_the_session(caliper):
    for number in range(1, 7):
        caliper.press(f"1{number}.9", f"{number}.2", "21.4")
    saved(caliper.page)
    assert (
        caliper.page.evaluate("document.activeElement.textContent") == "Close session"
    )


def test_the_keypad_fills_the_same_fields(new_page, people, held):
    page = ready(_opened(new_page(834, 1112), people, held))
    page.get_by_role("button", name="Keypad").click()
    pad = page.get_by_role("group", name="Keypad")
    for key in ["1", "0", ".", "9", "Next"]:
        pad.get_by_role("button", name=key, exact=True).click()
    assert page.get_by_label("Mouse 1 length, mm").input_value() == "10.9"
    assert focused(page) == "Mouse 1 width, mm"
    size = pad.get_by_role("button", name="7", exact=True).bounding_box()
    assert (size["width"], size["height"]) == (68, 60)


def test_both_tumors_of_a_mouse_are_read_before_its_weight(page, people, study, held):
    builders.tumor(study.mice.get(number=1), side="L", implanted_on=None)
    caliper = Caliper(ready(_opened(page, people, held)))
    seen = [focused(page)]
    for text in ["10.9", "9.2", "8.1", "7.2", "21.4"]:
        caliper.press(text)
        seen.append(focused(page))
    sides = ["left", "right"] if "left" in seen[0] else ["right", "left"]
    assert seen == [
        *(
            f"Mouse 1 {side} {axis}, mm"
            for side in sides
            for axis in ("length", "width")
        ),
        "Mouse 1 body weight, g",
        "Mouse 2 length, mm",
    ]
