"""From regimens to the administrations of a day, and what to draw up for each."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from xenograft.analysis.schedule import SYRINGE_STEP_ML, Schedule, dose_amount, slots_on

WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


def schedule_of(regimen, day_zero, closed_dates=()):
    """The schedule of a regimen, counted from `day_zero`."""
    named = [day for day in regimen.weekdays.split(",") if day]
    return Schedule(
        day_zero=day_zero,
        frequency=regimen.frequency,
        start_day=regimen.start_day,
        end_day=regimen.end_day,
        every_days=regimen.every_days,
        weekdays=tuple(WEEKDAYS.index(day) for day in named),
        days_on=regimen.days_on,
        days_off=regimen.days_off,
        closed_dates=frozenset(closed_dates),
    )


def label_of(slot_number, slot_count):
    """AM and PM of two doses a day, else the number of the dose."""
    if slot_count == 1:
        return "Dose"
    return {1: "AM", 2: "PM"}[slot_number] if slot_count == 2 else f"Dose {slot_number}"


def administrations(regimens, day_zero, on, closed_dates=()):
    """{(slot number, route): regimens given together then}, in order of time."""
    found = {}
    for regimen in regimens:
        for slot in slots_on(schedule_of(regimen, day_zero, closed_dates), on):
            found.setdefault((slot, regimen.route), []).append(regimen)
    return dict(sorted(found.items()))


def lacks_dose(regimen):
    """The scientist has not entered the dose yet; a vehicle needs none."""
    return regimen.dose_mg_per_kg is None and not regimen.agent.is_vehicle


@dataclass(frozen=True)
class Part:
    """One regimen's share of what is drawn up: planned and rounded mg, and mL."""

    regimen: object
    planned_mg: Decimal
    given_mg: Decimal
    volume_ml: Decimal


@dataclass(frozen=True)
class Amount:
    """What to draw up for one mouse: mL to 0.01 in all, and each regimen's part.

    `rounding_error` is what rounding to the syringe adds, a fraction of the dose.
    """

    volume_ml: Decimal
    parts: tuple
    rounding_error: Decimal = Decimal(0)

    def of_volume(self, volume_ml):
        """The same mixture when `volume_ml` went in: [(regimen, planned, mg, mL)]."""
        share = volume_ml / self.volume_ml if self.volume_ml else Decimal(0)
        volumes = _shared(volume_ml, [part.volume_ml for part in self.parts])
        return [
            Part(part.regimen, part.planned_mg, part.given_mg * share, volume)
            for part, volume in zip(self.parts, volumes, strict=True)
        ]


def amount_for(weight_g, regimens):
    """What a mouse of `weight_g` gets of regimens given together.

    The sum is rounded to the syringe, not each part, and the mg follow the rounded
    volume (DOMAIN 3.3).
    """
    if len(regimens) == 1:
        one = dose_amount(weight_g, *_numbers(regimens[0]))
        part = Part(regimens[0], one.dose_mg, one.given_mg, one.volume_ml)
        return Amount(one.volume_ml, (part,), one.rounding_error)
    rate = sum(regimen.volume_ml_per_kg for regimen in regimens)
    exact_ml = rate * weight_g / 1000
    total = dose_amount(weight_g, 0, rate).volume_ml
    shares = _shared(total, [regimen.volume_ml_per_kg for regimen in regimens])
    doses = [dose_amount(weight_g, *_numbers(one)).dose_mg for one in regimens]
    parts = zip(regimens, doses, shares, strict=True)
    return Amount(
        total,
        tuple(Part(one, mg, mg * total / exact_ml, ml) for one, mg, ml in parts),
        total / exact_ml - 1,
    )


def _numbers(regimen):
    return (
        regimen.dose_mg_per_kg or Decimal(0),
        regimen.volume_ml_per_kg,
        regimen.concentration_mg_per_ml,
    )


def _shared(total, weights):
    """`total` mL in hundredths split by weight, so that the parts add up to it."""
    whole = sum(weights)
    if not whole:
        return [Decimal(0)] * len(weights)
    parts = [
        (total * weight / whole).quantize(SYRINGE_STEP_ML, ROUND_DOWN)
        for weight in weights
    ]
    left = int((total - sum(parts)) / SYRINGE_STEP_ML)
    return [
        part + (SYRINGE_STEP_ML if place < left else 0)
        for place, part in enumerate(parts)
    ]


def freshness(age_days, fresh_days, usable_days):
    """How a weight of that age may be used: fresh, old (a warning) or too old."""
    if age_days <= fresh_days:
        return "fresh"
    return "old" if age_days <= usable_days else "too old"
