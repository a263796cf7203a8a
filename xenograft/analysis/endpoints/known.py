"""What is known of each mouse at a moment: out of frames, as plain values."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pandas as pd

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


@dataclass
class Known:
    """One mouse with its readings, weights (day, g) and signs in order of time."""

    mouse: object
    study: object
    day_zero: int | None
    implanted_day: int | None
    interval_days: int
    is_watched: bool
    readings: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    signs: list = field(default_factory=list)

    @property
    def done(self):
        """The readings without those that were not made."""
        return [one for one in self.readings if one.state != NOT_DONE]


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
    rows = zip(plain, ends, strict=True)
    return [Known(*one) for one, left in rows if left is None or left >= now.day]


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
    sizes = [_number(size) for size in (length_mm, width_mm, counted)]
    return Reading(tumor, day, state, *sizes)


def _number(value):
    # A gap is the one number that differs from itself.
    return None if value is None or value != value else float(value)
