"""What a browser test asks of every page."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client


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
