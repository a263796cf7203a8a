import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import DatabaseError

from xenograft.history import checks, triggers
from xenograft.history.models import Change


@pytest.fixture
def unwatched_studies(db):
    name = "history_xenograft_study"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = f"{name}_update"
            cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute(f"ALTER TABLE xenograft_study DISABLE TRIGGER {name}")
    return name


def messages():
    found = checks.every_table_has_its_triggers(databases=["default"])
    return [each.msg for each in found]


def test_with_all_triggers_there_is_nothing_to_say(db):
    assert messages() == []


def test_a_missing_trigger_is_named(unwatched_studies):
    (message,) = messages()
    assert unwatched_studies in message


def test_a_changed_trigger_is_named(db, monkeypatch):
    monkeypatch.setattr("xenograft.study.models.Limit.study_path", None)
    assert all("xenograft_limit" in message for message in messages())
    assert messages() != []


def test_the_server_does_not_start_without_the_history(unwatched_studies):
    with pytest.raises(CommandError, match="history would miss changes"):
        call_command("serve")


def test_migrating_brings_a_missing_trigger_back(unwatched_studies, capsys):
    call_command("migrate", verbosity=0, skip_checks=False)
    assert unwatched_studies in capsys.readouterr().err
    assert messages() == []


def test_a_table_has_few_enough_columns_for_one_json_call(db):
    """SQLite may have been built for 100 arguments of a function, two a column."""
    counts = [len(model._meta.fields) for model in triggers.tracked_models()]
    assert max(counts) <= 50


def test_truth_and_structure_are_the_same_json_on_both_databases(study):
    from tests import builders

    arm = builders.arm(study, is_control=True)
    loaded = builders.study_import(study)
    assert Change.objects.of_row(arm)[0].new["is_control"] is True
    assert Change.objects.of_row(loaded)[0].new["columns"] == loaded.columns


@pytest.mark.parametrize("table", ["xenograft_change", "xenograft_calipermeasurement"])
def test_tables_cannot_be_emptied_past_the_triggers(db, settings, table):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's own statement.")
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    assert messages() == []
    with (
        pytest.raises(DatabaseError, match="so that the history keeps them"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")
