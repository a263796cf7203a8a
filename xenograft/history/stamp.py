"""Puts who and why beside a statement while it runs.

The stamp is written just before a statement and cleared just after it, in the same
transaction, so that no later write can be credited to the wrong person. Both use the
driver's own connection: they are not statements of the application.
"""

import re
from itertools import islice

from django.db import transaction

from xenograft.history.context import current

_WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH\b.*\b(INSERT|UPDATE|DELETE|REPLACE))\b",
    re.IGNORECASE | re.DOTALL,
)

_STAMP = {
    "sqlite": (
        "INSERT INTO xenograft_context (id, person_id, person_name, reason, request) "
        "VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "person_id = excluded.person_id, person_name = excluded.person_name, "
        "reason = excluded.reason, request = excluded.request"
    ),
    "postgresql": (
        "SELECT set_config('xenograft.person_id', %s, true), "
        "set_config('xenograft.person_name', %s, true), "
        "set_config('xenograft.reason', %s, true), "
        "set_config('xenograft.request', %s, true)"
    ),
}
_NOBODY = {"sqlite": (None, "", "", ""), "postgresql": ("", "", "", "")}


def watch(sender, connection, **_):
    """Look at each statement of a new connection."""
    if connection.vendor in _STAMP and around not in connection.execute_wrappers:
        # First, because a wrapper set for a while removes the last one when it ends.
        connection.execute_wrappers.insert(0, around)


def around(execute, sql, params, many, context):
    """Run one statement; a write to our tables runs in a transaction, stamped."""
    _forget_rows(context["cursor"])
    if not _is_write(sql):
        return execute(sql, params, many, context)
    connection = context["connection"]
    if connection.in_atomic_block:
        return _stamped(connection, execute, sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        answer = _stamped(connection, execute, sql, params, many, context)
        if connection.vendor == "sqlite":
            # SQLite does not commit while rows of a RETURNING wait to be read.
            context["cursor"].cursor = _Read(context["cursor"].cursor)
        return answer


def _is_write(sql):
    # psycopg also takes statements composed of parts, which are not text.
    text = sql if isinstance(sql, str) else sql.as_string(None)
    return "xenograft_" in text and _WRITE.match(text) is not None


def _forget_rows(cursor):
    """A cursor used again answers its new statement."""
    if isinstance(cursor.cursor, _Read):
        cursor.cursor = cursor.cursor.driver


class _Read:
    """A driver's cursor whose rows have been read."""

    def __init__(self, cursor):
        self.driver = cursor
        self._rows = iter(cursor.fetchall())

    def fetchone(self):
        return next(self._rows, None)

    def fetchmany(self, size=1):
        return list(islice(self._rows, size))

    def fetchall(self):
        return list(self._rows)

    def __iter__(self):
        return self._rows

    def __getattr__(self, name):
        return getattr(self.driver, name)


def _stamped(connection, execute, sql, params, many, context):
    values = _who_and_why(connection.vendor)
    if values == _NOBODY[connection.vendor]:
        return execute(sql, params, many, context)
    write = connection.connection.execute
    write(_STAMP[connection.vendor], values)
    try:
        return execute(sql, params, many, context)
    finally:
        # A failed statement on PostgreSQL ends with a rollback, which takes the
        # stamp along; nothing else could be sent there.
        if connection.vendor == "sqlite" or not _has_failed(connection):
            write(_STAMP[connection.vendor], _NOBODY[connection.vendor])


def _has_failed(connection):
    return connection.connection.info.transaction_status.name == "INERROR"


def _who_and_why(vendor):
    acting = current.get()
    person = acting.person
    # A lazy user is read from the database here, once per request.
    is_known = person is not None and person.is_authenticated
    pk = person.pk if is_known else None
    if vendor == "postgresql":
        pk = "" if pk is None else str(pk)
    name = person.get_username() if is_known else ""
    return (pk, name, acting.reason, acting.request)
