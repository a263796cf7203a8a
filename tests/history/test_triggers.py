"""Every table and every way of writing leaves a change behind."""

import pytest
from django.db import connection, models, transaction
from django.db.models import F
from django.db.utils import DatabaseError

from tests import builders
from xenograft.history import triggers
from xenograft.history.context import acting
from xenograft.history.models import Change
from xenograft.study.models import LimitAmendment, Study


class RollBack(Exception):
    """Ends a trial."""


def one_of_each():
    """A row of every tracked table, made by its builder."""
    study = builders.treated_study(mice_per_arm=1)
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
    return {model: model.objects.first() for model in triggers.tracked_models()}


@pytest.fixture
def rows(db):
    return one_of_each()


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


def test_every_table_has_a_row_to_try(rows):
    assert [model.__name__ for model, row in rows.items() if row is None] == []


@pytest.mark.parametrize("model", triggers.tracked_models(), ids=lambda m: m.__name__)
class TestEachTable:
    def test_an_insert_is_kept(self, rows, model):
        first = changes_of(rows[model])[0]
        assert (first.operation, first.old) == ("insert", None)
        assert first.new["id"] == rows[model].pk

    def test_save_is_kept(self, rows, model):
        name, value = a_field(model)
        setattr(rows[model], name, value)
        rows[model].save()
        assert_changed(rows[model], name, value)

    def test_save_of_one_field_is_kept(self, rows, model):
        name, value = a_field(model)
        setattr(rows[model], name, value)
        rows[model].save(update_fields=[name])
        assert_changed(rows[model], name, value)

    def test_update_is_kept(self, rows, model):
        name, value = a_field(model)
        model.objects.filter(pk=rows[model].pk).update(**{name: value})
        assert_changed(rows[model], name, value)

    def test_bulk_update_is_kept(self, rows, model):
        name, value = a_field(model)
        setattr(rows[model], name, value)
        model.objects.bulk_update([rows[model]], [name])
        assert_changed(rows[model], name, value)

    def test_sql_is_kept(self, rows, model):
        name, value = a_field(model)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET {name} = %s WHERE id = %s",
                [value, rows[model].pk],
            )
        assert_changed(rows[model], name, value)

    def test_a_raw_delete_and_a_bulk_create_are_kept(self, rows, model):
        row = rows[model]
        # The keys of other rows are looked at only when the transaction ends.
        with pytest.raises(RollBack), transaction.atomic():
            with connection.constraint_checks_disabled():
                model.objects.filter(pk=row.pk)._raw_delete(using="default")
                model.objects.bulk_create([row])
            deleted, made = changes_of(row)[-2:]
            assert (deleted.operation, deleted.new) == ("delete", None)
            assert (made.operation, made.old, made.new) == ("insert", None, deleted.old)
            raise RollBack

    def test_the_study_is_found(self, rows, model):
        assert changes_of(rows[model])[0].study_id == rows[Study].pk or not hasattr(
            model, "study_path"
        )


def test_bulk_create_is_kept(study):
    made = builders.limits(study)
    assert all(changes_of(limit)[0].operation == "insert" for limit in made)


def test_a_sum_in_the_database_is_kept(study):
    Study.objects.filter(pk=study.pk).update(window_max_mm3=F("window_max_mm3") + 50)
    assert changes_of(study)[-1].fields_changed == [("window_max_mm3", 150, 200)]


def test_a_delete_is_kept_with_the_old_row(study):
    limit = builders.limits(study)[0]
    study.limits.filter(pk=limit.pk).delete()
    last = changes_of(limit)[-1]
    assert (last.operation, last.old["kind"], last.new) == ("delete", "VOLUME", None)


def test_replace_keeps_the_old_row(study):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's own statement.")
    cage = builders.cage(study, "C01")
    with connection.cursor() as cursor:
        cursor.execute(
            "REPLACE INTO xenograft_cage (id, study_id, name, rack_position)"
            " VALUES (%s, %s, 'C02', '')",
            [cage.pk, study.pk],
        )
    assert [c.operation for c in changes_of(cage)] == ["insert", "delete", "insert"]


def test_a_change_to_the_same_value_leaves_nothing(study):
    Study.objects.filter(pk=study.pk).update(title=study.title)
    assert len(changes_of(study)) == 1


def test_a_generated_volume_is_in_the_history(study):
    tumor = builders.tumor(builders.mouse(study))
    made = builders.measurement(builders.session(study), tumor, "8.2", "6.9")
    assert changes_of(made)[0].new["volume_mm3"] == 8.2 * 6.9 * 6.9 / 2


def test_who_and_why_stand_beside_a_change(study):
    person = builders.person("m.okafor")
    with acting(person=person, reason="Typed twice", request="POST /x/"):
        Study.objects.filter(pk=study.pk).update(title="New")
    last = changes_of(study)[-1]
    assert (last.person_name, last.person_id) == ("m.okafor", person.pk)
    assert (last.reason, last.request) == ("Typed twice", "POST /x/")


def test_a_later_write_is_not_credited_to_an_earlier_person(study):
    with acting(person=builders.person("m.okafor"), reason="Typed twice"):
        Study.objects.filter(pk=study.pk).update(title="One")
    Study.objects.filter(pk=study.pk).update(title="Two")
    last = changes_of(study)[-1]
    assert (last.person_name, last.reason) == ("", "")


def test_a_failed_write_does_not_leave_its_person_behind(study):
    person = builders.person("m.okafor")
    with acting(person=person), pytest.raises(DatabaseError), transaction.atomic():
        Study.objects.filter(pk=study.pk).update(window_min_mm3=900)
    Study.objects.filter(pk=study.pk).update(title="Two")
    assert changes_of(study)[-1].person_name == ""


def test_a_page_credits_the_person_who_sent_it(director, study):
    from django.urls import reverse

    director.post(
        reverse("study:people", args=[study.code]),
        {"username": builders.person("a.novak").username, "role": "doser"},
    )
    last = Change.objects.of_study(study).first()
    assert last.person_name == "director"
    assert last.request.startswith("POST /studies/OVX-014/design/people/")


def test_the_history_itself_cannot_be_changed(study, settings):
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    for write in (lambda q: q.update(reason="x"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write(Change.objects.of_study(study))


@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_back_after_a_migration_that_rebuilds_a_table():
    """Django remakes SQLite's table to alter a column, and drops its triggers."""
    study = builders.study("OVX-1")
    old = Study._meta.get_field("title")
    new = models.CharField(max_length=201)
    new.set_attributes_from_name("title")
    app = Study._meta.app_config
    triggers.drop_before_migrating(app, "default")
    for before, after in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Study, before, after)
    assert triggers.missing(connection) != []
    triggers.build_after_migrating(app, "default")
    assert triggers.missing(connection) == []
    Study.objects.filter(pk=study.pk).update(title="After")
    assert changes_of(study)[-1].new["title"] == "After"


@pytest.mark.django_db(transaction=True)
def test_every_table_is_watched_again_after_it_was_rebuilt():
    rows, app = one_of_each(), Study._meta.app_config
    triggers.drop_before_migrating(app, "default")
    with connection.schema_editor() as editor:
        for model in rows:
            rebuild(editor, model)
    triggers.build_after_migrating(app, "default")
    for model, row in rows.items():
        name, value = a_field(model)
        model.objects.filter(pk=row.pk).update(**{name: value})
        assert_changed(row, name, value)


def rebuild(editor, model):
    """What a migration that alters a column does: SQLite's tables are remade."""
    if connection.vendor == "sqlite":
        editor._remake_table(model)
