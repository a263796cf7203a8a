"""The triggers in SQLite's words."""

from xenograft.history.paths import left_out, study_of

_PREFIX = "history_"


def of_model(connection, model):
    table = model._meta.db_table
    columns = [
        name for name in _columns(connection, table) if name not in left_out(model)
    ]
    kinds = {
        "insert": ("NULL", "NEW"),
        "update": ("OLD", "NEW"),
        "delete": ("OLD", "NULL"),
    }
    return {
        f"{_PREFIX}{table}_{kind}": _trigger(model, kind, columns, old, new)
        for kind, (old, new) in kinds.items()
    }


def _trigger(model, kind, columns, old, new):
    table = model._meta.db_table
    row = old if new == "NULL" else new
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
    kinds = {
        field.column: field.get_internal_type() for field in model._meta.concrete_fields
    }
    return (
        f"CREATE TRIGGER {_PREFIX}{table}_{kind} AFTER {kind.upper()} ON {table}"
        + (f" WHEN {differs}" if kind == "update" else "")
        + " BEGIN INSERT INTO xenograft_change (table_name, row_pk, operation,"
        " study_id, person_id, person_name, reason, request, old, new)"
        f" SELECT '{table}', {row}.id, '{kind}', {study_of(model, row)}, c.person_id,"
        " coalesce(c.person_name, ''), coalesce(c.reason, ''), coalesce(c.request, ''),"
        f" {_json(columns, kinds, old)}, {_json(columns, kinds, new)}"
        # Joined from the left: without a context row the change is kept all the same.
        " FROM (SELECT 1) LEFT JOIN xenograft_context c ON c.id = 1; END"
    )


def _json(columns, kinds, row):
    if row == "NULL":
        return "NULL"
    pairs = (f"'{name}', {_value(kinds.get(name), row, name)}" for name in columns)
    return f"json_object({', '.join(pairs)})"


def _value(kind, row, name):
    """The same JSON as PostgreSQL's, which knows truth from numbers."""
    value = f"{row}.{name}"
    if kind == "BooleanField":
        return f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
    return f"json({value})" if kind == "JSONField" else value


def _columns(connection, table):
    with connection.cursor() as cursor:
        # The other pragma leaves out what is generated, as volumes are.
        cursor.execute("SELECT name FROM pragma_table_xinfo(%s)", [table])
        return [name for (name,) in cursor.fetchall()]


def append_only(table, tables):
    """Refusals for the history's table; SQLite has no TRUNCATE of the others."""
    return _refusals(table, "The history cannot be changed.")


def final(tables):
    """Refusals for tables whose rows stay as they were written."""
    refused = {}
    for table in tables:
        refused |= _refusals(table, "What was kept once cannot be changed.")
    return refused


def fixed(table, columns):
    """Refusals for rows that stay, and of which these columns stay as written."""
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
    refused = _refusals(table, "What was drawn cannot be changed.")
    name = f"{_PREFIX}{table}_no_update"
    event = f"BEFORE UPDATE ON {table}"
    return refused | {name: refused[name].replace(event, f"{event} WHEN {differs}")}


def _refusals(table, sentence):
    return {
        f"{_PREFIX}{table}_no_{kind}": (
            f"CREATE TRIGGER {_PREFIX}{table}_no_{kind}"
            f" BEFORE {kind.upper()} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        for kind in ("update", "delete")
    }


def found(connection):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            f" AND name LIKE '{_PREFIX}%'"
        )
        return dict(cursor.fetchall())


def drop(cursor):
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        f" AND name LIKE '{_PREFIX}%'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


def create(cursor, wanted):
    for statement in wanted.values():
        cursor.execute(statement)
