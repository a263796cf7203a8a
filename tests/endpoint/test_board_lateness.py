"""Mice that are late: not measured, not weighed, or due every day."""

import pytest

from tests import builders
from tests.endpoint.alerting import dosed_mouse, measure
from xenograft.endpoint import board

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return dosed_mouse(study)


def test_a_mouse_not_measured_when_due_is_late(study, mouse):
    measure(mouse, 6, "6")
    late = board.board([study]).late
    assert [mouse.number for group in late for mouse in group["mice"]] == [4]


def test_a_reading_that_was_not_done_does_not_make_a_mouse_measured(study, mouse):
    measure(mouse, 6, "6")
    builders.measurement(
        builders.session(study, 9),
        mouse.tumors.get(side="R"),
        None,
        None,
        state="NOT_DONE",
        reason="escaped",
    )
    assert board.board([study]).late


def test_a_mouse_measured_three_days_ago_is_not_late(study, mouse):
    measure(mouse, 7, "6", weight_g="20")
    assert board.board([study]).late == []


def test_a_mouse_not_weighed_when_due_is_late(study, mouse):
    measure(mouse, 6, "6", weight_g="20")
    measure(mouse, 9, "6")
    [group] = board.board([study]).late
    assert group["why"] == "not weighed when due"


def test_a_mouse_whose_dosing_is_on_hold_is_due_every_day(study, mouse):
    measure(mouse, 8, "6", weight_g="20")
    assert not board.board([study]).late
    builders.hold(mouse, "Thin", held_at=builders.at(8))
    [group] = board.board([study]).late
    assert [one.number for one in group["mice"]] == [mouse.number]
