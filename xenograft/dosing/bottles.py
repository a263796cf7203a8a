"""What to draw up for one administration, bottle by bottle: by code, never by arm."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from xenograft.dosing import reading
from xenograft.dosing.models import Preparation

SURPLUS = Decimal("1.1")


@dataclass
class Bottle:
    """The bottle of one arm: for how many mice, how much, and what its label says."""

    arm: object
    mice_count: int
    draw_up_ml: Decimal
    regimens: list
    preparation: Preparation | None
    on: object

    @property
    def code(self):
        return self.arm.bottle_code

    @property
    def is_expired(self):
        return self.preparation is not None and self.preparation.use_by < self.on


def bottles_of(arms, cells, preparations, on):
    """A `Bottle` for each of `arms`, in the order of their codes.

    `cells` are the open ones of one administration; a tenth more than they need is
    drawn up.
    """
    found = []
    for arm in sorted(arms, key=lambda arm: arm.bottle_code):
        own = [cell for cell in cells if cell.row.arm == arm]
        needed = sum((cell.amount.volume_ml for cell in own), Decimal(0)) * SURPLUS
        regimens = own[0].regimens if own else []
        draw_up_ml = needed.quantize(Decimal("0.1"), ROUND_UP)
        filled = preparations.get(arm.pk)
        found.append(Bottle(arm, len(own), draw_up_ml, regimens, filled, on))
    return found


def preparations_on(study, on):
    """{arm key: the newest filling of its bottle made by the date `on`}."""
    made = reading.PREPARATIONS.rows(study=study.pk, on=on)
    return {filled.arm_id: filled for filled in made}
