"""What the overview of a study says: phases, what is due, arms."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from xenograft.bench import frames
from xenograft.dosing.sheet import Sheet
from xenograft.implantation.models import Mouse
from xenograft.measurement.models import CaliperMeasurement
from xenograft.templatetags.xenograft import day as study_day


@dataclass
class Phase:
    """One step of the protocol: facts, and the next thing to do."""

    name: str
    facts: list
    is_done: bool
    link: tuple | None = None


def phases(study, last):
    """The six steps of the protocol. `last` is a frame of `last_session`."""
    found = [
        _implant(study),
        _growth(study, last),
        _randomize(study),
        _treat(study),
        _endpoint(study),
        _analyze(study, last),
    ]
    current = next((phase for phase in found if not phase.is_done), None)
    for phase in found:
        phase.is_now = phase is current
    return found


def _link(study, verb, label, name):
    if not study.access.can[verb] or not study.is_open_for_values:
        return None
    return label, reverse(name, args=[study.code])


def _implant(study):
    if not study.implanted_count:
        link = _link(study, "handle_mice", "Add mice", "implantation:add")
        facts = [f"{study.planned_mice_count} mice planned"]
        return Phase("Implant", facts, False, link)
    if not study.has_implants:
        link = _link(study, "handle_mice", "Record implants", "implantation:implant")
        return Phase("Implant", [f"{study.implanted_count} mice"], False, link)
    since = f"{study.implanted_on:%-d %b} · " if study.implanted_on else ""
    cells = f"{study.cells_per_implant_count:,} cells"
    facts = [f"{since}{study.implanted_count} mice", f"{cells}, {study.implant_site}"]
    return Phase("Implant", facts, True)


def _growth(study, last):
    count = last.attrs["ever_count"]
    facts = [f"Tumor measured in {count} of {study.implanted_count}"]
    window = f"{study.window_min_mm3}–{study.window_max_mm3} mm³"
    if study.has_randomization or not study.has_implants:
        return Phase("Growth", [*facts, window], study.has_randomization)
    inside = frames.in_window_count(last, study.window_min_mm3, study.window_max_mm3)
    link = ("Window", reverse("growth:window", args=[study.code]))
    return Phase("Growth", [*facts, f"{inside} within {window}"], False, link)


def _randomize(study):
    if not study.has_randomization:
        link = _link(study, "randomize", "Randomize", "randomization:randomize")
        return Phase("Randomize", ["Not yet"], False, link)
    count = Mouse.objects.of_study(study).filter(assignment__isnull=False).count()
    day = timezone.localtime(study.randomized_at)
    link = None
    if study.access.can["randomize"]:
        link = ("Record and seed", reverse("randomization:record", args=[study.code]))
    return Phase("Randomize", [f"{day:%-d %b} · {count} mice"], True, link)


def _treat(study):
    facts = [f"{study.treatment_min_days}–{study.treatment_max_days} days planned"]
    if study.first_dose_on:
        facts.insert(0, f"First dose {study.first_dose_on:%-d %b}")
    is_done = study.state in ("ended", "locked")
    link = None
    if study.has_randomization and not is_done:
        link = _link(study, "dose", "Dosing sheet", "dosing:sheet-today")
    return Phase("Treat", facts, is_done, link)


def _endpoint(study):
    left = (study.mice_count or 0) - (study.on_study_count or 0)
    facts = [f"{left} of {study.mice_count or 0} mice off study"]
    link = ("Endpoint board", reverse("endpoint:board", args=[study.code]))
    return Phase("Endpoint", facts, study.state in ("ended", "locked"), link)


def _analyze(study, last):
    date = last.attrs["date"]
    facts = [f"Sessions closed to {date:%-d %b}" if date else "No session closed yet"]
    if study.locked_at:
        facts.append(f"Locked {timezone.localtime(study.locked_at):%-d %b}")
    link = None
    if study.access.can["curves"]:
        link = ("Curves", reverse("results:curves", args=[study.code]))
    return Phase("Analyze", facts, study.locked_at is not None, link)


def due_today(study):
    """Lines of what is to be done today: measuring, and dosing for those who dose."""
    if not study.is_open_for_values or not study.on_study_count:
        return []
    doses = _doses_due(study) if study.access.can["dose"] else []
    return [*_measuring_due(study), *doses]


def _measuring_due(study):
    today = timezone.localdate()
    held = study.sessions.order_by("-held_on").first()
    address = reverse("measurement:sessions", args=[study.code])
    if held and held.held_on == today:
        seen = CaliperMeasurement.objects.filter(session=held)
        done = seen.aggregate(count=Count("tumor__mouse", distinct=True))["count"]
        return [
            {
                "icon": "ruler",
                "title": "Measure today",
                "done": done,
                "total": study.on_study_count,
                "is_done": held.closed_at is not None,
                "link": ("Sessions", address) if study.access.can["measure"] else None,
            }
        ]
    if held is None:
        return []
    first = held.held_on + timedelta(days=study.measure_every_min_days)
    last = held.held_on + timedelta(days=study.measure_every_max_days)
    if today < first:
        return []
    return [
        {
            "icon": "ruler",
            "title": "Measure" if today <= last else "Measure: overdue",
            "text": f"Last session {held.held_on:%-d %b}, due by {last:%-d %b}",
            "is_late": today > last,
            "link": ("Sessions", address) if study.access.can["measure"] else None,
        }
    ]


def _doses_due(study):
    if not study.has_randomization:
        return []
    address = reverse("dosing:sheet-today", args=[study.code])
    return [
        {
            "icon": "syringe",
            "title": f"Dose, {column.label}",
            "done": done,
            "total": total,
            "is_done": done >= total,
            "link": ("Sheet", address),
        }
        for column, done, total, _ in Sheet(study, timezone.localdate()).progress
        if total
    ]


def day_said(last):
    """D16, or nothing without a day zero or a session."""
    if last.empty or last.attrs["anchor"] == "IMPLANTATION":
        return ""
    return study_day(last["day"].max())
