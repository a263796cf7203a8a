"""When a mouse is to be measured, weighed and looked at again."""

import math
from typing import NamedTuple

from xenograft.analysis.volume import NOT_PALPABLE

NOT_PALPABLE_INTERVAL_DAYS = 7
COHORT_PALPABLE_INTERVAL_DAYS = 3
NEAR_LIMIT_INTERVAL_DAYS = 1


class Looks(NamedTuple):
    """When a mouse was last measured, weighed and looked at, as days; None if never.

    last_day is the oldest of the newest readings of its masses, so that a mass left
    out counts; seen_day is the newest of all. is_palpable: the last reading found
    something; was_palpable: one of them did.
    """

    last_day: int | None = None
    weighed_day: int | None = None
    seen_day: int | None = None
    is_palpable: bool = True
    was_palpable: bool = False


def last_looks(known):
    """The `Looks` of a `Known`; "not measured" is no reading."""
    done = known.done
    newest = {one.tumor: one for one in done}.values()
    weighed = [day for day, _ in known.weights]
    seen = [one.day for one in (*done, *known.signs)] + weighed
    return Looks(
        min((one.day for one in newest), default=None),
        max(weighed, default=None),
        max(seen, default=None),
        not newest or any(one.state != NOT_PALPABLE for one in newest),
        any(one.state != NOT_PALPABLE for one in done),
    )


def measurement_due(
    last_day,
    implanted_day,
    interval_days,
    is_near=False,
    is_palpable=True,
    is_cohort_palpable=False,
    days_to_level=None,
):
    """The day on which a mouse is to be measured at the latest; None if unknown.

    Days are numbers; last_day is the last reading of any state but "not measured",
    None before the first. A week after the implant or a reading that found nothing
    (three days once a tumor of a mouse of the study was felt), a day after one near a
    limit, else `interval_days` after the last, and in any case a day before the level
    is expected. DOMAIN 4.6.
    """
    start = implanted_day if last_day is None else last_day
    if start is None:
        return None
    step = interval_days
    if last_day is None:
        step = NOT_PALPABLE_INTERVAL_DAYS
    elif is_near:
        step = NEAR_LIMIT_INTERVAL_DAYS
    elif not is_palpable:
        usual = NOT_PALPABLE_INTERVAL_DAYS
        step = COHORT_PALPABLE_INTERVAL_DAYS if is_cohort_palpable else usual
    return start + min(step, _before_the_level(days_to_level))


def _before_the_level(days_to_level):
    if days_to_level is None:
        return math.inf
    return max(NEAR_LIMIT_INTERVAL_DAYS, math.floor(days_to_level) - 1)


def weighing_due(weighed_day, day_zero, interval_days, is_near=False):
    """The day on which a mouse is to be weighed at the latest; None before day zero.

    On day zero when there is no weight; else as often as it is to be measured.
    """
    if day_zero is None:
        return None
    if weighed_day is None:
        return day_zero
    return weighed_day + (NEAR_LIMIT_INTERVAL_DAYS if is_near else interval_days)
