"""The network, the session or the device fails: each dose is there exactly once."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.gavage import (
    PASSWORD,
    bar,
    cell,
    eight_to_dose,
    given,
    stored,
    tick,
)
from xenograft.dosing.models import Dose


@pytest.fixture
def study(transactional_db):
    return eight_to_dose()


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


def test_after_an_expired_sign_in_the_same_page_asks_and_sends(open_sheet):
    page = open_sheet()
    page.context.clear_cookies(name="sessionid")
    tick(page, 1, 2)
    bar(page, "Signed out. 2 doses kept on this tablet")
    page.get_by_label("Password of lindqvist").fill(PASSWORD)
    page.keyboard.press("Enter")
    bar(page, "All saved")
    assert stored() == given(1, 2)


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
