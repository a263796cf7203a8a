"""Values of the example that were typed wrong at first, and corrected with a reason."""

from decimal import Decimal

from django.db.models import F

from xenograft.history.context import acting
from xenograft.measurement.models import BodyWeight, CaliperMeasurement

# Mouse, place of the session among the treated ones, what was typed, why it changed.
DIAMETERS = [
    (2, 2, ("length_mm", 10), "Decimal point in the wrong place; the sheet is right."),
    (18, 4, ("width_mm", 2), "Read from the line above on the sheet."),
    (30, 5, ("length_mm", Decimal("1.4")), "Measured again: a fold of skin."),
]
WEIGHTS = [
    (7, 3, Decimal("0.5"), "Digits swapped; the printout of the balance is right."),
    (24, 6, Decimal("1.2"), "Weighed with the tube; weighed again without."),
]


def make(study, by):
    """Type the wrong value, then correct it, so that the history has both."""
    days = list(study.sessions.closed().order_by("held_on"))[-8:]
    for number, place, (field, factor), reason in DIAMETERS:
        rows = CaliperMeasurement.objects.filter(
            session=days[place], tumor__mouse__number=number, state="MEASURED"
        )
        _corrected(rows, field, lambda right, f=factor: min(right * f, 30), by, reason)
    for number, place, added_g, reason in WEIGHTS:
        rows = BodyWeight.objects.filter(session=days[place], mouse__number=number)
        _corrected(rows, "weight_g", lambda right, g=added_g: right + g, by, reason)


def _corrected(rows, field, wrong, by, reason):
    for row in rows:
        right = getattr(row, field)
        with acting(person=by):
            rows.filter(pk=row.pk).update(**{field: wrong(right)})
        with acting(person=by, reason=reason):
            changed = {field: right, "version": F("version") + 1}
            rows.filter(pk=row.pk).update(**changed)
