"""Server and browser are killed in the middle: each tick is one dose, none is lost."""

import pytest
from django.utils import timezone

from tests.browser.gavage import bar, cell, go_to, ready, tick
from tests.browser.processes import Browser, Server
from tests.browser.watch import PASSWORD, wait_until

pytestmark = pytest.mark.slow
SEED = """
from tests import builders
from tests.browser.gavage import dosed_study
study = builders.study("KILL-2")
person = builders.member(study, "doser", "lindqvist")
person.set_password("twelve-mice-and-a-cage")
person.save()
dosed_study(study, {mice_count})
"""
DOSES = """
select mouse.number from xenograft_dose dose
join xenograft_mouse mouse on mouse.id = dose.mouse_id
where dose.status = 'GIVEN' order by mouse.number
"""
MICE = 12
DRAFTS = """() => new Promise((resolve) => {
  indexedDB.open("xenograft").onsuccess = ({ target }) => {
    target.result.transaction("drafts").objectStore("drafts").getAll().onsuccess =
      (event) => resolve(event.target.result.map((draft) => draft.value));
  };
})"""


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "data", MICE, SEED)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def browser(tmp_path, chromium):
    browser = Browser(tmp_path / "profile", chromium.browser_type)
    yield browser
    browser.kill()


def opened(page, server):
    page.goto(f"{server.url}/sign-in/")
    page.get_by_label("User name").fill("lindqvist")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    page.goto(address(server))
    page.locator("body[data-offline=ready]").wait_for()
    return ready(page)


def address(server):
    return f"{server.url}/studies/KILL-2/dosing/{timezone.localdate()}/"


def dosed(server):
    """The numbers of the mice that got a dose, as often as they got one."""
    return [number for (number,) in server.asked(DOSES)]


def test_the_server_is_killed_while_doses_are_on_the_wire(chromium, server):
    context = chromium.new_context()
    page = opened(context.new_page(), server)
    tick(page, 1, 2, 3, 4)
    server.kill()
    tick(page, 5, 6, 7)
    bar(page, "kept on this tablet")
    server.start()
    tick(page, 8, 9)
    bar(page, "All saved")
    assert dosed(server) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    context.close()


def test_the_browser_is_killed_with_ticks_waiting_and_opens_without_a_server(
    server, browser
):
    page = opened(browser.start(), server)
    tick(page, 1, 2)
    bar(page, "All saved")
    server.kill()
    tick(page, 3, 4, 5)
    go_to(page, 6)
    page.keyboard.press("p")
    page.keyboard.type("0.1")
    bar(page, "3 doses kept on this tablet")
    wait_until(page, f"async () => (await ({DRAFTS})()).includes('0.1')")
    browser.kill()

    page = browser.start()
    page.goto(address(server))
    ready(page)
    bar(page, "3 doses kept on this tablet")
    # What was saved before is shown as saved, so that nobody doses it again.
    assert cell(page, 2).locator(".tick.given .box").is_visible()
    assert cell(page, 4).get_by_text("Waiting").is_visible()
    assert page.get_by_label("Mouse 6 Dose, mL that went in").input_value() == "0.1"

    # The killed browser may have forgotten who signed in; the doses wait for them.
    page.context.clear_cookies()
    server.start()
    bar(page, "Signed out. 3 doses kept on this tablet")
    page.get_by_label("Password of lindqvist").fill(PASSWORD)
    page.keyboard.press("Enter")
    bar(page, "1 dose begun")
    tick(page, 7)
    bar(page, "1 dose begun")
    page.locator('td[data-cell="7-1-PO"] .tick.given .box').wait_for()
    assert dosed(server) == [1, 2, 3, 4, 5, 7]
