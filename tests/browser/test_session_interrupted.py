"""Back button, closed lid, double tap: nothing typed is lost, nothing comes twice."""

import pytest
from django.utils import timezone

from tests.browser.caliper import (
    Caliper,
    as_typed,
    measured_study,
    page_of,
    ready,
    stored,
)
from tests.browser.watch import signed_in


@pytest.fixture
def held(study):
    return measured_study(study, 3, timezone.localdate())


@pytest.fixture
def session(page, people, held):
    signed_in(page, people["measurer"]).goto("/studies/")
    page.goto(page_of(held))
    return ready(page)


def bar(page, words):
    page.locator("[data-net]", has_text=words).wait_for(timeout=60_000)


def test_after_the_back_button_what_was_begun_is_there_again(session, held):
    caliper = Caliper(session)
    caliper.measures([1])
    caliper.press("10.9")
    session.keyboard.type("9.")
    session.go_back()
    session.wait_for_url("**/studies/")
    session.go_forward()
    ready(session)
    assert session.get_by_label("Mouse 2 length, mm").input_value() == "10.9"
    assert session.get_by_label("Mouse 2 width, mm").input_value() == "9."
    session.get_by_label("Mouse 2 width, mm").focus()
    session.keyboard.press("End")
    caliper.press("2", "21.4")
    bar(session, "All saved")
    assert stored(held) == as_typed(caliper.typed) | {2: [10.9, 9.2, 21.4]}


def test_rows_that_wait_when_the_lid_closes_go_when_it_opens(session, held):
    caliper = Caliper(session)
    session.context.set_offline(True)
    caliper.measures([1, 2])
    bar(session, "Offline. 2 rows kept on this tablet")
    lid = session.context.new_cdp_session(session)
    lid.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.context.set_offline(False)
    lid.send("Page.setWebLifecycleState", {"state": "active"})
    bar(session, "All saved")
    assert stored(held) == as_typed(caliper.typed)


def test_a_double_tap_on_a_key_of_the_keypad_types_once_more_and_saves_once(
    new_page, people, held
):
    page = signed_in(new_page(834, 1112), people["measurer"])
    page.goto(page_of(held))
    ready(page).get_by_role("button", name="Keypad").click()
    pad = page.get_by_role("group", name="Keypad")
    for row in ["10.9", "9.2", "21.4"]:
        for key in row:
            pad.get_by_role("button", name=key, exact=True).click()
        pad.get_by_role("button", name="Next", exact=True).click()
    pad.get_by_role("button", name="Next", exact=True).dblclick()
    bar(page, "All saved")
    assert stored(held) == {1: [10.9, 9.2, 21.4]}


def test_a_double_tap_on_not_palpable_is_one_reading(session, held):
    session.get_by_role("button", name="Not palpable").dblclick()
    bar(session, "All saved")
    states = held.caliper_measurements.values_list("tumor__mouse__number", "state")
    assert list(states) == [(1, "NOT_PALPABLE")]
