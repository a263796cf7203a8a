"""Queries that are composed once for a connection and filled in from then on.

Django composes the SQL of a query anew each time. For the ten small queries of a row
that is saved every few seconds this takes several times as long as the database does.
"""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Value


class _Gap(Value):
    """A place in a query for a value that is not known yet; `value` is its name."""

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """A query with gaps.

    `compose` takes a gap for each of `fields`, {name: model field}, and returns a
    queryset: gaps stand where a value stands in a filter. Inside a slice, a list or an
    arithmetic of Python they do not work.
    """

    def __init__(self, compose, **fields):
        self._compose, self._fields = compose, fields

    def rows(self, **values):
        """What the query finds with the gaps filled in, as a list. One query."""
        connection, (queryset, compiler, sql, params) = self._ready()
        filled = self._filled_in(params, values, connection)
        compiler.as_sql = lambda: (sql, filled)
        return list(queryset.all())

    def raw(self, **values):
        """The same as tuples of what the driver hands over, whatever the queryset.

        Another value in the database is another value here, so that rows read again
        can be compared before anything is made of them. One query.
        """
        connection, (_, _, sql, params) = self._ready()
        with connection.cursor() as cursor:
            cursor.execute(sql, self._filled_in(params, values, connection))
            return cursor.fetchall()

    def converted(self, rows, places=None):
        """Rows of `raw` as lists of what the fields make of them; no query.

        Only the columns at `places` are converted, where they are given.
        """
        _, compiler, _, _ = self._ready()[1]
        converters = compiler.get_converters(())
        if places is not None:
            converters = {at: converters[at] for at in places if at in converters}
        if not converters:
            return [list(row) for row in rows]
        return list(compiler.apply_converters(rows, converters))

    def _ready(self):
        """(connection, the composed query), composed where it is the first time."""
        connection = connections[DEFAULT_DB_ALIAS]
        # Kept on the connection, which is one thread's own and ends with it.
        ready = vars(connection).setdefault("xenograft_prepared", {})
        if self not in ready:
            ready[self] = self._composed(connection)
        return connection, ready[self]

    def _filled_in(self, params, values, connection):
        return tuple(
            self._filled(one, values, connection) if isinstance(one, _Gap) else one
            for one in params
        )

    def _composed(self, connection):
        gaps = {name: _Gap(name, field) for name, field in self._fields.items()}
        queryset = self._compose(**gaps)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if set(gaps) - {one.value for one in params if isinstance(one, _Gap)}:
            raise TypeError(f"A gap of {sql} would stay open.")
        columns = [column for column, *_ in compiler.select]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _: converters
        # Every copy of the queryset asks for its compiler here, and gets this one.
        queryset.query.get_compiler = lambda *_, **__: compiler
        return queryset, compiler, sql, params

    def _filled(self, gap, values, connection):
        field = self._fields[gap.value]
        return field.get_db_prep_value(values[gap.value], connection)
