"""The mice of a session with everything that its rows say of them."""

from typing import NamedTuple

from django.db.models import BigAutoField, Exists, IntegerField, OuterRef, Prefetch

from xenograft.implantation.days import day_zero_of, with_first_anchor
from xenograft.implantation.models import Mouse, Tumor
from xenograft.measurement.loading import reads_of
from xenograft.measurement.models import SentRow
from xenograft.storage.prepared import Prepared


def mice_for(study, session):
    """Mice with cage, tumors and what they left by. Two queries.

    Each has its `own_tumors`, `first_anchor`, for its day 0, and `has_undecided`: of
    two entries of the session none has been chosen.
    """
    undecided = SentRow.objects.filter(
        session=session, mouse=OuterRef("pk"), outcome="OPEN"
    )
    tumors = Prefetch("tumors", to_attr="own_tumors")
    mice = Mouse.objects.of_study(study).select_related("cage", "disposition")
    return with_first_anchor(study, mice.prefetch_related(tumors)).annotate(
        has_undecided=Exists(undecided)
    )


class Known(NamedTuple):
    """One mouse of `mice_for`, and the `Reads` of it."""

    mouse: object
    reads: object


_MOUSE = Prepared(
    lambda study, number: (
        Mouse.objects.filter(study=study, number=number)
        .select_related("disposition")
        .order_by()
    ),
    study=BigAutoField(),
    number=IntegerField(),
)
_TUMORS = Prepared(
    lambda mouse: Tumor.objects.filter(mouse=mouse).order_by("side"),
    mouse=BigAutoField(),
)


def known_mouse(study, session, number):
    """The `Known` of one mouse as it is saved now; None when it is not there.

    Its queries are composed once, because a row is saved every few seconds: of each
    mouse of a grid the same is found by `mice_for`.
    """
    mouse = next(iter(_MOUSE.rows(study=study.pk, number=number)), None)
    if mouse is None:
        return None
    mouse.own_tumors = _TUMORS.rows(mouse=mouse.pk)
    for tumor in mouse.own_tumors:
        tumor.mouse = mouse
    known = Known(mouse, reads_of(session, mouse))
    has_weight = known.reads.weights.today or known.reads.weights.before
    mouse.day_zero = day_zero_of(study, mouse) if has_weight else None
    mouse.has_undecided = True
    return known
