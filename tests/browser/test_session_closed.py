"""A colleague closes the session: the page that is open says so, nothing is lost."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.caliper import Caliper, measured_study, page_of, ready
from tests.browser.watch import axe, signed_in
from xenograft.measurement import actions

BACK = "() => window.dispatchEvent(new Event('focus'))"


@pytest.fixture
def held(study):
    return measured_study(study, 3, timezone.localdate())


@pytest.fixture
def haddad(study):
    person = builders.member(study, "measurer", "haddad")
    person.first_name, person.last_name = "Omar", "Haddad"
    person.save()
    return person


@pytest.fixture
def session(chromium, live_server, people, held):
    """In a browser of its own: a row that is refused is no fault here."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.clock.install()
    signed_in(page, people["measurer"]).goto(page_of(held))
    yield ready(page)
    context.close()


def close(held, by):
    missing = actions.unmeasured_tumors(held)
    reasons = {tumor.pk: "device fault" for tumor in missing}
    actions.close_session(study=held.study, session=held, reasons=reasons, by=by)


def said(page):
    return page.locator("[data-closed]")


def test_an_open_page_says_by_itself_who_closed_the_session(session, held, haddad):
    Caliper(session).measures([1])
    Caliper(session).is_done(1)
    expect(said(session)).to_be_hidden()
    close(held, haddad)
    session.clock.fast_forward(61_000)
    expect(said(session)).to_contain_text("Omar Haddad closed this session on")
    expect(said(session)).to_contain_text("All that was typed here is in it.")
    expect(session.locator("[data-close]")).to_be_hidden()
    axe(session)


def test_it_names_the_rows_that_are_not_in_it_and_they_stay(session, held, haddad):
    caliper = Caliper(session)
    caliper.measures([1])
    caliper.is_done(1)
    session.keyboard.type("7.7")
    close(held, haddad)
    session.evaluate(BACK)
    expect(said(session)).to_contain_text("1 row typed here is not in it: Mouse 2.")
    expect(said(session)).to_contain_text("Reopen the session with a reason")
    words = "Session closed. What is not in it is kept on this tablet"
    expect(session.locator("[data-net]")).to_have_text(words)
    assert session.get_by_label("Mouse 2 length, mm").input_value() == "7.7"


def test_a_row_that_came_too_late_goes_in_when_it_is_reopened(session, held, haddad):
    caliper = Caliper(session)
    caliper.measures([1])
    caliper.is_done(1)
    close(held, haddad)
    weight = session.get_by_label("Mouse 3 body weight, g")
    weight.fill("23.4")
    weight.press("Enter")
    expect(said(session)).to_contain_text("1 row typed here is not in it: Mouse 3.")
    assert 3 not in weights(held)
    director = held.study.memberships.get(role="director").person
    actions.reopen_session(
        study=held.study, session=held, reason="One more weight", by=director
    )
    session.evaluate(BACK)
    expect(said(session)).to_be_hidden()
    session.locator("[data-net]", has_text="All saved").wait_for(timeout=60_000)
    assert weights(held)[3] == 23.4


def weights(held):
    rows = held.body_weights.select_related("mouse")
    return {row.mouse.number: float(row.weight_g) for row in rows}


def test_a_page_that_the_device_kept_says_it_too(session, held, haddad):
    session.locator("body[data-offline=ready]").wait_for()
    session.context.set_offline(True)
    session.goto(page_of(held))
    ready(session)
    Caliper(session).press("7.7", "6.6", "21.1")
    close(held, haddad)
    session.context.set_offline(False)
    expect(said(session)).to_contain_text("Omar Haddad closed this session on")
    expect(said(session)).to_contain_text("1 row typed here is not in it: Mouse 1.")
    assert session.get_by_label("Mouse 1 length, mm").input_value() == "7.7"
    assert weights(held) == {}
