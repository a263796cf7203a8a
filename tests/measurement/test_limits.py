"""The sentences under a row, from the states of one mouse."""

import math
from types import SimpleNamespace

import pytest

from xenograft.analysis.endpoints.levels import level_state
from xenograft.measurement.limits import limit_notes
from xenograft.study.models.limit import default_limits

LIMITS = default_limits(None)


def notes(kind, value, note="", gross_pct=None, net_pct=None, basis=""):
    return limit_notes(
        SimpleNamespace(
            gross_pct=gross_pct,
            net_pct=net_pct,
            kind=limit.kind,
            basis=basis or limit.basis,
            value=value,
            note=note,
            action_level=float(limit.action_level),
            hold_level=limit.hold_level and float(limit.hold_level),
            duration_hours=limit.duration_hours,
            last_state=level_state(
                kind,
                value,
                *(limit.warning_level, limit.action_level, limit.duration_hours),
            ),
        )
        for limit in LIMITS
        if limit.kind == kind
    )


@pytest.mark.parametrize(
    ("kind", "values", "level"),
    [
        ("VOLUME", (0, 1199.9), None),
        ("VOLUME", (1200, 1499.9), "warn"),
        ("VOLUME", (1500, 1600, 1999.9, 2000), "error"),
        ("DIAMETER", (14.9,), None),
        ("DIAMETER", (15, 19.9), "warn"),
        ("DIAMETER", (20,), "error"),
        ("BURDEN", (7.9,), None),
        ("BURDEN", (8, 9.9), "warn"),
        ("BURDEN", (10,), "error"),
        ("WEIGHT_LOSS", (-5, 9.9), None),
        ("WEIGHT_LOSS", (10, 19.9), "warn"),
        ("WEIGHT_LOSS", (20,), "error"),
        ("BODY_CONDITION", (2.5,), None),
        ("BODY_CONDITION", (2,), "warn"),
        ("BODY_CONDITION", (1.5, 1), "error"),
        ("ULCERATION", (0,), None),
        ("ULCERATION", (1, 2), "warn"),
        ("ULCERATION", (3,), "error"),
    ],
)
def test_one_note_says_how_near_a_kind_of_limit_is(kind, values, level):
    for value in values:
        assert [one.level for one in notes(kind, value)] == [level] * bool(level)


@pytest.mark.parametrize(
    ("volume_mm3", "figures"),
    [(1229, "1,229 of 1,500 mm³."), (1549, "1,549 of 1,500"), (2100, "2,100 of 2,000")],
)
def test_the_highest_limit_that_is_reached_speaks(volume_mm3, figures):
    (note,) = notes("VOLUME", volume_mm3)
    assert note.text.startswith(figures)


def test_a_loss_is_said_with_and_without_the_tumor_the_worse_first():
    (note,) = notes("WEIGHT_LOSS", 21.3, gross_pct=20.8, net_pct=21.3)
    assert note.text.startswith("21.3% lost without the tumor, 20.8% with it; the")
    (note,) = notes("WEIGHT_LOSS", 12, gross_pct=12, net_pct=11)
    assert note.text.startswith("12.0% lost with the tumor, 11.0% without it; the")


def test_what_is_known_of_a_value_is_said_before_it():
    (note,) = notes("VOLUME", 1549, "at least")
    assert note.text == "At least 1,549 of 1,500 mm³. Set the mouse aside."


def test_a_sign_without_a_value_says_nothing():
    assert notes("VOLUME", None) == []


@pytest.mark.parametrize(
    ("kind", "basis", "value", "said"),
    [
        ("VOLUME", "LARGEST", 1549, "Largest mass: 1,549 of 1,500 mm³."),
        ("DIAMETER", "MEAN", 16, "Mean of L and W: 16 of 20 mm."),
        ("BURDEN", "GROSS", 10.2, "10.2% of body weight; the limit is 10%."),
        ("BURDEN", "NET", 10.2, "10.2% of weight without the tumor; the limit is 10%."),
        ("BURDEN", "NET", math.inf, "over 100% of weight without the tumor; the"),
        ("WEIGHT_LOSS", "MAXIMUM", 21, "Since the most so far: 21.0% lost; the limit"),
        ("SIGNS", "SUM", 6, "Signs 6; the limit is 3."),
        ("SIGNS", "SUM", math.inf, "Signs moribund; the limit is 3."),
    ],
)
def test_a_note_says_what_is_compared_where_that_is_not_the_usual(
    kind, basis, value, said
):
    (note,) = notes(kind, value, basis=basis)
    assert note.text.startswith(said)
