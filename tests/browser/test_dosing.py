"""What is ticked is on the device or on the server, each dose exactly once."""

import contextlib
import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.gavage import (
    bar,
    cell,
    dosed_study,
    given,
    go_to,
    ready,
    sheet_of,
    stored,
    tick,
)
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.dosing.models import Dose, SentDose

MICE = 8
PASSWORD = "twelve-mice-and-a-cage"


@pytest.fixture
def study(transactional_db):
    study = builders.study("OVX-014", title="Organoids")
    builders.limits(study)
    dosed_study(study, MICE)
    return study


@pytest.fixture
def doser(study):
    person = builders.member(study, "doser", "lindqvist")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def open_sheet(chromium, live_server, study, doser):
    """Opens the sheet of today as a person in a browser of their own."""
    with contextlib.ExitStack() as stack:

        def opened(person=doser, **options):
            context = chromium.new_context(base_url=live_server.url, **options)
            stack.callback(context.close)
            page = signed_in(context.new_page(), person)
            page.goto(sheet_of(study))
            return ready(page)

        yield opened


def test_a_sheet_is_filled_in_with_the_keyboard_alone(open_sheet):
    page = open_sheet()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    page.keyboard.type("refused")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("p")
    page.keyboard.type("0,1")
    page.keyboard.press("Enter")
    page.keyboard.type("reflux")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    bar(page, "All saved")
    assert stored() == [
        *given(1),
        (2, "MISSED", "0.00"),
        (3, "PARTIAL", "0.10"),
        *given(5, 6, 7, 8),
    ]


def test_z_takes_back_a_tick_and_the_dose_stays_to_be_read(open_sheet):
    page = open_sheet()
    tick(page, 1)
    bar(page, "All saved")
    page.keyboard.press("z")
    cell(page, 1).get_by_text("Given").wait_for()
    bar(page, "All saved")
    assert Dose.objects.taken_back().count() == 1
    assert not Dose.objects.standing().exists()
    page.keyboard.press("Space")
    cell(page, 1).locator(".tick.given .box").wait_for()
    assert Dose.objects.standing().count() == 1


def test_a_second_press_on_a_tick_changes_nothing(open_sheet):
    page = open_sheet()
    tick(page, 1)
    page.keyboard.press("Space")
    cell(page, 2).locator("[data-tick]").dblclick()
    bar(page, "All saved")
    page.keyboard.press("Space")
    bar(page, "All saved")
    assert stored() == given(1, 2)


def test_a_network_cut_in_the_middle_loses_and_doubles_nothing(open_sheet):
    page = open_sheet()
    tick(page, 1, 2)
    bar(page, "All saved")
    page.context.set_offline(True)
    tick(page, 3, 4, 5)
    bar(page, "Offline. 3 doses kept on this tablet")
    assert cell(page, 4).get_by_text("Waiting").is_visible()
    assert stored() == given(1, 2)
    page.context.set_offline(False)
    tick(page, 6)
    bar(page, "All saved")
    assert stored() == given(1, 2, 3, 4, 5, 6)


def test_a_tick_made_and_taken_back_offline_gives_no_dose(open_sheet):
    page = open_sheet()
    page.context.set_offline(True)
    tick(page, 3)
    page.keyboard.press("z")
    tick(page, 4)
    bar(page, "Offline. 3 doses kept on this tablet")
    page.context.set_offline(False)
    bar(page, "All saved")
    assert [dose.mouse.number for dose in Dose.objects.standing()] == [4]


def test_the_time_is_the_one_of_the_tick_not_of_the_answer(open_sheet):
    page = open_sheet()
    page.context.set_offline(True)
    ticked = timezone.now()
    tick(page, 3)
    bar(page, "Offline. 1 dose kept on this tablet")
    page.wait_for_timeout(3000)
    page.context.set_offline(False)
    bar(page, "All saved")
    assert abs(Dose.objects.get().given_at - ticked) < dt.timedelta(seconds=2)


