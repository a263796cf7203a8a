"""The CSV files of what was planned: study, people, arms, limits, model."""

from xenograft.analysis.endpoints.endings import ENDING_CHOICES
from xenograft.export.files.column import Column, File, choices
from xenograft.study.models import (
    Arm,
    BenchRules,
    EndingRule,
    Limit,
    LimitAmendment,
    Membership,
    Study,
    TumorModel,
)
from xenograft.study.models.limit import BASIS_LABELS
from xenograft.study.roles import Role

STUDY = {
    "study": Column("code of the study", "code"),
    "title": Column("title", "title"),
    "objective": Column("what the study asks", "objective"),
    "ethics_licence": Column("ethics license", "ethics_licence"),
    "day_zero_anchor": Column(
        "what day 0 of a mouse is",
        "day_zero_anchor",
        values=choices(Study.DayZeroAnchor.choices),
    ),
    "day_zero_on": Column("date of day 0 where no dose is recorded", "day_zero_on"),
    "volume_formula": Column(
        "formula of the tumor volume; LWW_HALF is L × W² ÷ 2, L the larger diameter",
        "volume_formula",
        values=choices(Study.VolumeFormula.choices),
    ),
    "window_min_mm3": Column("enrollment window from", "window_min_mm3", "mm³"),
    "window_max_mm3": Column("enrollment window to", "window_max_mm3", "mm³"),
    "needs_growth": Column("only mice whose tumor grew go in", "needs_growth"),
    "weight_within_percent": Column(
        "weight within this of the median of all mice; empty: not asked",
        "weight_within_percent",
        "%",
    ),
    "implanted_min_days": Column(
        "days from the implant at least; empty: not asked", "implanted_min_days", "days"
    ),
    "implanted_max_days": Column(
        "days from the implant at most; empty: not asked", "implanted_max_days", "days"
    ),
    "inclusion_criteria": Column("inclusion criteria", "inclusion_criteria"),
    "animal_exclusion_criteria": Column(
        "exclusion criteria for animals", "animal_exclusion_criteria"
    ),
    "data_exclusion_criteria": Column(
        "exclusion criteria for data", "data_exclusion_criteria"
    ),
    "primary_outcome": Column("primary outcome", "primary_outcome"),
    "normal_weights": Column(
        "normal weights by sex, each age in weeks with its g (JSON)", "normal_weights"
    ),
    "sample_size_plan": Column(
        "calculation of the number of mice (JSON)", "sample_size_plan"
    ),
    "sample_size_basis": Column("remark on the number of mice", "sample_size_basis"),
    "measure_every_min_days": Column(
        "measured every, at least", "measure_every_min_days", "days"
    ),
    "measure_every_max_days": Column(
        "measured every, at most", "measure_every_max_days", "days"
    ),
    "treatment_min_days": Column("treatment, at least", "treatment_min_days", "days"),
    "treatment_max_days": Column("treatment, at most", "treatment_max_days", "days"),
    "weight_fresh_days": Column(
        "dosed by a weight of at most, else warned", "weight_fresh_days", "days"
    ),
    "weight_usable_days": Column(
        "not dosed by an older weight without a reason", "weight_usable_days", "days"
    ),
    "cells_per_implant_count": Column("cells per implant", "cells_per_implant_count"),
    "matrix": Column("matrix of the implant", "matrix"),
    "implant_site": Column("site of the implant", "implant_site"),
    "experimental_unit": Column(
        "what is randomized",
        "experimental_unit",
        values=choices(Study.ExperimentalUnit.choices),
    ),
    "has_random_order": Column(
        "sheets list cages and mice in a random order, new each day",
        "has_random_order",
        values="True, False",
    ),
    "is_training": Column(
        "made for training: nothing of it is reported",
        "is_training",
        values="True, False",
    ),
    "allows_recheck": Column(
        "a value at a limit may be rechecked", "allows_recheck", values="True, False"
    ),
    "planned_mice_count": Column("mice to implant", "planned_mice_count"),
    "blinds_director": Column(
        "arms are hidden from the director until the lock",
        "blinds_director",
        values="True, False",
    ),
    "arms_open_on": Column("biostatistician sees arms from", "arms_open_on"),
    "bottle_coding": Column(
        "what a bottle has a code for",
        "bottle_coding",
        values=choices(Study.Bottles.choices),
    ),
    "locked_at": Column("when the study was locked, UTC", "locked_at"),
}

