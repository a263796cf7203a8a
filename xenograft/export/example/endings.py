"""Mice of the example that left, and what was collected from them."""

import datetime as dt
from decimal import Decimal

from xenograft.endpoint.models import Disposition
from xenograft.samples.models import Readout, Specimen

METHOD = "CO2, then cervical dislocation"
# H-score of p-FAK (Y397): what contains defactinib has little of it left.
H_SCORES = {False: (205, 22), True: (84, 20)}


def left(mouse, day, clock, reason, by, hour=14, **fields):
    """Record that a mouse left at an hour of a day."""
    at = clock.at(day, hour)
    if reason == Disposition.Reason.FOUND_DEAD:
        fields.setdefault("last_seen_alive_at", clock.at(day - 1, 17, 10))
    else:
        fields.setdefault("left_at", at.time())
        fields.setdefault("method", METHOD)
    return Disposition.objects.create(
        mouse=mouse,
        left_on=clock.date(day),
        reason=reason,
        decided_by=by,
        recorded_at=at,
        **fields,
    )


def tumor_weight_mg(volume_mm3, rng):
    """What the excised tumor weighs, near 1 mg per mm3."""
    return Decimal(f"{float(volume_mm3) * rng.uniform(0.82, 1.0):.1f}")


def samples(mouse, tumor, day, clock, has_agent_a, by, rng):
    """Two pieces of the tumor, one read for p-FAK."""
    at = clock.at(day, 14, 6)
    made = [
        Specimen.objects.create(
            mouse=mouse,
            tumor=tumor,
            handling=handling,
            collected_at=at,
            preserved_at=at + dt.timedelta(minutes=minutes),
            collected_by=by,
            position=position,
        )
        for handling, position, minutes in [
            ("SNAP_LN2", f"Freezer 3, box 14, {mouse.number}", 4),
            ("FFPE_NBF", "", 9 + mouse.number % 10),
        ]
    ]
    Readout.objects.create(
        specimen=made[1],
        assay=Readout.Assay.IHC_H_SCORE,
        target="p-FAK",
        phosphosite="Y397",
        value=round(rng.normal(*H_SCORES[bool(has_agent_a)])),
        unit="H-score",
        read_at=clock.at(day + 1, 15),
        read_by=by,
    )
    return made