def test_answers_that_never_arrive_double_nothing(open_sheet):
    page = open_sheet()
    sent = []

    def every_other_answer_is_lost(route):
        answer = route.fetch()
        sent.append(answer.status)
        if len(sent) % 2:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/dosing/**/PO/", every_other_answer_is_lost)
    tick(page, 1, 2, 3)
    bar(page, "All saved")
    assert len(sent) == 6
    assert stored() == given(1, 2, 3)


def test_what_is_typed_is_there_again_after_a_reload(open_sheet):
    page = open_sheet()
    go_to(page, 2)
    page.keyboard.press("p")
    page.keyboard.type("0.1")
    bar(page, "1 dose begun, kept on this tablet")
    page.reload()
    ready(page)
    assert page.get_by_label("Mouse 2 Dose, mL that went in").input_value() == "0.1"
    page.get_by_label("Mouse 2 Dose, reason").fill("reflux")
    page.get_by_label("Mouse 2 Dose, reason").press("Enter")
    bar(page, "All saved")
    assert stored() == [(2, "PARTIAL", "0.10")]


def test_escape_goes_from_what_is_typed_back_to_the_box(open_sheet):
    page = open_sheet()
    tick_of = cell(page, 2).locator("[data-tick]")
    tick_of.focus()
    page.keyboard.press("p")
    page.keyboard.type("0.15")
    page.keyboard.press("Escape")
    expect(tick_of).to_be_focused()
    assert page.get_by_label("Mouse 2 Dose, mL that went in").input_value() == "0.15"


def test_after_an_expired_sign_in_the_same_page_asks_and_sends(open_sheet):
    page = open_sheet()
    page.context.clear_cookies(name="sessionid")
    tick(page, 1, 2)
    bar(page, "Signed out. 2 doses kept on this tablet")
    page.get_by_label("Password of lindqvist").fill(PASSWORD)
    page.keyboard.press("Enter")
    bar(page, "All saved")
    assert stored() == given(1, 2)


def test_waiting_doses_are_sent_only_as_the_person_who_ticked_them(
    open_sheet, study, doser
):
    page = open_sheet()
    page.context.set_offline(True)
    tick(page, 1)
    bar(page, "Offline. 1 dose kept on this tablet")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    page.goto("/sign-in/")
    page.get_by_text("1 row is waiting on this tablet.").wait_for()
    other = builders.member(study, "doser", "other")
    signed_in(page, other).goto(sheet_of(study))
    tick(ready(page), 2)
    bar(page, "All saved")
    assert {dose.given_by for dose in Dose.objects.all()} == {other}
    signed_in(page, doser).goto("/studies/")
    page.locator("[data-waiting]").wait_for(state="hidden")
    page.wait_for_timeout(500)
    assert Dose.objects.get(mouse__number=1).given_by == doser


def test_two_dosers_on_one_sheet_see_each_other_and_double_nothing(open_sheet, study):
    one = open_sheet()
    two = open_sheet(builders.member(study, "doser", "second"))
    tick(one, 1, 2)
    bar(one, "All saved")
    # Whether the second page has heard of it or not: the dose of mouse 2 is one.
    tick(two, 2, 3)
    bar(two, "All saved")
    cell(two, 1).locator(".tick.given .box").wait_for()
    assert stored() == given(1, 2, 3)


def test_two_entries_for_one_dose_are_a_question_to_both(open_sheet, study):
    one = open_sheet()
    two = open_sheet(builders.member(study, "doser", "second"))
    two.route("**/*known=*", lambda route: route.abort())
    tick(one, 1, 2)
    bar(one, "All saved")
    for number in (1, 2):
        go_to(two, number)
        two.keyboard.press("m")
        two.keyboard.type("refused")
        two.keyboard.press("Enter")
        bar(two, f"{number} dose")
    bar(two, "2 doses need a decision")
    two.unroute("**/*known=*")
    for page in (one, two):
        page.reload()
        note = ready(page).locator('[data-of="2-1-PO"]')
        expect(note).to_contain_text("Saved: given 0.20 mL at", timeout=30_000)
        expect(note).to_contain_text("The other: missed (refused) by second")
    # Each chooses for one mouse, and hears of what the other has chosen.
    for page, number, key in ((one, 1, "2"), (two, 2, "1")):
        page.locator(f'[data-of="{number}-1-PO"]').focus()
        page.keyboard.press(key)
        page.keyboard.type("seen by both")
        page.keyboard.press("Enter")
        page.locator(f'[data-of="{number}-1-PO"]').wait_for(state="detached")
    bar(two, "All saved")
    assert stored() == [(1, "MISSED", "0.00"), *given(2)]


