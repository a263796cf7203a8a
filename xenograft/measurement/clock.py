"""The clock of the lab, asked for once a page and not for each of its values."""

from typing import NamedTuple

from django.utils import timezone

from xenograft.templatetags.xenograft import longdate


class Clock(NamedTuple):
    """The time zone, and the day that it is there."""

    zone: object
    today: object

    def time(self, instant):
        """09:12."""
        local = instant.astimezone(self.zone)
        return f"{local.hour:02}:{local.minute:02}"

    def time_or_day(self, instant):
        """09:12, or the day where it is gone by."""
        day = instant.astimezone(self.zone).date()
        return self.time(instant) if day == self.today else longdate(day)


def lab_clock():
    return Clock(timezone.get_current_timezone(), timezone.localdate())
