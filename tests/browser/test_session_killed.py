"""Server and browser are killed in the middle: no typed value is lost or doubled."""

import pytest
from django.utils import timezone

from tests.browser.caliper import Caliper, as_typed, focused, readings, ready
from tests.browser.processes import Browser, Server
from tests.browser.watch import PASSWORD, wait_until

pytestmark = pytest.mark.slow
MICE = 16
DRAFT_COUNT = """() => new Promise((resolve) => {
  indexedDB.open("xenograft").onsuccess = ({ target }) => {
    target.result.transaction("drafts").objectStore("drafts").count().onsuccess =
      (event) => resolve(event.target.result);
  };
})"""


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "data", MICE)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def browser(tmp_path, chromium):
    browser = Browser(tmp_path / "profile", chromium.browser_type)
    yield browser
    browser.kill()


def address(server):
    return f"{server.url}/studies/KILL-1/sessions/{timezone.localdate()}/"


def opened(page, server):
    page.goto(f"{server.url}/sign-in/")
    page.get_by_label("User name").fill("novak")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    page.goto(address(server))
    page.locator("body[data-offline=ready]").wait_for()
    return ready(page)


def bar(page, words):
    page.locator("[data-net]", has_text=words).wait_for(timeout=60_000)


def test_the_server_is_killed_while_rows_are_on_the_wire(chromium, server):
    context = chromium.new_context()
    caliper = Caliper(opened(context.new_page(), server))
    caliper.measures(range(1, 7))
    server.kill()
    caliper.measures(range(7, 13))
    bar(caliper.page, "kept on this tablet")
    server.start()
    caliper.measures(range(13, MICE + 1))
    caliper.is_done(MICE)
    assert server.stored() == as_typed(caliper.typed)
    context.close()


def test_the_browser_is_killed_with_rows_waiting_and_opens_without_a_server(
    server, browser
):
    caliper = Caliper(opened(browser.start(), server))
    caliper.measures(range(1, 4))
    caliper.is_done(3)
    server.kill()
    caliper.measures(range(4, 9))
    caliper.press("13.1")
    bar(caliper.page, "5 rows kept on this tablet")
    wait_until(caliper.page, f"async () => await ({DRAFT_COUNT})() === 1")
    browser.kill()

    page = browser.start()
    page.goto(address(server))
    ready(page)
    bar(page, "5 rows kept on this tablet")
    assert page.get_by_label("Mouse 8 length, mm").input_value() == readings(8)[0]
    assert page.get_by_label("Mouse 9 length, mm").input_value() == "13.1"
    assert focused(page) == "Mouse 9 length, mm"

    # The killed browser may have forgotten who signed in; the rows wait for them.
    page.context.clear_cookies()
    server.start()
    bar(page, "Signed out. 5 rows kept on this tablet")
    page.get_by_label("Password of novak").fill(PASSWORD)
    page.keyboard.press("Enter")
    bar(page, "1 row begun")
    page.get_by_label("Mouse 9 length, mm").focus()
    page.keyboard.press("Enter")
    Caliper(page).press("9.2", "21.4")
    bar(page, "All saved")
    typed = caliper.typed | {9: ("13.1", "9.2", "21.4")}
    assert server.stored() == as_typed(typed)
