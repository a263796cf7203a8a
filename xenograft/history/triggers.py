"""Builds, drops and compares the triggers that write the history."""

from django.apps import apps
from django.conf import settings
from django.db import connections

from xenograft.history import postgresql, sqlite
from xenograft.history.models import Change, Context, EarlierChange

# The tables of the history itself, which no trigger tells of.
OWN = (Change, Context, EarlierChange)
DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def tracked_models():
    """Every table of ours but the history's own: a new one cannot be forgotten."""
    models = apps.get_app_config("xenograft").get_models()
    return [model for model in models if model not in OWN]


def drop_before_migrating(sender, using, **_):
    """SQLite cannot alter a table whose triggers name what is being altered."""
    if sender.label == "xenograft":
        drop(connections[using])


def build_after_migrating(sender, using, **_):
    """Django drops SQLite's triggers when it remakes a table: build them again."""
    if sender.label == "xenograft":
        build(connections[using])


def build(connection):
    """Make the triggers that are missing or differ. Tables must exist."""
    dialect = DIALECTS.get(connection.vendor)
    if dialect is None or not _has_tables(connection):
        return
    wanted, found = expected(connection), dialect.found(connection)
    if wanted == found:
        return
    drop(connection)
    with connection.cursor() as cursor:
        dialect.create(cursor, wanted)


def drop(connection):
    dialect = DIALECTS.get(connection.vendor)
    if dialect is not None:
        with connection.cursor() as cursor:
            dialect.drop(cursor)


def expected(connection):
    """{name: definition} of all triggers that should be there."""
    dialect = DIALECTS[connection.vendor]
    present = set(connection.introspection.table_names())
    models = [model for model in tracked_models() if model._meta.db_table in present]
    wanted = {}
    for model in models:
        wanted |= dialect.of_model(connection, model)
    if settings.HISTORY_IS_APPEND_ONLY:
        earlier = [EarlierChange] * (EarlierChange._meta.db_table in present)
        tables = [model._meta.db_table for model in [*models, *earlier]]
        wanted |= dialect.append_only(Change._meta.db_table, tables)
        final = [model for model in models if getattr(model, "rows_are_final", False)]
        final = [model._meta.db_table for model in [*final, *earlier]]
        wanted |= dialect.final(final)
        for model in models:
            if columns := getattr(model, "final_columns", ()):
                wanted |= dialect.fixed(model._meta.db_table, columns)
    return wanted


def missing(connection):
    """Names of triggers that are absent or differ from what they should be."""
    wanted = expected(connection)
    found = DIALECTS[connection.vendor].found(connection)
    return sorted(name for name in wanted if found.get(name) != wanted[name])


def _has_tables(connection):
    return Change._meta.db_table in connection.introspection.table_names()
