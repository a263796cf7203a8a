import hashlib
import shutil
import subprocess
import threading
import time
from contextlib import closing

import pytest
from django.db import connection

from tests import builders
from xenograft.storage import backup as copies
from xenograft.storage.sqlite.base import Database

NEW_STUDY = """
import django; django.setup()
from tests import builders
builders.study("{code}")
"""


def rows_hash(file):
    """One hash of every row of every table, in the order of the keys."""
    found = hashlib.sha256()
    with closing(Database.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in sorted(tables.fetchall()):
            rows = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            found.update(f"{table} {rows.fetchall()}".encode())
    return found.hexdigest()


def codes(file):
    with closing(Database.connect(file)) as database:
        found = database.execute("SELECT code FROM xenograft_study ORDER BY code")
        return [code for (code,) in found]


def small(connection, rows=200):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE xenograft_study (id integer primary key, n int)")
        cursor.executemany(
            "INSERT INTO xenograft_study (n) VALUES (%s)", [(n,) for n in range(rows)]
        )


def test_a_backup_under_load_holds_whole_transactions(opened, tmp_path):
    live, loaded = opened(), opened(alias="loaded")
    small(live, rows=0)
    stop = threading.Event()

    def write_pairs():
        while not stop.is_set():
            loaded.set_autocommit(
                False, force_begin_transaction_with_broken_autocommit=True
            )
            with loaded.cursor() as cursor:
                cursor.execute("INSERT INTO xenograft_study (n) VALUES (1)")
                cursor.execute("INSERT INTO xenograft_study (n) VALUES (2)")
            loaded.commit()
            loaded.set_autocommit(True)

    writer = threading.Thread(target=write_pairs)
    writer.start()
    while not copies.rows_per_table(live)["xenograft_study"]:
        time.sleep(0.001)
    made = [copies.backup(live, tmp_path / f"{n}.sqlite3") for n in range(5)]
    stop.set()
    writer.join()
    counts = [rows["xenograft_study"] for _, rows in made]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    for (file, _), count in zip(made, counts, strict=True):
        with closing(Database.connect(file)) as copy:
            found = copy.execute("SELECT n, count(*) FROM xenograft_study GROUP BY n")
            assert found.fetchall() == [(1, count // 2), (2, count // 2)]


def test_a_backup_is_one_file_and_never_takes_the_place_of_another(opened, tmp_path):
    live = opened()
    small(live)
    file, rows = copies.backup(live, tmp_path / "new" / "copy.sqlite3")
    assert rows == {"xenograft_study": 200}
    assert [each.name for each in file.parent.iterdir()] == ["copy.sqlite3"]
    before = file.read_bytes()
    with pytest.raises(copies.BackupError, match="already exists"):
        copies.backup(live, file)
    assert file.read_bytes() == before


def test_a_failed_backup_leaves_no_file(opened, tmp_path):
    live = opened()
    small(live)
    with live.cursor() as cursor:
        cursor.execute("CREATE TABLE part (study int REFERENCES xenograft_study)")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("INSERT INTO part VALUES (12345)")
    with pytest.raises(copies.BackupError, match="rows point at missing rows"):
        copies.backup(live, tmp_path / "new" / "copy.sqlite3")
    assert list((tmp_path / "new").iterdir()) == []


def test_an_empty_database_is_not_worth_a_backup(opened, tmp_path):
    with pytest.raises(copies.BackupError, match="database is empty"):
        copies.backup(opened(), tmp_path / "copy.sqlite3")


def test_a_damaged_file_is_refused_before_anything_changes(opened, tmp_path):
    live = opened()
    small(live, rows=5000)
    file, _ = copies.backup(live, tmp_path / "copy.sqlite3")
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 3000] = b"\xff" * 3000
    file.write_bytes(content)
    with pytest.raises(copies.BackupError, match=r"copy\.sqlite3"):
        copies.restore(live, file, replace=True)
    assert copies.rows_per_table(live) == {"xenograft_study": 5000}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"mouse,day,length\n1,0,6.5\n" * 100, "file is not a database"),
        (b"", "not a backup of this program"),
    ],
)
def test_another_kind_of_file_is_refused(opened, tmp_path, content, reason):
    live = opened()
    small(live)
    other = tmp_path / "other.csv"
    other.write_bytes(content)
    with pytest.raises(copies.BackupError, match=reason):
        copies.restore(live, other, replace=True)
    with pytest.raises(copies.BackupError, match="There is no file"):
        copies.restore(live, tmp_path / "absent", replace=True)


def test_a_restore_is_seen_by_connections_that_are_open(opened, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    live, reader = opened(), opened(alias="reader")
    small(live)
    file, _ = copies.backup(live, tmp_path / "copy.sqlite3")
    with live.cursor() as cursor:
        cursor.execute("DELETE FROM xenograft_study WHERE n < 150")
    assert copies.rows_per_table(reader) == {"xenograft_study": 50}
    _, kept = copies.restore(live, file, replace=True)
    assert copies.rows_per_table(reader) == {"xenograft_study": 200}
    with closing(Database.connect(kept)) as replaced:
        found = replaced.execute("SELECT count(*) FROM xenograft_study")
        assert found.fetchone() == (50,)


def test_the_commands_give_back_the_same_rows(manage):
    file = manage.folder / "first.sqlite3"
    live = manage.folder / "xenograft.sqlite3"
    manage(code=NEW_STUDY.format(code="OVX-001"))
    before = rows_hash(live)
    assert "1  xenograft_study" in manage("backup", file)
    assert rows_hash(file) == before
    assert "already exists" in manage("backup", file, expect=1)

    manage(code=NEW_STUDY.format(code="OVX-002"))
    assert "holds 2 studies. Add --replace" in manage("restore", file, expect=1)
    assert codes(live) == ["OVX-001", "OVX-002"]

    said = manage("restore", file, "--replace")
    assert rows_hash(live) == before
    (kept,) = (manage.folder / "backups").iterdir()
    assert str(kept) in said
    assert codes(kept) == ["OVX-001", "OVX-002"]


@pytest.mark.skipif(
    connection.vendor != "postgresql" or not shutil.which("pg_dump"),
    reason="needs PostgreSQL and its client programs",
)
class TestPostgreSQL:
    @pytest.fixture
    def dump(self, tmp_path, transactional_db, settings):
        settings.DATA_DIR = tmp_path
        builders.study("OVX-001")
        return copies.backup(connection, tmp_path / "first.dump")

    def test_a_dump_gives_back_the_same_rows(self, dump):
        file, rows = dump
        assert rows["xenograft_study"] == 1
        builders.study("OVX-002")
        with pytest.raises(copies.BackupError, match="holds 2 studies"):
            copies.restore(connection, file)
        found, kept = copies.restore(connection, file, replace=True)
        assert found == rows
        listed = subprocess.run(
            ["pg_restore", "--data-only", "--table=xenograft_study", "-f", "-", kept],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "OVX-001" in listed.stdout
        assert "OVX-002" in listed.stdout

    def test_a_cut_dump_is_refused(self, dump):
        file, rows = dump
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
        with pytest.raises(copies.BackupError, match="pg_restore failed"):
            copies.restore(connection, file, replace=True)
        assert copies.rows_per_table(connection) == rows

    def test_a_missing_program_is_named(self, dump, monkeypatch):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(copies.BackupError, match="pg_dump is not installed"):
            copies.backup(connection, dump[0].with_name("second.dump"))
