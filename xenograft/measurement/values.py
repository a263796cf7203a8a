"""What the limits compare with, for one mouse and one session.

The same values as `analysis.endpoints.newest_values` finds for all mice of a study at
once; here without frames, because a row is saved every few seconds.
"""

from dataclasses import dataclass

from xenograft.analysis.endpoints.trend import days_to_level_of
from xenograft.analysis.endpoints.values import MG_PER_MM3, MORIBUND_GRADE
from xenograft.analysis.growth import OLDEST_BASELINE_DAYS
from xenograft.analysis.volume import LOQ_MM3, NOT_DONE, PALPABLE_BELOW_LOQ

ABOVE_EVERY_SUM = float("inf")


@dataclass(frozen=True)
class Mass:
    """The last of a tumor that counts; `is_bound` when it could not be read again."""

    volume_mm3: float | None = None
    length_mm: float | None = None
    width_mm: float | None = None
    is_bound: bool = False


def mass_of(today, before):
    """The `Mass` of one tumor from its readings, those of the day the oldest first."""
    done = [one for one in [*reversed(today), *before] if one.state != NOT_DONE]
    known = next((one for one in done if counted(one) is not None), None)
    if known is None:
        return Mass(is_bound=bool(done))
    sizes = [value and float(value) for value in (known.length_mm, known.width_mm)]
    return Mass(counted(known), *sizes, is_bound=known is not done[0])


def counted(reading):
    """The volume for analysis: the floor for a mass below what calipers read."""
    if reading.state == PALPABLE_BELOW_LOQ:
        return LOQ_MM3
    return reading.volume_mm3


def size_values(masses):
    """{(kind, basis): value} of the sizes of the masses of a mouse, in mm and mm3."""
    volumes = [mass.volume_mm3 for mass in masses if mass.volume_mm3 is not None]
    read = [mass for mass in masses if mass.length_mm is not None]
    longest = [max(mass.length_mm, mass.width_mm) for mass in read]
    means = [(mass.length_mm + mass.width_mm) / 2 for mass in read]
    found = {
        ("VOLUME", "SUM"): sum(volumes) if volumes else None,
        ("VOLUME", "LARGEST"): max(volumes, default=None),
        ("DIAMETER", "LONGEST"): max(longest, default=None),
        ("DIAMETER", "MEAN"): max(means, default=None),
    }
    return {key: value for key, value in found.items() if value is not None}


def burden_values(volume_mm3, weight_g):
    """Tumor mass as % of body weight, with and without the tumor."""
    if volume_mm3 is None or weight_g is None:
        return {}
    mass_g = volume_mm3 * MG_PER_MM3 / 1000
    return {
        ("BURDEN", "GROSS"): 100 * mass_g / weight_g,
        ("BURDEN", "NET"): 100 * mass_g / (weight_g - mass_g),
    }


def baseline_g(weights, day_zero):
    """The last weight up to day 0, at most three days old; None without one."""
    if day_zero is None:
        return None
    return next(
        (
            float(weight_g)
            for held_on, weight_g in weights
            if 0 <= (day_zero - held_on).days <= OLDEST_BASELINE_DAYS
        ),
        None,
    )


def loss_values(weights, day_zero, volume_mm3, is_burden_known):
    """The worse loss of body weight with and without the tumor, in %, and a note.

    `weights` are (date, g), the newest first; that one is judged.
    """
    base_g = baseline_g(weights, day_zero)
    if base_g is None:
        return {}, ""
    now_g = float(weights[0][1])
    most_g = max(
        float(weight_g)
        for held_on, weight_g in weights
        if (held_on - day_zero).days >= -OLDEST_BASELINE_DAYS
    )
    net_g = now_g - volume_mm3 * MG_PER_MM3 / 1000 if is_burden_known else now_g
    found = {
        ("WEIGHT_LOSS", basis): 100 * (reference - min(now_g, net_g)) / reference
        for basis, reference in (("BASELINE", base_g), ("MAXIMUM", most_g))
    }
    return found, "without the tumor" if net_g < now_g else ""


def sign_values(today):
    """Grades of the signs that were looked at on the day, the last of each sign."""
    last = {one.sign: float(one.grade) for one in today}
    found = {}
    if "BODY_CONDITION" in last:
        found["BODY_CONDITION", "SCORE"] = last["BODY_CONDITION"]
    told = [one for one in today if one.sign in ("ULCERATION", "NORMAL")]
    if told:
        found["ULCERATION", "GRADE"] = float(told[-1].grade)
    return found | _clinical(today, last)


def _clinical(today, last):
    of_their_own = ("BODY_CONDITION", "ULCERATION")
    graded = [one for one in today if one.sign not in of_their_own]
    if not graded:
        return {}
    is_dying = any(one.sign == "MORIBUND" and one.grade > 0 for one in graded)
    worst = MORIBUND_GRADE if is_dying else 0.0
    total = sum(grade for sign, grade in last.items() if sign not in of_their_own)
    return {
        ("SIGNS", "WORST"): max(worst, *(float(one.grade) for one in graded)),
        ("SIGNS", "SUM"): ABOVE_EVERY_SUM if is_dying else total,
    }


def ulcerated_since(told, level):
    """The instant at which the last unbroken run at or above a grade began, or None.

    `told` are the signs of a mouse in order of time.
    """
    since = None
    for one in told:
        if one.sign in ("ULCERATION", "NORMAL"):
            is_in = float(one.grade) >= level
            since = (since or one.observed_at) if is_in else None
    return since


def days_to_volume(volumes, level_mm3):
    """Days from the last of (day, mm3), the newest first, to a level; None if never."""
    return days_to_level_of([(day, mm3) for day, mm3 in volumes if mm3], level_mm3)
