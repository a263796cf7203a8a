"""What is pressed at the bench is large enough, named, and in sight."""

import re

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import Caliper, measured_study, page_of, ready
from tests.browser.gavage import dosed_study, sheet_of
from tests.browser.watch import no_sideways_scroll, signed_in, wait_until

# A box without a border of its own is pressed by its label.
SMALL = """(least) => [...document.querySelectorAll(
    "button, a[href], input:not([type=hidden]), select, summary")]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .filter((part) => !part.closest(".skip"))
  .map((part) => [part, (part.closest("label.tick, label.check") ?? part)])
  .map(([part, box]) => [part, box.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height)
  // The bar of every page has less room on a phone.
  .filter(([part, { width, height }]) => Math.min(width, height) <
    (innerWidth < 621 && part.closest(".gl-top") ? 24 : least))
  .map(([part, { width, height }]) =>
    `${Math.round(width)} x ${Math.round(height)} ${part.outerHTML.slice(0, 90)}`)"""
# Where the middle of what has the focus is, and what lies there.
COVERED = """() => {
  const field = document.activeElement;
  const { left, top, right, bottom } = field.getBoundingClientRect();
  const corners = [[left + 3, top + 3], [right - 3, bottom - 3]];
  return corners.every(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (field.contains(there) || there.contains(field));
  }) ? "" : field.ariaLabel;
}"""


def comes_to_be_seen(page):
    """What has the focus is scrolled to where no bar covers it, in a moment."""
    wait_until(page, f"({COVERED})() === ''", longest_s=5)


@pytest.fixture
def held(study):
    return measured_study(study, 8, timezone.localdate())


@pytest.fixture
def session(new_page, people, held):
    def opened(width=1280, height=800, **options):
        page = signed_in(new_page(width, height, **options), people["measurer"])
        page.goto(page_of(held))
        return ready(page)

    return opened


@pytest.fixture
def sheet(new_page, study):
    dosed_study(study, 8, frequency="BID", slot_times="08:00,17:00")
    doser = builders.member(study, "doser", "lindqvist")

    def opened(width=1280, height=800, **options):
        page = signed_in(new_page(width, height, **options), doser)
        page.goto(sheet_of(study))
        return ready(page)

    return opened


@pytest.mark.parametrize(
    ("width", "least"), [(1280, 24), (1180, 40), (834, 40), (390, 40)]
)
def test_what_is_pressed_in_a_session_is_large_enough(session, width, least):
    page = session(width)
    Caliper(page).press("17.0", "14.5", "21.4")
    page.locator("[data-net]", has_text="All saved").wait_for()
    assert page.evaluate(SMALL, least) == []


def test_the_keypad_is_made_for_gloves(session):
    page = session(834)
    page.get_by_role("button", name="Keypad").click()
    keys = page.locator(".keypad .btn")
    assert keys.count() >= 12
    boxes = [key.bounding_box() for key in keys.all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 60


@pytest.mark.parametrize(("width", "least"), [(1280, 24), (834, 40), (390, 40)])
def test_what_is_pressed_on_the_dosing_sheet_is_large_enough(sheet, width, least):
    page = sheet(width)
    page.keyboard.press("Space")
    page.locator("[data-net]", has_text="All saved").wait_for()
    page.get_by_role("button", name="Finish AM").click()
    assert page.evaluate(SMALL, least) == []


def test_every_field_of_a_session_says_mouse_measure_and_unit(session, held):
    page = session()
    names = [
        field.get_attribute("aria-label")
        for field in page.locator(".bgrid tr.mrow input:visible").all()
    ]
    known = r"Mouse \d+ (length, mm|width, mm|body weight, g)"
    assert len(names) == 3 * held.study.mice.count()
    assert [name for name in names if not re.fullmatch(known, name)] == []


def test_a_reached_limit_is_an_alert_that_the_fields_lead_to(session):
    page = session()
    Caliper(page).press("17.0", "14.5", "21.4")
    note = page.locator(".rownote [role=alert]", has_text="Volume limit reached")
    note.wait_for()
    row = page.locator(".rownote", has=page.locator("[role=alert]"))
    field = page.get_by_label("Mouse 1 length, mm")
    assert field.get_attribute("aria-describedby") == row.get_attribute("id")
    assert page.evaluate("document.activeElement.ariaLabel") == "Mouse 2 length, mm"


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 600), (834, 1112), (390, 844), (844, 390), (320, 256)]
)
def test_no_bar_covers_the_field_that_has_the_focus(session, width, height):
    page = session(width, height)
    for _ in range(24):
        comes_to_be_seen(page)
        page.keyboard.press("Tab")


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 600), (390, 844), (844, 390), (320, 256)]
)
def test_no_bar_covers_the_dose_that_has_the_focus(sheet, width, height):
    page = sheet(width, height)
    for _ in range(8):
        comes_to_be_seen(page)
        page.keyboard.press("ArrowDown")


def test_at_400_percent_the_rows_are_cards(session, held):
    page = session(320, 256)
    row = page.locator("tr.mrow").first
    assert row.evaluate("row => getComputedStyle(row).display") == "grid"
    assert row.get_attribute("role") == "row"
    no_sideways_scroll(page)
    caliper = Caliper(page)
    caliper.measures([1, 2])
    page.locator("[data-net]", has_text="All saved").wait_for()
    assert held.caliper_measurements.count() == 2


@pytest.mark.parametrize(
    ("motion", "name"), [("reduce", "none"), ("no-preference", "spin")]
)
def test_only_what_is_being_saved_moves_and_not_for_everybody(session, motion, name):
    page = session(reduced_motion=motion)
    moving = """() => { const part = document.createElement("i");
      part.className = "spin"; document.body.append(part);
      const others = document.getAnimations().map(({ effect }) => effect.target);
      return [getComputedStyle(part).animationName,
        others.filter((other) => other !== part).length]; }"""
    assert page.evaluate(moving) == [name, 0]


def without_letters(page):
    page.goto("/account/")
    page.locator("#letters").uncheck()
    page.go_back()
    return ready(page)


def test_letters_switched_off_in_the_account_are_no_commands(session):
    page = without_letters(session())
    caliper = Caliper(page)
    caliper.press("9.0", "8.0")
    page.locator("[data-net]", has_text="All saved").wait_for()
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert page.get_by_label("Mouse 1 length, mm").input_value() == "9.0"


def test_letters_switched_off_in_the_account_tick_no_dose(sheet):
    page = without_letters(sheet())
    page.locator("[data-tick]").first.focus()
    for letter in "cpmf":
        page.keyboard.press(letter)
    page.wait_for_timeout(300)
    assert page.locator("[data-tick][aria-pressed=true]").count() == 0
    assert page.locator("[data-finish]").is_hidden()
    assert page.locator("details[open]").count() == 0
