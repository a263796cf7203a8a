"""Django's SQLite backend with durable settings and a fair queue of writers."""

from contextlib import contextmanager
from functools import lru_cache

from xenograft.storage.sqlite.library import prefer_safe_library, settings_for

prefer_safe_library()

from django.db.backends.sqlite3 import base  # noqa: E402
from django.utils.dateparse import parse_date, parse_datetime  # noqa: E402

from xenograft.storage.sqlite import fair_queue  # noqa: E402

Database = base.Database
DEFAULT_TIMEOUT_S = 5
# A page of a session has thousands of the same few days and instants.
KEPT_COUNT = 16384


def _known(parse):
    return lru_cache(KEPT_COUNT)(base.decoder(parse))


Database.register_converter("date", _known(parse_date))
Database.register_converter("datetime", _known(parse_datetime))
Database.register_converter("timestamp", _known(parse_datetime))


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._queue_path = None
        self._end_turn = None

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        file = connection.execute("PRAGMA database_list").fetchone()[2]
        self._queue_path = f"{file}-queue" if file else None
        wanted = settings_for(Database.sqlite_version_info)
        if not file:
            del wanted["journal_mode"]
        for name, value in wanted.items():
            self._set(connection, name, value)
        return connection

    def _set(self, connection, name, value):
        if connection.execute(f"PRAGMA {name}").fetchone()[0] == value:
            return
        # A change of journal mode needs the database for itself.
        with self.writers_turn():
            connection.execute(f"PRAGMA {name} = {value}")

    @contextmanager
    def writers_turn(self):
        """Keep other writers waiting, for a write that is not a transaction."""
        self._take_turn()
        try:
            yield
        finally:
            self._release_turn()

    def _take_turn(self):
        if self._queue_path is None or self._end_turn is not None:
            return
        timeout_s = self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT_S)
        try:
            self._end_turn = fair_queue.enter(self._queue_path, timeout_s)
        except fair_queue.QueueTimeout:
            raise Database.OperationalError("database is locked") from None

    def _release_turn(self):
        if self._end_turn is not None:
            end_turn, self._end_turn = self._end_turn, None
            end_turn()

    def _start_transaction_under_autocommit(self):
        with self.wrap_database_errors:
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._release_turn()
            raise

    def _commit(self):
        super()._commit()
        # Kept when the commit fails: the rollback that follows ends the turn.
        self._release_turn()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._release_turn()

    def _close(self):
        try:
            super()._close()
        finally:
            self._release_turn()
