"""Which SQLite library to use, and the settings that are safe with it."""

import sqlite3
import sys

JOURNAL_SIZE_LIMIT_BYTES = 64 << 20


def has_safe_wal(version):
    """Whether this SQLite release is free of the WAL-reset defect.

    Releases 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint
    meets a reset of the log; 3.44.6 and 3.50.7 carry the fix too.
    Source: the release notes of SQLite 3.51.3.
    """
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51)
        or (3, 44, 6) <= version < (3, 45)
    )


def prefer_safe_library():
    """Let pysqlite3 stand in for a `sqlite3` that has the WAL-reset defect.

    Takes effect only before Django's SQLite backend is imported.
    """
    if has_safe_wal(sqlite3.sqlite_version_info):
        return
    try:
        import pysqlite3
    except ImportError:
        return
    if has_safe_wal(pysqlite3.sqlite_version_info):
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def settings_for(version):
    """PRAGMA name -> the value it reads back with, for a database in a file.

    A commit in DELETE mode is only durable with EXTRA, which also syncs the folder.
    """
    durable = (
        {"journal_mode": "wal", "synchronous": 2}
        if has_safe_wal(version)
        else {"journal_mode": "delete", "synchronous": 3}
    )
    return durable | {
        "foreign_keys": 1,
        # Without it INSERT OR REPLACE deletes a row and no delete trigger runs.
        "recursive_triggers": 1,
        "journal_size_limit": JOURNAL_SIZE_LIMIT_BYTES,
    }
