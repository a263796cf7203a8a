"""What looks wrong in a reading beside the one before it. Never blocks saving."""

import math
from decimal import Decimal

from xenograft.analysis.volume import NOTICE, WARN, reading_problems
from xenograft.measurement.entry import as_read

FASTEST_GROWTH_PER_DAY = 0.35
ERROR_FACTOR = 1.5
LARGEST_FALL = 2.5
LARGEST_STEP_MM = 3
CLOSE_DAYS = 3
SLIP_TOLERANCE = 0.2


def doubts(reading, before=None, days=None):
    """(level, sentence) for a saved reading and the newest one `days` before it.

    Thresholds are those of the plausibility checks: a volume that grew faster than
    35% a day with 50% for error, or fell below 40% within 3 days; a diameter that
    moved more than 3 mm within 3 days; a diameter ten times, or a tenth of, the
    one before. Growth from 0 is a relapse and no doubt.
    """
    found = reading_problems(_plain(reading.length_mm), _plain(reading.width_mm))
    if before is None or None in (reading.length_mm, before.length_mm):
        return found
    return found + (_slips(reading, before) or _jumps(reading, before, days))


def _plain(diameter_mm):
    """10.9 and not 10.90, as the sentences say it."""
    return None if diameter_mm is None else Decimal(as_read(diameter_mm))


def _axes(reading, before):
    now = sorted(map(_plain, (reading.length_mm, reading.width_mm)), reverse=True)
    then = sorted(map(_plain, (before.length_mm, before.width_mm)), reverse=True)
    return zip(("L", "W"), now, then, strict=True)


def _slips(reading, before):
    found = []
    for axis, now, then in _axes(reading, before):
        for factor in (10, 0.1):
            if abs(float(now) / (float(then) * factor) - 1) <= SLIP_TOLERANCE:
                likely = float(now) / factor
                found.append(
                    (
                        WARN,
                        f"{axis} is {now} mm after {then} mm. Check the decimal point: "
                        f"{likely:.1f} mm?",
                    )
                )
    return found


def _jumps(reading, before, days):
    ratio = reading.volume_mm3 / before.volume_mm3
    since = f"in {days} day{'' if days == 1 else 's'}"
    if ratio > math.exp(FASTEST_GROWTH_PER_DAY * days) * ERROR_FACTOR:
        sentence = f"{ratio:.1f} times the last volume {since}. Measure again or keep."
        return [(WARN, sentence)]
    if days <= CLOSE_DAYS and ratio < 1 / LARGEST_FALL:
        sentence = f"{1 - ratio:.0%} smaller {since}. Measure again or keep it."
        return [(WARN, sentence)]
    steps = [
        (WARN, f"{axis} changed from {then} to {now} mm {since}. Check the reading.")
        for axis, now, then in _axes(reading, before)
        if days <= CLOSE_DAYS and abs(now - then) > LARGEST_STEP_MM
    ]
    return steps or _same(reading, before)


def _same(reading, before):
    now = (reading.length_mm, reading.width_mm)
    if now == (before.length_mm, before.width_mm):
        return [(NOTICE, "The same L and W as last time.")]
    return []
