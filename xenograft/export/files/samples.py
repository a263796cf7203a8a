"""The CSV files of samples: the plan, specimens, aliquots, runs and readouts."""

from xenograft.export.files.column import Column, File, choices, mouse_name
from xenograft.export.files.mice import SIDES
from xenograft.samples.models import (
    Aliquot,
    Assay,
    AssayRun,
    CollectionPlan,
    PlannedMouse,
    Readout,
    Specimen,
)
from xenograft.samples.models.run import CONTROLS, Control

PLAN = {
    "tissue": Column("tissue", "tissue", values=choices(Specimen.Tissue.choices)),
    "handling": Column(
        "how it is kept", "handling", values=choices(Specimen.Handling.choices)
    ),
    "hours_after_last_dose": Column(
        "time after the final dose", "hours_after_last_dose", "hours"
    ),
    "final_day": Column("day of the final dose, if named", "final_day"),
    "window_minutes": Column(
        "how far from its time is in time; empty: a tenth, 15 minutes at least",
        "window_minutes",
        "minutes",
    ),
    "mice_per_arm": Column("mice wanted of each arm", "mice_per_arm"),
}

PLANNED_MICE = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "tissue": Column("tissue", "plan__tissue", values=choices(Specimen.Tissue.choices)),
    "handling": Column(
        "how it is kept", "plan__handling", values=choices(Specimen.Handling.choices)
    ),
    "hours_after_last_dose": Column(
        "time after the final dose", "plan__hours_after_last_dose", "hours"
    ),
    "final_day": Column("day of the final dose, if named", "plan__final_day"),
    "note": Column("note", "note"),
}

ALIQUOTS = {
    "mouse": Column("mouse", mouse_name("specimen__mouse__")),
    "specimen": Column("label of the specimen", "specimen__label"),
    "label": Column("label of the aliquot", "label"),
    "taken_from": Column(
        "label of the aliquot that it was split from; empty: of the specimen",
        "parent__label",
    ),
    "kind": Column("kind", "kind", values=choices(Aliquot.Kind.choices)),
    "quantity": Column("quantity", "quantity", "as the column unit says"),
    "unit": Column("unit of the quantity", "unit"),
    "position": Column("freezer position", "position"),
    "freeze_thaw_count": Column("times thawed", "freeze_thaw_count"),
    "note": Column("note", "note"),
}

RUNS = {
    "name": Column("name of the blot or batch", "name"),
    "assay": Column("assay", "assay", values=choices(Assay.choices)),
    "ran_on": Column("when it was run", "ran_on"),
    "target": Column("target", "target"),
    "phosphosite": Column("phosphosite, as Y397; empty for total", "phosphosite"),
    "antibody": Column("clone, lot, dilution and RRID", "antibody"),
    **{
        name: Column(name.replace("_", " "), name, values=choices(Control.choices))
        for name in CONTROLS
    },
    "reference_lysate": Column("reference lysate on the blot", "reference_lysate"),
    "reference_ratio": Column("its ratio on this blot", "reference_ratio"),
    "loading_control": Column("loading control", "loading_control"),
    "is_linear": Column(
        "all bands within the linear range", "is_linear", values="True, False"
    ),
    "note": Column("note", "note"),
}