@pytest.fixture
def asked(open_sheet, study):
    """A sheet with two entries of the dose of mouse 2, one of them its doser's own."""
    other = builders.member(study, "doser", "second")
    mouse = study.mice.get(number=2)
    days = (timezone.localdate() - builders.DAY_ZERO).days
    regimen = mouse.assignment.arm.regimens.get()
    known = {"given_by": other, "weight_g": "20.2", "volume_ml": "0.20"}
    builders.dose(mouse, regimen, days, given_at=timezone.now(), **known)
    builders.sent_dose(mouse, days, sent_by=other)
    page = open_sheet()
    bar(page, "1 dose needs a decision")
    return page


def choose_the_other(page):
    page.locator('[data-of="2-1-PO"]').focus()
    page.keyboard.press("2")
    page.keyboard.type("seen by both")
    page.keyboard.press("Enter")
    bar(page, "Offline. 1 dose kept on this tablet")
    note = page.locator('[data-of="2-1-PO"]')
    words = "The other counts: seen by both. Waits for the connection"
    note.get_by_text(words[:31]).wait_for()
    assert words in " ".join(note.inner_text().split())


def test_a_choice_made_offline_is_kept_and_sent_when_the_connection_is_there(asked):
    asked.context.set_offline(True)
    choose_the_other(asked)
    assert [status for _, status, _ in stored()] == ["GIVEN"]
    asked.context.set_offline(False)
    asked.locator('[data-of="2-1-PO"]').wait_for(state="detached")
    bar(asked, "All saved")
    assert stored() == [(2, "MISSED", "0.00")]


def test_a_choice_that_is_refused_is_asked_for_again_with_its_reason(asked):
    asked.context.set_offline(True)
    choose_the_other(asked)
    # More than was planned: the server cannot take it for a part.
    SentDose.objects.update(parts={"status": "PARTIAL", "ml": "5", "reason": "reflux"})
    asked.context.set_offline(False)
    note = asked.locator('[data-of="2-1-PO"]')
    note.get_by_text("is not a part of the planned").wait_for()
    bar(asked, "1 dose")
    field = note.get_by_label("Mouse 2 Dose, why this entry counts")
    assert field.input_value() == "seen by both"
    assert [status for _, status, _ in stored()] == ["GIVEN"]


def test_two_entries_are_a_question_without_javascript_too(new_page, study, doser):
    other = builders.member(study, "doser", "second")
    page = signed_in(new_page(java_script_enabled=False), doser)
    page.goto(sheet_of(study))
    first = signed_in(new_page(java_script_enabled=False), other)
    first.goto(sheet_of(study))
    first.get_by_label("Mouse 2 Dose given").check()
    first.get_by_role("button", name="Save doses").first.click()
    page.get_by_text("Otherwise, Mouse 2 Dose").click()
    page.get_by_label("Mouse 2 Dose, what happened").select_option("MISSED")
    page.get_by_label("Mouse 2 Dose, reason").fill("refused")
    page.get_by_role("button", name="Save doses").first.click()
    first.goto(sheet_of(study))
    first.get_by_label("Mouse 2 Dose, why this entry counts").fill("I held it")
    first.get_by_role("button", name="The other of Mouse 2 Dose counts").click()
    assert stored() == [(2, "MISSED", "0.00")]


def test_a_tick_made_offline_before_a_hold_is_kept_as_given(open_sheet, study):
    page = open_sheet()
    page.context.set_offline(True)
    tick(page, 2)
    bar(page, "Offline. 1 dose kept on this tablet")
    page.wait_for_timeout(1500)
    builders.hold(study.mice.get(number=2), held_at=timezone.now())
    page.context.set_offline(False)
    bar(page, "All saved")
    said = "given before the hold began and sent after it"
    cell(page, 2).get_by_text(said).wait_for()
    assert stored() == given(2)


