"""The newest value of each sign of one mouse, as the limits want it."""

import math
from typing import NamedTuple

from xenograft.analysis.endpoints.normal import normal_g
from xenograft.analysis.endpoints.words import BASES
from xenograft.analysis.growth import OLDEST_BASELINE_DAYS

MG_PER_MM3 = 1
MORIBUND_GRADE = 3.0
MICROSECONDS_PER_HOUR = 3_600_000_000
OF_THEIR_OWN = ("BODY_CONDITION", "ULCERATION")


class Value(NamedTuple):
    """A value of a kind and basis, its day, and for a weight loss both its parts (%).

    None stands for a gap.
    """

    value: float | None = None
    day: int | None = None
    note: str = ""
    gross_pct: float | None = None
    net_pct: float | None = None


class Mass(NamedTuple):
    """The last of a mass that counts; is_lower_bound when it was not read again."""

    day: int
    length_mm: float | None
    width_mm: float | None
    volume_mm3: float | None
    is_lower_bound: bool


def newest_values(known, masses, now):
    """{(kind, basis): Value} of one mouse; without a value where nothing is known.

    `known` is a `Known`, `masses` are its `newest_masses`, `now` a `Moment`.
    """
    volume = _of_masses(masses, [mass.volume_mm3 for mass in masses], sum)
    return {
        ("VOLUME", "SUM"): volume,
        **_sizes(masses),
        **_burdens(volume, known.weights),
        **_losses(known),
        ("BODY_CONDITION", "SCORE"): _last_grade(known.signs, ["BODY_CONDITION"]),
        ("ULCERATION", "GRADE"): _last_grade(known.signs, ["ULCERATION", "NORMAL"]),
        **_clinical(known.signs),
        ("DURATION", "DAYS"): _days_treated(known.day_zero, now.day),
    }


def newest_masses(done):
    """The `Mass` of each tumor from the readings that were made, in order of time.

    A mass that cannot be measured any more keeps its last volume and diameters, with
    is_lower_bound and the day of the last reading.
    """
    last, read = {}, {}
    for one in done:
        last[one.tumor] = one
        if one.volume_mm3 is not None:
            read[one.tumor] = one
    return [_mass(one, read.get(tumor, one)) for tumor, one in last.items()]


def _mass(last, read):
    sizes = read.length_mm, read.width_mm, read.volume_mm3
    return Mass(last.day, *sizes, is_lower_bound=last.volume_mm3 is None)


def _sizes(masses):
    volumes = [mass.volume_mm3 for mass in masses]
    read = [(mass.length_mm, mass.width_mm) for mass in masses]
    longest = [max(pair) if None not in pair else None for pair in read]
    means = [sum(pair) / 2 if None not in pair else None for pair in read]
    return {
        ("VOLUME", "LARGEST"): _of_masses(masses, volumes, max),
        ("DIAMETER", "LONGEST"): _of_masses(masses, longest, max),
        ("DIAMETER", "MEAN"): _of_masses(masses, means, max),
    }


def _of_masses(masses, values, how):
    """One value of the masses of a mouse; at least that with a mass unread."""
    pairs = zip(masses, values, strict=True)
    known = [(mass.day, value) for mass, value in pairs if value is not None]
    if not known:
        return Value()
    bound = "at least" if any(mass.is_lower_bound for mass in masses) else ""
    return Value(how(value for _, value in known), max(known)[0], bound)


def _burdens(volume, weights):
    if volume.value is None or not weights:
        shares = None, None
    else:
        mass_g, weight_g = volume.value * MG_PER_MM3 / 1000, weights[-1][1]
        shares = _share(mass_g, weight_g), _share(mass_g, weight_g - mass_g)
    names = ("BURDEN", "GROSS"), ("BURDEN", "NET")
    return {
        name: volume._replace(value=share)
        for name, share in zip(names, shares, strict=True)
    }


def _share(part_g, whole_g):
    # A tumor as heavy as the mouse is past every limit.
    return 100 * part_g / whole_g if whole_g > 0 else math.inf


def baseline_g(weights, day_zero):
    """The last weight (g) up to day 0, at most three days old; None without one.

    `weights` are (day, g) in order of time, the days any that can be counted.
    """
    return next(
        (
            weight_g
            for day, weight_g in reversed(weights)
            if -OLDEST_BASELINE_DAYS <= day - day_zero <= 0
        ),
        None,
    )


def _losses(known):
    """Loss with and without the tumor of the newest weight, and the worse of them."""
    if known.day_zero is None or not known.weights:
        return {("WEIGHT_LOSS", code): Value() for code, _ in BASES["WEIGHT_LOSS"]}
    day, weight_g = known.weights[-1]
    net_g = _net_g(known.days, day, weight_g)
    return {
        ("WEIGHT_LOSS", code): _loss(day, reference_g, weight_g, net_g)
        for code, reference_g in _references(known, day).items()
    }


def _references(known, day):
    """basis -> the weight (g) that a loss is counted from, None where there is none."""
    base_g = baseline_g(known.weights, known.day_zero)
    first_day = known.day_zero - OLDEST_BASELINE_DAYS
    since = [grams for on, grams in known.weights if on >= first_day]
    most_g = max(since) if base_g is not None else None
    return {"BASELINE": base_g, "MAXIMUM": most_g, "AGE": normal_g(known.normal, day)}


def _loss(day, reference_g, weight_g, net_g):
    if reference_g is None:
        return Value(day=day)
    gross = 100 * (reference_g - weight_g) / reference_g
    if net_g is None:
        return Value(gross, day, gross_pct=gross)
    net = 100 * (reference_g - net_g) / reference_g
    note = "without the tumor" if net > gross else ""
    return Value(max(gross, net), day, note, gross, net)


def _net_g(days, day, weight_g):
    """The weight without the masses of the last day on which they were read."""
    volumes = [volume for on, volume, _ in days if on <= day and volume is not None]
    return weight_g - volumes[-1] * MG_PER_MM3 / 1000 if volumes else None


def _last_grade(signs, names):
    told = [one for one in signs if one.sign in names]
    return Value(told[-1].grade, told[-1].day) if told else Value()


def _clinical(signs):
    """Worst and summed grade of the newest day on which signs were looked at."""
    graded = [one for one in signs if one.sign not in OF_THEIR_OWN]
    day = max((one.day for one in graded), default=None)
    last, grades = {}, []
    is_dying = False
    for one in graded:
        if one.day == day:
            dies = one.sign == "MORIBUND" and one.grade > 0
            # Moribund is the limit itself, whatever grade or sum was agreed on.
            last[one.sign] = MORIBUND_GRADE if dies else one.grade
            grades.append(last[one.sign])
            is_dying |= dies
    total = math.inf if is_dying else sum(last.values()) if last else None
    worst = max(grades, default=None)
    return {("SIGNS", "WORST"): Value(worst, day), ("SIGNS", "SUM"): Value(total, day)}


def _days_treated(day_zero, today):
    days = None if day_zero is None else float(today - day_zero)
    return Value(days, today)


def in_grade_since(signs, level):
    """When the last unbroken run of ulceration at or above a grade began, or None.

    In microseconds since 1970. A lower grade or a "normal" ends a run.
    """
    since = None
    for one in signs:
        if one.sign in ("ULCERATION", "NORMAL"):
            is_in = one.grade >= level
            since = min(one.at, since or one.at) if is_in else None
    return since
