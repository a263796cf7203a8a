"""What must be answered before a study can be locked."""

from xenograft.dosing.models import SentDose
from xenograft.measurement.models import BodyWeight, CaliperMeasurement
from xenograft.measurement.models.questioned import ASKED


def open_questions(study):
    """Sentences, each naming what is open and what to do; empty when nothing is."""
    return [*_mice(study), *_sessions(study), *_values(study), *_doses(study)]


def _mice(study):
    staying = study.mice.filter(disposition__isnull=True).count()
    if staying or not study.mice.exists():
        yield "Some mice are still on study. Record their endpoints first."


def _sessions(study):
    for session in study.sessions.filter(closed_at__isnull=True).order_by("held_on"):
        day = f"{session.held_on:%-d %b %Y}"
        yield f"The session of {day} is open. Close it, so that its values count."


def _values(study):
    """Values that were asked about, and neither kept as typed nor measured again."""
    asked = {}
    for held_on, number, lab_id in sorted(_asked(study)):
        asked.setdefault(held_on, {})[number] = f"Mouse {lab_id or number}"
    for held_on, mice in asked.items():
        yield (
            f"The session of {held_on:%-d %b %Y} has an open question about a value "
            f"of {', '.join(mice.values())}. Reopen it, and keep the value or correct "
            "it."
        )


def _doses(study):
    """Doses of which two entries stand, and nobody chose one."""
    rows = SentDose.objects.of_study(study).undecided()
    asked = {}
    for entry in rows.select_related("mouse").order_by("slot_on", "mouse__number"):
        asked.setdefault(entry.slot_on, {})[entry.mouse_id] = str(entry.mouse)
    for slot_on, mice in asked.items():
        yield (
            f"The dosing sheet of {slot_on:%-d %b %Y} has two entries of a dose of "
            f"{', '.join(mice.values())}. Choose there which one counts."
        )


def unconfirmed_count(study):
    """Values of closed sessions that were asked about and not answered. Two queries."""
    return sum(1 for _ in _asked(study, session__closed_at__isnull=False))


def _asked(study, **of_session):
    """(date, number, name of the mouse) of each open question. Two queries."""
    for model, mouse in ((CaliperMeasurement, "tumor__mouse"), (BodyWeight, "mouse")):
        rows = model.objects.of_study(study).filter(ASKED, **of_session).order_by()
        yield from rows.values_list(
            "session__held_on", f"{mouse}__number", f"{mouse}__lab_id"
        )
