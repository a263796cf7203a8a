"""What must be answered before a study can be locked."""

from itertools import groupby

from xenograft.analysis.volume import WARN
from xenograft.measurement.actions.row import is_kept
from xenograft.measurement.models import CaliperMeasurement
from xenograft.measurement.plausibility import doubts


def open_questions(study):
    """Sentences, each naming what is open and what to do; empty when nothing is."""
    return [*_mice(study), *_sessions(study), *_values(study)]


def _mice(study):
    staying = study.mice.filter(disposition__isnull=True).count()
    if staying or not study.mice.exists():
        yield "Some mice are still on study. Record their endpoints first."


def _sessions(study):
    for session in study.sessions.filter(closed_at__isnull=True).order_by("held_on"):
        day = f"{session.held_on:%-d %b %Y}"
        yield f"The session of {day} is open. Close it, so that its values count."


def _values(study):
    """Values that were doubted, and neither kept as typed nor measured again."""
    asked = {}
    for reading in doubted_readings(study):
        asked.setdefault(reading.session.held_on, set()).add(reading.tumor.mouse)
    for held_on, mice in sorted(asked.items()):
        named = ", ".join(map(str, sorted(mice, key=lambda mouse: mouse.number)))
        yield (
            f"The session of {held_on:%-d %b %Y} has an open question about the tumor "
            f"of {named}. Reopen it, and keep the value or correct it."
        )


def doubted_readings(study):
    """The last reading of each tumor and day that looks wrong beside the one before.

    Values of imported lists, which nobody typed here, are not asked about. One query.
    """
    rows = CaliperMeasurement.objects.of_study(study).filter(measured_by__isnull=False)
    rows = rows.select_related("session", "tumor__mouse")
    ordered = rows.order_by("tumor", "session__held_on", "pk")
    found = []
    for _, own in groupby(ordered, lambda reading: reading.tumor_id):
        found += _doubted(own)
    return found


def _doubted(readings):
    before = None
    for _, of_day in groupby(readings, lambda reading: reading.session_id):
        reading = list(of_day)[-1]
        days = (
            (reading.session.held_on - before.session.held_on).days if before else None
        )
        levels = [level for level, _ in doubts(reading, before, days)]
        if WARN in levels and not is_kept(reading):
            yield reading
        before = reading if reading.volume_mm3 is not None else before
