"""Finishing an administration: what is not decided is listed, and nothing is missed."""

import re

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.gavage import (
    bar,
    cell,
    dosed_study,
    go_to,
    ready,
    sheet_of,
    stored,
    tick,
)
from tests.browser.watch import axe, no_sideways_scroll, signed_in

MICE = 6


@pytest.fixture
def doser(study):
    dosed_study(study, MICE)
    return builders.member(study, "doser", "lindqvist")


@pytest.fixture
def sheet(page, study, doser):
    signed_in(page, doser).goto(sheet_of(study))
    return ready(page)


def panel(page):
    return page.locator("[data-finish]")


def says(page, words):
    """What is ticked shows once the device keeps it."""
    expect(panel(page).locator("[data-words]")).to_have_text(words, timeout=30_000)


def lists(page, *lines):
    lines_there = panel(page).locator("[data-left] li")
    expect(lines_there).to_have_text(list(lines), timeout=30_000)


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_f_lists_what_is_not_decided_and_leads_there(sheet):
    tick(sheet, 1, 2, 3)
    sheet.keyboard.press("f")
    says(sheet, "Dose is not finished: 3 of 6 doses are not decided.")
    lists(sheet, "Mouse 4", "Mouse 5", "Mouse 6")
    assert focused(sheet) == "Finish"
    for _ in range(2):
        sheet.keyboard.press("Tab")
    sheet.keyboard.press("Enter")
    assert focused(sheet) == "Mouse 5 Dose given"
    sheet.keyboard.press("Space")
    lists(sheet, "Mouse 4", "Mouse 6")
    bar(sheet, "All saved")
    assert len(stored()) == 4


def test_escape_goes_back_to_where_it_was_pressed(sheet):
    tick(sheet, 2)
    sheet.keyboard.press("f")
    sheet.keyboard.press("Escape")
    assert panel(sheet).is_hidden()
    assert focused(sheet).startswith("Mouse 2 Dose")
    button = sheet.get_by_role("button", name="Finish dose")
    button.press("Enter")
    sheet.keyboard.press("Escape")
    assert sheet.evaluate("document.activeElement.name") == "finish"


def test_the_rest_is_recorded_as_not_given_once_each(sheet, study):
    builders.hold(study.mice.get(number=4), held_at=study.created_at)
    sheet.reload()
    expect(cell(ready(sheet), 4)).to_contain_text("On hold", timeout=30_000)
    tick(sheet, 1)
    go_to(sheet, 2)
    sheet.keyboard.press("p")
    sheet.keyboard.type("0.1")
    sheet.context.set_offline(True)
    tick(sheet, 3)
    sheet.keyboard.press("f")
    lists(sheet, "Mouse 2: begun", "Mouse 4: on hold", "Mouse 5", "Mouse 6")
    sheet.get_by_label("Why not given").press("Enter")
    assert sheet.evaluate("document.activeElement.name") == "rest-reason"
    sheet.keyboard.type("preparation short")
    sheet.keyboard.press("Enter")
    lists(sheet, "Mouse 2: begun")
    assert panel(sheet).locator("[data-rest]").is_hidden()
    sheet.context.set_offline(False)
    bar(sheet, "1 dose begun, kept on this tablet")
    assert [(number, status) for number, status, _ in stored()] == [
        (1, "GIVEN"),
        (3, "GIVEN"),
        (4, "WITHHELD"),
        (5, "MISSED"),
        (6, "MISSED"),
    ]


def test_what_is_finished_is_said_and_the_button_goes(sheet):
    tick(sheet, *range(1, MICE))
    sheet.get_by_role("button", name="Finish dose").click()
    sheet.get_by_label("Why not given").fill("refused")
    sheet.get_by_role("button", name="Record 1 dose as not given").click()
    says(sheet, "Dose is finished: each of its 6 doses has an entry.")
    assert sheet.get_by_role("button", name="Finish dose").count() == 0
    bar(sheet, "All saved")
    assert len(stored()) == MICE
    tick(sheet, MICE)
    sheet.keyboard.press("z")
    says(sheet, re.compile("Dose is not finished: 1 of 6"))


def test_the_letter_does_nothing_where_letters_are_off(sheet):
    sheet.evaluate("localStorage.setItem('letters', 'off')")
    sheet.keyboard.press("f")
    assert panel(sheet).is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 834, 1280])
def test_the_list_is_clean(new_page, study, doser, width, scheme):
    page = signed_in(new_page(width, color_scheme=scheme), doser)
    page.goto(sheet_of(study))
    ready(page).get_by_role("button", name="Finish dose").click()
    assert panel(page).is_visible()
    axe(page)
    no_sideways_scroll(page)