PEOPLE = {
    "person": Column("user name", "person__username"),
    "role": Column("role in the study", "role", values=choices(Role.choices)),
}

ARMS = {
    "arm": Column("name of the arm", "name"),
    "position": Column("place in the design, from 1", "position"),
    "planned_count": Column("mice planned", "planned_count"),
    "satellite_count": Column("satellite mice planned", "satellite_count"),
    "is_control": Column("the control arm", "is_control", values="True, False"),
    "has_agent_a": Column("contains agent A", "has_agent_a", values="True, False"),
    "has_agent_b": Column("contains agent B", "has_agent_b", values="True, False"),
    "code": Column("code of the arm, for who may not know it", "code"),
    "bottle_code": Column("code on the bottle", "bottle_code"),
}

LIMITS = {
    "version": Column("version of the limits, the last one counts", "version"),
    "kind": Column("what is limited", "kind", values=choices(Limit.Kind.choices)),
    "purpose": Column(
        "kind of endpoint", "purpose", values=choices(Limit.Purpose.choices)
    ),
    "basis": Column(
        "what the level is compared with", "basis", values=choices(BASIS_LABELS)
    ),
    "warning_level": Column("approaching from here, unit as the kind", "warning_level"),
    "hold_level": Column("dosing is held from here", "hold_level", "%"),
    "action_level": Column("reached from here, unit as the kind", "action_level"),
    "duration_hours": Column(
        "reached when it lasts for longer; 0 at once", "duration_hours", "hours"
    ),
}

AMENDMENTS = {
    "version": Column("version of the limits that it made", "version"),
    "reason": Column("why", "reason"),
    "made_by": Column("who", "made_by__username"),
    "made_at": Column("when, UTC", "made_at"),
}

ENDING_RULES = {
    "ending": Column("how a mouse left", "ending", values=choices(ENDING_CHOICES)),
    "survival_is_event": Column(
        "an event of survival, else censored", "survival_is_event", values="True, False"
    ),
    "volume_is_event": Column(
        "an event of time to a volume, else censored",
        "volume_is_event",
        values="True, False",
    ),
    "sensitivity_is_event": Column(
        "the same in the sensitivity analysis",
        "sensitivity_is_event",
        values="True, False",
    ),
}

