"""A correction of a past day asks why, and the next reading does not wait for it."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import Caliper, focused, measured_study, page_of, ready
from tests.browser.watch import signed_in
from xenograft.history.models import Change
from xenograft.measurement import actions


@pytest.fixture
def held(study, people):
    """Yesterday's session of two mice; the first was measured then."""
    held = measured_study(study, 2, timezone.localdate() - dt.timedelta(days=1))
    mouse, by = study.mice.get(number=1), people["measurer"]
    builders.measurement(held, mouse.tumors.get(), "10.9", "9.2", measured_by=by)
    builders.weight(held, mouse, "21.4", weighed_by=by)
    return held


def sizes(held):
    rows = held.caliper_measurements.order_by("pk")
    return [(float(row.length_mm), float(row.width_mm)) for row in rows]


def correct_first(caliper):
    """Another L over that of mouse 1, from the field in which the page begins."""
    assert focused(caliper.page) == "Mouse 2 length, mm"
    caliper.page.keyboard.press("ArrowUp")
    caliper.press("11.9")
    caliper.page.locator(".rownote", has_text="why is it corrected?").wait_for()


def test_the_next_reading_goes_on_and_the_old_value_stands_until_then(caliper, held):
    correct_first(caliper)
    assert focused(caliper.page) == "Mouse 1 width, mm"
    caliper.page.keyboard.press("ArrowDown")
    caliper.page.keyboard.press("Shift+Tab")
    caliper.page.keyboard.press("ArrowDown")
    caliper.press("12.1", "10.3", "22.0")
    caliper.page.locator("[data-net]", has_text="1 row needs a decision").wait_for()
    assert sizes(held) == [(10.9, 9.2), (12.1, 10.3)]


def test_one_key_gives_the_reason_and_the_value_is_saved_with_it(caliper, held):
    correct_first(caliper)
    for _ in range(2):
        # A second Enter at once would be the echo of a device.
        caliper.page.wait_for_timeout(200)
        caliper.page.keyboard.press("Enter")
    caliper.press("12.1", "10.3", "22.0")
    caliper.page.keyboard.press("2")
    caliper.is_done(2)
    assert sizes(held) == [(11.9, 9.2), (12.1, 10.3)]
    change = Change.objects.of_row(held.caliper_measurements.first()).corrections()
    assert change.first().reason == "Misread"


def test_words_of_ones_own_are_kept_and_survive_a_reload_before(caliper, held):
    correct_first(caliper)
    page = caliper.page
    page.reload()
    ready(page)
    note = page.locator(".rownote", has_text="why is it corrected?")
    note.get_by_role("button", name="In words").click()
    caliper.press("The caliper was not at zero")
    page.locator("[data-net]", has_text="All saved").wait_for()
    change = Change.objects.of_row(held.caliper_measurements.first()).corrections()
    assert change.first().reason == "The caliper was not at zero"


def test_the_old_value_can_be_put_back_and_nothing_was_corrected(caliper, held):
    correct_first(caliper)
    note = caliper.page.locator(".rownote", has_text="why is it corrected?")
    note.get_by_role("button", name="Put the old value back").click()
    caliper.page.locator("[data-net]", has_text="All saved").wait_for()
    assert caliper.page.get_by_label("Mouse 1 length, mm").input_value() == "10.9"
    assert sizes(held) == [(10.9, 9.2)]


def test_another_grade_asks_why_and_is_saved_with_it(page, people, held):
    mouse = held.study.mice.get(number=1)
    builders.sign(held, mouse, "ULCERATION", 1)
    signed_in(page, people["measurer"]).goto(page_of(held))
    caliper = Caliper(ready(page))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("u")
    page.locator(".rownote", has_text="why is it corrected?").wait_for()
    assert mouse.signs.count() == 1
    page.get_by_role("button", name="Misread").click()
    page.locator("[data-net]", has_text="All saved").wait_for()
    newest = mouse.signs.order_by("pk").last()
    assert float(newest.grade) == 2
    assert Change.objects.of_row(newest).first().reason == "Misread"
    assert caliper.page.locator(".rownote", has_text="why is it").count() == 0


def test_what_is_added_after_a_reopening_asks_nothing(page, people, held):
    director, other = people["director"], held.study.mice.get(number=2)
    own = {"study": held.study, "session": held, "by": director}
    actions.close_session(**own, reasons={other.tumors.get().pk: "not found"})
    actions.reopen_session(**own, reason="Found on the other rack")
    signed_in(page, people["measurer"]).goto(page_of(held))
    caliper = Caliper(ready(page))
    page.get_by_label("Mouse 2 length, mm").focus()
    caliper.press("12.1", "10.3", "22.0")
    page.locator("[data-net]", has_text="All saved").wait_for()
    assert sizes(held) == [(10.9, 9.2), (12.1, 10.3)]
    reading = held.caliper_measurements.order_by("pk").last()
    newest = Change.objects.of_row(reading).first()
    assert newest.reason == "After reopening: Found on the other rack"
