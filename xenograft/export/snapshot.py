"""One moment of the database for everything that is read inside."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment():
    """All reads inside see the same state, and no writer waits for them.

    On SQLite `atomic` would take the write lock, so the transaction is opened as
    DEFERRED here: it only reads.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
