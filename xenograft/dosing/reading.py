"""What a dosing sheet reads, of all mice of a study or of one.

Composed once for a connection: a dose is ticked every few seconds, and then only the
mouse that it went into is read.
"""

from django.db.models import (
    BigAutoField,
    DateField,
    DateTimeField,
    IntegerField,
    OuterRef,
    Subquery,
)

from xenograft.dosing.models import ClosedDay, Dose, Hold, Preparation, Regimen
from xenograft.dosing.models import SentDose as Entry
from xenograft.implantation.models import Mouse
from xenograft.measurement.models import BodyWeight
from xenograft.measurement.models.questioned import ASKED
from xenograft.storage.prepared import Prepared


class Reading:
    """A query with gaps for a study and `fields`, and the same of one mouse.

    `number` is the way to the number of the mouse.
    """

    def __init__(self, compose, number="mouse__number", **fields):
        fields["study"] = BigAutoField()
        self._of_all = Prepared(compose, **fields)
        self._of_one = Prepared(
            lambda one, **known: compose(**known).filter(**{number: one}),
            one=IntegerField(),
            **fields,
        )

    def rows(self, study, number=None, **known):
        """Those of the mouse `number`, or of all mice. One query."""
        if number is None:
            return self._of_all.rows(study=study.pk, **known)
        return self._of_one.rows(study=study.pk, one=number, **known)


def _mice(study, on):
    """Randomized mice on study, each with the newest weight that is not asked about.

    While a weight is asked about, the one before it counts (DOMAIN 3.3).
    """
    weights = BodyWeight.objects.filter(
        mouse=OuterRef("pk"), session__held_on__lte=on
    ).order_by("-session__held_on", "-weighed_at", "-pk")
    sure = weights.exclude(ASKED)
    mice = Mouse.objects.filter(study=study, assignment__isnull=False).on_study(on)
    return (
        mice.by_cage()
        .select_related("assignment__arm")
        .annotate(
            latest_g=Subquery(sure.values("weight_g")[:1]),
            weighed_on=Subquery(sure.values("session__held_on")[:1]),
            sure_weight=Subquery(sure.values("pk")[:1]),
            newest_weight=Subquery(weights.values("pk")[:1]),
            newest_g=Subquery(weights.values("weight_g")[:1]),
        )
    )


MICE = Reading(_mice, "number", on=DateField())
# Also those taken back, and entries that were decided: a write is known by them.
DOSES = Reading(
    lambda study, on: Dose.objects.filter(
        mouse__study=study, slot_on=on
    ).select_related("regimen__agent", "given_by"),
    on=DateField(),
)
ENTRIES = Reading(
    lambda study, on: (
        Entry.objects.filter(mouse__study=study, slot_on=on)
        .select_related("sent_by", "mouse")
        .order_by("pk")
    ),
    on=DateField(),
)
STANDING_HOLDS = Reading(
    lambda study: Hold.objects.standing().filter(mouse__study=study)
)
NEAR = Reading(
    lambda study, start, end: (
        Dose.objects.received()
        .filter(mouse__study=study, given_at__gte=start, given_at__lte=end)
        .order_by()
        .values_list("pk", "mouse_id", "regimen_id", "given_at")
    ),
    start=DateTimeField(),
    end=DateTimeField(),
)
_OF_STUDY_AND_DAY = {"study": BigAutoField(), "on": DateField()}
REGIMENS = Prepared(
    lambda study: Regimen.objects.filter(arm__study=study).select_related(
        "agent", "arm"
    ),
    study=BigAutoField(),
)
CLOSED = Prepared(
    lambda study, on: ClosedDay.objects.filter(study=study, closed_on=on),
    **_OF_STUDY_AND_DAY,
)
PREPARATIONS = Prepared(
    lambda study, on: Preparation.objects.filter(
        arm__study=study, made_on__lte=on
    ).order_by("made_on", "pk"),
    **_OF_STUDY_AND_DAY,
)
_TOLD = Prepared(
    lambda study, on: (
        Dose.objects.standing()
        .filter(mouse__study=study, slot_on=on)
        .order_by()
        .values_list("slot_number", "regimen__route")
        .distinct()
    ),
    **_OF_STUDY_AND_DAY,
)
_ASKED = Prepared(
    lambda study, on: (
        Entry.objects.filter(mouse__study=study, slot_on=on, outcome="OPEN")
        .order_by()
        .values_list("slot_number", "route")
        .distinct()
    ),
    **_OF_STUDY_AND_DAY,
)


def told_times(study, on):
    """{(slot, route)} of which anybody told on a day, of any mouse. Two queries."""
    known = {"study": study.pk, "on": on}
    return {*_TOLD.rows(**known), *_ASKED.rows(**known)}
