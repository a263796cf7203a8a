"""Who and why, on the paths that the framework does not take itself."""

import pytest
from django.db import connection, transaction

from tests import builders
from xenograft.history.context import acting
from xenograft.history.models import Change, Context
from xenograft.study.models import Study

outside_transactions = pytest.mark.django_db(transaction=True)


def newest():
    return Change.objects.order_by("id").last()


@outside_transactions
def test_one_write_outside_a_transaction_is_credited():
    person = builders.person("m.okafor")
    with acting(person=person, reason="Typed twice"):
        study = builders.study("OVX-1")
        assert newest().person_name == "m.okafor"
        Study.objects.filter(pk=study.pk).update(title="New")
    assert (newest().person_name, newest().reason) == ("m.okafor", "Typed twice")
    assert not connection.in_atomic_block
    assert not Context.objects.exclude(person_name="", reason="").exists()


@outside_transactions
def test_a_cursor_used_again_answers_its_new_statement():
    study = builders.study("OVX-1")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE xenograft_study SET title = 'New' WHERE id = %s RETURNING title",
            [study.pk],
        )
        assert cursor.fetchall() == [("New",)]
        cursor.execute("SELECT code FROM xenograft_study")
        assert cursor.fetchone() == ("OVX-1",)
        cursor.execute("UPDATE xenograft_study SET title = 'Newer'")
        assert cursor.rowcount == 1
        cursor.execute("SELECT title FROM xenograft_study")
        assert list(cursor) == [("Newer",)]


@outside_transactions
def test_reading_through_a_common_table_expression_opens_no_transaction():
    builders.study("OVX-1")
    seen = []

    def look(execute, sql, *rest):
        if sql.startswith("WITH"):
            seen.append(connection.in_atomic_block)
        return execute(sql, *rest)

    with connection.execute_wrapper(look), connection.cursor() as cursor:
        cursor.execute("WITH s AS (SELECT * FROM xenograft_study) SELECT code FROM s")
        cursor.execute(
            "WITH s AS (SELECT 'New' AS t) UPDATE xenograft_study SET title ="
            " (SELECT t FROM s)"
        )
    assert seen == [False, True]


@outside_transactions
def test_a_wrapper_set_before_the_connection_opens_does_not_end_the_stamp():
    connection.close()
    connection.execute_wrappers.clear()
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)):
        connection.connect()
    with acting(person=builders.person("m.okafor")):
        builders.study("OVX-1")
    assert newest().person_name == "m.okafor"


def test_many_rows_of_one_statement_are_credited(study):
    with acting(person=builders.person("m.okafor")), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO xenograft_cage (study_id, name, rack_position)"
            " VALUES (%s, %s, '')",
            [(study.pk, "C01"), (study.pk, "C02")],
        )
    found = Change.objects.filter(table_name="xenograft_cage")
    assert [each.person_name for each in found] == ["m.okafor", "m.okafor"]


def test_nested_reasons_return_to_the_outer_one(study):
    person = builders.person("m.okafor")
    with acting(person=person, reason="Outer"):
        with acting(reason="Inner"):
            Study.objects.update(title="One")
        inner = newest()
        Study.objects.update(title="Two")
    assert (inner.person_name, inner.reason) == ("m.okafor", "Inner")
    assert (newest().person_name, newest().reason) == ("m.okafor", "Outer")


def test_a_page_that_writes_nothing_never_asks_who_is_there(
    study, django_assert_num_queries
):
    class Unasked:
        @property
        def is_authenticated(self):
            raise AssertionError

    with acting(person=Unasked()), django_assert_num_queries(1):
        assert Study.objects.get(pk=study.pk) == study


def test_what_is_rolled_back_leaves_no_change(study):
    before = Change.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        Study.objects.update(title="One")
        raise RuntimeError
    assert Change.objects.count() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="psycopg's own")
def test_a_composed_statement_is_credited(study):
    from psycopg import sql

    statement = sql.SQL("UPDATE {} SET title = 'New'").format(
        sql.Identifier("xenograft_study")
    )
    with acting(person=builders.person("m.okafor")), connection.cursor() as cursor:
        cursor.execute(statement)
    assert newest().person_name == "m.okafor"
