"""What looks wrong in a value beside those before it. Never keeps it from being saved.

Each question is one sentence. The numbers that decide are the bench rules of the study.
"""

import math
from decimal import Decimal

from xenograft.analysis.volume import reading_problems
from xenograft.measurement.entry import as_read


def reading_questions(reading, held_on, earlier, rules):
    """The questions about a reading of a day, for those before it of the same tumor.

    `earlier` are of earlier days, the newest first. A volume that grew faster than
    the rules allow for, or fell; a diameter that moved by a step, or is ten times or
    a tenth of the one before; the same diameters several times in a row. Growth from
    0 is a relapse and no question.
    """
    if reading.length_mm is None:
        return []
    found = [text for _, text in _by_itself(reading, rules)]
    known = [one for one in earlier if one.length_mm is not None]
    if not known or earlier[0].volume_mm3 == 0:
        return found
    before = known[0]
    days = (held_on - before.held_on).days
    beside = _slips(reading, before, rules) or _jumps(reading, before, days, rules)
    return found + (beside or _same(reading, known, rules))


def weight_questions(weight, before, rules):
    """The question about a body weight that differs from the one before."""
    if before is None:
        return []
    now_g, before_g = Decimal(weight.weight_g), Decimal(before.weight_g)
    percent = 100 * (now_g - before_g) / before_g
    if abs(percent) <= rules.weight_percent:
        return []
    more = "more" if percent > 0 else "less"
    was = f"{as_read(before.weight_g)} g"
    now = f"{as_read(weight.weight_g)} g"
    return [f"{now} is {abs(percent):.0f}% {more} than the last weight, {was}."]


def volume_mm3_of(reading):
    """As the database computes it, for a row that is not written yet."""
    if reading.length_mm is None:
        return None
    longer, shorter = sorted((reading.length_mm, reading.width_mm), reverse=True)
    return float(longer) * float(shorter) * float(shorter) / 2


def _by_itself(reading, rules):
    return reading_problems(
        _plain(reading.length_mm),
        _plain(reading.width_mm),
        small_mm=float(rules.smallest_mm),
        large_mm=float(rules.largest_mm),
        lowest_ratio=rules.narrow_percent / 100,
    )


def _plain(diameter_mm):
    """10.9 and not 10.90, as the sentences say it."""
    return Decimal(as_read(diameter_mm))


def _axes(reading, before):
    now = sorted(map(_plain, (reading.length_mm, reading.width_mm)), reverse=True)
    then = sorted(map(_plain, (before.length_mm, before.width_mm)), reverse=True)
    return zip(("L", "W"), now, then, strict=True)


def _slips(reading, before, rules):
    found = []
    for axis, now, then in _axes(reading, before):
        for factor in (10, 0.1):
            is_slip = abs(float(now) / (float(then) * factor) - 1)
            if is_slip <= rules.slip_percent / 100:
                likely = float(now) / factor
                found.append(
                    f"{axis} is {now} mm after {then} mm. Check the decimal point: "
                    f"{likely:.1f} mm?"
                )
    return found


def _jumps(reading, before, days, rules):
    ratio = volume_mm3_of(reading) / before.volume_mm3
    since = f"in {days} day{'' if days == 1 else 's'}"
    fastest = math.exp(rules.growth_percent_per_day / 100 * days)
    if ratio > fastest * (1 + rules.error_percent / 100):
        return [f"{ratio:.1f} times the last volume {since}. Measure again or keep."]
    if days > rules.close_days:
        return []
    if ratio < 1 - rules.fall_percent / 100:
        return [f"{1 - ratio:.0%} smaller {since}. Measure again or keep it."]
    return [
        f"{axis} changed from {then} to {now} mm {since}. Check the reading."
        for axis, now, then in _axes(reading, before)
        if abs(now - then) > Decimal(rules.step_mm)
    ]


def _same(reading, known, rules):
    last = [_read(one) for one in known[: rules.same_count]]
    if last != [_read(reading)] * rules.same_count:
        return []
    times = "time" if rules.same_count == 1 else f"{rules.same_count} times"
    return [f"The same L and W as the last {times}. Read again, or keep it."]


def _read(reading):
    return as_read(reading.length_mm), as_read(reading.width_mm)
