"""The days of a study in the tests, and instants on them."""

import datetime as dt

from django.utils import timezone

DAY_ZERO = dt.date(2026, 11, 3)


def date_of(day):
    """The date of study day `day`, which may be before DAY_ZERO."""
    return DAY_ZERO + dt.timedelta(days=day)


def at(day, hour=9, minute=0):
    """An instant on study day `day` (days after DAY_ZERO)."""
    moment = dt.datetime.combine(date_of(day), dt.time(hour, minute))
    return timezone.make_aware(moment)
