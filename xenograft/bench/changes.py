"""Changes of a study in the words of the lab."""

import datetime as dt

from django.apps import apps
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from xenograft.bench.earlier import earlier_rows
from xenograft.history.models import HERE, Change
from xenograft.history.triggers import tracked_models
from xenograft.implantation.models import Tumor
from xenograft.measurement.models import Session

# What tells nothing of an arm. Everything else needs the right to see arms.
OPEN_TABLES = [
    "Mouse",
    "Cage",
    "Tumor",
    "Session",
    "CaliperMeasurement",
    "BodyWeight",
    "ClinicalSign",
    "ClosedDay",
    "EnrollmentDecision",
    "Hold",
    "Disposition",
    "Specimen",
    "Readout",
    "Aliquot",
    "AssayRun",
    "CollectionPlan",
    "PlannedMouse",
    "Limit",
    "LimitAmendment",
    "EndingRule",
    "Alert",
    "AlertMessage",
    "Recheck",
    "WelfareNote",
    "ExcisedTumor",
    "Photo",
    "DailyCheck",
    "Overdue",
]
# Said beside the values, or no value that a person entered.
HIDDEN = {
    "id",
    "version",
    "study_id",
    "mouse_id",
    "stands_for_id",
    "tumor_id",
    "session_id",
    "specimen_id",
    "parent_id",
    "last_dose_id",
    "created_at",
    "recorded_at",
    "volume_mm3",
    "judged",
    "sha256",
}
MOST_VALUES = 6
MOST_LETTERS = 120  # of one value on the page; the export has every letter
# Units at the end of a column's name, as they stand behind its value.
UNITS = {"mm": "mm", "g": "g", "mg": "mg", "ml": "mL", "ul": "µL", "mm3": "mm³"}
WITH_PARENTS = {
    "Tumor": ["mouse"],
    "Regimen": ["agent", "arm"],
    "Session": ["study"],
    "Assignment": ["mouse", "arm"],
}


def models_seen(access):
    """The models of the rows that a person may see in the history."""
    if access.sees_arms:
        return tracked_models()
    return [model for model in tracked_models() if model.__name__ in OPEN_TABLES]


def changes_of(study, entries=Change):
    """The changes of a study that its `access` lets a person see, newest first.

    Of `EarlierChange`: those from before the study came here.
    """
    return entries.objects.of_study(study).of_models(*models_seen(study.access))


class Words:
    """Names for the rows and keys of one page of changes, read all at once."""

    def __init__(self, changes):
        models = apps.get_app_config("xenograft").get_models()
        self.models = {model._meta.db_table: model for model in models}
        self.rows = {}  # database -> model -> key -> row
        by_database = {}
        for change in changes:
            by_database.setdefault(change.database, []).append(change)
        for database, own in by_database.items():
            wanted, study = self._keys(own), own[0].study_id
            is_here = database == HERE
            self.rows[database] = (
                self._read(wanted) if is_here else earlier_rows(study, database, wanted)
            )

    def _keys(self, changes):
        wanted = {}
        for change in changes:
            for column, field in self._foreign(change.table_name).items():
                for row in (change.old, change.new):
                    key = (row or {}).get(column)
                    if key is not None:
                        wanted.setdefault(field.related_model, set()).add(key)
        return wanted

    def _foreign(self, table):
        fields = self.models[table]._meta.fields if table in self.models else []
        return {f.column: f for f in fields if f.is_relation and f.column != "study_id"}

    def _read(self, wanted):
        return {
            model: model._base_manager.select_related(
                *WITH_PARENTS.get(model.__name__, [])
            ).in_bulk(keys)
            for model, keys in wanted.items()
        }

    def what(self, change):
        """Mouse, day and table of a change, as "Mouse 17, 22 Nov, body weight"."""
        row = change.new or change.old or {}
        parts = [self._subject(change, row), self._day(change, row), change.what]
        return ", ".join(part for part in parts if part)

    def _subject(self, change, row):
        if "number" in row and change.table_name.endswith("_mouse"):
            return f"Mouse {row['lab_id'] or row['number']}"
        for column, field in self._foreign(change.table_name).items():
            if column in ("tumor_id", "mouse_id", "specimen_id") and row.get(column):
                return self._name(change, field.related_model, row[column])
        return row.get("code") or row.get("name") or ""

    def _day(self, change, row):
        held = self._row(change, Session, row.get("session_id"))
        if held:
            return f"{held.held_on:%-d %b}"
        held_on = row.get("held_on")
        return f"{dt.date.fromisoformat(held_on):%-d %b}" if held_on else ""

    def _row(self, change, model, key):
        return self.rows[change.database].get(model, {}).get(key)

    def _name(self, change, model, key):
        found = self._row(change, model, key)
        if found is None:
            return f"{model._meta.verbose_name} {key}"
        if model is Tumor and found.side == Tumor.Side.RIGHT:
            return str(found.mouse)
        return str(found)

    def values(self, change):
        """(old, new) of a change: what was entered, in words."""
        fields = [
            (column, old, new)
            for column, old, new in change.fields_changed
            if column not in HIDDEN and not column.endswith("_by_id")
        ]
        old = [self._said(change, column, old) for column, old, _ in fields]
        new = [self._said(change, column, new) for column, _, new in fields]
        if change.operation == Change.Operation.UPDATE:
            return _listed(old), _listed(new)
        return _listed(filter(None, old)), _listed(filter(None, new))

    def _said(self, change, column, value):
        if value in (None, "", [], {}):
            said = "" if change.operation != Change.Operation.UPDATE else "empty"
            return said and f"{self._label(change, column)} {said}"
        field = self._field(change.table_name, column)
        label, _, last = self._label(change, column).rpartition(" ")
        text = self._text(change, field, value)
        if label and last in UNITS:
            return f"{label.rstrip(',')} {text} {UNITS[last]}"
        return f"{label} {last} {text}".lstrip()

    def _text(self, change, field, value):
        if field is not None and field.is_relation:
            return self._name(change, field.related_model, value)
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field is not None and field.get_internal_type() == "BooleanField":
            return "yes" if value else "no"
        return _as_shown(field, value)

    def _label(self, change, column):
        field = self._field(change.table_name, column)
        return str(field.verbose_name) if field is not None else column

    def _field(self, table, column):
        fields = self.models[table]._meta.fields if table in self.models else []
        return next((field for field in fields if field.column == column), None)


def _as_shown(field, value):
    """A value as the pages show it; the export has every digit and letter."""
    kind = field.get_internal_type() if field is not None else ""
    if kind == "DateTimeField":
        at = parse_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        return f"{localtime(at):%-d %b %Y %H:%M}"
    if kind == "DateField":
        return f"{dt.date.fromisoformat(value):%-d %b %Y}"
    if kind == "TimeField":
        return value[: len("08:00")]
    if isinstance(value, dict | list):
        return f"of {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return _shortened(f"{value:.6g}" if isinstance(value, float) else str(value))


def _shortened(text):
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _listed(parts):
    parts = list(parts)
    more = f" and {len(parts) - MOST_VALUES} more" if len(parts) > MOST_VALUES else ""
    return ", ".join(parts[:MOST_VALUES]) + more