def test_a_mouse_put_on_hold_meanwhile_is_refused_and_the_tick_stays(open_sheet, study):
    page = open_sheet()
    builders.hold(study.mice.get(number=2))
    tick(page, 2)
    bar(page, "1 dose needs a decision")
    note = page.locator('[data-held="2-1-PO"]')
    assert "Mark the dose as withheld." in note.inner_text()
    assert not Dose.objects.exists()
    note.focus()
    page.keyboard.press("2")
    cell(page, 2).get_by_text("On hold").wait_for()
    go_to(page, 2)
    page.keyboard.press("Space")
    page.keyboard.press("m")
    page.keyboard.type("hold")
    page.keyboard.press("Enter")
    bar(page, "All saved")
    assert stored() == [(2, "WITHHELD", "0.00")]


def test_a_day_that_is_past_wants_the_time(open_sheet, study):
    page = open_sheet()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    study.mice.get(number=1).weights.update(
        session=builders.session(study, (yesterday - builders.DAY_ZERO).days)
    )
    page.goto(sheet_of(study, yesterday))
    tick(ready(page), 1)
    page.get_by_text("enter the time given, above the mice, first").wait_for()
    page.get_by_label("Time given").fill("08:05")
    tick(page, 1)
    bar(page, "All saved")
    dose = Dose.objects.get()
    assert f"{timezone.localtime(dose.given_at):%H:%M}" == "08:05"
    assert dose.slot_on == yesterday


def test_a_full_device_says_so_in_red_and_the_dose_still_goes(open_sheet):
    page = open_sheet()
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => {
        throw new DOMException("full", "QuotaExceededError"); } }"""
    )
    tick(page, 1)
    page.get_by_text("This tablet cannot keep more rows.").wait_for()
    bar(page, "All saved")
    assert stored() == given(1)


def test_a_sheet_works_without_javascript(new_page, study, doser):
    page = signed_in(new_page(java_script_enabled=False), doser)
    page.goto(sheet_of(study))
    page.get_by_label("Mouse 2 Dose given").check()
    page.get_by_role("button", name="Save doses").first.click()
    assert page.get_by_text("Saved 1 dose.").is_visible()


def test_a_printed_sheet_has_lines_to_sign_and_names_no_agent(page, study, doser):
    signed_in(page, doser).goto(sheet_of(study))
    page.emulate_media(media="print")
    assert page.get_by_text("Dosed by (name, date, signature)").is_visible()
    assert page.get_by_text("Weights as of").is_visible()
    assert page.get_by_role("button", name="Save doses").first.is_hidden()
    printed = page.locator("body").inner_text()
    words = ["Vehicle", "Defactinib", "Avutometinib", "mg/kg", " mg"]
    assert [word for word in words if word in printed] == []
    break_inside = "getComputedStyle(document.querySelector('.dose tbody')).breakInside"
    assert page.evaluate(break_inside) == "avoid"


@pytest.mark.parametrize("width", [390, 834, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_dosing_can_be_read(
    open_sheet, study, width, color_scheme, monkeypatch
):
    builders.hold(study.mice.get(number=2))
    viewport = {"width": width, "height": 900}
    page = open_sheet(viewport=viewport, color_scheme=color_scheme)
    tick(page, 1)
    bar(page, "All saved")
    page.context.set_offline(True)
    tick(page, 3)
    go_to(page, 4)
    page.keyboard.press("p")
    bar(page, "Offline. 1 dose kept on this tablet")
    no_sideways_scroll(page)
    axe(page)
    builders.hold(study.mice.get(number=3))
    page.context.set_offline(False)
    bar(page, "1 dose needs a decision")
    no_sideways_scroll(page)
    axe(page)
    compliance = reverse("dosing:compliance", args=["OVX-014"])
    for place in (compliance, reverse("bench:today")):
        page.goto(place)
        no_sideways_scroll(page)
        axe(page)
