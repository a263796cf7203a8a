"""What takes long says so, at the place where it will stand, and in a sentence."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.caliper import Caliper, measured_study, page_of, ready
from tests.browser.watch import axe, no_sideways_scroll, signed_in

LOADING, WORDS = ".loading", "[data-loading-words]"


@pytest.fixture
def held():
    return []


def hold(page, address, held):
    """Answers to what matches `address` wait until they are let go."""
    page.route(address, lambda route: held.append(route))


def let_go(page, address, held):
    for route in held:
        route.continue_()
    page.unroute(address)


@pytest.fixture
def director(page, study):
    """The page of the director of a study with a curve."""
    arm = builders.four_arms(study)[0]
    builders.assignment(builders.randomization(study), builders.mouse(study, 1), arm)
    for day in (0, 3, 6):
        session = builders.session(study, day, closed_at=timezone.now())
        mouse = study.mice.get(number=1)
        tumor = mouse.tumors.first() or builders.tumor(mouse)
        builders.measurement(session, tumor, f"{8 + day / 3:.1f}", "7.0")
    return signed_in(page, builders.member(study, "director", "okafor"))


# A browser test cannot look at a page that is about to go: the page looks itself, some
# time (ms) after the click, and keeps what it saw for the next page.
LOOK = """() => addEventListener("click", () => {
  sessionStorage.seen = "";
  for (const at of [100, 900, 3600]) setTimeout(() => {
    const isThere = Boolean(document.querySelector("main > .loading"));
    const words = document.querySelector("[data-loading-words]").textContent;
    sessionStorage.seen += `${at} ${isThere} ${main.ariaBusy} ${words}\n`;
  }, at);
}, true)"""


def seen(page):
    return page.evaluate("sessionStorage.seen").splitlines()


def clicked(page, name, address, held):
    """What the page looked like while the next one was waited for."""
    page.evaluate(LOOK)
    hold(page, address, held)
    page.locator("main").get_by_role("link", name=name).first.click(no_wait_after=True)
    page.wait_for_timeout(4200)
    let_go(page, address, held)
    page.wait_for_url(address)
    return seen(page)


def test_a_page_that_does_not_come_shows_bars_and_then_a_sentence(director, held):
    director.goto("/studies/OVX-014/")
    assert clicked(director, "Curves", "**/curves/", held) == [
        "100 false null ",
        "900 true true ",
        "3600 true true Still loading. The page comes when it is ready.",
    ]
    assert director.locator(LOADING).count() == 0


def test_a_figure_that_is_chosen_says_that_it_is_drawn(director, held):
    director.goto("/studies/OVX-014/curves/")
    *_, last = clicked(director, "Every mouse", "**/curves/?**", held)
    assert last == "3600 true true The figure is being drawn."


BEGIN = """async () => {
  const script = [...document.scripts].find(({ src }) => src.includes("js/loading"));
  const { begin } = await import(script.src);
  begin(document.getElementById("main"));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_waiting_is_clean_and_escape_ends_it(new_page, people, study, width, scheme):
    page = new_page(width, color_scheme=scheme, reduced_motion="reduce")
    signed_in(page, people["measurer"]).goto("/studies/OVX-014/")
    page.evaluate(BEGIN)
    expect(page.locator(WORDS)).not_to_be_empty()
    axe(page)
    no_sideways_scroll(page)
    page.keyboard.press("Escape")
    assert page.locator(LOADING).count() == 0
    expect(page.locator(WORDS)).to_be_empty()


def test_a_file_is_saved_beside_a_page_that_stays(director):
    page = director
    page.goto("/studies/OVX-014/curves/")
    with page.expect_download():
        page.get_by_role("link", name="CSV").first.click()
    page.wait_for_timeout(600)
    assert page.locator(LOADING).count() == 0
    page.goto("/studies/OVX-014/history/")
    with page.expect_download():
        page.get_by_role("link", name="CSV").first.click()
    page.wait_for_timeout(600)
    assert page.locator(LOADING).count() == 0


def test_a_part_of_a_page_shows_bars_where_it_will_stand(director, held):
    page = director
    hold(page, "**/curves/*.inline**", held)
    page.goto("/studies/OVX-014/", wait_until="commit")
    expect(page.locator(f".figwrap > {LOADING}")).to_be_visible()
    let_go(page, "**/curves/*.inline**", held)
    expect(page.locator(LOADING)).to_have_count(0)


def test_rows_of_a_session_are_there_before_newer_values(page, people, study, held):
    session = measured_study(study, 3, timezone.localdate())
    state = f"**/api/studies/OVX-014/sessions/{session.held_on}/"
    signed_in(page, people["measurer"])
    hold(page, state, held)
    page.goto(page_of(session))
    caliper = Caliper(ready(page))
    mouse = study.mice.get(number=3)
    builders.weight(session, mouse, "23.4")
    expect(page.locator(WORDS)).to_contain_text("Newer values are on their way")
    assert page.get_by_label("Mouse 3 body weight, g").input_value() == ""
    caliper.measures([1])
    let_go(page, state, held)
    expect(page.get_by_label("Mouse 3 body weight, g")).to_have_value("23.4")
    expect(page.locator(WORDS)).to_be_empty()
    caliper.is_done(1)
    assert page.get_by_label("Mouse 1 length, mm").input_value() == "9.1"
