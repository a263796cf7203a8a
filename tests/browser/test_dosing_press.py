"""A press on a tick counts, whatever is drawn while the finger or the key is down."""

import pytest

from tests import builders
from tests.browser.gavage import (
    bar,
    cell,
    eight_to_dose,
    given,
    go_to,
    stored,
)
from xenograft.measurement.models import BodyWeight


@pytest.fixture
def study(transactional_db):
    return eight_to_dose()


@pytest.fixture
def press():
    """A function: how a press on the tick of mouse 3 begins and ends, by its name."""

    def of(page, by):
        cell(page, 3).locator("[data-tick]").hover()
        go_to(page, 3)
        key = page.keyboard
        return {
            "finger": (page.mouse.down, page.mouse.up),
            "key": (lambda: key.down(" "), lambda: key.up(" ")),
        }[by]

    return of


def drawn_again(page, study, weight_g):
    """A colleague weighs mouse 3, and the sheet hears of it."""
    held = study.sessions.get()
    BodyWeight.objects.filter(mouse__number=3).delete()
    builders.weight(held, study.mice.get(number=3), weight_g)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator('tr[data-mouse="3"]', has_text=weight_g).wait_for()


@pytest.mark.parametrize("by", ["finger", "key"])
def test_a_press_counts_though_its_row_is_drawn_again(open_sheet, study, press, by):
    page = open_sheet()
    begins, ends = press(page, by)
    begins()
    drawn_again(page, study, "20.4")
    ends()
    cell(page, 3).locator(".tick.given .box").wait_for()
    bar(page, "All saved")
    assert stored() == given(3)


@pytest.mark.parametrize("by", ["finger", "key"])
def test_a_volume_that_changed_under_a_press_is_read_first(
    open_sheet, study, press, by
):
    page = open_sheet()
    begins, ends = press(page, by)
    begins()
    drawn_again(page, study, "26.4")
    ends()
    page.wait_for_timeout(300)
    assert stored() == []
    assert "0.26" in page.locator('tr[data-mouse="3"]').first.inner_text()
