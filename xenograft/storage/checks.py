"""Start-up checks: the settings that keep saved values are read back."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from xenograft.storage.sqlite.library import has_safe_wal, settings_for

MOUNTS = Path("/proc/mounts")
NETWORK_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "fuse.sshfs"}
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


@register(Tags.database)
def sqlite_is_durable(app_configs=None, databases=None, **kwargs):
    """Errors for settings that can lose a saved value, per SQLite database."""
    problems = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():
            problems += _wrong_settings(connection)
            problems += _slow_library(connection)
            problems += _network_folder(connection)
    return problems


def _wrong_settings(connection):
    wanted = settings_for(connection.Database.sqlite_version_info)
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted
        }
    return [
        Error(
            f"SQLite runs with {name}={found[name]} instead of {wanted[name]}, "
            "so a saved value could be lost.",
            hint="Use xenograft.storage.sqlite as the ENGINE, on a local disk.",
            id="xenograft.storage.E001",
        )
        for name in wanted
        if found[name] != wanted[name]
    ]


def _slow_library(connection):
    library = connection.Database
    if has_safe_wal(library.sqlite_version_info):
        return []
    return [
        Warning(
            f"SQLite {library.sqlite_version} can damage a write-ahead log, so the "
            "slower DELETE journal with EXTRA synchronization is used.",
            hint="Install pysqlite3, or a Python with SQLite 3.51.3 or newer.",
            id="xenograft.storage.W001",
        )
    ]


def _network_folder(connection):
    folder = Path(connection.settings_dict["NAME"]).resolve().parent
    kind = file_system(folder)
    if kind not in NETWORK_KINDS:
        return []
    return [
        Error(
            f"The data folder {folder} is on a network file system ({kind}), where "
            "SQLite can damage the database.",
            hint="Set XENOGRAFT_DATA_DIR to a local disk, or use PostgreSQL.",
            id="xenograft.storage.E002",
        )
    ]


def file_system(folder, mounts=None):
    """The kind of file system `folder` is on, as in /proc/mounts; "" if unknown."""
    if mounts is None:
        mounts = MOUNTS.read_text() if MOUNTS.exists() else ""
    lines = [line.split() for line in mounts.splitlines() if line]
    # The mount table writes a space in a path as \040.
    kinds = {point.replace(r"\040", " "): kind for _, point, kind, *_ in lines}
    above = [point for point in kinds if Path(folder).is_relative_to(point)]
    return kinds[max(above, key=len)] if above else ""


@register(Tags.security)
def https_is_set_up(app_configs=None, **kwargs):
    """Warnings for settings of a trial installation on a public address."""
    if not settings.HTTPS:
        return []
    problems = []
    if settings.DEBUG:
        problems.append(
            Warning(
                "Error pages show the program's inner state to everyone.",
                hint="Unset XENOGRAFT_DEBUG.",
                id="xenograft.storage.W002",
            )
        )
    if set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        problems.append(
            Warning(
                "Only addresses of this machine are answered.",
                hint="Set XENOGRAFT_HOSTS to the server's name.",
                id="xenograft.storage.W003",
            )
        )
    return problems
