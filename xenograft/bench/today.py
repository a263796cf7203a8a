"""What is to be done now in all studies of a person: overdue first."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from xenograft.bench import frames
from xenograft.dosing.calendar import reports
from xenograft.dosing.models import Dose, SentDose
from xenograft.measurement import daily
from xenograft.measurement.models import Session
from xenograft.study.models import Study
from xenograft.study.roles import Access

ENDPOINT, MEASURE, WEIGH, DOSE, CHECK = range(5)
ICONS = ["octagon-alert", "ruler", "scale", "syringe", "eye"]


@dataclass
class Task:
    """One line: what, where, until when, how far, who is on it, and where to go."""

    kind: int
    title: str
    study: Study
    window: str
    link: tuple | None
    done: int = 0
    total: int = 0
    text: str = ""
    who: str = ""
    overdue_count: int = 0
    at: dt.time = dt.time()

    @property
    def icon(self):
        return ICONS[self.kind]

    @property
    def is_overdue(self):
        return self.overdue_count > 0

    @property
    def is_done(self):
        return self.total > 0 and self.done >= self.total

    @property
    def order(self):
        return self.is_done, not self.is_overdue, self.kind, self.at, self.study.code


def tasks_of(person):
    """The tasks of a person, overdue first and done last. 30 queries at most."""
    return work_of(person)[0]


def work_of(person):
    """(tasks as `tasks_of`, looks by study key as `frames.looks_due`)."""
    studies = _studies(person)
    now = timezone.now()
    looks = frames.looks_due(studies, timezone.localdate(now)) if studies else {}
    sessions = _sessions_today(studies)
    found = [
        task
        for study in studies
        for task in _looks(study, looks.get(study.pk), sessions.get(study.pk))
    ]
    found += _checks([study for study in studies if study.access.can["check"]])
    found += _doses([study for study in studies if _may_dose(study)], now)
    return sorted(found, key=lambda task: task.order), looks


def _studies(person):
    mine = Study.objects.for_person(person).filter(locked_at__isnull=True)
    found = mine.with_state().with_header().prefetch_related("memberships")
    for study in found:
        roles = [m.role for m in study.memberships.all() if m.person_id == person.pk]
        study.access = Access(roles, study)
    return [study for study in found if study.on_study_count]


def _may_dose(study):
    return study.access.can["dose"] and study.access.sees_bottles


def _sessions_today(studies):
    held = Session.objects.filter(study__in=studies, held_on=timezone.localdate())
    return {one.study_id: one for one in held.select_related("opened_by")}


def _looks(study, look, session):
    """What is to be decided, measured and weighed in one study."""
    if look is None:
        return []
    tasks = [_measuring(study, look["measure"], session)]
    tasks.append(_weighing(study, look["weigh"], session))
    if look["reached_count"]:
        tasks.append(_deciding(study, look["reached_count"]))
    return [task for task in tasks if task.total or task.text]


def _deciding(study, count):
    text = f"{count} {'mouse' if count == 1 else 'mice'} reached a limit"
    link = ("Open board", reverse("endpoint:board", args=[study.code]))
    task = Task(ENDPOINT, "Endpoint, act today", study, "today", link, text=text)
    task.overdue_count, task.who = count, "study director"
    return task


def _measuring(study, look, session):
    day = f", {study.day_today}" if study.day_today else ""
    return _looking(MEASURE, f"Measure{day}", study, look, session)


def _weighing(study, look, session):
    return _looking(WEIGH, "Weigh", study, look, session)


def _looking(kind, title, study, look, session):
    task = Task(kind, title, study, _by(look["first_due_on"]), None)
    task.done, task.total = look["done"], look["done"] + look["due"]
    task.overdue_count = look["overdue"]
    task.who = _name(session.opened_by) if session else ""
    if study.access.can["measure"]:
        name = "Continue" if session and task.done else "Start"
        label = "View" if task.is_done else name
        task.link = label, _session_page(study, session)
    return task


def _session_page(study, session):
    """Straight to the day's session, or to where it is opened."""
    if session is None:
        return reverse("measurement:sessions", args=[study.code])
    return reverse("measurement:session", args=[study.code, session.held_on])


