"""The rules of `class_schemes` once more, mouse by mouse in plain Python: its witness.

Written from the published tables alone; nothing of the application is used.
"""

import math


def day_21(days, volumes):
    """The volume of day 21: read, within a day, or on a line of ln V between two."""
    near = min(days, key=lambda day: abs(day - 21))
    if abs(near - 21) <= 1:
        return volumes[days.index(near)]
    before = [day for day in days if day < 21]
    after = [day for day in days if day > 21]
    if not before or not after:
        return None
    first, second = max(before), min(after)
    v1, v2 = volumes[days.index(first)], volumes[days.index(second)]
    share = (21 - first) / (second - first)
    if v1 <= 0 or v2 <= 0:
        return v1 + share * (v2 - v1)
    return math.exp((1 - share) * math.log(v1) + share * math.log(v2))


def rc_35(days, volumes, start):
    then = day_21(days, volumes)
    if then is None:
        return "NE"
    change = 100 * (then - start) / start
    return "PR" if change < -35 else "PD" if change > 35 else "SD"


def pdxnet(days, volumes, start):
    then = day_21(days, volumes)
    if then is None:
        return "NE"
    change = 100 * (then - start) / start
    for name, most in (("CR", -95), ("PR", -30), ("SD", 20)):
        if change <= most:
            return name
    return "PD"


def pptp(days, volumes, start):
    seen = [v for day, v in zip(days, volumes, strict=True) if 0 < day <= 42]
    if start < 200 or not seen:
        return "NE"
    if seen[-1] < 100:
        return "MCR"
    if any(v < 100 for v in seen):
        return "CR"
    if any(v <= start / 2 for v in seen):
        return "PR"
    return "SD" if seen[-1] <= 1.25 * start else "PD"
