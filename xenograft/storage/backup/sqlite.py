"""Copies of a SQLite database through its online backup.

A plain copy of the file misses what is still in the write-ahead log, and the
integrity check does not see it.
"""

from contextlib import closing, suppress

from xenograft.storage import backup as copies

SUFFIX = ".sqlite3"


def write(connection, file):
    """Copy the live database into `file`; returns rows per table of the copy."""
    connection.ensure_connection()
    library = connection.Database
    with closing(library.connect(file)) as copy:
        connection.connection.backup(copy)
        # One file that needs no log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    return verify(connection, file)


def verify(connection, file):
    """Check every page, index and key of `file`; returns rows per table."""
    library = connection.Database
    address = f"{file.resolve().as_uri()}?mode=ro"
    try:
        with closing(library.connect(address, uri=True)) as copy:
            return _checked_rows(copy, file)
    except library.DatabaseError as problem:
        raise copies.BackupError(
            f"{file} cannot be read as a backup: {problem}."
        ) from problem


def read(connection, file):
    """Replace the live database with `file` in one transaction of SQLite."""
    connection.ensure_connection()
    library = connection.Database
    with (
        connection.writers_turn(),
        closing(library.connect(file)) as copy,
    ):
        copy.backup(connection.connection)
    with suppress(library.OperationalError):
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _checked_rows(copy, file):
    if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise copies.BackupError(f"{file} is damaged: its integrity check fails.")
    if copy.execute("PRAGMA foreign_key_check").fetchone():
        raise copies.BackupError(f"{file} is damaged: rows point at missing rows.")
    tables = copy.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    )
    rows = {
        name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables.fetchall()
    }
    if copies.STUDIES not in rows:
        raise copies.BackupError(f"{file} is not a backup of this program.")
    return rows
