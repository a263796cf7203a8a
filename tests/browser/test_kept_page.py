"""The page that a device keeps: at once where the network is slow, for one person."""

import threading

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser import gavage
from tests.browser.caliper import Caliper, measured_study, page_of, ready
from tests.browser.watch import PASSWORD, signed_in, wait_until
from xenograft.dosing import views as dosing
from xenograft.measurement import views as measuring

KEPT = """async () => {
  const pages = await (await caches.open("pages")).keys();
  const paths = pages.map(({ url }) => new URL(url).pathname);
  return paths.filter((path) => path !== "/kept-for");
}"""


# Until the first byte of the page was there.
WAITED_MS = "performance.getEntriesByType('navigation')[0].responseStart"


class SlowServer:
    """Holds the answers of the two sheets until they are let go."""

    def __init__(self, monkeypatch):
        self.go = threading.Event()
        self.go.set()
        for views in (measuring, dosing):
            monkeypatch.setattr(views, "render", self._late(views.render))

    def _late(self, render):
        def late(request, template, context):
            self.go.wait(20)
            return render(request, template, context)

        return late


@pytest.fixture
def slow(monkeypatch):
    server = SlowServer(monkeypatch)
    yield server
    server.go.set()


@pytest.fixture
def held(study):
    return measured_study(study, 3, timezone.localdate())


@pytest.fixture
def novak(study):
    person = builders.member(study, "measurer", "novak")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def kept(page, held, novak):
    """The page of a person at whose device the session is kept."""
    signed_in(page, novak).goto(page_of(held))
    page.locator("body[data-offline=ready]").wait_for()
    return ready(page)


def test_rows_are_there_before_a_slow_server_answers(kept, held, slow):
    Caliper(kept).measures([1])
    Caliper(kept).is_done(1)
    kept.goto("/today/")
    slow.go.clear()
    kept.goto(page_of(held))
    ready(kept)
    assert kept.evaluate(WAITED_MS) < 4000
    assert kept.get_by_label("Mouse 1 length, mm").input_value() == "9.1"
    assert not slow.go.is_set()
    mouse = held.study.mice.get(number=2)
    builders.weight(held, mouse, "23.4")
    slow.go.set()
    weight = kept.get_by_label("Mouse 2 body weight, g")
    expect(weight).to_have_value("23.4", timeout=30_000)


LATER = """async () => {
  const cache = await caches.open("pages");
  const found = await (await cache.match("/kept-for")).json();
  await cache.put("/kept-for", new Response(JSON.stringify({ ...found, until: 1 })));
}"""


def test_after_the_time_of_a_sign_in_the_server_is_asked_first(kept, held, slow):
    builders.weight(held, held.study.mice.get(number=2), "23.4")
    kept.evaluate(LATER)
    slow.go.clear()
    threading.Timer(1.5, slow.go.set).start()
    kept.goto(page_of(held))
    assert "23.4" in kept.locator("#state").text_content()


def test_doses_are_there_before_a_slow_server_answers(page, study, slow):
    gavage.dosed_study(study, 3)
    doser = builders.member(study, "doser", "lindqvist")
    address = gavage.sheet_of(study)
    signed_in(page, doser).goto(address)
    page.locator("body[data-offline=ready]").wait_for()
    slow.go.clear()
    page.goto(address)
    gavage.ready(page)
    assert gavage.cell(page, 1).is_visible()
    assert not slow.go.is_set()


def test_a_quick_server_answers_itself(kept, held):
    mouse = held.study.mice.get(number=2)
    builders.weight(held, mouse, "23.4")
    kept.goto(page_of(held))
    assert 'value="23.4"' in kept.request.get(page_of(held)).text()
    expect(kept.get_by_label("Mouse 2 body weight, g")).to_have_value("23.4")


def test_nothing_is_kept_after_signing_out(kept, held):
    kept.goto("/today/")
    assert kept.evaluate(KEPT) == [page_of(held)]
    kept.get_by_role("button", name="Sign out").click()
    kept.wait_for_url("**/sign-in/")
    expect(kept.get_by_role("button", name="Sign in")).to_be_visible()
    assert kept.evaluate(KEPT) == []


def test_another_person_gets_nothing_that_was_kept(kept, held, study):
    other = builders.person("stranger")
    kept.context.clear_cookies()
    signed_in(kept, other).goto("/today/")
    wait_until(kept, f"async () => (await ({KEPT})()).length === 0")
    assert kept.goto(page_of(held)).status == 404


def sign_in(page, name):
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_who_signs_in_by_the_form_is_led_to_the_page_of_the_server(kept, held, study):
    """Where somebody signed in, the session is not read from what was kept before."""
    other = builders.member(study, "measurer", "haddad")
    other.set_password(PASSWORD)
    other.save()
    SignIn.objects.all().delete()
    kept.goto("/today/")
    kept.wait_for_url("**/sign-in/?next=/today/")
    kept.goto(f"/sign-in/?next={page_of(held)}")
    sign_in(kept, "haddad")
    kept.locator("body[data-person=haddad] form[data-ready]").wait_for()


def test_a_closed_session_is_not_kept(kept, held):
    held.closed_at = timezone.now()
    held.save()
    kept.goto(page_of(held))
    wait_until(kept, f"async () => (await ({KEPT})()).length === 0")
