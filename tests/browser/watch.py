"""What a browser test asks of every page."""

import time

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

PASSWORD = "twelve-mice-and-a-cage"


class Watch:
    """Collects script errors, refused content and missing parts of a page."""

    def __init__(self, page):
        self.complaints = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._response)

    def _console(self, message):
        # A document that answers 403 or 404 on purpose is also printed here.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _response(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status} {response.url}")


def signed_in(page, person):
    """The page, with the session of `person`."""
    client = Client()
    client.force_login(person)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )
    return page


def at_the_door(page, person):
    """The page, with `person` signed in by the form, as at a tablet that many use.

    The worker on the device hears of that at once; of a cookie that was only put there
    it hears from the page that comes next.
    """
    person.set_password(PASSWORD)
    person.save()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(person.get_username())
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def wait_until(page, condition, arg=None, longest_s=30):
    """Asks the page until a script says yes.

    Playwright's own `wait_for_function` asks a second time by text that is run, which
    the pages refuse.
    """
    until = time.monotonic() + longest_s
    while not page.evaluate(condition, arg):
        assert time.monotonic() < until, condition
        page.wait_for_timeout(50)


def axe(page):
    """Every accessibility rule of axe-core holds on the page as it is now."""
    found = Axe().run(page).response["violations"]
    assert [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found
    ] == []


def no_sideways_scroll(page):
    """The page is no wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
