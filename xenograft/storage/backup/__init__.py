"""Copies of the whole database: verified when made, verified before they are used."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

STUDIES = "xenograft_study"


class BackupError(Exception):
    """Why a backup cannot be made or used, as one sentence."""


def backup(connection, file=None):
    """Copy the database into a new `file`; returns (file, rows per table).

    Without `file`, a name with the instant in UTC in the data folder's `backups`.
    Raises BackupError, for instance when the file exists.
    """
    copier = _copier(connection)
    file = Path(file) if file else _dated_file("backup", copier.SUFFIX)
    if STUDIES not in connection.introspection.table_names():
        raise BackupError("The database is empty. Run python manage.py migrate.")
    with _finished_or_absent(file) as partial:
        rows = copier.write(connection, partial)
    return file, rows


def restore(connection, file, *, replace=False):
    """Put the rows of `file` in place of the database's.

    Returns (rows per table, copy of what was replaced or None). Refuses with
    BackupError when the file is damaged, or studies would go and not `replace`.
    """
    copier = _copier(connection)
    file = Path(file)
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    copier.verify(connection, file)
    kept = _keep_replaced(connection, copier, replace)
    copier.read(connection, file)
    return rows_per_table(connection), kept


def rows_per_table(connection):
    """Table name -> row count, of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: _count(cursor, table) for table in tables}


def _count(cursor, table):
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
    return cursor.fetchone()[0]


def _copier(connection):
    from xenograft.storage.backup import postgresql, sqlite

    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _dated_file(word, suffix):
    instant = datetime.now(UTC).strftime("%Y%m%dT%H%M%S_%fZ")
    return Path(settings.DATA_DIR) / "backups" / f"xenograft-{word}-{instant}{suffix}"


@contextmanager
def _finished_or_absent(file):
    partial = file.with_name(f"{file.name}.partial")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.open("x").close()
    except FileExistsError as problem:
        raise BackupError(f"{file} already exists. Choose another name.") from problem
    try:
        partial.unlink(missing_ok=True)
        yield partial
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        file.unlink()
        raise


def _keep_replaced(connection, copier, replace):
    rows = rows_per_table(connection)
    studies = rows.get(STUDIES, 0)
    if studies and not replace:
        raise BackupError(
            f"The database holds {studies} studies. Add --replace to put the backup "
            "in their place; a copy of them is kept."
        )
    if not any(rows.values()):
        return None
    return backup(connection, _dated_file("replaced", copier.SUFFIX))[0]
