"""The mice of a session with everything that its rows say of them."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from xenograft.implantation.days import day_zero_of, with_first_anchor
from xenograft.implantation.models import Mouse
from xenograft.measurement.loading import reads_until
from xenograft.measurement.models import SentRow


def mice_for(study, session):
    """Mice with cage, tumors and what they left by. Two queries.

    Each has `first_anchor`, for its day 0, and `has_undecided`: of two entries of the
    session none has been chosen.
    """
    undecided = SentRow.objects.filter(
        session=session, mouse=OuterRef("pk"), outcome="OPEN"
    )
    mice = Mouse.objects.of_study(study).select_related("cage", "disposition")
    return with_first_anchor(study, mice.prefetch_related("tumors")).annotate(
        has_undecided=Exists(undecided)
    )


class Known(NamedTuple):
    """One mouse of `mice_for`, and the `Reads` of it."""

    mouse: object
    reads: object


def known_mouse(study, session, number):
    """The `Known` of one mouse as it is saved now; None when it is not there.

    Simple queries, because a row is saved every few seconds: of each mouse of a grid
    the same is found by `mice_for`.
    """
    mice = Mouse.objects.filter(study=study.pk, number=number)
    mouse = mice.select_related("disposition").prefetch_related("tumors").first()
    if mouse is None:
        return None
    known = Known(mouse, reads_until(session, [mouse]))
    if known.reads.weights.today or known.reads.weights.before:
        mouse.day_zero = day_zero_of(study, mouse)
    else:
        mouse.day_zero = None
    mouse.has_undecided = True
    return known
