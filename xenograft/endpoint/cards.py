"""One card of the board: a mouse beside the limits that it reaches or approaches."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from xenograft.endpoint.actions import may_recheck
from xenograft.endpoint.lines import reached_kinds, when_read
from xenograft.endpoint.models import Recheck
from xenograft.implantation.models import Mouse


@dataclass
class Card:
    """A mouse that reached or approaches a limit."""

    mouse: Mouse
    lines: list
    expected: dict = field(default_factory=dict)
    spark: dict = field(default_factory=dict)
    alerts: list = field(default_factory=list)
    recheck: Recheck = None
    hold: str = ""
    # Somebody asked to check it every day.
    is_watched: bool = False
    # Alerts of the level from which it is not dosed.
    holds: list = field(default_factory=list)

    @property
    def is_reached(self):
        return any(line.is_reached for line in self.lines)

    @property
    def may_recheck(self):
        asks = self.mouse.study.allows_recheck and self.recheck is None
        return asks and may_recheck(reached_kinds(self.lines))

    @property
    def lane(self):
        return "reached" if self.is_reached else "approaching"

    @property
    def seen_on(self):
        return max(line.date for line in self.lines)

    @property
    def seen_at(self):
        """When the newest of its values was read; None where only the day is known."""
        times = [one.read_at for one in self.lines if one.date == self.seen_on]
        return max(filter(None, times), default=None)

    @property
    def when(self):
        return when_read(self.seen_on, self.seen_at)

    @property
    def waiting_since(self):
        """When its value was read or told of, whatever was first."""
        times = [self.seen_at, *(alert.raised_at for alert in self.alerts)]
        return min(filter(None, times), default=_start_of(self.seen_on))

    @property
    def expected_on(self):
        return self.expected.get("expected_on")

    @property
    def expected_text(self):
        """When the limit of the volume is expected, with its interval."""
        if self.expected_on is None:
            return ""
        if self.expected_on <= timezone.localdate():
            return "Volume limit expected by now at the present rate."
        told = f"Volume limit expected {_said(self.expected_on)} at the present rate"
        earliest, latest = self.expected["earliest_on"], self.expected["latest_on"]
        if earliest == latest:
            return f"{told}."
        end = f"to {_said(latest)}" if latest else "or later"
        return f"{told} ({_said(earliest)} {end})."

    @property
    def is_old(self):
        """The value is not of today: the state may be worse by now."""
        return self.seen_on < timezone.localdate()

    @property
    def nearness(self):
        return max(line.nearness for line in self.lines)

    @property
    def becomes_at(self):
        """When an ulceration has lasted long enough to be an endpoint."""
        times = [x.reaches_at for x in self.lines if x.reaches_at and not x.is_reached]
        return min(times, default=None)

    @property
    def told(self):
        """Who was told first, and when."""
        known = self.alerts or self.holds
        messages = [m for alert in known for m in alert.messages.all()]
        return min(messages, key=lambda message: message.made_at, default=None)

    @property
    def seen_by(self):
        known = self.alerts or self.holds
        return next((a for a in known if a.acknowledged_at), None)

    @property
    def may_be_seen(self):
        """Whether somebody may say that they have seen it."""
        return (self.is_reached or bool(self.holds)) and self.seen_by is None


def _said(day):
    return f"{day:%a %-d %b}"


def _start_of(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
