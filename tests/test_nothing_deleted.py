"""Nothing that was observed is ever deleted: rows are taken back and stay."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import PROTECT

HOUSE = Path(settings.BASE_DIR) / "xenograft"
# What was seen, read, given, drawn or decided. A new model goes here, or below.
OBSERVED = {
    "Alert",
    "AlertMessage",
    "Aliquot",
    "AnalysisResult",
    "ArmView",
    "AssayRun",
    "Assignment",
    "BodyWeight",
    "Cage",
    "CaliperMeasurement",
    "Change",
    "EarlierChange",
    "ClinicalSign",
    "DailyCheck",
    "Disposition",
    "Dose",
    "DrawEntry",
    "EnrollmentDecision",
    "ExcisedTumor",
    "FrozenList",
    "Hold",
    "Mouse",
    "Overdue",
    "Photo",
    "Preparation",
    "Randomization",
    "Readout",
    "Recheck",
    "Replacement",
    "SentDose",
    "SentRow",
    "Session",
    "Specimen",
    "Tumor",
    "WelfareNote",
}
# What is planned, chosen or typed on the way; the history keeps each change of it.
SETTINGS = {
    "Agent",
    "Arm",
    "Awareness",
    "BenchRules",
    "ClosedDay",
    "CollectionPlan",
    "Context",
    "DrawPlan",
    "EndingRule",
    "EndpointDraft",
    "Limit",
    "LimitAmendment",
    "Membership",
    "PlannedMouse",
    "Regimen",
    "Study",
    "StudyImport",
    "TumorModel",
}
# Every place of the app that deletes rows, and the model of these rows.
DELETES = {
    ("dosing/actions.py", "open_again"): "ClosedDay",
    ("dosing/actions.py", "remove_regimen"): "Regimen",
    ("samples/actions.py", "leave_out"): "PlannedMouse",
    ("study/design_views.py", "remove_member"): "Membership",
}
DELETING_FORMS = {("study/forms.py", "ArmFormSet"), ("study/forms.py", "LimitFormSet")}


def project_models():
    return list(apps.get_app_config("xenograft").get_models())


def functions():
    """(file, node) of every function and every statement outside of functions."""
    for path in sorted(HOUSE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        name = path.relative_to(HOUSE).as_posix()
        yield from ((name, node) for node in ast.walk(tree) if _is_function(node))
        yield from ((name, node) for node in tree.body if not _is_function(node))


def _is_function(node):
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _deletes(node):
    return any(
        isinstance(inner, ast.Attribute) and inner.attr in ("delete", "_raw_delete")
        for inner in ast.walk(node)
    )


def _says_delete(node):
    return any(
        isinstance(inner, ast.Constant)
        and isinstance(inner.value, str)
        and "DELETE FROM" in inner.value.upper()
        for inner in ast.walk(node)
    )


def _offers_delete(node):
    keywords = (inner for inner in ast.walk(node) if isinstance(inner, ast.keyword))
    return any(
        word.arg == "can_delete"
        and not (isinstance(word.value, ast.Constant) and word.value.value is False)
        for word in keywords
    )


def _name(node):
    return getattr(node, "name", "") or ast.unparse(getattr(node, "targets", [node])[0])


def test_every_model_is_observed_or_a_setting():
    assert {model.__name__ for model in project_models()} == OBSERVED | SETTINGS
    assert not OBSERVED & SETTINGS


def test_rows_are_deleted_at_the_named_places_only():
    found = {(path, _name(node)) for path, node in functions() if _deletes(node)}
    assert found == set(DELETES)


def test_no_place_deletes_what_was_observed():
    assert set(DELETES.values()) <= SETTINGS


def test_no_statement_in_sql_deletes_rows():
    assert [path for path, node in functions() if _says_delete(node)] == []


def test_forms_delete_arms_and_limits_only():
    found = {(path, _name(node)) for path, node in functions() if _offers_delete(node)}
    assert found == DELETING_FORMS


@pytest.mark.parametrize("model", project_models(), ids=lambda model: model.__name__)
def test_no_key_lets_a_row_go_with_another(model):
    """Deleting a setting refuses while something observed points at it."""
    for field in model._meta.fields:
        if field.is_relation:
            assert field.remote_field.on_delete is PROTECT, field
