"""Two entries of one value: somebody chooses, and both stay readable."""

from django.db import transaction

from xenograft.history.context import acting
from xenograft.measurement.actions.row import write_parts
from xenograft.measurement.actions.session import open_session
from xenograft.measurement.actions.sheet import Sheet
from xenograft.measurement.entry import AGAIN
from xenograft.measurement.mice import known_mouse
from xenograft.measurement.models import SentRow
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
    now.study = study
    opened = SentRow.objects.undecided().filter(session=now, write_id=write_id)
    entry = opened.select_related("mouse", "sent_by").first()
    if entry is None:
        return None
    outcome = CHOICES[choice]
    with acting(person=by, reason=f"Two entries: {outcome.label}"):
        if outcome == Outcome.TAKEN:
            known = known_mouse(study, now, entry.mouse.number)
            sheet = Sheet(now, entry.sent_by, chosen_by=by, known=known)
            write_parts(sheet, _knowing(known, entry.parts))
        entry.settle(outcome, by)
    return entry


def _knowing(known, parts):
    """The parts of an entry, as somebody would send them who sees what is saved."""
    parts = {name: part for name, part in parts.items() if name != "keep"}
    readings, weights, signs = (read.today for read in known.reads)
    mouse = known.mouse.pk
    shown = shown_signs(signs[mouse])
    if tumor := parts.get("tumor"):
        parts["tumor"] = _after(tumor, readings.get(int(tumor["tumor"]), []))
    if weight := parts.get("weight"):
        parts["weight"] = _after(weight, weights[mouse])
    if "signs" in parts:
        parts["signs"] = parts["signs"] | {"base": shown}
    if "note" in parts:
        parts["note"] = parts["note"] | {"base": shown["note"]}
    return parts


def _after(part, rows):
    base = f"{rows[-1].pk}.{rows[-1].version}|" if rows else ""
    return part | {"base": base, "how": AGAIN}