SPECIMENS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "label": Column("label of the tube", "label"),
    "tumor": Column("side of the tumor it came from", "tumor__side", values=SIDES),
    "tissue": Column("tissue", "tissue", values=choices(Specimen.Tissue.choices)),
    "handling": Column(
        "how it was kept", "handling", values=choices(Specimen.Handling.choices)
    ),
    "collected_at": Column("when it was collected, UTC", "collected_at"),
    "collected_by": Column("who collected it", "collected_by__username"),
    "last_dose_given_at": Column(
        "last dose before the collection, UTC", "last_dose__given_at"
    ),
    "planned_hours": Column(
        "planned time after the last dose",
        "planned__hours_after_last_dose",
        "hours",
    ),
    "planned_final_day": Column(
        "day of the final dose that was planned, if named", "planned__final_day"
    ),
    "preserved_at": Column("when it was frozen or fixed, UTC", "preserved_at"),
    "region": Column("region", "region", values=choices(Specimen.Region.choices)),
    "weight_mg": Column("weight", "weight_mg", "mg"),
    "position": Column("freezer position", "position"),
    "storage_c": Column("temperature of storage", "storage_c", "degrees Celsius"),
    "fixed_until": Column("when it left the fixative, UTC", "fixed_until"),
    "lysis_buffer": Column("buffer of a lysate", "lysis_buffer"),
    "inhibitors": Column(
        "with inhibitors of proteases and phosphatases",
        "inhibitors",
        values=choices(Specimen.Inhibitors.choices),
    ),
    "viable_pct": Column("viable tumor on the slide", "viable_pct", "percent"),
    "necrosis_pct": Column("necrosis on the slide", "necrosis_pct", "percent"),
    "exclusion_reason": Column(
        "why it is not evaluable; empty: it is", "exclusion_reason"
    ),
    "note": Column("note", "note"),
}

READOUTS = {
    "mouse": Column("mouse", mouse_name("specimen__mouse__")),
    "label": Column("label of the specimen", "specimen__label"),
    "assay": Column("assay", "assay", values=choices(Readout.Assay.choices)),
    "target": Column("target", "target"),
    "phosphosite": Column("phosphosite, as Y397; empty for total", "phosphosite"),
    "run": Column("blot or batch", "run__name"),
    "aliquot": Column("aliquot it was read from", "aliquot__label"),
    "value": Column("value", "value", "as the column unit says"),
    "unit": Column("unit of the value", "unit"),
    "pct_0": Column("cells without stain", "pct_0", "percent"),
    "pct_1": Column("weak cells", "pct_1", "percent"),
    "pct_2": Column("moderate cells", "pct_2", "percent"),
    "pct_3": Column("strong cells", "pct_3", "percent"),
    "h_weights": Column("weights of the four grades", "h_weights"),
    "positive_cells_count": Column("positive cells", "positive_cells_count"),
    "cells_count": Column("cells counted", "cells_count"),
    "field_grades": Column("intensity of each field, 0 to 3", "field_grades"),
    "phospho_density": Column("density of the phosphoprotein", "phospho_density"),
    "phospho_loading": Column("its loading control", "phospho_loading"),
    "total_density": Column("density of the total protein", "total_density"),
    "total_loading": Column("its loading control", "total_loading"),
    "is_saturated": Column("the band is saturated", "is_saturated"),
    "read_at": Column("when it was read, UTC", "read_at"),
    "read_by": Column("who read it", "read_by__username"),
    "note": Column("note", "note"),
}

FILES = {
    "collection_plan.csv": File(
        "what is to be collected after the final dose",
        CollectionPlan,
        ("hours_after_last_dose", "tissue", "handling"),
        PLAN,
    ),
    "planned_mice.csv": File(
        "which mice it is to be collected from",
        PlannedMouse,
        ("plan__hours_after_last_dose", "plan__tissue", "mouse__number"),
        PLANNED_MICE,
    ),
    "specimens.csv": File(
        "one row per specimen",
        Specimen,
        ("mouse__number", "label"),
        SPECIMENS,
    ),
    "aliquots.csv": File(
        "one row per portion of a specimen",
        Aliquot,
        ("specimen__mouse__number", "specimen__label", "pk"),
        ALIQUOTS,
    ),
    "assay_runs.csv": File(
        "one row per blot, plate or staining batch",
        AssayRun,
        ("ran_on", "name"),
        RUNS,
    ),
    "readouts.csv": File(
        "one row per value of an assay",
        Readout,
        ("specimen__mouse__number", "specimen__label", "pk"),
        READOUTS,
    ),
}
