"""The limits under a row, by the function that the board and the mail go by too."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from django.utils import timezone

from tests import builders
from xenograft.implantation.models import Mouse
from xenograft.measurement.grid import Grid
from xenograft.measurement.notes import state_of
from xenograft.measurement.welfare import standing
from xenograft.measurement.welfare.one import standings_of
from xenograft.study.models import Limit

EVERY_BASIS = [
    {"kind": "VOLUME", "basis": "LARGEST", "warning_level": 500, "action_level": 900},
    {"kind": "DIAMETER", "basis": "MEAN", "warning_level": 9, "action_level": 12},
    {"kind": "BURDEN", "basis": "NET", "warning_level": 4, "action_level": 6},
    {"kind": "WEIGHT_LOSS", "basis": "MAXIMUM", "warning_level": 8, "action_level": 15},
    {"kind": "SIGNS", "basis": "SUM", "warning_level": 3, "action_level": 5},
]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """What is read at nine is past, whenever the tests run."""
    noon = dt.datetime.combine(timezone.localdate(), dt.time(12))
    monkeypatch.setattr(timezone, "now", lambda: timezone.make_aware(noon))


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


NEAR, AT = "warn", "error"
# By hand from the sizes, weights and signs above and the limits of both lists: of
# mouse 2, 14 x 13.25 mm is 1,229 mm3, more than the 900 of one mass; the mean diameter
# of 13.6 mm is past 12; 1.229 g of the 20.8 g without it is 5.9 %, more than 4.
SAID = {
    2: {"VOLUME": AT, "DIAMETER": AT, "BURDEN": NEAR},
    3: {"VOLUME": AT, "DIAMETER": AT, "BURDEN": AT},
    4: {"VOLUME": NEAR, "DIAMETER": NEAR, "BURDEN": NEAR},
    5: {"VOLUME": AT, "DIAMETER": AT, "BURDEN": NEAR},
    7: {"WEIGHT_LOSS": NEAR},
    8: {"WEIGHT_LOSS": AT},
    9: {"VOLUME": AT, "DIAMETER": AT, "BURDEN": NEAR, "WEIGHT_LOSS": NEAR},
    10: {"WEIGHT_LOSS": NEAR},
    11: {"BODY_CONDITION": NEAR},
    12: {"BODY_CONDITION": AT},
    13: {"ULCERATION": NEAR},
    14: {"ULCERATION": AT},
    15: {"ULCERATION": AT},
    17: {"SIGNS": NEAR},
    18: {"SIGNS": AT},
    19: {"SIGNS": AT},
}


def test_every_row_says_which_limits_its_mouse_meets(study, held):
    said = {
        row.mouse.number: {
            note.kind: note.level
            for note in row.notes
            if "expected" not in note.head and not note.ulcer
        }
        for row in Grid(study, held).rows
        if row.is_first
    }
    assert said == {number: SAID.get(number, {}) for number in range(1, len(MICE) + 1)}


def test_only_mice_that_were_looked_at_on_the_day_are_judged(study, held):
    between = study.sessions.create(held_on=held.held_on - dt.timedelta(days=1))
    grid = Grid(study, between)
    assert grid.states == {}
    assert not any(row.notes for row in grid.rows)
    weighed, graded, read = (study.mice.get(number=number) for number in (8, 12, 3))
    builders.weight(between, weighed, 17.5)
    builders.sign(between, graded, "BODY_CONDITION", 1.5)
    builders.measurement(between, read.tumors.get(), 17, 14)
    grid = Grid(study, between)
    assert set(grid.states) == {weighed.pk, graded.pk, read.pk}
    said = {row.mouse.number: {note.kind for note in row.notes} for row in grid.rows}
    assert {number for number, kinds in said.items() if kinds} == {3, 8, 12}
    assert said[8] == {"WEIGHT_LOSS"}
    assert said[12] == {"BODY_CONDITION"}
    assert said[3] >= {"VOLUME", "DIAMETER"}


def test_a_row_is_judged_by_what_the_nightly_check_judges(study, held):
    grid = Grid(study, held)
    names = ["kind", "basis", "action_level", "value", "last_state"]
    stored = standing(Mouse.objects.of_study(study)).states
    for mouse in study.mice.all():
        rows = pd.DataFrame(map(state_of, grid.states[mouse.pk]))
        own = stored[stored["mouse"] == mouse.pk]
        assert len(rows) == len(own) > 10
        pd.testing.assert_frame_equal(
            rows[names], own[names].reset_index(drop=True), check_dtype=False
        )


def test_one_mouse_alone_is_judged_as_all_mice_are(study, held):
    stored = standing(Mouse.objects.of_study(study)).states
    for mouse in study.mice.all():
        rows = [
            (one.rule.kind, one.rule.basis, one.value.value, one.last_state)
            for one in standings_of(study, mouse)
        ]
        own = stored[stored["mouse"] == mouse.pk]
        told = own[["kind", "basis", "value", "last_state"]]
        assert rows == list(told.replace(np.nan, None).itertuples(index=False))
        assert len(rows) > 10


def test_what_a_clock_that_is_ahead_says_is_not_looked_at_yet(study, held):
    mouse = study.mice.get(number=1)
    builders.weight(
        held, mouse, "15", weighed_at=timezone.now() + dt.timedelta(hours=30)
    )
    stored = standing(Mouse.objects.of_study(study)).states
    own = stored[(stored["mouse"] == mouse.pk) & (stored["kind"] == "WEIGHT_LOSS")]
    found = [
        one for one in standings_of(study, mouse) if one.rule.kind == "WEIGHT_LOSS"
    ]
    assert [one.value.value for one in found] == own["value"].tolist()


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
