"""Specimens and readouts as frames."""

import datetime as dt

import pandas as pd
from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from xenograft.analysis import target
from xenograft.dosing.models import Dose
from xenograft.implantation.frames import mice
from xenograft.samples.models import Assay, AssayRun, Readout, Specimen

INSTANTS = {
    "last_dose_at": "last_dose__given_at",
    "collected_at": "collected_at",
    "preserved_at": "preserved_at",
    "fixed_until": "fixed_until",
}
SPECIMEN = {
    "specimen": "pk",
    "label": "label",
    "mouse": "mouse_id",
    "tissue": "tissue",
    "handling": "handling",
    "planned_hours": "planned__hours_after_last_dose",
    "window_minutes": "planned__window_minutes",
    "exclusion_reason": "exclusion_reason",
    "last_status": "last_status",
    "died_on": "mouse__disposition__left_on",
    "died_clock": "mouse__disposition__left_at",
    **INSTANTS,
}
READOUT = {
    "readout": "pk",
    "specimen": "specimen_id",
    "blot": "run_id",
    "run": "run__name",
    "assay": "assay",
    "target": "target",
    "phosphosite": "phosphosite",
    "value": "value",
    "unit": "unit",
    "reference_ratio": "run__reference_ratio",
}
INCOMPLETE = {
    "MISSED": "last dose missed",
    "WITHHELD": "last dose withheld",
    "PARTIAL": "last dose partial",
    "WRONG": "last dose wrong",
}


def specimens(study):
    """One row per specimen of a study, indexed by its key, in order of label.

    Columns: label, mouse (key), tissue, handling, planned_hours, the instants, those
    of `target.collection_timing` (minutes) and dose_problem (why the time after the
    last dose says less than it seems, from the newest dose on record up to the day
    of collection; empty when nothing is wrong) and exclusion_reason (why it is not
    evaluable, or empty). One query.
    """
    newest = (
        Dose.objects.standing()
        .filter(mouse=OuterRef("mouse"), slot_on__lte=OuterRef("collected_on"))
        .order_by("-slot_on", "-slot_number")
    )
    rows = Specimen.objects.of_study(study).order_by("label")
    rows = rows.annotate(collected_on=TruncDate("collected_at"))
    rows = rows.annotate(last_status=Subquery(newest.values("status")[:1]))
    frame = pd.DataFrame.from_records(
        rows.values_list(*SPECIMEN.values()), columns=list(SPECIMEN), index="specimen"
    )
    frame["died_at"] = _deaths(frame)
    for name in (*INSTANTS, "died_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    numbers = ["planned_hours", "window_minutes"]
    frame[numbers] = frame[numbers].astype(float)
    frame["dose_problem"] = frame["last_status"].map(INCOMPLETE).fillna("")
    return frame.join(target.collection_timing(frame))


def _deaths(frame):
    """When each mouse died, on the clock of the lab; missing without a time."""
    return [
        timezone.make_aware(dt.datetime.combine(day, clock)) if day and clock else None
        for day, clock in zip(frame["died_on"], frame["died_clock"], strict=True)
    ]


def readouts(study):
    """One row per readout of a study, with its specimen, arm and time after dose.

    Columns: readout, specimen, blot (key of the run), run, assay, target,
    phosphosite, value, unit, those of `specimens`, number, name, arm, position (0
    before randomization), run_is_doubtful (a control of its run came out wrong), and
    for Western blots fold, log2_fold and inhibition_pct against the vehicle of the
    same blot, and of_reference, against its reference lysate. At most six queries.
    """
    rows = Readout.objects.of_study(study).order_by("pk")
    frame = pd.DataFrame.from_records(
        rows.values_list(*READOUT.values()), columns=list(READOUT)
    )
    frame = frame.join(specimens(study), on="specimen")
    known = mice(study)[["number", "name", "arm", "position"]]
    frame = frame.join(known, on="mouse")
    control = study.arms.filter(is_control=True).values_list("position", flat=True)
    blots = frame[frame["assay"] == Assay.WESTERN].assign(
        ratio=lambda rows: rows["value"],
        is_vehicle=lambda rows: rows["position"].isin(list(control)),
    )
    folds = target.fold_of_vehicle(blots)[["fold", "log2_fold", "inhibition_pct"]]
    folds["of_reference"] = target.of_reference(blots)
    runs = AssayRun.objects.of_study(study)
    doubtful = [run.pk for run in runs if run.is_doubtful]
    return frame.join(folds).assign(run_is_doubtful=frame["blot"].isin(doubtful))


def value_of(assay, parts, names):
    """The value of one readout from its `parts`; NaN where they cannot be right.

    `names` are the parts that the assay is made from.
    """
    if assay == Assay.IHC_INTENSITY:
        grades = parts["field_grades"].split(",")
        return target.mean_intensity([int(grade) for grade in grades])
    row = pd.DataFrame([{name: parts.get(name) for name in names}]).astype(float)
    return float(_made(assay, row, parts.get("h_weights")).iloc[0])


def _made(assay, row, h_weights):
    if assay == Assay.IHC_H_SCORE:
        return target.h_score(row, [int(part) for part in h_weights.split(",")])
    if assay == Assay.IHC_PERCENT:
        cells = row["cells_count"]
        return target.percent_positive(row["positive_cells_count"], cells)
    return target.density_ratio(row)
