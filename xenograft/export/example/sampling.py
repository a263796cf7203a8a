"""Satellites of the example: planned, dosed as their arm, collected on day 14."""

import datetime as dt

from xenograft.export.example import endings
from xenograft.samples.models import CollectionPlan, PlannedMouse
from xenograft.study.roles import Role

SAMPLING_DAY = 14
HOURS = (4, 8)
HANDLINGS = ("SNAP_LN2", "FFPE_NBF")


def plan(study, mice, arms, satellites):
    """The plan of the collections, and number -> hours after the dose of each mouse.

    Half of the satellites of an arm are collected at each of the hours.
    """
    by_arm = {}
    for number in sorted(satellites):
        by_arm.setdefault(arms[number].position, []).append(number)
    chosen = {
        number: HOURS[place % len(HOURS)]
        for own in by_arm.values()
        for place, number in enumerate(own)
    }
    for hours in HOURS:
        for handling in HANDLINGS:
            made = CollectionPlan.objects.create(
                study=study,
                handling=handling,
                hours_after_last_dose=hours,
                final_day=SAMPLING_DAY,
                mice_per_arm=len(satellites) // len(by_arm) // len(HOURS),
            )
            PlannedMouse.objects.bulk_create(
                PlannedMouse(plan=made, mouse=mice[number])
                for number, at in chosen.items()
                if at == hours
            )
    return chosen


def collect(treated, number, volume_mm3):
    """One satellite is killed its hours after the morning dose, and sampled."""
    clock, people = treated.bench.clock, treated.people
    mouse, hours = treated.mice[number], treated.sampled_hours[number]
    place = treated.place[number]
    dosed_at = treated.gavage.given_at(SAMPLING_DAY, 1, place)
    died_at = dosed_at + dt.timedelta(hours=hours, minutes=place % 7)
    rng = treated.bench.rng
    endings.left(
        mouse,
        SAMPLING_DAY,
        clock,
        "SCHEDULED_PD",
        people[Role.DIRECTOR],
        at=died_at,
        tumor_weight_mg=endings.tumor_weight_mg(volume_mm3, rng),
    )
    endings.samples(
        mouse,
        treated.bench.tumors[mouse.pk],
        SAMPLING_DAY,
        clock,
        treated.arms[number].has_agent_a,
        people[Role.MEASURER],
        rng,
        hours=hours,
        at=died_at + dt.timedelta(minutes=3),
    )
