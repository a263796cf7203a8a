"""When a corrected value needs words of the person who corrects it."""

from django.utils import timezone

from xenograft.analysis.volume import NOT_DONE
from xenograft.measurement.actions.sheet import CHANGED, Problem
from xenograft.measurement.models import Session

LONGEST = 200


def asks_why(session):
    """Whether every correction in a session has to say why.

    On its own day a slip of the hand speaks for itself; on a later day, or once the
    session was closed, it does not.
    """
    return session.held_on < timezone.localdate() or reopening(session) is not None


def reopening(session):
    """Why a session was opened again after a closing; None if it never was."""
    if not hasattr(session, "reopening"):
        found = Session.objects.filter(pk=session.pk).with_reopening()
        session.reopening = found.values_list("reopening", flat=True).get()
    return session.reopening


def why_added(session):
    """What the history says of a value that is added, and replaces none; "" usually.

    Who opens a closed session again says why once, for all that is added then.
    """
    why = reopening(session)
    return f"After reopening: {why}" if why else ""


def correction(sheet, newest, typed, cell, why):
    """`typed` as the next version of the saved value `newest`, or a Problem.

    What somebody else read needs words on the day itself, too. Where nobody had read
    anything when the session was closed, a value is added.
    """
    why = " ".join(why.split())
    if getattr(newest, "state", "") == NOT_DONE:
        why = why or why_added(sheet.session)
    if len(why) > LONGEST:
        return _ask(cell, f"The reason is longer than {LONGEST} characters.")
    if not why and (_reader(newest) != sheet.by.pk or asks_why(sheet.session)):
        return _ask(cell, "Say why the saved value is corrected.")
    typed.pk, typed.version, typed.why = newest.pk, newest.version + 1, why
    return typed


def _reader(saved):
    is_weight = hasattr(saved, "weighed_by_id")
    return saved.weighed_by_id if is_weight else saved.measured_by_id


def _ask(cell, sentence):
    return Problem({cell: sentence}, ask=CHANGED)
