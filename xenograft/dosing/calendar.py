"""The planned doses of studies, slot by slot, and how many of each were reported."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils import timezone

from xenograft.analysis.schedule import planned_slots
from xenograft.dosing import plan
from xenograft.dosing.models import ClosedDay, Dose, Regimen
from xenograft.implantation.days import day_zeros_of
from xenograft.implantation.models import Mouse


@dataclass(frozen=True)
class Slot:
    """What one arm is to get at one time: regimens of one route, given together."""

    slot_on: object
    number: int
    route: str
    regimens: tuple = field(compare=False)

    @property
    def window(self):
        """(earliest, latest) instant: the narrowest of its regimens."""
        return window_of(self.regimens, self.slot_on, self.number)


def window_of(regimens, slot_on, number):
    """(earliest, latest) instant at which regimens given together are in time."""
    windows = [one.window(slot_on, number) for one in regimens]
    return max(first for first, _ in windows), min(last for _, last in windows)


def slots_of(regimens, day_zero, closed_dates, until):
    """The slots of the regimens of one arm to the date `until`, in order of time."""
    together = {}
    for regimen in regimens:
        schedule = plan.schedule_of(regimen, day_zero, closed_dates)
        for slot_on, number in planned_slots(schedule, 0, (until - day_zero).days):
            key = slot_on, number, regimen.route
            together.setdefault(key, []).append(regimen)
    return [Slot(*key, tuple(together[key])) for key in sorted(together)]


class Calendar:
    """The slots of all arms of `studies` up to a date."""

    def __init__(self, studies, until):
        self.studies, self.until = list(studies), until
        self.zeros = _study_zeros(self.studies)
        self.closed = _closed_dates(self.studies)

    def slots(self):
        """{arm: slots}; a study has none before its day zero."""
        found = Regimen.objects.filter(arm__study__in=self.studies)
        by_arm = {}
        for regimen in found.select_related("agent", "arm__study"):
            by_arm.setdefault(regimen.arm, []).append(regimen)
        return {arm: self._slots(arm, own) for arm, own in by_arm.items()}

    def _slots(self, arm, regimens):
        zero = self.zeros.get(arm.study_id)
        if zero is None or zero > self.until:
            return []
        closed = self.closed.get(arm.study_id, frozenset())
        return slots_of(regimens, zero, closed, self.until)


def slots_of_mouse(study, mouse, now):
    """{(date, number): slot} planned of a mouse until today or until it left.

    Nothing before the draw. Four queries.
    """
    assignment = getattr(mouse, "assignment", None)
    if assignment is None:
        return {}
    slots = Calendar([study], timezone.localdate(now)).slots()
    own = next((s for arm, s in slots.items() if arm.pk == assignment.arm_id), [])
    left_on = mouse.disposition.left_on if hasattr(mouse, "disposition") else None
    return {
        (slot.slot_on, slot.number): slot
        for slot in own
        if left_on is None or slot.slot_on < left_on
    }


def given_of_due(study, mouse, now):
    """(doses given in full, doses due until now) of a mouse, each slot one dose.

    Only for those who may see the doses.
    """
    told = {}
    for dose in mouse.doses.standing():
        told.setdefault((dose.slot_on, dose.slot_number), set()).add(dose.status)
    planned = slots_of_mouse(study, mouse, now)
    due = told.keys() | {at for at, slot in planned.items() if slot.window[1] < now}
    return sum(statuses == {Dose.Status.GIVEN} for statuses in told.values()), len(due)


def _study_zeros(studies):
    """{study key: earliest day zero}, of studies that have one."""
    zeros = day_zeros_of(studies)
    mice = Mouse.objects.filter(study__in=studies).order_by()
    found = {study.pk: study.day_zero_on for study in studies if study.day_zero_on}
    for mouse, study in mice.values_list("pk", "study_id"):
        if zeros[mouse]:
            found[study] = min(zeros[mouse], found.get(study, zeros[mouse]))
    return found


def _closed_dates(studies):
    found = {}
    rows = ClosedDay.objects.filter(study__in=studies)
    for study, closed_on in rows.values_list("study_id", "closed_on"):
        found.setdefault(study, set()).add(closed_on)
    return found


@dataclass
class Report:
    """One slot of a study: for how many mice it was planned, and told of."""

    study: object
    slot_on: object
    number: int
    slot_count: int
    time: object = None
    earliest: object = None
    latest: object = None
    planned_count: int = 0
    told_count: int = 0
    overdue_count: int = 0

    @property
    def label(self):
        return plan.label_of(self.number, self.slot_count)

    @property
    def is_done(self):
        return self.told_count >= self.planned_count

    def add(self, slot, planned, told, now):
        earliest, latest = slot.window
        self.planned_count += planned
        self.told_count += told
        self.overdue_count += planned - told if latest < now else 0
        self.earliest = min(self.earliest or earliest, earliest)
        self.latest = max(self.latest or latest, latest)
        self.time = self.time or slot.regimens[0].clock_time(slot.number)


def reports(studies, now):
    """A `Report` of each slot until today, in order of time. Seven queries or so.

    A slot that nobody told of is overdue after its window: never missed by itself.
    Mice count until the day on which they left.
    """
    calendar = Calendar(studies, timezone.localdate(now))
    left, told = _left_dates(studies), _told_counts(studies)
    found = {}
    for arm, slots in calendar.slots().items():
        count = max((slot.number for slot in slots), default=0)
        for slot in slots:
            key = arm.study_id, slot.slot_on, slot.number
            new = Report(arm.study, slot.slot_on, slot.number, count)
            report = found.setdefault(key, new)
            report.slot_count = max(report.slot_count, count)
            planned = sum(1 for day in left[arm.pk] if not day or day > slot.slot_on)
            at = arm.pk, slot.slot_on, slot.number, slot.route
            report.add(slot, planned, min(told.get(at, 0), planned), now)
    return sorted(found.values(), key=lambda one: (one.slot_on, one.number))


def _left_dates(studies):
    """{arm key: for each of its mice the date on which it left, or None}."""
    found = defaultdict(list)
    mice = Mouse.objects.filter(study__in=studies, assignment__isnull=False).order_by()
    for arm, left_on in mice.values_list("assignment__arm", "disposition__left_on"):
        found[arm].append(left_on)
    return found


def _told_counts(studies):
    """{(arm key, date, slot, route): mice of which a dose stands}."""
    stays = Q(mouse__disposition__isnull=True)
    rows = (
        Dose.objects.standing()
        .filter(stays | Q(mouse__disposition__left_on__gt=F("slot_on")))
        .filter(mouse__study__in=studies)
        .order_by()
        .values_list("regimen__arm", "slot_on", "slot_number", "regimen__route")
        .annotate(count=Count("mouse", distinct=True))
    )
    return {tuple(key): count for *key, count in rows}


def overdue_days(study, leaving_out, now):
    """[(date, doses of which nobody told)] of the days of a study but one."""
    counts = defaultdict(int)
    for report in reports([study], now):
        if report.slot_on != leaving_out:
            counts[report.slot_on] += report.overdue_count
    return [(day, count) for day, count in counts.items() if count]
