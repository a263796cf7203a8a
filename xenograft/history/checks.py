from django.core.checks import Warning
from django.db import connections

from xenograft.history import triggers


def every_table_has_its_triggers(app_configs=None, databases=None, **_):
    """Without its triggers a table would change unseen."""
    problems = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor in triggers.DIALECTS and _is_migrated(connection):
            problems += [_problem(name) for name in triggers.missing(connection)]
    return problems


def _is_migrated(connection):
    return "xenograft_change" in connection.introspection.table_names()


def _problem(name):
    # Not an error, which would also keep migrate, the cure, from running.
    return Warning(
        f"The history trigger {name} is missing or differs from this version's.",
        hint="Run manage.py migrate, which builds the triggers again.",
        id="xenograft.history.W001",
    )
