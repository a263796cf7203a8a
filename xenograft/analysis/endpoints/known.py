"""What is known of each mouse at a moment: out of frames, as plain values."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pandas as pd

from xenograft.analysis.endpoints.trend import line_of
from xenograft.analysis.volume import (
    LOQ_MM3,
    MEASURED,
    NOT_DONE,
    NOT_PALPABLE,
    PALPABLE_BELOW_LOQ,
)

# Days are counted from here, as numpy does.
EPOCH = dt.date(1970, 1, 1).toordinal()
NO_DATE = np.iinfo(np.int64).min
# As `volumes_for_analysis` counts them; every other state has no volume.
COUNTED_MM3 = {NOT_PALPABLE: 0.0, PALPABLE_BELOW_LOQ: LOQ_MM3}


class Reading(NamedTuple):
    """One reading of a mass; volume_mm3 is the one that counts, None for a gap."""

    tumor: object
    day: int
    state: str
    length_mm: float | None
    width_mm: float | None
    volume_mm3: float | None


class Sign(NamedTuple):
    """One clinical sign; `at` in microseconds since 1970, UTC."""

    day: int
    at: int
    sign: str
    grade: float


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


@dataclass
class Known:
    """One mouse with its readings, weights (day, g) and signs in order of time.

    `normal` are the weights (day, g) that are usual for its sex and age.
    """

    mouse: object
    study: object
    day_zero: int | None
    implanted_day: int | None
    interval_days: int
    is_watched: bool
    readings: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    signs: list = field(default_factory=list)
    normal: tuple = ()

    @cached_property
    def done(self):
        """The readings without those that were not made, once all are there."""
        return [one for one in self.readings if one.state != NOT_DONE]

    @cached_property
    def days(self):
        """Its `daily_volumes`, once all readings are there."""
        return daily_volumes(self.readings)

    @cached_property
    def line(self):
        """The trend `Line` through the days on which every mass was read, or None."""
        return line_of([(day, mm3) for day, mm3, is_part in self.days if not is_part])

    @cached_property
    def looks(self):
        """Its `Looks`, once everything is there."""
        return _looks(self)


def _looks(known):
    """ "Not measured" is no reading."""
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


class Moment(NamedTuple):
    """The day in the time zone of the lab, and the instant as in `Sign`."""

    day: int
    at: float


NEVER_AFTER = Moment(np.iinfo(np.int64).max, np.inf)


def moment(at):
    """The `Moment` of a time with its zone."""
    stamp = pd.Timestamp(at)
    return Moment(day_number(stamp.date()), stamp.value // 1000)


def known_mice(mice, readings, weights, signs, now=NEVER_AFTER):
    """[Known] of the mice that have not left before `now`; frames as for `evaluate`."""
    there = {one.mouse: one for one in _mice(mice, now)}
    rows = readings, ["tumor", "state", "length_mm", "width_mm", "volume_mm3"]
    for mouse, day, _, tumor, state, *sizes in _rows(*rows, "measured_at", now):
        if mouse in there:
            there[mouse].readings.append(reading(tumor, day, state, *sizes))
    for mouse, day, _, weight_g in _rows(weights, ["weight_g"], "weighed_at", now):
        if mouse in there:
            there[mouse].weights.append((day, weight_g))
    for mouse, *told in _rows(signs, ["sign", "grade"], "observed_at", now):
        if mouse in there:
            there[mouse].signs.append(Sign(*told))
    return list(there.values())


def readings_by_mouse(readings):
    """{mouse: [Reading]} of a frame of readings."""
    found = {}
    names = ["tumor", "state", "length_mm", "width_mm", "volume_mm3"]
    for mouse, day, _, tumor, state, *sizes in _rows(readings, names, "", NEVER_AFTER):
        found.setdefault(mouse, []).append(reading(tumor, day, state, *sizes))
    return found


def _mice(mice, now):
    names = ["day_zero", "implanted_on", "left_on"]
    zeros, implants, ends = (day_numbers(mice[name]) for name in names)
    watched = mice["is_watched"] if "is_watched" in mice else repeat(False)
    plain = zip(
        *(mice.index, mice["study"], zeros, implants, mice["interval_days"], watched),
        strict=False,
    )
    usual = mice["normal"] if "normal" in mice else repeat(())
    rows = zip(plain, ends, usual, strict=False)
    return [
        Known(*one, normal=normal)
        for one, left, normal in rows
        if left is None or left >= now.day
    ]


def _rows(frame, names, at_name, now):
    """(mouse, day, at, ...) of the rows of a frame up to a moment."""
    days = day_numbers(frame["date"])
    at = _instants(frame[at_name]) if at_name in frame else repeat(NO_DATE)
    columns = [frame[name].tolist() for name in names]
    rows = zip(frame["mouse"].tolist(), days, at, *columns, strict=False)
    today, instant = now
    return [
        row for row in rows if row[1] < today or (row[1] == today and row[2] <= instant)
    ]


def daily_volumes(readings):
    """[(day, volume in mm3, is_lower_bound)] of one mouse, masses summed, by day.

    The last reading of a mass on a day counts. The volume is None on a day without
    one, and a lower bound where a mass of the mouse has none.
    """
    masses, days = set(), {}
    for one in readings:
        masses.add(one.tumor)
        if one.state != NOT_DONE:
            days.setdefault(one.day, {})[one.tumor] = one.volume_mm3
    found = []
    for day in sorted(days):
        known = [volume for volume in days[day].values() if volume is not None]
        total = sum(known) if known else None
        found.append((day, total, len(known) < len(masses)))
    return found


def day_number(date):
    """A date as days since 1970; None for None."""
    return None if date is None else date.toordinal() - EPOCH


def date_of(day):
    """The date of such a number."""
    return None if day is None else dt.date.fromordinal(day + EPOCH)


def day_numbers(dates):
    """The dates of a column as days since 1970, None for a gap."""
    days = pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
    return [None if day == NO_DATE else day for day in days.tolist()]


def _instants(moments):
    at = pd.to_datetime(moments, utc=True).dt.tz_localize(None)
    return at.to_numpy().astype("datetime64[us]").astype(np.int64).tolist()


def reading(tumor, day, state, length_mm, width_mm, volume_mm3):
    """The `Reading` of what was written down: which volume counts, by its state."""
    counted = volume_mm3 if state == MEASURED else COUNTED_MM3.get(state)
    sizes = _number(length_mm), _number(width_mm), _number(counted)
    return Reading(tumor, day, state, *sizes)


def _number(value):
    # A gap is the one number that differs from itself.
    return None if value is None or value != value else float(value)
