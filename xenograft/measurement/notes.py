"""What is said under the rows of a mouse: the limits that its values meet."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from xenograft.analysis.volume import NOT_DONE, WARN
from xenograft.measurement import values
from xenograft.measurement.limits import Note, limit_notes
from xenograft.templatetags.xenograft import longdate, volume


@dataclass
class Seen:
    """A mouse up to a session: its tumors' readings, weights and signs.

    `today` and `before` are {tumor key: readings}, of the day the oldest first and of
    the days before the newest first; `weights` are (date, g), the newest first.
    """

    session: object
    today: dict
    before: dict
    weights: list = field(default_factory=list)
    signs_today: list = field(default_factory=list)
    signs_before: list = field(default_factory=list)
    day_zero: object = None

    @property
    def started_on(self):
        """Day 0, once it is there."""
        is_started = self.day_zero and self.day_zero <= self.session.held_on
        return self.day_zero if is_started else None

    @property
    def has_size(self):
        return any(one.state != NOT_DONE for own in self.today.values() for one in own)

    @property
    def has_weight(self):
        return bool(self.weights) and self.weights[0][0] == self.session.held_on

    @property
    def masses(self):
        by_tumor = self.today.items()
        return [values.mass_of(own, self.before[key]) for key, own in by_tumor]

    @cached_property
    def volumes(self):
        """(ordinal of the day, mm3) of days on which every mass was read, newest first.

        The last reading of a mass on a day counts.
        """
        days = {}
        for key, own in self.today.items():
            for one in self.before[key][::-1]:
                days.setdefault(one.held_on, {})[key] = values.counted(one)
            for one in own:
                if one.state != NOT_DONE:
                    days.setdefault(self.session.held_on, {})[key] = values.counted(one)
        known = {day: own for day, own in days.items() if None not in own.values()}
        whole = [day for day, own in known.items() if len(own) == len(self.today)]
        return [
            (day.toordinal(), sum(known[day].values()))
            for day in sorted(whole, reverse=True)
        ]


def mouse_notes(limits, seen):
    """Notes of the limits that what was seen of a mouse on the day meets."""
    found, note = _values(seen)
    notes = limit_notes(limits, found, lambda limit: _hours(seen, limit), note)
    if not any(one.kind == "VOLUME" for one in notes) and seen.has_size:
        notes += _expected(limits, seen)
    return notes


def _values(seen):
    """{(kind, basis): value} of what was looked at that day, and words about them."""
    sizes = values.size_values(seen.masses)
    total = sizes.get(("VOLUME", "SUM"))
    bound = {"VOLUME": "at least"} if any(m.is_bound for m in seen.masses) else {}
    found = sizes if seen.has_size else {}
    weight_g = float(seen.weights[0][1]) if seen.weights else None
    if seen.has_size or seen.has_weight:
        found = found | values.burden_values(total, weight_g)
    if seen.has_weight:
        losses, words = values.loss_values(
            seen.weights,
            seen.started_on,
            seen.volumes[0][1] if seen.volumes else 0.0,
            bool(seen.volumes),
        )
        found, bound = found | losses, bound | {"WEIGHT_LOSS": words}
    return found | values.sign_values(seen.signs_today), bound


def _hours(seen, limit):
    """How long an ulceration has had the grade of a limit, up to now."""
    told = [*seen.signs_before[::-1], *seen.signs_today]
    since = values.ulcerated_since(told, float(limit.action_level))
    if since is None:
        return 0.0
    until = timezone.now()
    if seen.session.held_on != timezone.localdate(until):
        until = max(one.observed_at for one in told)
    return (until - since) / dt.timedelta(hours=1)


def _expected(limits, seen):
    """The volume limit that the present growth meets before the next session."""
    levels = [
        float(one.action_level)
        for one in limits
        if (one.kind, one.basis) == ("VOLUME", "SUM")
    ]
    if not levels or not seen.volumes:
        return []
    days = values.days_to_volume(seen.volumes, min(levels))
    if days is None or days > seen.session.study.measure_every_max_days:
        return []
    on = dt.date.fromordinal(seen.volumes[0][0]) + dt.timedelta(days=round(days))
    text = f"At its present growth {volume(min(levels))} mm³ on {longdate(on)}."
    head = "Limit expected before the next session."
    return [Note(WARN, head, text, "VOLUME")]


def weight_change_percent(weight, baseline_g):
    """Change of gross body weight since day 0, in %; None without both weights."""
    if weight is None or baseline_g is None:
        return None
    return 100 * (float(weight.weight_g) / float(baseline_g) - 1)
