"""A regimen's schedule to planned doses, amounts to give, and what was given."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

FREQUENCIES = (
    ("ONCE", "once"),
    ("QD", "once a day"),
    ("BID", "twice a day"),
    ("TID", "three times a day"),
    ("QOD", "every second day"),
    ("QND", "every n days"),
    ("WEEKLY", "on named weekdays"),
)
SLOTS_PER_DAY = {"BID": 2, "TID": 3}

# Dose volumes in mL/kg: good practice (warn above) and possible maximum (refuse).
ROUTE_LIMITS_ML_PER_KG = {
    "PO": (10, 50),
    "SC": (10, 40),
    "IP": (20, 80),
    "IV": (5, 25),
}
# Intramuscular limits are for each site, in mL, and do not scale with weight.
INTRAMUSCULAR_LIMITS_ML_PER_SITE = (Decimal("0.05"), Decimal("0.1"))

LARGEST_DAY_ML_PER_KG = 20

SYRINGE_STEP_ML = Decimal("0.01")
SMALLEST_VOLUME_ML = Decimal("0.05")
LARGEST_ROUNDING_ERROR = Decimal("0.05")

HIGH_DOSE_MG_PER_KG = 200
HUMAN_DOSE_MG_PER_KG = 500
# Clinical doses of the protocol's drugs, so that a refusal can name them.
HUMAN_DOSES_MG = (200, 400, 425)

NOT_DUE = ("PLANNED", "NOT_APPLICABLE", "NOT_PLANNED")
WITHHELD = "WITHHELD"


@dataclass(frozen=True)
class Schedule:
    """When doses are planned: a frequency, a cycle, a first and a last day.

    Days are counted from `day_zero`, which is day 0. `end_day` None means until
    the mouse is off study. `every_days` belongs to QND; `weekdays` (Monday is 0)
    to WEEKLY. `days_on` and `days_off` repeat from `start_day`. `slots_per_day`
    is the frequency's own unless given. Closed dates have no slots.
    """

    day_zero: date
    frequency: str
    start_day: int = 0
    end_day: int | None = None
    every_days: int | None = None
    weekdays: tuple[int, ...] = ()
    days_on: int | None = None
    days_off: int | None = None
    slots_per_day: int | None = None
    closed_dates: frozenset[date] = frozenset()

    def __post_init__(self):
        if self.frequency not in dict(FREQUENCIES):
            raise ValueError(f"There is no frequency {self.frequency}.")
        if self.frequency == "QND" and not (self.every_days or 0) >= 1:
            raise ValueError("Every n days needs a number of days of 1 or more.")
        if self.frequency == "WEEKLY" and not self.weekdays:
            raise ValueError("A weekly schedule needs at least one weekday.")
        if (self.days_on is None) != (self.days_off is None):
            raise ValueError("A cycle needs both days on and days off.")
        if self.days_on is not None and self.days_on < 1:
            raise ValueError("A cycle needs at least one day on.")

    def is_dosing_day(self, day):
        """Whether `day` (days since day zero) has slots."""
        if day < self.start_day or (self.end_day is not None and day > self.end_day):
            return False
        if self.date_of(day) in self.closed_dates or not self._is_day_on(day):
            return False
        return self._is_in_frequency(day)

    def date_of(self, day):
        """The date of a day counted from day zero."""
        return self.day_zero + timedelta(days=day)

    def slot_numbers(self):
        """Slot numbers of a dosing day, from 1."""
        count = self.slots_per_day or SLOTS_PER_DAY.get(self.frequency, 1)
        return range(1, count + 1)

    def _is_day_on(self, day):
        if self.days_on is None:
            return True
        cycle = self.days_on + self.days_off
        return (day - self.start_day) % cycle < self.days_on

    def _is_in_frequency(self, day):
        since_start = day - self.start_day
        if self.frequency == "ONCE":
            return since_start == 0
        if self.frequency == "WEEKLY":
            return self.date_of(day).weekday() in self.weekdays
        every = {"QOD": 2, "QND": self.every_days}.get(self.frequency, 1)
        return since_start % every == 0


def planned_slots(schedule, first_day, last_day):
    """Planned doses as a list of (date, slot number), in order of time.

    `first_day` and `last_day` are days since day zero, both included; slots
    before the schedule starts or after it ends are not in the list.
    """
    days = (day for day in range(first_day, last_day + 1))
    return [
        (schedule.date_of(day), slot)
        for day in days
        if schedule.is_dosing_day(day)
        for slot in schedule.slot_numbers()
    ]


def slots_on(schedule, on):
    """Slot numbers planned on the date `on`; an empty list on a day without."""
    day = (on - schedule.day_zero).days
    return [slot for _, slot in planned_slots(schedule, day, day)]


class DoseAmount(NamedTuple):
    """What to draw up for one mouse. `rounding_error` is a fraction of the dose."""

    dose_mg: Decimal
    volume_ml: Decimal
    given_mg: Decimal
    rounding_error: Decimal


def dose_amount(
    weight_g, dose_mg_per_kg, volume_ml_per_kg, concentration_mg_per_ml=None
):
    """Dose and volume for a mouse, the volume rounded half up to 0.01 mL.

    dose_mg = mg/kg x g / 1000 and volume = dose_mg / concentration; a vehicle
    (no concentration, or no dose) gets mL/kg x g / 1000. `given_mg` is the dose
    in the rounded volume. Decimals in, Decimals out; floats are read as printed.
    """
    weight_kg = _decimal(weight_g) / 1000
    dose_mg = _decimal(dose_mg_per_kg or 0) * weight_kg
    exact_ml = _decimal(volume_ml_per_kg) * weight_kg
    if concentration_mg_per_ml and dose_mg:
        exact_ml = dose_mg / _decimal(concentration_mg_per_ml)
    volume_ml = exact_ml.quantize(SYRINGE_STEP_ML, ROUND_HALF_UP)
    if not exact_ml:
        return DoseAmount(dose_mg, volume_ml, Decimal(0), Decimal(0))
    share = volume_ml / exact_ml
    return DoseAmount(dose_mg, volume_ml, dose_mg * share, share - 1)


def amount_warnings(amount):
    """Sentences about a volume too small to draw up well; usually none."""
    found = []
    if amount.volume_ml < SMALLEST_VOLUME_ML:
        found.append(f"{amount.volume_ml} mL is below {SMALLEST_VOLUME_ML} mL.")
    if abs(amount.rounding_error) > LARGEST_ROUNDING_ERROR:
        error = f"{abs(amount.rounding_error):.0%}"
        found.append(f"Rounding to {SYRINGE_STEP_ML} mL changes the dose by {error}.")
    return found


def flat_dose_refusal(dose_mg, weight_g):
    """Why a dose of `dose_mg` per mouse is refused, or None when it may be right.

    Refused above 500 mg/kg, where a dose looks like a human one.
    """
    mg_per_kg = _mg_per_kg(dose_mg, weight_g)
    if mg_per_kg <= HUMAN_DOSE_MG_PER_KG:
        return None
    article = "the" if _decimal(dose_mg) in HUMAN_DOSES_MG else "like a"
    weight = f"at {_plain(weight_g)} g this is {mg_per_kg:,.0f} mg/kg"
    return f"{_plain(dose_mg)} mg is {article} human dose; {weight}."


def high_dose_warning(dose_mg_per_kg):
    """A sentence for a dose over 200 mg/kg, or None. It does not refuse."""
    if _decimal(dose_mg_per_kg) <= HIGH_DOSE_MG_PER_KG:
        return None
    dose = _plain(dose_mg_per_kg)
    return f"{dose} mg/kg is above {HIGH_DOSE_MG_PER_KG} mg/kg. Check the dose."


def volume_problem(route, volume_ml_per_kg, limits=ROUTE_LIMITS_ML_PER_KG):
    """(level, sentence) for a dose volume over the route's limits, or None.

    `limits` has (good practice, maximum) in mL/kg of each route, those of the study;
    without it a Diehl-type table. Routes without limits are not judged.
    """
    if route not in limits:
        return None
    good, most = limits[route]
    volume = f"{_plain(volume_ml_per_kg)} mL/kg {route}"
    if _decimal(volume_ml_per_kg) > most:
        return "error", f"{volume} is above the maximum of {_plain(most)} mL/kg."
    if _decimal(volume_ml_per_kg) > good:
        return "warn", f"{volume} is above the good practice of {_plain(good)} mL/kg."
    return None


def daily_volume_notice(route, ml_per_kg_per_day, most=LARGEST_DAY_ML_PER_KG):
    """A sentence when the volumes of a day by mouth exceed `most` mL/kg, or None.

    Each dose is judged by `volume_problem`; this is about their sum. A default of ours.
    """
    if route != "PO" or _decimal(ml_per_kg_per_day) <= most:
        return None
    volume = f"{_plain(ml_per_kg_per_day)} mL/kg a day by mouth"
    return f"{volume} is above {_plain(most)} mL/kg a day."


def adherence(doses):
    """Given over planned dose (fraction), withheld doses left out.

    `doses` has one row per slot: status, planned_mg, actual_mg (mg; a gap in
    actual_mg is 0). Slots that were not due do not count. NaN when nothing is left.
    """
    return _given_over_planned(doses[doses["status"] != WITHHELD])


def relative_dose_intensity(doses):
    """Given over planned dose (fraction) of all due slots, withheld ones included.

    Columns as in `adherence`; NaN when no slot was due.
    """
    return _given_over_planned(doses)


def _given_over_planned(doses):
    due = doses[~doses["status"].isin(NOT_DUE)]
    planned_mg = float(due["planned_mg"].astype(float).sum())
    if planned_mg == 0:
        return float("nan")
    return float(due["actual_mg"].astype(float).fillna(0).sum()) / planned_mg


def _mg_per_kg(dose_mg, weight_g):
    return _decimal(dose_mg) * 1000 / _decimal(weight_g)


def _decimal(value):
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _plain(value):
    number = _decimal(value)
    return f"{number.normalize():f}"
