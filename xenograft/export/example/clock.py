"""Dates and instants of the example, counted from its first dose."""

import datetime as dt

from django.utils import timezone

TREATMENT_DAY = 19
INTERIM_DAY = 14  # from here the biostatistician sees arms by name
IMPLANT_DAY = -20
DRAW_DAY = -1
GROWTH_DAYS = [-16, -13, -10, -7, -4]
CLOSED_DAYS = [0, 2, 5, 7, 9, 12, 14, 16]


class Clock:
    """Today is treatment day 19; nothing happened later than now."""

    def __init__(self, today):
        self.day_zero = today - dt.timedelta(days=TREATMENT_DAY)
        self._now = timezone.now()

    def date(self, day):
        return self.day_zero + dt.timedelta(days=day)

    def at(self, day, hour, minute=0):
        """An instant of a day; what would lie in the future is now."""
        moment = dt.datetime.combine(self.date(day), dt.time(0))
        moment += dt.timedelta(hours=hour, minutes=minute)
        return min(timezone.make_aware(moment), self._now)