def _by(due_on):
    today = timezone.localdate()
    if due_on is None or due_on == today:
        return "any time today"
    return f"since {due_on:%-d %b}"


def _name(person):
    return person.get_full_name() or person.get_username() if person else ""


def _checks(studies):
    """The daily look into the cages, whether anything is measured or not."""
    cages, seen = daily.cages_to_see(studies), daily.last_checks(studies)
    return [_check(one, cages[one.pk], seen) for one in studies if one.pk in cages]


def _check(study, cages, seen):
    own = [seen[cage] for cage in cages if cage in seen]
    last = max(own, key=lambda check: check.checked_at, default=None)
    label = "View" if len(own) == len(cages) else "Look" if not own else "Continue"
    link = label, reverse("measurement:daily", args=[study.code])
    who = _name(last.checked_by) if last else ""
    task = Task(CHECK, "Daily check", study, "any time today", link, who=who)
    task.done, task.total = len(own), len(cages)
    return task


def _doses(studies, now):
    today = timezone.localdate(now)
    who = _dosing_today(studies, today)
    tasks, late = [], {}
    for report in reports(studies, now):
        if report.slot_on == today:
            person = who.get((report.study.pk, report.number), "")
            tasks.append(_slot(report, person))
        elif report.overdue_count:
            late.setdefault(report.study, []).append(report)
    tasks += _asked(studies)
    first = [_first_dose(study) for study in studies if _waits_for_day_zero(study)]
    return [*tasks, *(_late(study, own) for study, own in late.items()), *first]


def _dosing_today(studies, today):
    rows = Dose.objects.standing().filter(mouse__study__in=studies, slot_on=today)
    last = rows.order_by("mouse__study", "slot_number", "-pk")
    found = {}
    for dose in last.select_related("given_by", "mouse"):
        found.setdefault((dose.mouse.study_id, dose.slot_number), _name(dose.given_by))
    return found


def _slot(report, who):
    until = timezone.localtime(report.latest)
    by_clock = report.time and f"{report.time:%H:%M}, until {until:%H:%M}"
    study = report.study
    return Task(
        DOSE,
        "Dose" if report.slot_count == 1 else f"Dose, {report.label}",
        study,
        by_clock or "any time today",
        ("View" if report.is_done else "Open sheet", _sheet(study, report.slot_on)),
        report.told_count,
        report.planned_count,
        who=who,
        overdue_count=report.overdue_count,
        at=report.time or dt.time(),
    )


def _late(study, own):
    count = sum(report.overdue_count for report in own)
    text = f"{count} {'dose' if count == 1 else 'doses'} nobody told of"
    first = own[0].slot_on
    link = "Open sheet", _sheet(study, first)
    task = Task(DOSE, "Dose, earlier days", study, f"since {first:%-d %b}", link)
    task.text, task.overdue_count = text, count
    return task


def _asked(studies):
    """Doses told in two ways, of which nobody chose one yet."""
    rows = SentDose.objects.undecided().filter(mouse__study__in=studies)
    days = {}
    for study, slot_on in rows.values_list("mouse__study", "slot_on"):
        days.setdefault(study, []).append(slot_on)
    own = [study for study in studies if study.pk in days]
    return [_two_entries(study, sorted(days[study.pk])) for study in own]


def _two_entries(study, days):
    count = len(days)
    text = f"{count} {'dose' if count == 1 else 'doses'}: choose which one counts"
    link = "Open sheet", _sheet(study, days[0])
    task = Task(DOSE, "Two entries of a dose", study, f"since {days[0]:%-d %b}", link)
    task.text, task.overdue_count = text, count
    return task


def _waits_for_day_zero(study):
    return study.has_randomization and study.anchor_on is None


def _first_dose(study):
    link = "Open sheet", _sheet(study, timezone.localdate())
    text = "the first entry makes day 0"
    return Task(DOSE, "First dose", study, "not begun", link, text=text)


def _sheet(study, day):
    return reverse("dosing:sheet", args=[study.code, day.isoformat()])
