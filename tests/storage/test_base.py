import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import OperationalError

from xenograft.storage.sqlite.library import has_safe_wal, settings_for

WRITER = """
import sys
from pathlib import Path
import django
from django.conf import settings
settings.configure(DATABASES={"default": {
    "ENGINE": "xenograft.storage.sqlite", "NAME": Path(sys.argv[1]),
    "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"}}})
django.setup()
from django.db import connection, transaction
for number in range(100):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM written")
        (count,) = cursor.fetchone()
        cursor.execute("INSERT INTO written VALUES (%s)", [count])
"""


def write(connection, sql, *values):
    connection.set_autocommit(
        False, force_begin_transaction_with_broken_autocommit=True
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def end(connection, finish):
    finish()
    connection.set_autocommit(True)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 3), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_the_write_ahead_log_needs_a_release_with_the_fix(version, safe):
    assert has_safe_wal(version) is safe
    journal, synchronous = ("wal", 2) if safe else ("delete", 3)
    assert settings_for(version)["journal_mode"] == journal
    assert settings_for(version)["synchronous"] == synchronous


def test_the_settings_of_a_file_are_read_back(opened):
    connection = opened()
    wanted = settings_for(connection.Database.sqlite_version_info)
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted
        }
    assert found == wanted


def test_an_older_library_gets_the_slower_durable_journal(opened, monkeypatch):
    connection = opened()
    monkeypatch.setattr(connection.Database, "sqlite_version_info", (3, 40, 1))
    connection.close()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (3,)


def test_dates_instants_and_decimals_keep_their_types(opened):
    connection = opened()
    values = (date(2026, 11, 3), datetime(2026, 11, 3, 9, 5), Decimal("12.34"), True)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kinds (a date, b datetime, c decimal, d bool)")
        cursor.execute("INSERT INTO kinds VALUES (%s, %s, %s, %s)", values)
        cursor.execute("SELECT a, b, c, d FROM kinds")
        a, b, c, d = cursor.fetchone()
    assert (a, b.replace(tzinfo=UTC), c, d) == (
        values[0],
        values[1].replace(tzinfo=UTC),
        12.34,
        True,
    )


def test_a_second_writer_waits_for_the_first(opened):
    first, second = opened(), opened(timeout_s=0.05, alias="second")
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE written (number integer)")
    write(first, "INSERT INTO written VALUES (%s)", 1)
    with pytest.raises(OperationalError, match="database is locked"):
        write(second, "INSERT INTO written VALUES (%s)", 2)
    end(first, first.commit)
    write(second, "INSERT INTO written VALUES (%s)", 2)
    end(second, second.rollback)
    write(first, "INSERT INTO written VALUES (%s)", 3)
    first.close()
    write(second, "INSERT INTO written VALUES (%s)", 4)
    end(second, second.commit)
    with second.cursor() as cursor:
        cursor.execute("SELECT number FROM written ORDER BY number")
        assert cursor.fetchall() == [(1,), (4,)]


def test_a_database_in_memory_has_no_queue(opened, tmp_path):
    connection = opened(":memory:")
    write(connection, "CREATE TABLE written (number integer)")
    end(connection, connection.commit)
    assert list(tmp_path.iterdir()) == []


def test_processes_and_threads_write_together_without_a_locked_error(opened, tmp_path):
    connection = opened("together.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (number integer UNIQUE)")
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, tmp_path / "together.sqlite3"],
        cwd=settings.BASE_DIR,
    )
    threads = [
        threading.Thread(target=count_up, args=[opened("together.sqlite3", alias=name)])
        for name in ("a", "b")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert process.wait(timeout=30) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(number) FROM written")
        # A read and a write of one transaction: no number is taken twice.
        assert cursor.fetchone() == (200, 199)


def count_up(connection):
    for _ in range(50):
        write(connection, "INSERT INTO written SELECT count(*) FROM written")
        end(connection, connection.commit)
