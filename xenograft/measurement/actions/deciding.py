"""Two entries of one value: somebody chooses, and both stay readable."""

from django.db import transaction
from django.utils import timezone

from xenograft.history.context import acting
from xenograft.measurement.actions.row import write_parts
from xenograft.measurement.actions.session import open_session
from xenograft.measurement.actions.sheet import Sheet
from xenograft.measurement.entry import AGAIN
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
    SentRow,
)
from xenograft.measurement.signs_shown import shown_signs

Outcome = SentRow.Outcome
CHOICES = {"taken": Outcome.TAKEN, "aside": Outcome.SET_ASIDE, "again": Outcome.AGAIN}


@transaction.atomic
def decide_entry(*, study, session, write_id, choice, by):
    """Settle an open entry: it is taken, set aside, or the mouse is measured again.

    One that is taken becomes a further reading of the person who sent it, after the
    one that was saved first; that one stays too. Returns the entry, or None when it
    was decided before.
    """
    now = open_session(study, session)
    opened = SentRow.objects.undecided().filter(session=now, write_id=write_id)
    entry = opened.select_related("mouse", "sent_by").first()
    if entry is None:
        return None
    entry.outcome = CHOICES[choice]
    entry.decided_at, entry.decided_by = timezone.now(), by
    with acting(person=by, reason=f"Two entries: {entry.get_outcome_display()}"):
        if entry.outcome == Outcome.TAKEN:
            sheet = Sheet(now, entry.sent_by, chosen_by=by)
            write_parts(sheet, entry.mouse, _knowing(now, entry))
        entry.save(update_fields=["outcome", "decided_at", "decided_by"])
    return entry


def _knowing(session, entry):
    """The parts of an entry, as somebody would send them who sees what is saved."""
    parts = {name: part for name, part in entry.parts.items() if name != "keep"}
    if tumor := parts.get("tumor"):
        rows = CaliperMeasurement.objects.filter(tumor=tumor["tumor"])
        parts["tumor"] = _after(tumor, rows.filter(session=session))
    if weight := parts.get("weight"):
        rows = BodyWeight.objects.filter(mouse=entry.mouse, session=session)
        parts["weight"] = _after(weight, rows)
    signs = ClinicalSign.objects.filter(mouse=entry.mouse, session=session)
    now = shown_signs(signs.order_by("pk")) if {"signs", "note"} & set(parts) else {}
    if "signs" in parts:
        parts["signs"] = parts["signs"] | {"base": now}
    if "note" in parts:
        parts["note"] = parts["note"] | {"base": now["note"]}
    return parts


def _after(part, rows):
    last = rows.order_by("pk").last()
    base = f"{last.pk}.{last.version}|" if last else ""
    return part | {"base": base, "how": AGAIN}
