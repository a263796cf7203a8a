"""The limits under a row are those that the board, the mail and the sheets go by."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from xenograft.analysis import endpoints
from xenograft.implantation.models import Mouse
from xenograft.measurement.grid import Grid
from xenograft.measurement.welfare import standing
from xenograft.study.models import Limit

EVERY_BASIS = [
    {"kind": "VOLUME", "basis": "LARGEST", "warning_level": 500, "action_level": 900},
    {"kind": "DIAMETER", "basis": "MEAN", "warning_level": 9, "action_level": 12},
    {"kind": "BURDEN", "basis": "NET", "warning_level": 4, "action_level": 6},
    {"kind": "WEIGHT_LOSS", "basis": "MAXIMUM", "warning_level": 8, "action_level": 15},
    {"kind": "SIGNS", "basis": "SUM", "warning_level": 3, "action_level": 5},
]
LEVELS = {"error": endpoints.REACHED, "warn": endpoints.APPROACHING}


@pytest.fixture
def held(study):
    """Day 9 of a study with mice that stand at each limit in another way."""
    study.day_zero_on = timezone.localdate() - dt.timedelta(days=9)
    study.save()
    builders.limits(study)
    Limit.objects.bulk_create(Limit(study=study, **limit) for limit in EVERY_BASIS)
    days = [study.day_zero_on + dt.timedelta(days=day) for day in (0, 6, 9)]
    sessions = [study.sessions.create(held_on=day) for day in days]
    for number, (sizes, weights, signs) in enumerate(MICE, start=1):
        mouse = builders.mouse(study, number)
        for side, own in zip("RL", sizes, strict=False):
            tumor = builders.tumor(mouse, side, implanted_on=days[0])
            for session, size in zip(sessions, own, strict=True):
                _read(session, tumor, size)
        for session, weight_g in zip(sessions, weights, strict=True):
            builders.weight(session, mouse, weight_g)
        for place, sign, grade in signs:
            at = timezone.make_aware(dt.datetime.combine(days[place], dt.time(0, 1)))
            builders.sign(sessions[place], mouse, sign, grade, observed_at=at)
    return sessions[-1]


def _read(session, tumor, size):
    if isinstance(size, str):
        reason = "ulcer" if size == "NOT_MEASURABLE" else ""
        builders.measurement(session, tumor, None, None, state=size, reason=reason)
    else:
        builders.measurement(session, tumor, *size)


SMALL = [(5, 5), (6, 6), (7, 7)]
STEADY = [22, 22, 22]
MICE = [
    ([SMALL], STEADY, []),
    ([[(10, 10), (13, 12), (14, 13.25)]], STEADY, []),
    ([[(10, 10), (13, 12), (17, 14)]], STEADY, []),
    ([[(9, 9), (10, 10), (11, 11)], [(8, 8), (9, 9), (10.5, 10.5)]], STEADY, []),
    ([[(12, 12), (13, 13), "NOT_MEASURABLE"]], STEADY, []),
    ([SMALL, ["NOT_PALPABLE", "NOT_PALPABLE", "PALPABLE_BELOW_LOQ"]], STEADY, []),
    ([SMALL], [22, 21, 19.5], []),
    ([SMALL], [22, 23, 17.5], []),
    ([[(8, 8), (11, 11), (13, 12.5)]], [22, 21.5, 20.4], []),
    ([SMALL], [22, 25, 21.9], []),
    ([SMALL], STEADY, [(2, "BODY_CONDITION", 2)]),
    ([SMALL], STEADY, [(2, "BODY_CONDITION", 1.5)]),
    ([SMALL], STEADY, [(2, "ULCERATION", 1)]),
    ([SMALL], STEADY, [(2, "ULCERATION", 3)]),
    ([SMALL], STEADY, [(1, "ULCERATION", 2), (2, "ULCERATION", 2)]),
    ([SMALL], STEADY, [(1, "ULCERATION", 2), (2, "NORMAL", 0)]),
    ([SMALL], STEADY, [(2, "HUNCHED", 2), (2, "PALE", 1)]),
    ([SMALL], STEADY, [(2, "HUNCHED", 3), (2, "PALE", 2)]),
    ([SMALL], STEADY, [(2, "MORIBUND", 1)]),
]


def test_every_row_says_what_the_board_says(study, held):
    states = standing(Mouse.objects.of_study(study)).states
    states = states[states["kind"] != "DURATION"]
    wanted = {
        number: _worst_of_kinds(states[states["mouse"] == mouse.pk])
        for number, mouse in {one.number: one for one in study.mice.all()}.items()
    }
    grid = Grid(study, held)
    said = {
        row.mouse.number: {
            note.kind: LEVELS[note.level]
            for note in row.notes
            if "expected" not in note.head
        }
        for row in grid.rows
        if row.is_first
    }
    assert said == wanted
    assert {state for own in said.values() for state in own.values()} == set(
        LEVELS.values()
    )


def _worst_of_kinds(states):
    found = {}
    for row in states.itertuples():
        if row.last_state in LEVELS.values():
            before = found.get(row.kind)
            found[row.kind] = "REACHED" if before == "REACHED" else row.last_state
    return found


def test_a_limit_expected_before_the_next_session_is_said(study):
    """The worked example of DOMAIN 4.6: 1,180 mm³ at 0.12 a day, 1,500 in 2 days."""
    builders.limits(study)
    today = timezone.localdate()
    mouse = builders.mouse(study, 1)
    tumor = builders.tumor(mouse, implanted_on=today - dt.timedelta(days=20))
    for days_ago in (6, 3, 0):
        held = study.sessions.create(held_on=today - dt.timedelta(days=days_ago))
        volume_mm3 = 1180 * 2.718281828 ** (-0.12 * days_ago)
        side = f"{(2 * volume_mm3) ** (1 / 3):.2f}"
        builders.measurement(held, tumor, side, side)
    (row,) = Grid(study, held).rows
    (note,) = row.notes
    on = today + dt.timedelta(days=2)
    assert note.head == "Limit expected before the next session."
    assert note.text.startswith("At its present growth 1,500 mm³ on ")
    assert f"{on:%-d %b}" in note.text
