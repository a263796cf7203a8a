"""Mice written as scenarios of limits, and what the table of the board says."""

import datetime as dt
from zoneinfo import ZoneInfo

from tests import builders

ZONE = ZoneInfo("Europe/Stockholm")
# The morning after the clocks went back an hour.
NOW = dt.datetime(2026, 10, 26, 9, tzinfo=ZONE)
TODAY, ZERO = NOW.date(), NOW.date() - dt.timedelta(days=9)
SMALL = [("R", "6", "6")]
WEIGHED = {0: "20", 9: "20"}
FINE = ""


def mice_of(study, scenarios):
    """A mouse of each scenario, numbered in their order."""
    study.day_zero_on = ZERO
    study.save()
    for number, (_, read, weights, signs, *_) in enumerate(scenarios, start=1):
        mouse = builders.mouse(study, number)
        for side in sorted({side for side, *_ in read} or {"R"}):
            builders.tumor(mouse, side, implanted_on=ZERO - dt.timedelta(days=20))
        write(study, mouse, read, weights, signs)
    return study


def of_state(length, width):
    """The fields of a reading: two diameters, or a state without them."""
    if width:
        return {"length_mm": length, "width_mm": width}
    why = "" if length == "NOT_PALPABLE" else "scab"
    return {"state": length, "reason": why, "length_mm": None, "width_mm": None}


def session_on(study, day):
    found, _ = study.sessions.get_or_create(held_on=day, defaults={"closed_at": NOW})
    return found


def write(study, mouse, read, weights, signs):
    at = NOW - dt.timedelta(minutes=30)
    for side, *size, ago in [(*one, 0)[:4] for one in read]:
        when = at - dt.timedelta(days=ago)
        held = session_on(study, when.date())
        one = {"measured_at": when, **of_state(*size)}
        builders.measurement(held, mouse.tumors.get(side=side), **one)
    for day, grams in weights.items():
        on = ZERO + dt.timedelta(days=day)
        builders.weight(session_on(study, on), mouse, grams, weighed_at=at)
    for hours, sign, grade in signs:
        seen = (NOW.astimezone(dt.UTC) - dt.timedelta(hours=hours)).astimezone(ZONE)
        held = session_on(study, seen.date())
        builders.sign(held, mouse, sign, grade, observed_at=seen)


def rows_said(page):
    """{mouse: (state, limit)} of the table of the board."""
    rows = page.locator("main tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    # A table without a mouse has one cell that says so.
    rows = [cell for cell in cells if len(cell) > 1]
    return {int(cell[1].split()[-1]): (cell[3], cell[4]) for cell in rows}


def agree(said, scenarios):
    """The board says of each scenario its state and its limit."""
    for number, (name, *_, state, limit) in enumerate(scenarios, start=1):
        found = said.get(number, ("", ""))
        assert (found[0] == state) if not limit else found[0].startswith(state), name
        assert limit in found[1], name
