"""Doses of the example: each slot of each mouse, and what came of it."""

from decimal import Decimal

from xenograft.analysis.schedule import dose_amount
from xenograft.dosing.models import Dose

SLOT_HOURS = {1: 8, 2: 17}
# After the session of that day.
FIRST_DOSE_HOUR = 11
HOLD_FRACTION = Decimal("0.85")
# (place among the randomized, day, slot) -> status, reason, percent given.
EXCEPTIONS = {
    (3, 1, 2): ("MISSED", "cage being moved", 0),
    (5, 2, 1): ("PARTIAL", "reflux", 50),
    (11, 4, 1): ("PARTIAL", "reflux", 60),
    (17, 6, 2): ("MISSED", "preparation short", 0),
    (22, 8, 1): ("PARTIAL", "leak at the needle", 70),
    (26, 9, 2): ("MISSED", "preparation short", 0),
    (34, 12, 1): ("PARTIAL", "reflux", 40),
    (38, 15, 2): ("MISSED", "mouse unwell", 0),
}
WITHHELD = ("WITHHELD", "body weight loss of 15% or more", 0)
AS_PLANNED = ("GIVEN", "", 100)


class Gavage:
    """Gathers the doses of every mouse; `write` stores them."""

    def __init__(self, clock, by):
        self.clock, self.by, self.doses = clock, by, []

    def give(self, day, slot, mouse, place, regimens, weight_g, start_g):
        """Both gavages of one slot of one mouse."""
        outcome = EXCEPTIONS.get((place, day, slot), AS_PLANNED)
        if weight_g <= HOLD_FRACTION * start_g:
            outcome = WITHHELD
        is_given = outcome[2] > 0
        self.doses += [
            Dose(
                mouse=mouse,
                regimen=regimen,
                slot_on=self.clock.date(day),
                slot_number=slot,
                given_at=self.given_at(day, slot, place) if is_given else None,
                weight_g=weight_g,
                given_by=self.by,
                **_amounts(regimen, weight_g, *outcome),
            )
            for regimen in regimens
        ]

    def given_at(self, day, slot, place):
        """When a mouse gets its dose: the cages take fifty minutes."""
        hour = FIRST_DOSE_HOUR if (day, slot) == (0, 1) else SLOT_HOURS[slot]
        return self.clock.at(day, hour, 50 * place // 40)

    def write(self):
        """Store what was gathered."""
        Dose.objects.bulk_create(self.doses, batch_size=1000)
        self.doses = []


def _amounts(regimen, weight_g, status, reason, percent):
    planned = dose_amount(
        weight_g,
        regimen.dose_mg_per_kg,
        regimen.volume_ml_per_kg,
        regimen.concentration_mg_per_ml,
    )
    return {
        "status": status,
        "reason": reason,
        "planned_mg": float(planned.dose_mg),
        "amount_mg": float(planned.given_mg * percent / 100),
        "volume_ml": round(planned.volume_ml * percent / 100, 2),
    }