BENCH_RULES = {
    "previous_values": Column(
        "when the last volume is shown",
        "previous_values",
        values=choices(BenchRules.Previous.choices),
    ),
    "day_value": Column(
        "value of a day", "day_value", values=choices(BenchRules.DayValue.choices)
    ),
    "call_name": Column("whom to call at a limit", "call_name"),
    "call_telephone": Column("at this number", "call_telephone"),
    "growth_percent_per_day": Column(
        "growth that is asked about, logarithmic", "growth_percent_per_day", "% a day"
    ),
    "error_percent": Column("margin for the error of reading", "error_percent", "%"),
    "fall_percent": Column("a fall that is asked about", "fall_percent", "%"),
    "step_mm": Column("a change of L or W that is asked about", "step_mm", "mm"),
    "close_days": Column("compared for a fall and a step", "close_days", "days"),
    "slip_percent": Column(
        "this near to ten times the last is a slipped decimal point",
        "slip_percent",
        "%",
    ),
    "narrow_percent": Column(
        "shorter diameter that is asked about, of the longer", "narrow_percent", "%"
    ),
    "smallest_mm": Column("asked about below", "smallest_mm", "mm"),
    "largest_mm": Column("asked about above", "largest_mm", "mm"),
    "same_count": Column("asked about when the same so many times", "same_count"),
    "weight_percent": Column(
        "change of weight that is asked about", "weight_percent", "%"
    ),
    "po_good_ml_per_kg": Column(
        "by mouth, good practice", "po_good_ml_per_kg", "mL/kg"
    ),
    "po_most_ml_per_kg": Column("by mouth, maximum", "po_most_ml_per_kg", "mL/kg"),
    "po_day_ml_per_kg": Column(
        "by mouth, all doses of a day", "po_day_ml_per_kg", "mL/kg"
    ),
    "sc_good_ml_per_kg": Column(
        "subcutaneous, good practice", "sc_good_ml_per_kg", "mL/kg"
    ),
    "sc_most_ml_per_kg": Column("subcutaneous, maximum", "sc_most_ml_per_kg", "mL/kg"),
    "ip_good_ml_per_kg": Column(
        "intraperitoneal, good practice", "ip_good_ml_per_kg", "mL/kg"
    ),
    "ip_most_ml_per_kg": Column(
        "intraperitoneal, maximum", "ip_most_ml_per_kg", "mL/kg"
    ),
    "iv_good_ml_per_kg": Column(
        "intravenous, good practice", "iv_good_ml_per_kg", "mL/kg"
    ),
    "iv_most_ml_per_kg": Column("intravenous, maximum", "iv_most_ml_per_kg", "mL/kg"),
    "im_good_ml_per_site": Column(
        "intramuscular, good practice", "im_good_ml_per_site", "mL in each site"
    ),
    "im_most_ml_per_site": Column(
        "intramuscular, maximum", "im_most_ml_per_site", "mL in each site"
    ),
}

_MODEL_MEANINGS = {
    "name": "name of the model",
    "kind": "kind of model",
    "passage_number": "passage, counted as passage_scheme says",
    "passage_scheme": "whether the first passage is P0 or P1",
    "host_strain": "strain of the mice",
    "host_strain_nomenclature": "official nomenclature of the strain",
    "identity_tested_on": "date of the identity (STR) test",
    "mycoplasma_tested_on": "date of the mycoplasma test",
    "patient_id": "patient, as coded by the source",
    "patient_sex": "sex of the patient",
    "sample_id": "sample of the patient",
    "age_at_collection_years": "age of the patient at collection, in years or a range",
    "diagnosis": "diagnosis",
    "tumor_type": "primary, metastatic, recurrent, refractory or pre-malignant",
    "primary_site": "primary site",
    "collection_site": "site the sample was taken from",
    "is_sharable": "the model may be shared",
    "is_treatment_naive": "the patient was untreated at collection",
    "engraftment_site": "site of engraftment",
    "engraftment_type": "heterotopic or orthotopic",
    "sample_type": "type of the sample",
    "validation_technique": "how the model was validated",
    "validation_description": "what the validation showed",
    "validation_passages_tested": "passages that were validated",
    "validation_host_strain_nomenclature": "strain of the validation",
    "accessibility": "who may have the model",
    "contact_name": "contact",
    "contact_email": "address of the contact",
}
MODEL = {name: Column(meaning, name) for name, meaning in _MODEL_MEANINGS.items()}

FILES = {
    "study.csv": File("the study and its protocol", Study, ("pk",), STUDY),
    "people.csv": File(
        "one row per role of a person",
        Membership,
        ("role", "person__username"),
        PEOPLE,
    ),
    "arms.csv": File(
        "one row per arm of the design", Arm, ("position",), ARMS, names_arms=True
    ),
    "limits.csv": File(
        "one row per limit and version, with its warning level",
        Limit,
        ("version", "pk"),
        LIMITS,
    ),
    "limit_amendments.csv": File(
        "one row per change of the limits after randomization",
        LimitAmendment,
        ("version",),
        AMENDMENTS,
    ),
    "ending_rules.csv": File(
        "one row per way of leaving: event or censored",
        EndingRule,
        ("pk",),
        ENDING_RULES,
    ),
    "bench_rules.csv": File(
        "when a value is asked about; no row means the starting values",
        BenchRules,
        ("pk",),
        BENCH_RULES,
    ),
    "tumor_model.csv": File("what was implanted", TumorModel, ("pk",), MODEL),
}
