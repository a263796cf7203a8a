"""Every table and every way of writing leaves a change behind."""

import pytest
from django.db import connection, transaction

from tests.history.rows import a_field, assert_changed, changes_of, one_of_each
from xenograft.history import triggers
from xenograft.study.models import Study


class RollBack(Exception):
    """Ends a trial."""


@pytest.fixture(scope="module")
def keys(django_db_setup, django_db_blocker):
    """Made once: the analysis among them takes longer than all tests of a table."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_of_each()
        transaction.set_rollback(True)


@pytest.fixture
def rows(keys, db):
    """Each table's row as it stands; what a test does to it is undone."""
    return {model: model.objects.filter(pk=pk).first() for model, pk in keys.items()}


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
