"""Which date is day 0 for each mouse of a study (DOMAIN 1.7)."""

import datetime as dt

from django.db.models import BigAutoField, Min, OuterRef, Q, Subquery
from django.utils import timezone

from xenograft.implantation.models import Mouse
from xenograft.storage.prepared import Prepared

_FIRST = {
    "FIRST_DOSE": Min("doses__slot_on", filter=Q(doses__taken_back_at__isnull=True)),
    "RANDOMIZATION": Min("assignment__randomization__randomized_at"),
    "IMPLANTATION": Min("tumors__implanted_on"),
}


def day_zeros(study):
    """{mouse id: date or None} for all mice of the study. One query.

    The anchor is the mouse's own: its first planned slot that has an entry, its
    randomization, or its implant. A mouse without one takes the earliest of the
    study, and a study without any its `day_zero_on`.
    """
    return day_zeros_of([study])


def day_zeros_of(studies):
    """The same for the mice of several studies. One query for each kind of anchor."""
    zeros = {}
    for anchor in {study.day_zero_anchor for study in studies}:
        anchored = {s.pk: s.day_zero_on for s in studies if s.day_zero_anchor == anchor}
        zeros |= _anchored(anchored, _FIRST[anchor])
    return zeros


def _anchored(default_of_study, first):
    mice = Mouse.objects.filter(study__in=default_of_study).order_by()
    rows = mice.annotate(first=first).values_list("pk", "study_id", "first")
    return zeros_of(rows, default_of_study)


def zeros_of(rows, default_of_study):
    """{mouse: date or None} from rows of (mouse, study, its own first anchor)."""
    own = [(pk, study, _as_date(first)) for pk, study, first in rows]
    firsts = {}
    for _, study, day in own:
        if day:
            firsts[study] = min(day, firsts.get(study, day))
    earliest = default_of_study | firsts
    return {pk: day or earliest[study] for pk, study, day in own}


ANCHORS = tuple(_FIRST)


def with_first_anchor(anchor, mice):
    """Annotates a queryset of mice with the `first_anchor` of their own day 0."""
    own = Mouse.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    first = own.annotate(first=_FIRST[anchor]).values("first")
    return mice.annotate(first_anchor=Subquery(first))


def put_day_zero(study, mice):
    """Sets `day_zero` of mice that have their `first_anchor`. At most one query."""
    earliest = None
    for mouse in mice:
        mouse.day_zero = _as_date(mouse.first_anchor)
        if mouse.day_zero is None:
            earliest = earliest or [_earliest(study)]
            mouse.day_zero = earliest[0]


def _earliest(study):
    has_header = hasattr(study, "first_dose_on")
    return study.anchor_on if has_header else study_day_zero(study)


def _own_and_first(first):
    """(the mouse's own first, the study's), composed once."""
    return Prepared(
        lambda study, mouse: (
            Mouse.objects.filter(study=study)
            .order_by()
            .values("study")
            .annotate(own=_of(mouse, first), first=first)
            .values_list("own", "first")
        ),
        study=BigAutoField(),
        mouse=BigAutoField(),
    )


def _of(mouse, first):
    own, is_own = first.copy(), Q(pk=mouse)
    own.filter = is_own if own.filter is None else own.filter & is_own
    return own


_OF_MOUSE = {anchor: _own_and_first(first) for anchor, first in _FIRST.items()}


def day_zero_of(study, mouse):
    """Day 0 of one mouse, as `day_zeros` has it. One query."""
    found = _OF_MOUSE[study.day_zero_anchor].rows(study=study.pk, mouse=mouse.pk)
    ((own, first),) = found
    return _as_date(own or first) or study.day_zero_on


def study_day_zero(study):
    """The earliest day 0 of the study, or None before there is one. One query."""
    found = _EARLIEST[study.day_zero_anchor].rows(study=study.pk)
    return _as_date(next(iter(found), None)) or study.day_zero_on


def _first_of_study(first):
    """The study's first, composed once."""
    return Prepared(
        lambda study: (
            Mouse.objects.filter(study=study)
            .order_by()
            .values("study")
            .annotate(first=first)
            .values_list("first", flat=True)
        ),
        study=BigAutoField(),
    )


_EARLIEST = {anchor: _first_of_study(first) for anchor, first in _FIRST.items()}


def _as_date(moment):
    return timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment
