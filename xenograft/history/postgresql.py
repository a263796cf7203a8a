"""The triggers in PostgreSQL's words: one function and one trigger for each table."""

from typing import NamedTuple

from xenograft.history.paths import left_out, study_of

_PREFIX = "history_"
_NO_CHANGE = "history_refuses_change"
_NO_TRUNCATE = "history_refuses_truncate"
_FINAL = "history_refuses_change_of_final"
_REFUSALS = {
    _NO_CHANGE: "The history cannot be changed.",
    _FINAL: "What was kept once cannot be changed.",
    _NO_TRUNCATE: "Rows are deleted one by one, so that the history keeps them.",
}

# The number by which PostgreSQL's catalog (pg_trigger.tgtype) knows each kind.
_KINDS = {
    29: ("AFTER INSERT OR UPDATE OR DELETE", "ROW"),
    27: ("BEFORE UPDATE OR DELETE", "ROW"),
    34: ("BEFORE TRUNCATE", "STATEMENT"),
}


class Trigger(NamedTuple):
    table: str
    kind: int
    function: str
    body: str


def of_model(connection, model):
    table = model._meta.db_table
    name = f"{_PREFIX}{table}"
    return {name: Trigger(table, 29, name, _body(model))}


def append_only(table, tables):
    """Refusals for the history's table, and for TRUNCATE, which no trigger logs."""
    return {_NO_CHANGE: Trigger(table, 27, _NO_CHANGE, _refusal(_NO_CHANGE))} | {
        f"{_PREFIX}{name}_truncate": Trigger(
            name, 34, _NO_TRUNCATE, _refusal(_NO_TRUNCATE)
        )
        for name in [table, *tables]
    }


def final(tables):
    """Refusals for tables whose rows stay as they were written."""
    return {
        f"{_PREFIX}{table}_final": Trigger(table, 27, _FINAL, _refusal(_FINAL))
        for table in tables
    }


def fixed(table, columns):
    """Refusals for rows that stay, and of which these columns stay as written."""
    name = f"{_PREFIX}{table}_fixed"
    old, new = (", ".join(f"{row}.{one}" for one in columns) for row in ("OLD", "NEW"))
    body = f"""
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF ({old}) IS NOT DISTINCT FROM ({new}) THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION 'What was drawn cannot be changed.';
    END"""
    return {name: Trigger(table, 27, name, body)}


def _refusal(name):
    return f" BEGIN RAISE EXCEPTION '{_REFUSALS[name]}'; END"


def _body(model):
    table = model._meta.db_table
    without = "".join(f" - '{name}'" for name in left_out(model))
    setting = "coalesce(current_setting('xenograft.{}', true), '')"
    return f"""
    DECLARE old_row jsonb; new_row jsonb; study bigint;
    BEGIN
      IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD){without}; END IF;
      IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW){without}; END IF;
      IF TG_OP = 'UPDATE' AND old_row = new_row THEN RETURN NULL; END IF;
      IF TG_OP = 'DELETE' THEN study := {study_of(model, "OLD")};
      ELSE study := {study_of(model, "NEW")}; END IF;
      INSERT INTO xenograft_change (table_name, row_pk, operation, study_id, person_id,
        person_name, reason, request, old, new)
      VALUES ('{table}', (coalesce(new_row, old_row)->>'id')::bigint,
        lower(TG_OP), study,
        nullif({setting.format("person_id")}, '')::bigint,
        {setting.format("person_name")}, {setting.format("reason")},
        {setting.format("request")}, old_row, new_row);
      RETURN NULL;
    END"""


def create(cursor, wanted):
    """Make the functions, and hang each on its tables."""
    for function, body in {(each.function, each.body) for each in wanted.values()}:
        cursor.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" ${_PREFIX}${body}${_PREFIX}$"
        )
    for name, trigger in wanted.items():
        event, each = _KINDS[trigger.kind]
        cursor.execute(
            f"CREATE TRIGGER {name} {event} ON {trigger.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {trigger.function}()"
        )


def found(connection):
    """{name: Trigger} of the triggers that are there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype, p.proname, p.prosrc"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE p.proname LIKE 'history\\_%' AND t.tgenabled = 'O'"
        )
        return {name: Trigger(*rest) for name, *rest in cursor.fetchall()}


def drop(cursor):
    cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'history\\_%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {name}() CASCADE")
