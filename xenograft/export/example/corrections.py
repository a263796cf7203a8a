"""Values of the example that were typed wrong at first, and corrected with a reason."""

from decimal import Decimal

from django.db.models import F

from xenograft.export.example.clock import CLOSED_DAYS
from xenograft.history.context import acting

MOST_MM = 30  # what the calipers can show

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


def mistype(readings, weights, clock):
    """Mistype a few rows not yet written: [(row, field, right value, reason)]."""
    found = []
    for number, place, (field, times), reason in DIAMETERS:
        for row in _of(readings, number, clock.date(CLOSED_DAYS[place])):
            wrong = min(getattr(row, field) * times, MOST_MM)
            found.append(_mistyped(row, field, wrong, reason))
    for number, place, added_g, reason in WEIGHTS:
        for row in _of(weights, number, clock.date(CLOSED_DAYS[place])):
            found.append(_mistyped(row, "weight_g", row.weight_g + added_g, reason))
    return found


def correct(mistyped, by):
    """Correct those rows, each with its reason, so that the history has both values."""
    for row, field, right, reason in mistyped:
        changed = {field: right, "version": F("version") + 1}
        with acting(person=by, reason=reason):
            type(row).objects.filter(pk=row.pk).update(**changed)


def _of(rows, number, date):
    """The rows of a mouse on a date that have their value."""
    return [
        row
        for row in rows
        if row.session.held_on == date
        and _mouse(row).number == number
        and getattr(row, "length_mm", True)
    ]


def _mouse(row):
    return row.tumor.mouse if hasattr(row, "tumor") else row.mouse


def _mistyped(row, field, wrong, reason):
    right = getattr(row, field)
    setattr(row, field, wrong)
    return row, field, right, reason
