"""When a corrected value needs words of the person who corrects it."""

from django.utils import timezone

from xenograft.measurement.actions.sheet import CHANGED, Problem
from xenograft.measurement.models import Session

LONGEST = 200


def asks_why(session):
    """Whether every correction in a session has to say why.

    On its own day a slip of the hand speaks for itself; on a later day, or once the
    session was closed, it does not.
    """
    return session.held_on < timezone.localdate() or _was_closed(session)


def _was_closed(session):
    if hasattr(session, "was_closed"):
        return session.was_closed
    found = Session.objects.filter(pk=session.pk).with_was_closed()
    return found.values_list("was_closed", flat=True).get()


def correction(sheet, newest, typed, cell, why):
    """`typed` as the next version of the saved value `newest`, or a Problem.

    What somebody else read needs words on the day itself, too.
    """
    why = " ".join(why.split())
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
