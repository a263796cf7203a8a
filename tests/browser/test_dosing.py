"""A sheet is filled in at the keyboard, printed, and read at each width."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.gavage import (
    bar,
    cell,
    eight_to_dose,
    given,
    go_to,
    ready,
    sheet_of,
    stored,
    tick,
)
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.dosing.models import Dose


@pytest.fixture
def study(transactional_db):
    return eight_to_dose()


def test_a_sheet_is_filled_in_with_the_keyboard_alone(open_sheet):
    page = open_sheet()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    page.keyboard.type("refused")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("p")
    page.keyboard.type("0,1")
    page.keyboard.press("Enter")
    page.keyboard.type("reflux")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    bar(page, "All saved")
    assert stored() == [
        *given(1),
        (2, "MISSED", "0.00"),
        (3, "PARTIAL", "0.10"),
        *given(5, 6, 7, 8),
    ]


def test_z_takes_back_a_tick_and_the_dose_stays_to_be_read(open_sheet):
    page = open_sheet()
    tick(page, 1)
    bar(page, "All saved")
    page.keyboard.press("z")
    cell(page, 1).get_by_text("Given").wait_for()
    bar(page, "All saved")
    assert Dose.objects.taken_back().count() == 1
    assert not Dose.objects.standing().exists()
    page.keyboard.press("Space")
    cell(page, 1).locator(".tick.given .box").wait_for()
    assert Dose.objects.standing().count() == 1


def test_a_second_press_on_a_tick_changes_nothing(open_sheet):
    page = open_sheet()
    tick(page, 1)
    page.keyboard.press("Space")
    cell(page, 2).locator("[data-tick]").dblclick()
    bar(page, "All saved")
    page.keyboard.press("Space")
    bar(page, "All saved")
    assert stored() == given(1, 2)


def test_what_is_typed_is_there_again_after_a_reload(open_sheet):
    page = open_sheet()
    go_to(page, 2)
    page.keyboard.press("p")
    page.keyboard.type("0.1")
    bar(page, "1 dose begun, kept on this tablet")
    page.reload()
    ready(page)
    assert page.get_by_label("Mouse 2 Dose, mL that went in").input_value() == "0.1"
    page.get_by_label("Mouse 2 Dose, reason").fill("reflux")
    page.get_by_label("Mouse 2 Dose, reason").press("Enter")
    bar(page, "All saved")
    assert stored() == [(2, "PARTIAL", "0.10")]


def test_escape_goes_from_what_is_typed_back_to_the_box(open_sheet):
    page = open_sheet()
    tick_of = cell(page, 2).locator("[data-tick]")
    tick_of.focus()
    page.keyboard.press("p")
    page.keyboard.type("0.15")
    page.keyboard.press("Escape")
    expect(tick_of).to_be_focused()
    assert page.get_by_label("Mouse 2 Dose, mL that went in").input_value() == "0.15"


def test_a_mouse_put_on_hold_meanwhile_is_refused_and_the_tick_stays(open_sheet, study):
    page = open_sheet()
    builders.hold(study.mice.get(number=2))
    tick(page, 2)
    bar(page, "1 dose needs a decision")
    note = page.locator('[data-held="2-1-PO"]')
    assert "Mark the dose as withheld." in note.inner_text()
    assert not Dose.objects.exists()
    note.focus()
    page.keyboard.press("2")
    cell(page, 2).get_by_text("On hold").wait_for()
    go_to(page, 2)
    page.keyboard.press("Space")
    page.keyboard.press("m")
    page.keyboard.type("hold")
    page.keyboard.press("Enter")
    bar(page, "All saved")
    assert stored() == [(2, "WITHHELD", "0.00")]


def test_a_day_that_is_past_wants_the_time(open_sheet, study):
    page = open_sheet()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    study.mice.get(number=1).weights.update(
        session=builders.session(study, (yesterday - builders.DAY_ZERO).days)
    )
    page.goto(sheet_of(study, yesterday))
    tick(ready(page), 1)
    page.get_by_text("enter the time given, above the mice, first").wait_for()
    page.get_by_label("Time given").fill("08:05")
    tick(page, 1)
    bar(page, "All saved")
    dose = Dose.objects.get()
    assert f"{timezone.localtime(dose.given_at):%H:%M}" == "08:05"
    assert dose.slot_on == yesterday


def test_a_sheet_works_without_javascript(new_page, study, doser):
    page = signed_in(new_page(java_script_enabled=False), doser)
    page.goto(sheet_of(study))
    page.get_by_label("Mouse 2 Dose given").check()
    page.get_by_role("button", name="Save doses").first.click()
    assert page.get_by_text("Saved 1 dose.").is_visible()


def test_a_printed_sheet_has_lines_to_sign_and_names_no_agent(page, study, doser):
    signed_in(page, doser).goto(sheet_of(study))
    page.emulate_media(media="print")
    assert page.get_by_text("Dosed by (name, date, signature)").is_visible()
    assert page.get_by_text("Weights as of").is_visible()
    assert page.get_by_role("button", name="Save doses").first.is_hidden()
    printed = page.locator("body").inner_text()
    words = ["Vehicle", "Defactinib", "Avutometinib", "mg/kg", " mg"]
    assert [word for word in words if word in printed] == []
    break_inside = "getComputedStyle(document.querySelector('.dose tbody')).breakInside"
    assert page.evaluate(break_inside) == "avoid"


@pytest.mark.parametrize("width", [390, 834, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_dosing_can_be_read(
    open_sheet, study, width, color_scheme, monkeypatch
):
    builders.hold(study.mice.get(number=2))
    viewport = {"width": width, "height": 900}
    page = open_sheet(viewport=viewport, color_scheme=color_scheme)
    tick(page, 1)
    bar(page, "All saved")
    page.context.set_offline(True)
    tick(page, 3)
    go_to(page, 4)
    page.keyboard.press("p")
    bar(page, "Offline. 1 dose kept on this tablet")
    no_sideways_scroll(page)
    axe(page)
    builders.hold(study.mice.get(number=3))
    page.context.set_offline(False)
    bar(page, "1 dose needs a decision")
    no_sideways_scroll(page)
    axe(page)
    compliance = reverse("dosing:compliance", args=["OVX-014"])
    for place in (compliance, reverse("bench:today")):
        page.goto(place)
        no_sideways_scroll(page)
        axe(page)
