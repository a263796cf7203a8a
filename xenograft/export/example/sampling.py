"""Biopsies of the example: tumor cores on day 14, read for p-FAK."""

import datetime as dt

from xenograft.export.example import endings
from xenograft.study.roles import Role

BIOPSY_DAY = 14
HOURS = (4, 8)
PER_ARM = 4
# The first of the combination gets thin.
PASSED_OVER = 1
CORE = [("FFPE_NBF", "", 2)]
NOTE = "Core needle biopsy under isoflurane; the mouse stays on study."


def chosen(arms):
    """Number -> hours after the morning dose, half of the mice at each of the hours.

    `arms` is number -> arm of the mice on study.
    """
    by_arm = {}
    for number in sorted(arms):
        by_arm.setdefault(arms[number].position, []).append(number)
    return {
        number: HOURS[place % len(HOURS)]
        for own in by_arm.values()
        for place, number in enumerate(own[PASSED_OVER : PASSED_OVER + PER_ARM])
    }


def take(treated, number, hours):
    """One core of the tumor of a mouse, its hours after the morning dose."""
    mouse, place = treated.mice[number], treated.place[number]
    dosed_at = treated.gavage.given_at(BIOPSY_DAY, 1, place)
    endings.samples(
        mouse,
        treated.bench.tumors[mouse.pk],
        BIOPSY_DAY,
        treated.bench.clock,
        treated.arms[number].has_agent_a,
        treated.people[Role.MEASURER],
        treated.bench.rng,
        hours=hours,
        at=dosed_at + dt.timedelta(hours=hours, minutes=place % 7),
        pieces=CORE,
        note=NOTE,
    )
