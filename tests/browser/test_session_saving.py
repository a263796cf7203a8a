"""What was typed is on the device or on the server, each value exactly once."""

import contextlib

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import (
    Caliper,
    as_typed,
    focused,
    measured_study,
    page_of,
    readings,
    ready,
    stored,
)
from tests.browser.watch import (
    PASSWORD,
    at_the_door,
    axe,
    no_sideways_scroll,
    signed_in,
)
from xenograft.measurement.models import CaliperMeasurement

MICE = 40


@pytest.fixture
def held(study):
    return measured_study(study, MICE, timezone.localdate())


@pytest.fixture
def open_session(chromium, live_server, held):
    """Opens the session as a person in a browser of their own."""
    with contextlib.ExitStack() as stack:

        def opened(person, **options):
            context = chromium.new_context(base_url=live_server.url, **options)
            stack.callback(context.close)
            page = signed_in(context.new_page(), person)
            page.goto(page_of(held))
            return ready(page)

        yield opened


def bar(page, words):
    page.locator("[data-net]", has_text=words).wait_for(timeout=60_000)


def test_forty_mice_are_entered_without_a_click(open_session, people, held):
    caliper = Caliper(open_session(people["measurer"]))
    caliper.measures(range(1, MICE + 1))
    caliper.is_done(MICE)
    assert stored(held) == as_typed(caliper.typed)


def test_a_network_cut_from_row_10_to_row_30_loses_and_doubles_nothing(
    open_session, people, held
):
    caliper = Caliper(open_session(people["measurer"]))
    caliper.measures(range(1, 10))
    caliper.is_done(9)
    caliper.page.context.set_offline(True)
    caliper.measures(range(10, 31))
    bar(caliper.page, "Offline. 21 rows kept on this tablet")
    assert set(stored(held)) == set(range(1, 10))
    caliper.page.context.set_offline(False)
    caliper.measures(range(31, MICE + 1))
    caliper.is_done(MICE)
    assert stored(held) == as_typed(caliper.typed)


