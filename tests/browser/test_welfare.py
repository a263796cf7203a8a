"""A mouse at its limit, once through the browser."""

import pytest

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def at_limit(study, people):
    builders.limits(study)
    held = builders.session(study, 9)
    for number, side in ((1, "15"), (2, "13.8"), (3, "6")):
        mouse = builders.mouse(study, number)
        builders.measurement(held, builders.tumor(mouse), side, side)
    return study


@pytest.mark.parametrize("width", [390, 1280])
def test_the_board_shows_reached_and_approaching_and_what_is_unknown(
    new_page, people, at_limit, width
):
    page = signed_in(new_page(width), people["welfare_officer"])
    page.goto(f"/studies/{at_limit.code}/endpoints/")
    lanes = page.locator(".lane")
    assert "Mouse 1" in lanes.nth(0).inner_text()
    assert "Mouse 2" in lanes.nth(1).inner_text()
    assert (
        "not measured when due"
        in page.locator("main .callout:visible").first.inner_text()
    )
    axe(page)
    no_sideways_scroll(page)


def test_a_refresh_keeps_the_focus(new_page, people, at_limit):
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{at_limit.code}/endpoints/")
    link = page.get_by_role("link", name="Record endpoint for mouse 1")
    link.focus()
    page.evaluate("document.querySelector('#board').dataset.old = 'yes'")
    page.evaluate("htmx.trigger('#board', 'refresh')")
    page.wait_for_selector("#board:not([data-old])")
    focused = page.evaluate("document.activeElement.id")
    assert focused == f"record-{at_limit.mice.get(number=1).pk}"


def test_a_list_that_was_opened_stays_open_and_paper_opens_all(
    new_page, people, at_limit
):
    held = at_limit.sessions.get()
    for number in range(4, 11):
        tumor = builders.tumor(builders.mouse(at_limit, number))
        builders.measurement(held, tumor, "13.8", "13.8")
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{at_limit.code}/endpoints/")
    more = page.locator("#more")
    assert more.locator("summary").inner_text() == "2 more: mouse 9, mouse 10"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert more.get_attribute("open") is not None
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert more.get_attribute("open") is None
    more.locator("summary").click()
    page.evaluate("htmx.trigger('#board', 'refresh')")
    page.wait_for_selector("#more[open]")
    page.get_by_label("Limit", exact=True).select_option("DIAMETER")
    page.wait_for_url("**kind=DIAMETER*")
    assert page.locator(".lane.near .ecard b").all_inner_texts() == ["Mouse 1"]


def test_what_is_typed_of_an_endpoint_is_there_after_leaving(
    new_page, people, at_limit
):
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{at_limit.code}/mice/1/endpoint/")
    page.locator("[name=necropsy_note]").fill("Soft core")
    page.get_by_text("Draft saved").wait_for()
    axe(page)
    page.goto(f"/studies/{at_limit.code}/")
    page.goto(f"/studies/{at_limit.code}/mice/1/endpoint/")
    assert page.locator("[name=necropsy_note]").input_value() == "Soft core"
