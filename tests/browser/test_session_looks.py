"""What lies beside and over what, on the session page and on paper."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.caliper import Caliper, measured_study, page_of, ready
from tests.browser.gavage import dosed_study, sheet_of
from tests.browser.watch import signed_in, wait_until
from xenograft.models import Tumor

# The commands that cannot be seen whole, or pressed, where they are scrolled to.
COVERED = """() => [...document.querySelectorAll("[data-command]")]
  .filter((part) => part.checkVisibility())
  .filter((part) => {
    part.scrollIntoView({ inline: "nearest" });
    const { left, right, top, height } = part.getBoundingClientRect();
    const at = [left + 2, right - 2].map((x) =>
      document.elementFromPoint(x, top + height / 2));
    return !at.every((found) => part.contains(found));
  })
  .map((part) => part.textContent)"""
RING = "(getComputedStyle(document.activeElement).outlineStyle)"


@pytest.fixture
def held(study):
    return measured_study(study, 4, timezone.localdate())


@pytest.mark.parametrize("width", [390, 620, 834, 1180, 1181, 1280, 1600])
def test_no_command_of_the_session_lies_under_another(new_page, people, held, width):
    page = signed_in(new_page(width), people["measurer"])
    page.goto(page_of(held))
    ready(page)
    assert page.evaluate(COVERED) == []
    # With a keyboard all of them are in view at once.
    row = page.locator(".commands")
    if width > 1180:
        assert row.evaluate("row => row.scrollWidth <= row.clientWidth")
    assert page.get_by_role("button", name="Keypad").is_visible() == (width <= 1180)


def test_paper_has_no_ring_around_the_field_with_the_focus(page, people, held):
    signed_in(page, people["measurer"]).goto(page_of(held))
    ready(page)
    assert page.evaluate(RING) == "solid"
    page.emulate_media(media="print")
    assert page.evaluate(RING) == "none"


def test_what_is_written_into_a_box_of_the_dosing_sheet_has_its_place(page, study):
    dosed_study(study, 4, frequency="BID", slot_times="08:00,17:00")
    doser = builders.member(study, "doser", "lindqvist")
    signed_in(page, doser).goto(sheet_of(study))
    page.emulate_media(media="print")
    boxes = page.locator("td[data-cell] .tick:visible")
    assert boxes.count() == 8
    for box in boxes.all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


NAMED = """() => [...document.querySelectorAll("tr.mrow.now td[data-l]")]
  .filter((cell) => cell.checkVisibility())
  .filter((cell) => getComputedStyle(cell, "::before").visibility === "visible")
  .map((cell) => cell.dataset.l)"""
IS_NAMED = f"(names) => ({NAMED})().join() === names.join()"


def test_on_a_phone_a_value_has_its_name_once_it_is_there(new_page, people, held):
    page = signed_in(new_page(390), people["measurer"])
    page.goto(page_of(held))
    caliper = Caliper(ready(page))
    wait_until(page, IS_NAMED, arg=["L, mm", "W, mm", "Weight, g"])
    caliper.press("12.0", "10.0")
    named = ["L, mm", "W, mm", "Volume, mm³", "Weight, g"]
    wait_until(page, IS_NAMED, arg=named)


@pytest.mark.parametrize(
    ("days_ago", "said"), [(7, "D4"), (-3, "D−6"), (3, "D0"), (None, "I+21")]
)
def test_the_previous_volume_comes_with_the_day_of_the_study(
    page, people, study, held, days_ago, said
):
    before = held.held_on - timezone.timedelta(days=3)
    if days_ago is not None:
        study.day_zero_on = held.held_on - timezone.timedelta(days=days_ago)
        study.save()
    earlier = study.sessions.create(held_on=before, closed_at=timezone.now())
    for tumor in Tumor.objects.filter(mouse__study=study):
        tumor.implanted_on = before - timezone.timedelta(days=21)
        tumor.save()
        builders.measurement(earlier, tumor, "11.0", "10.0")
    signed_in(page, people["measurer"]).goto(page_of(held))
    caliper = Caliper(ready(page))
    caliper.press("12.0", "10.0")
    cell = page.locator("tr.mrow .c-prev").first
    cell.get_by_text(said, exact=True).wait_for()
    assert cell.inner_text() == f"550 {said}"
    page.reload()
    expect(cell).to_have_text(f"550 {said}", timeout=30_000)
