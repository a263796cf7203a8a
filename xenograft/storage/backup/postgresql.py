"""Copies of a PostgreSQL database through pg_dump and pg_restore."""

import os
import shutil
import subprocess

from django.db import transaction

from xenograft.storage import backup as copies

SUFFIX = ".dump"


def write(connection, file):
    """Dump the live database into `file`; returns rows per table of the dump."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        # The dump and the counts see the same instant.
        snapshot = cursor.fetchone()[0]
        rows = copies.rows_per_table(connection)
        arguments = ["--format=custom", "--no-owner", f"--snapshot={snapshot}"]
        _run(connection, "pg_dump", [*arguments, f"--file={file}"])
    verify(connection, file)
    return rows


def verify(connection, file):
    """Check that `file` can be read to its end and holds the studies."""
    _run(connection, "pg_restore", ["--file", os.devnull, file], connect=False)
    listed = _run(connection, "pg_restore", ["--list", file], connect=False)
    if f"TABLE DATA public {copies.STUDIES} " not in listed:
        raise copies.BackupError(f"{file} is not a backup of this program.")


def read(connection, file):
    """Replace the live database with `file` in one transaction."""
    connection.close()
    arguments = ["--clean", "--if-exists", "--single-transaction", "--no-owner"]
    _run(connection, "pg_restore", [*arguments, file])


def _run(connection, program, arguments, connect=True):
    if shutil.which(program) is None:
        raise copies.BackupError(
            f"{program} is not installed; it comes with PostgreSQL's client programs."
        )
    environment = dict(os.environ)
    if connect:
        flags, secrets = _connection_flags(connection)
        arguments = [*flags, *arguments]
        environment |= secrets
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[0]
        raise copies.BackupError(f"{program} failed: {reason}")
    return done.stdout


def _connection_flags(connection):
    (_, *flags, name), secrets = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    return [*flags, f"--dbname={name}"], secrets or {}