def test_answers_that_never_arrive_double_nothing(open_session, people, held):
    page = open_session(people["measurer"])
    sent = []

    def every_third_answer_is_lost(route):
        answer = route.fetch()
        sent.append(answer.status)
        if len(sent) % 3 == 0:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/rows/**", every_third_answer_is_lost)
    caliper = Caliper(page)
    caliper.measures(range(1, 6))
    caliper.is_done(5)
    assert len(sent) > 10
    assert stored(held) == as_typed(caliper.typed)


def test_a_half_typed_row_is_there_again_after_a_reload(open_session, people, held):
    page = open_session(people["measurer"])
    Caliper(page).press("10.9")
    page.keyboard.type("9.")
    bar(page, "1 row begun, kept on this tablet")
    page.reload()
    ready(page)
    assert page.get_by_label("Mouse 1 length, mm").input_value() == "10.9"
    assert page.get_by_label("Mouse 1 width, mm").input_value() == "9."
    assert focused(page) == "Mouse 1 length, mm"
    page.keyboard.press("Enter")
    Caliper(page).press("9.2", "21.4")
    bar(page, "All saved")
    assert stored(held) == {1: [10.9, 9.2, 21.4]}


def test_after_an_expired_sign_in_the_same_page_asks_and_sends(
    open_session, people, held
):
    people["measurer"].set_password(PASSWORD)
    people["measurer"].save()
    page = open_session(people["measurer"])
    page.context.clear_cookies(name="sessionid")
    caliper = Caliper(page)
    caliper.measures([1, 2])
    bar(page, "Signed out. 2 rows kept on this tablet")
    assert focused(page) == "Mouse 3 length, mm"
    page.keyboard.press("Escape")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    bar(page, "All saved")
    assert stored(held) == as_typed(caliper.typed)


def test_waiting_rows_are_sent_only_as_the_person_who_typed_them(
    open_session, people, study, held
):
    page = open_session(people["measurer"])
    page.context.set_offline(True)
    caliper = Caliper(page)
    caliper.measures([1, 2])
    bar(page, "Offline. 2 rows kept on this tablet")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    page.goto("/sign-in/")
    page.get_by_text("2 rows are waiting on this tablet.").wait_for()

    other = builders.member(study, "measurer", "other")
    at_the_door(page, other).goto(page_of(held))
    Caliper(ready(page)).press("#3", "11.1", "8.8", "21.1")
    bar(page, "All saved")
    assert set(stored(held)) == {3}

    at_the_door(page, people["measurer"]).goto("/studies/")
    page.locator("[data-waiting]").wait_for(state="hidden")
    page.goto(page_of(held))
    bar(ready(page), "All saved")
    rows = CaliperMeasurement.objects.filter(tumor__mouse__number__in=[1, 2])
    assert {row.measured_by for row in rows} == {people["measurer"]}
    assert {n: row for n, row in stored(held).items() if n < 3} == as_typed(
        caliper.typed
    )


def test_two_people_measure_the_same_cages_at_once(open_session, people, study, held):
    one = Caliper(open_session(people["measurer"]))
    two = Caliper(open_session(people["director"]))
    # The same values merge silently, and so do different fields.
    one.measures([1])
    two.press(*readings(1))
    two.press("#2", *readings(2)[:2])
    bar(two.page, "All saved")
    one.page.get_by_label("Mouse 2 body weight, g").focus()
    one.press(readings(2)[2])
    bar(one.page, "All saved")
    assert stored(held) == as_typed({1: readings(1), 2: readings(2)})

    # Different values: both stay until one of the two is chosen.
    one.press("#3", "11.1", "8.8", "21.1")
    bar(one.page, "All saved")
    two.press("#3", "11.9", "8.1")
    bar(two.page, "1 row needs a decision")
    note = two.page.locator(".rownote", has_text="two entries")
    assert "11.1 × 8.8 mm" in note.inner_text()
    assert stored(held)[3] == [11.1, 8.8, 21.1]
    note.locator("[tabindex]").focus()
    two.page.keyboard.press("1")
    bar(two.page, "All saved")
    assert stored(held)[3] == [11.1, 8.8, 11.9, 8.1, 21.1]


def test_their_entry_counts_when_it_is_chosen(open_session, people, held):
    one = Caliper(open_session(people["measurer"]))
    two = Caliper(open_session(people["director"]))
    one.press("11.1", "8.8", "21.1")
    bar(one.page, "All saved")
    two.press("11.9", "8.1")
    note = two.page.locator(".rownote [tabindex]")
    note.focus()
    two.page.keyboard.press("2")
    bar(two.page, "All saved")
    assert two.page.get_by_label("Mouse 1 length, mm").input_value() == "11.1"
    assert stored(held)[1] == [11.1, 8.8, 21.1]


def test_a_value_that_the_server_refuses_stays_and_says_why(open_session, people, held):
    page = open_session(people["measurer"])
    Caliper(page).press("10.9", "44")
    bar(page, "1 row needs a decision")
    page.locator(".rownote", has_text="44").wait_for()
    page.locator("tr.mrow", has_text="Refused").wait_for()
    assert page.get_by_label("Mouse 1 width, mm").input_value() == "44"
    page.locator(".rownote [tabindex]").focus()
    page.keyboard.press("2")
    bar(page, "All saved")
    assert stored(held) == {}


def test_a_full_device_says_so_in_red_and_the_row_still_goes(
    open_session, people, held
):
    page = open_session(people["measurer"])
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => {
        throw new DOMException("full", "QuotaExceededError"); } }"""
    )
    caliper = Caliper(page)
    caliper.measures([1])
    page.get_by_text("This tablet cannot keep more rows.").wait_for()
    bar(page, "All saved")
    assert stored(held) == as_typed(caliper.typed)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 834, 1280])
def test_the_session_can_be_read_at_any_width_in_both_themes(
    open_session, people, width, color_scheme
):
    page = open_session(
        people["director"],
        viewport={"width": width, "height": 900},
        color_scheme=color_scheme,
    )
    caliper = Caliper(page)
    # A limit, a question, an open choice and a half-typed row.
    caliper.press("17.0", "14.5", "21.4", "5.9", "7.3", "21.4")
    bar(page, "All saved")
    page.keyboard.press("x")
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    axe(page)
    page.keyboard.press("Escape")
    caliper.press("40", "41")
    bar(page, "1 row needs a decision")
    axe(page)
    no_sideways_scroll(page)
