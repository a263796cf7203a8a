"""When a corrected value needs words of the person who corrects it."""

from django.utils import timezone

from xenograft.history.models import Change
from xenograft.measurement.actions.sheet import CHANGED, Problem

LONGEST = 200


def asks_why(session):
    """Whether every correction in a session has to say why.

    On its own day a slip of the hand speaks for itself; on a later day, or once the
    session was closed, it does not.
    """
    return session.held_on < timezone.localdate() or _was_closed(session)


def _was_closed(session):
    changes = Change.objects.of_row(session).corrections()
    return any(old.get("closed_at") for old in changes.values_list("old", flat=True))


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
