"""When a mouse is to be measured, weighed and looked at again."""

import math

NOT_PALPABLE_INTERVAL_DAYS = 7
COHORT_PALPABLE_INTERVAL_DAYS = 3
NEAR_LIMIT_INTERVAL_DAYS = 1


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
