"""Two people at one sheet: no dose is doubled, and two entries are a question."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import builders
from tests.browser.gavage import (
    bar,
    cell,
    eight_to_dose,
    given,
    go_to,
    ready,
    sheet_of,
    stored,
    tick,
)
from tests.browser.watch import at_the_door, signed_in
from xenograft.dosing.models import Dose, SentDose


@pytest.fixture
def study(transactional_db):
    return eight_to_dose()


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
    at_the_door(page, other).goto(sheet_of(study))
    tick(ready(page), 2)
    bar(page, "All saved")
    assert {dose.given_by for dose in Dose.objects.all()} == {other}
    at_the_door(page, doser).goto("/studies/")
    page.goto(sheet_of(study))
    bar(ready(page), "All saved")
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
