"""The mice of a session with everything that its rows say of them."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BigAutoField, DateField, Exists, IntegerField, OuterRef

from xenograft.implantation.days import (
    ANCHORS,
    day_zero_of,
    put_day_zero,
    with_first_anchor,
)
from xenograft.implantation.models import Mouse, Tumor
from xenograft.measurement.loading import reads_of
from xenograft.measurement.models import SentRow
from xenograft.storage.prepared import Prepared
from xenograft.study.handling import in_order


class PlainCage(NamedTuple):
    """A cage as the head over its mice names it."""

    pk: int
    name: str
    rack_position: str


class PlainTumor(NamedTuple):
    """A tumor as a row names it."""

    pk: int
    side: str
    implanted_on: object

    def get_side_display(self):
        return Tumor.Side(self.side).label


@dataclass
class PlainMouse:
    """A mouse as its rows name it: a page has hundreds, and needs no more of them.

    `first_anchor` is what its day 0 comes from; has_undecided: of two entries of the
    session none has been chosen.
    """

    pk: int
    number: int
    lab_id: str
    ear_mark: str
    rfid: str
    sex: str
    born_on: object
    cage: PlainCage | None
    first_anchor: object
    has_undecided: bool
    own_tumors: tuple = ()
    day_zero: object = None

    name = Mouse.name
    __str__ = Mouse.__str__

    @property
    def facts(self):
        """Everything above, to compare with what was known before."""
        names = self.number, self.lab_id, self.ear_mark, self.rfid
        born = self.sex, self.born_on
        return (
            self.pk,
            *names,
            *born,
            self.own_tumors,
            self.day_zero,
            self.has_undecided,
        )


COLUMNS = ("pk", "number", "lab_id", "ear_mark", "rfid", "sex", "born_on")
OF_CAGE = ("cage_id", "cage__name", "cage__rack_position")
OF_TUMOR = ("mouse_id", "pk", "side", "implanted_on")


def plain_mice(study, session):
    """The `PlainMouse`s that are on study on the day, by cage or at random."""
    day = {"study": study.pk, "held_on": session.held_on}
    rows = _ON_DAY[study.day_zero_anchor].rows(session=session.pk, **day)
    found = _plain(study, rows, _TUMORS_ON_DAY.rows(**day))
    return in_order(study, session.held_on, found)


def plain_mice_of(study, session, numbers):
    """Those of the keys `numbers`, whether they left or not."""
    if not numbers:
        return []
    mice = Mouse.objects.of_study(study).filter(pk__in=numbers)
    rows = _columns(study.day_zero_anchor, mice, session.pk)
    tumors = Tumor.objects.filter(mouse__in=numbers).order_by("mouse", "side")
    return _plain(study, list(rows), tumors.values_list(*OF_TUMOR))


def _columns(anchor, mice, session):
    undecided = SentRow.objects.filter(
        session=session, mouse=OuterRef("pk"), outcome="OPEN"
    )
    mice = with_first_anchor(anchor, mice.by_cage())
    mice = mice.annotate(has_undecided=Exists(undecided))
    return mice.values_list(*COLUMNS, *OF_CAGE, "first_anchor", "has_undecided")


def _on_day(anchor):
    """The query of the mice for one way to count day 0, composed once."""
    return Prepared(
        lambda study, session, held_on: _columns(
            anchor, Mouse.objects.filter(study=study).on_study(held_on), session
        ),
        study=BigAutoField(),
        session=BigAutoField(),
        held_on=DateField(),
    )


_ON_DAY = {anchor: _on_day(anchor) for anchor in ANCHORS}
_TUMORS_ON_DAY = Prepared(
    lambda study, held_on: (
        Tumor.objects.filter(
            mouse__in=Mouse.objects.filter(study=study).on_study(held_on)
        )
        .order_by("mouse", "side")
        .values_list(*OF_TUMOR)
    ),
    study=BigAutoField(),
    held_on=DateField(),
)


def _plain(study, rows, tumors):
    of_mouse = {}
    for mouse, *tumor in tumors:
        of_mouse.setdefault(mouse, []).append(PlainTumor(*tumor))
    found = [_mouse(row, of_mouse) for row in rows]
    put_day_zero(study, found)
    return found


def _mouse(row, tumors):
    count = len(COLUMNS)
    own, cage, told = row[:count], row[count : count + 3], row[count + 3 :]
    cage = PlainCage(*cage) if cage[0] else None
    return PlainMouse(*own, cage, *told, own_tumors=tuple(tumors.get(own[0], ())))


class Known(NamedTuple):
    """One mouse, and the `Reads` of it."""

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

    Its queries are composed once, because a row is saved every few seconds. As a row
    of the database, for it is written to: a grid shows `PlainMouse`s.
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
