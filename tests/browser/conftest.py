"""A real Chromium against the live server, or a plain reason why not."""

import contextlib
import os
import shutil
import threading
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started

from tests.browser import gavage
from tests.browser.caliper import Caliper, page_of, ready
from tests.browser.watch import Watch, signed_in

# Playwright's sync API keeps an event loop in this thread; Django would then
# refuse the database calls of the fixtures.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HERE = Path(__file__).parent
QUIET_S = 0.1


class Requests:
    """The requests that the live server answers: one at a time, and how many.

    Its threads share the one connection to a database in memory, so two requests at
    once would break each other's transactions. And a page that is closed leaves its
    last requests behind: the tables are emptied only when they have ended. The
    requests of tests without a browser are none of its business.
    """

    def __init__(self):
        self.count, self.changed = 0, threading.Condition()
        self.is_at_work = False
        self.turn = threading.Semaphore(1)
        request_started.connect(self.one_more, weak=False)
        request_finished.connect(self.one_less, weak=False)

    def one_more(self, **_):
        if not self.is_at_work:
            return
        with self.changed:
            self.count += 1
            self.changed.notify_all()
        self.turn.acquire(timeout=20)

    def one_less(self, **_):
        if not self.is_at_work:
            return
        self.turn.release()
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def wait_for_the_last(self):
        with self.changed:
            self.changed.wait_for(lambda: self.count <= 0, timeout=10)
            # What a page sends as it is closed is still on its way.
            while self.changed.wait_for(lambda: self.count > 0, timeout=QUIET_S):
                self.changed.wait_for(lambda: self.count <= 0, timeout=10)
            self.count, self.turn = 0, threading.Semaphore(1)


REQUESTS = Requests()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def chromium_path():
    """The Chromium of this machine: CHROMIUM_PATH, Debian's, or one on the PATH."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named if Path(named).exists() else None
    usual = "/usr/bin/chromium"
    return usual if Path(usual).exists() else shutil.which("chromium")


@pytest.fixture(autouse=True)
def settled(transactional_db):
    """After a test the last requests end before the tables are emptied."""
    REQUESTS.is_at_work = True
    yield
    REQUESTS.wait_for_the_last()
    REQUESTS.is_at_work = False


@pytest.fixture(scope="session")
def chromium():
    path = chromium_path()
    if path is None:
        pytest.skip("No Chromium here: install chromium, or set CHROMIUM_PATH.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """Opens a page, say `new_page(width=390, color_scheme="dark")`.

    Addresses are relative to the live server. At the end no script has failed
    and nothing that a page asks for was missing or refused.
    """
    watched = []

    def open_page(width=1280, height=800, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        watched.append((context, Watch(page)))
        return page

    yield open_page
    for context, _ in watched:
        context.close()
    assert [line for _, watch in watched for line in watch.complaints] == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def doser(study):
    return gavage.doser_of(study)


@pytest.fixture
def open_sheet(chromium, live_server, study, doser):
    """Opens the sheet of today as a person in a browser of their own."""
    with contextlib.ExitStack() as stack:

        def opened(person=doser, **options):
            context = chromium.new_context(base_url=live_server.url, **options)
            stack.callback(context.close)
            page = signed_in(context.new_page(), person)
            page.goto(gavage.sheet_of(study))
            return gavage.ready(page)

        yield opened


@pytest.fixture
def session(page, people, held):
    """The page of the measurement session `held`, with its first field in focus."""
    signed_in(page, people["measurer"]).goto(page_of(held))
    return ready(page)


@pytest.fixture
def caliper(session):
    return Caliper(session)
