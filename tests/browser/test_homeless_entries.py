"""Entries of doses that are not planned any more: read, and settled by keyboard."""

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.gavage import dosed_study, ready, sheet_of
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.models import SentDose

PANEL = "Entries of doses that are not planned any more"


@pytest.fixture
def doser(study):
    dosed_study(study, 4)
    person = builders.member(study, "doser", "lindqvist")
    for number in (2, 3):
        builders.sent_dose(
            study.mice.get(number=number),
            (timezone.localdate() - builders.DAY_ZERO).days,
            slot_number=2,
            sent_by=person,
        )
    return person


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 834, 1280])
def test_they_can_be_read_at_any_width(new_page, study, doser, width, scheme):
    page = signed_in(new_page(width, color_scheme=scheme), doser)
    page.goto(sheet_of(study))
    ready(page)
    assert page.get_by_role("region", name=PANEL).get_by_role("form").count() == 2
    assert "PM, done" not in page.locator("[data-head]").inner_text()
    axe(page)
    no_sideways_scroll(page)


def test_enter_in_its_reason_settles_the_entry_and_no_other(page, study, doser):
    signed_in(page, doser).goto(sheet_of(study))
    field = ready(page).get_by_label("Mouse 3, why this entry does not count")
    field.press("Enter")
    assert set(SentDose.objects.values_list("outcome", flat=True)) == {"OPEN"}
    field.fill("typed into the wrong row")
    field.press("Enter")
    page.get_by_text("The other entry stays in the history.").wait_for()
    outcomes = SentDose.objects.order_by("mouse__number")
    assert list(outcomes.values_list("outcome", flat=True)) == ["OPEN", "SET_ASIDE"]
    assert page.get_by_role("region", name=PANEL).get_by_role("form").count() == 1
