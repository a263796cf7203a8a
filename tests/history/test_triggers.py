"""What else is written leaves a change behind, also after tables were remade."""

import pytest
from django.db import connection, models, transaction
from django.db.models import F
from django.db.utils import DatabaseError

from tests import builders
from tests.history.rows import a_field, assert_changed, changes_of, one_of_each
from xenograft.history import triggers
from xenograft.history.context import acting
from xenograft.history.models import Change
from xenograft.study.models import Study


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
    keys, app = one_of_each(), Study._meta.app_config
    triggers.drop_before_migrating(app, "default")
    with connection.schema_editor() as editor:
        for model in keys:
            rebuild(editor, model)
    triggers.build_after_migrating(app, "default")
    for model, pk in keys.items():
        name, value = a_field(model)
        model.objects.filter(pk=pk).update(**{name: value})
        assert_changed(model.objects.get(pk=pk), name, value)


def rebuild(editor, model):
    """What a migration that alters a column does: SQLite's tables are remade."""
    if connection.vendor == "sqlite":
        editor._remake_table(model)
