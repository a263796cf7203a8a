"""Mice of the example that left, and what was collected from them."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from xenograft.endpoint.lines import lines_of
from xenograft.endpoint.models import Disposition
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import standing
from xenograft.samples.models import AssayRun, Readout, Specimen
from xenograft.samples.models.run import CONTROLS, Control

METHOD = "CO2, then cervical dislocation"
# H-score of p-FAK (Y397), mean and SD: what contains defactinib has little of it left,
# and some of it is back by the next dose. Illustrative, as the doses are.
H_SCORES = {False: (205, 22), True: (84, 20)}
BACK_PER_HOUR = 6
HOURS_OF_H_SCORES = 6


def left(mouse, day, clock, reason, by, hour=14, at=None, **fields):
    """Record that a mouse left at an hour of a day, or at an instant of it."""
    at = at or clock.at(day, hour)
    if reason == Disposition.Reason.FOUND_DEAD:
        fields.setdefault("last_seen_alive_at", clock.at(day - 1, 17, 10))
    else:
        fields.setdefault("left_at", timezone.localtime(at).time())
        fields.setdefault("method", METHOD)
    fields.setdefault("judged", _judged(mouse, at))
    return Disposition.objects.create(
        mouse=mouse,
        left_on=clock.date(day),
        reason=reason,
        decided_by=by,
        done_by=by,
        recorded_at=at,
        **fields,
    )


def _judged(mouse, at):
    """Its values against the limits, as the page keeps them of an endpoint."""
    found = standing(Mouse.objects.filter(pk=mouse.pk), at)
    return [line.as_data() for line in lines_of(found.timed)]


def tumor_weight_mg(volume_mm3, rng):
    """What the excised tumor weighs, near 1 mg per mm3."""
    return Decimal(f"{float(volume_mm3) * rng.uniform(0.82, 1.0):.1f}")


def samples(
    mouse, tumor, day, clock, has_agent_a, by, rng, hours=None, at=None, pieces=None,
    note="",
):  # fmt: skip
    """Pieces of the tumor, the last read for p-FAK, `hours` after the last dose.

    `pieces` are (handling, freezer position, minutes until preserved).
    """
    at = at or clock.at(day, 14, 6)
    made = [
        Specimen.objects.create(
            mouse=mouse,
            tumor=tumor,
            handling=handling,
            collected_at=at,
            preserved_at=at + dt.timedelta(minutes=minutes),
            collected_by=by,
            position=position,
            note=note,
        )
        for handling, position, minutes in pieces or _halves(mouse)
    ]
    Readout.objects.create(
        specimen=made[-1],
        run=_stained(mouse.study, clock.date(day + 1)),
        assay=Readout.Assay.IHC_H_SCORE,
        target="p-FAK",
        phosphosite="Y397",
        value=_h_score(has_agent_a, hours or HOURS_OF_H_SCORES, rng),
        unit="H-score",
        read_at=clock.at(day + 1, 15),
        read_by=by,
    )
    return made


def _stained(study, day):
    """The batch in which the pieces of a day were stained."""
    controls = dict.fromkeys(CONTROLS, Control.AS_EXPECTED)
    run, _ = AssayRun.objects.get_or_create(
        study=study,
        name=f"IHC {day:%-d %b}",
        defaults={"assay": Readout.Assay.IHC_H_SCORE, "ran_on": day, **controls},
    )
    return run


def _halves(mouse):
    return [
        ("SNAP_LN2", f"Freezer 3, box 14, {mouse.number}", 4),
        ("FFPE_NBF", "", 9 + mouse.number % 10),
    ]


def _h_score(has_agent_a, hours, rng):
    mean, sd = H_SCORES[bool(has_agent_a)]
    back = BACK_PER_HOUR * (hours - HOURS_OF_H_SCORES) if has_agent_a else 0
    return round(rng.normal(mean + back, sd))
