"""Every page with the keyboard alone: Tab comes everywhere, in order, and is seen."""

import pytest
from django.utils import timezone

from tests.browser.caliper import measured_study, page_of, ready
from tests.browser.walking import not_walked, studies_to_walk, walk
from tests.browser.watch import signed_in, wait_until

# Numbers the stops of the keyboard as the page has them, and notes each one met.
BEGIN = """() => {
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = (part) => part.checkVisibility({ visibilityProperty: true });
  const rest = (part) => part.disabled || part.tabIndex < 0 || part.type === "hidden";
  // The measurement grid has keys of its own; the test below leaves it.
  const all = [...document.querySelectorAll(focusable)].filter((part) =>
    seen(part) && !rest(part) && !document.querySelector("form[data-ready] .bgrid"));
  // The radio buttons of one question are one stop: the chosen one, or the first.
  const question = (part) => part.type === "radio" && all.filter((other) =>
    other.type === "radio" && other.name === part.name && other.form === part.form);
  const stops = all.filter((part) => {
    const group = question(part);
    return !group || part === (group.find((one) => one.checked) ?? group[0]);
  });
  const ring = (part) => part && getComputedStyle(part).outlineStyle !== "none"
    && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
  const shown = (part) => {
    const box = part.getBoundingClientRect();
    return box.bottom > 0 && box.right > 0 && box.top < innerHeight
      && box.left < innerWidth;
  };
  window.__walk = { stops, met: [], hidden: [] };
  document.addEventListener("focusin", ({ target }) => {
    const walk = window.__walk;
    const number = stops.indexOf(target);
    walk.met.push(number);
    const marked = [target, target.parentElement, target.labels?.[0],
      target.closest("form[role=search]")];
    const why = !marked.some(ring) ? "no ring" : shown(target) ? "" : "out of sight";
    if (why) walk.hidden.push(why + ": " + target.outerHTML.slice(0, 140));
  });
  // A date has a stop for each of its parts; the browser itself has a few.
  const parts = { date: 4, time: 3, "datetime-local": 7 };
  return 4 + stops.reduce((sum, part) => sum + (parts[part.type] ?? 1), 0);
}"""
END = """() => {
  const { stops, met, hidden } = window.__walk;
  const start = (part) => part.outerHTML.slice(0, 140);
  const missed = stops
    .filter((part, number) => part.isConnected && !met.includes(number))
    .map((part) => "not reached: " + start(part));
  const order = met.filter((number) => number >= 0);
  const back = order.findIndex((number, at) => at && number < order[at - 1]
    && number !== 0);
  if (back > 0) hidden.push("out of order: " + start(stops[order[back]]));
  return [...hidden, ...missed];
}"""


# A sheet that begins to work while it is walked would move the focus.
AT_WORK = """() => [...document.querySelectorAll("form[data-state]")]
  .every((form) => form.dataset.ready)"""


def stops_amiss(page):
    """Tab through the whole page; what was passed over or not seen, one line each."""
    wait_until(page, AT_WORK)
    page.evaluate("document.activeElement?.blur?.()")
    for _ in range(page.evaluate(BEGIN)):
        page.keyboard.press("Tab")
    return [f"{page.url} {line}" for line in page.evaluate(END)]


@pytest.mark.slow
def test_every_page_can_be_walked_by_tab(new_page, transactional_db):
    director, starts = studies_to_walk()
    page = signed_in(new_page(1280), director)
    found = []
    seen = walk(page, starts, lambda page: found.extend(stops_amiss(page)))
    assert found == []
    assert not_walked(seen) == []


def test_a_stop_without_a_ring_is_told(page, people):
    signed_in(page, people["measurer"]).goto("/studies/")
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { outline: none !important }");
      document.adoptedStyleSheets = [sheet];
    }""")
    assert any("no ring" in line for line in stops_amiss(page))


def test_a_stop_that_is_passed_over_is_told(page, people):
    signed_in(page, people["measurer"]).goto("/studies/")
    page.evaluate(
        "document.querySelector('.gl-brand').addEventListener('focus', (event)"
        " => document.querySelector('.who').focus())"
    )
    assert any("not reached" in line for line in stops_amiss(page))


def test_the_measurement_grid_is_no_trap(page, people, study):
    held = measured_study(study, 2, timezone.localdate())
    signed_in(page, people["measurer"]).goto(page_of(held))
    keyboard = ready(page).keyboard
    keyboard.press("Escape")
    assert said(page) == "Leave"
    keyboard.press("Tab")
    assert said(page) == "Skip the grid"
    keyboard.press("Enter")
    page.wait_for_url("**#signs")
    assert said(page) == "Other clinical signs"
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "sign0-mouse"


def said(page):
    return page.evaluate("document.activeElement.innerText")
