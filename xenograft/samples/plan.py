"""When each planned collection is due, from the doses that were given."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from xenograft.analysis.target import WINDOW_MINUTES, WINDOW_SHARE
from xenograft.dosing.models import Dose
from xenograft.samples.frames import INCOMPLETE
from xenograft.samples.models import PlannedMouse, Specimen

COLLECTED, DUE, OVERDUE, WAITING = "collected", "due", "overdue", "no dose yet"


@dataclass
class Line:
    """One mouse of one planned collection."""

    mouse: object
    specimen: object
    dose: object
    due_at: object
    allowed: dt.timedelta
    problem: str = ""
    pk: int = 0

    @property
    def has_arm(self):
        return hasattr(self.mouse, "assignment")

    @property
    def state(self):
        if self.specimen:
            return COLLECTED
        if self.due_at is None:
            return WAITING
        return OVERDUE if timezone.now() > self.due_at + self.allowed else DUE


def planned(study):
    """(plan, lines) of each planned collection of a study. At most six queries."""
    mice = PlannedMouse.objects.select_related(
        "mouse__disposition", "mouse__assignment"
    )
    plans = study.collection_plans.prefetch_related(
        Prefetch("mice", mice.order_by("mouse__number")),
        Prefetch("specimens", Specimen.objects.select_related("last_dose")),
    )
    last = _last_doses(study)
    return [
        (plan, [_line(plan, one, last) for one in plan.mice.all()]) for plan in plans
    ]


def _last_doses(study):
    """mouse -> (its last dose received, the status of its newest dose on record)."""
    rows = (
        Dose.objects.of_study(study)
        .standing()
        .filter(mouse__planned_collections__plan__study=study)
    )
    newest = rows.order_by("mouse", "slot_on", "slot_number").distinct()
    statuses = {dose.mouse_id: dose.status for dose in newest}
    received = {dose.mouse_id: dose for dose in rows.received().order_by("given_at")}
    return {mouse: (received.get(mouse), statuses[mouse]) for mouse in statuses}


def _line(plan, planned, last):
    pieces = [one for one in plan.specimens.all() if one.mouse_id == planned.mouse_id]
    specimen = pieces[0] if pieces else None
    dose, status = last.get(planned.mouse_id, (None, ""))
    dose = specimen.last_dose if specimen else dose
    after = dt.timedelta(hours=float(plan.hours_after_last_dose))
    return Line(
        mouse=planned.mouse,
        specimen=specimen,
        dose=dose,
        due_at=dose and dose.given_at + after,
        allowed=max(WINDOW_SHARE * after, dt.timedelta(minutes=WINDOW_MINUTES)),
        problem=INCOMPLETE.get(status, ""),
        pk=planned.pk,
    )


def arms_of(lines, arms):
    """(arm, how many of its mice are chosen), in order; for who may see arms."""
    chosen = Counter(line.mouse.assignment.arm_id for line in lines if line.has_arm)
    return [(arm, chosen[arm.pk]) for arm in arms]
