"""Masking in a browser: the pages about it, and what stays behind on a device."""

import pytest

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in, wait_until


@pytest.fixture
def treated(people):
    """A study of the people with arms, doses and looks."""
    study = builders.treated_study(mice_per_arm=1, days=(0,), code="OVX-020")
    for role, person in people.items():
        study.memberships.create(person=person, role=role)
    builders.arm_view(study, reason="Audit", viewed_by=people["director"])
    return study


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_masking_can_be_read(
    new_page, people, treated, width, color_scheme
):
    page = new_page(width, color_scheme=color_scheme)
    signed_in(page, people["director"])
    for address in ("masking/", "masking/stages/", "design/masking/"):
        page.goto(f"/studies/OVX-020/{address}")
        axe(page)
        no_sideways_scroll(page)
    page.goto("/account/")
    axe(page)
    no_sideways_scroll(page)
    page.goto("/studies/OVX-020/masking/")
    page.get_by_label("Why you look").fill("Filling bottles")
    page.get_by_role("button", name="Open the key").click()
    page.get_by_role("heading", name="The key of OVX-020").wait_for()
    axe(page)
    no_sideways_scroll(page)


def test_nobody_goes_back_to_a_page_after_signing_out(page, people, treated):
    signed_in(page, people["director"])
    page.goto("/studies/OVX-020/masking/")
    page.get_by_role("heading", name="Who knows what").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    page.go_back()
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.get_by_text("Who knows what").count() == 0


def test_single_keys_can_be_switched_off(page, people):
    signed_in(page, people["director"])
    page.goto("/account/")
    page.get_by_text("Switched on on this device.").wait_for()
    page.get_by_label("Single keys are commands").uncheck()
    page.get_by_text("Switched off on this device.").wait_for()
    page.goto("/studies/")
    page.keyboard.press("/")
    assert not page.locator("#find").evaluate("one => one === document.activeElement")


def test_a_sheet_that_names_arms_does_not_stay_on_the_device(page, people, treated):
    day = builders.DAY_ZERO.isoformat()
    url = f"/studies/OVX-020/dosing/{day}/"
    kept = """async url => {
        const cache = await caches.open("pages");
        return Boolean(await cache.match(new URL(url, location).href));
    }"""
    for role, stays in (("doser", True), ("director", False)):
        page.context.clear_cookies()
        signed_in(page, people[role])
        page.goto(url)
        wait_until(page, "() => navigator.serviceWorker.controller !== null")
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.evaluate(kept, url) is stays, role
