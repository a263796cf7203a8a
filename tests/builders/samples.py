"""Specimens, their plan, and what was read of them."""

from tests.builders.days import at, date_of
from xenograft import models


def specimen(mouse, handling="SNAP_LN2", **fields):
    fields.setdefault("label", f"{mouse.number}-T{mouse.specimens.count() + 1}")
    fields.setdefault("collected_at", at(10, 11))
    return models.Specimen.objects.create(mouse=mouse, handling=handling, **fields)


def readout(specimen, value=200, **fields):
    fields.setdefault("assay", "IHC_H_SCORE")
    fields.setdefault("target", "p-FAK")
    fields.setdefault("phosphosite", "Y397")
    fields.setdefault("unit", "H-score")
    return models.Readout.objects.create(specimen=specimen, value=value, **fields)


def aliquot(specimen, **fields):
    return models.Aliquot.objects.create(specimen=specimen, **fields)


def assay_run(study, name="Blot 1", **fields):
    fields.setdefault("ran_on", date_of(11))
    return models.AssayRun.objects.create(study=study, name=name, **fields)


def collection_plan(study, hours=4, mice=(), **fields):
    fields.setdefault("handling", "SNAP_LN2")
    plan = models.CollectionPlan.objects.create(
        study=study, hours_after_last_dose=hours, **fields
    )
    for one in mice:
        models.PlannedMouse.objects.create(plan=plan, mouse=one)
    return plan
