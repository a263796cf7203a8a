"""A row of every table that the history watches, and what became of it."""

from tests import builders
from xenograft.history import triggers
from xenograft.history.models import Change
from xenograft.study.models import LimitAmendment


def one_of_each():
    """The key of a row of every tracked table, made by its builder."""
    study = builders.treated_study(mice_per_arm=1, code="ROWS-1")
    mouse = study.mice.first()
    session = study.sessions.first()
    builders.member(study, "measurer")
    builders.tumor_model(study)
    builders.daily_check(builders.cage(study))
    builders.sign(session, mouse)
    builders.sent_row(session, mouse)
    builders.sent_dose(mouse)
    builders.bench_rules(study)
    builders.disposition(mouse)
    specimen = builders.specimen(mouse)
    builders.readout(specimen)
    builders.aliquot(specimen, parent=builders.aliquot(specimen))
    builders.draw_plan(study)
    builders.frozen_list(study)
    builders.draw_entry(study)
    place = study.arms.first().assignments.get()
    builders.replacement(place, builders.mouse(study))
    builders.arm_view(study)
    builders.awareness(study)
    builders.assay_run(study)
    builders.collection_plan(study, mice=[mouse], mice_per_arm=2)
    builders.study_import(study)
    builders.closed_day(study)
    builders.hold(mouse)
    builders.eligibility_decision(mouse)
    builders.preparation(study.arms.first())
    builders.ending_rules(study)
    builders.alert(mouse, study.limits.first())
    builders.overdue(mouse)
    builders.recheck(mouse)
    builders.welfare_note(mouse)
    builders.excised_tumor(mouse)
    builders.photo(mouse)
    builders.endpoint_draft(mouse)
    builders.analysis_result(study)
    LimitAmendment.objects.create(study=study, version=2, reason="License")
    firsts = {model: model.objects.first() for model in triggers.tracked_models()}
    return {model: row and row.pk for model, row in firsts.items()}


# A column of each table that can change without breaking a rule, and a new value.
# A new table without a line here fails.
FIELDS = {
    "EnrollmentDecision": ("reason", "Seen again"),
    "Agent": ("lot", "L2"),
    "Alert": ("value", 2.5),
    "AlertMessage": ("occasion", "REMINDED"),
    "AnalysisResult": ("session_count", 77),
    "DailyCheck": ("concern", "Wet bedding"),
    "Overdue": ("why", "NOT_WEIGHED"),
    "Aliquot": ("position", "Box 2"),
    "ArmView": ("reason", "seen twice"),
    "Awareness": ("comment", "told on day 3"),
    "AssayRun": ("note", "faint"),
    "CollectionPlan": ("mice_per_arm", 3),
    "PlannedMouse": ("note", "spare"),
    "Arm": ("planned_count", 12),
    "Assignment": ("block", 77),
    "BenchRules": ("call_name", "Dr. Roth"),
    "BodyWeight": ("weight_g", 30),
    "Cage": ("rack_position", "A2"),
    "CaliperMeasurement": ("note", "crust"),
    "ClinicalSign": ("note", "seen twice"),
    "ClosedDay": ("reason", "Snow"),
    "Disposition": ("necropsy_note", "clear"),
    "Dose": ("reason", "reflux"),
    "DrawEntry": ("number", 99),
    "DrawPlan": ("balances_age", True),
    "Hold": ("reason", "Ill"),
    "EndpointDraft": ("saved_at", builders.at(3)),
    "ExcisedTumor": ("weight_mg", 7),
    "FrozenList": ("batch", 9),
    "Photo": ("note", "left flank"),
    "EndingRule": ("volume_is_event", False),
    "Limit": ("action_level", 99999),
    "LimitAmendment": ("reason", "New license"),
    "Membership": ("role", "doser"),
    "Mouse": ("strain", "NSG"),
    "Preparation": ("label", "K-22"),
    "Randomization": ("engine_version", "2"),
    "Readout": ("note", "blot 3"),
    "Recheck": ("reason", "Measured by a new hand"),
    "Regimen": ("slot_times", "08:00"),
    "Replacement": ("reason", "Bitten"),
    "SentDose": ("device", "iPad"),
    "SentRow": ("device", "iPad"),
    "Session": ("held_on", builders.DAY_ZERO.replace(year=2020)),
    "Specimen": ("note", "core"),
    "Study": ("matrix", "BME"),
    "StudyImport": ("title", "Old list"),
    "Tumor": ("matrix_lot", "M7"),
    "WelfareNote": ("text", "Eats again"),
    "TumorModel": ("diagnosis", "LGSOC"),
}


def a_field(model):
    return FIELDS[model.__name__]


def changes_of(row):
    return list(Change.objects.of_row(row).order_by("id"))


def assert_changed(row, name, value):
    last = changes_of(row)[-1]
    assert last.operation == "update"
    assert name in {column for column, _, _ in last.fields_changed}
