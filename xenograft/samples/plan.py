"""When each planned collection is due, from the doses that were given."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from xenograft.dosing.models import Dose, Regimen
from xenograft.implantation.days import day_zeros
from xenograft.samples.frames import INCOMPLETE
from xenograft.samples.models import PlannedMouse, Specimen

COLLECTED, DUE, OVERDUE = "collected", "due", "overdue"
WAITING, DOSED_ON, GONE = "no dose yet", "dosing goes on", "left without it"


@dataclass
class Line:
    """One mouse of one planned collection."""

    mouse: object
    specimen: object
    dose: object
    due_at: object
    allowed: dt.timedelta
    final_on: dt.date = None
    problem: str = ""
    pk: int = 0

    @property
    def has_arm(self):
        return hasattr(self.mouse, "assignment")

    @property
    def state(self):
        if self.specimen:
            return COLLECTED
        if hasattr(self.mouse, "disposition"):
            return GONE
        if self.due_at is None:
            return WAITING if self.dose is None else DOSED_ON
        return OVERDUE if timezone.now() > self.due_at + self.allowed else DUE


def planned(study):
    """(plan, lines) of each planned collection of a study. At most nine queries."""
    mice = PlannedMouse.objects.select_related(
        "mouse__disposition", "mouse__assignment"
    )
    plans = study.collection_plans.prefetch_related(
        Prefetch("mice", mice.order_by("mouse__number")),
        Prefetch("specimens", Specimen.objects.select_related("last_dose")),
    )
    known = _Known(_doses(study), day_zeros(study), _last_day(study))
    return [
        (plan, [_line(plan, one, known) for one in plan.mice.all()]) for plan in plans
    ]


@dataclass(frozen=True)
class _Known:
    """Doses of each mouse in order, its day zero, and the last day of dosing."""

    doses: dict
    zeros: dict
    last_day: int | None

    def final_on(self, plan, mouse):
        """The date of the final dose, as far as the plan or the regimens tell."""
        day = self.last_day if plan.final_day is None else plan.final_day
        zero = self.zeros.get(mouse.pk)
        return None if day is None or zero is None else zero + dt.timedelta(days=day)

    def until(self, mouse, date):
        """(last dose received, newest entry) up to a date, or of all."""
        own = [
            dose
            for dose in self.doses.get(mouse.pk, ())
            if date is None or dose.slot_on <= date
        ]
        received = [dose for dose in own if dose.given_at is not None]
        last = max(received, key=lambda dose: dose.given_at, default=None)
        return last, own[-1] if own else None


def _doses(study):
    rows = Dose.objects.of_study(study).standing()
    rows = rows.filter(mouse__planned_collections__plan__study=study).distinct()
    doses = {}
    for dose in rows.order_by("mouse", "slot_on", "slot_number"):
        doses.setdefault(dose.mouse_id, []).append(dose)
    return doses


def _last_day(study):
    """The day after which nothing is dosed in any arm; None where one goes on."""
    days = list(
        Regimen.objects.of_study(study).order_by().values_list("end_day", flat=True)
    )
    return None if not days or None in days else max(days)


def _line(plan, one, known):
    pieces = [piece for piece in plan.specimens.all() if piece.mouse_id == one.mouse_id]
    specimen = pieces[0] if pieces else None
    final_on = known.final_on(plan, one.mouse)
    dose, newest = known.until(one.mouse, final_on)
    dose = specimen.last_dose if specimen else dose
    return Line(
        mouse=one.mouse,
        specimen=specimen,
        dose=dose,
        due_at=_due_at(plan, dose, final_on),
        allowed=plan.allowed,
        final_on=final_on,
        problem=INCOMPLETE.get(newest.status, "") if newest else "",
        pk=one.pk,
    )


def _due_at(plan, dose, final_on):
    """Nothing is due before the day of the final dose has come."""
    if dose is None:
        return None
    is_to_come = final_on is not None and dose.slot_on < final_on
    if is_to_come and timezone.localdate() <= final_on:
        return None
    return dose.given_at + dt.timedelta(hours=float(plan.hours_after_last_dose))


def arms_of(lines, arms):
    """(arm, how many of its mice are chosen), in order; for who may see arms."""
    chosen = Counter(line.mouse.assignment.arm_id for line in lines if line.has_arm)
    return [(arm, chosen[arm.pk]) for arm in arms]
