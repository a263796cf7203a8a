import pytest
from django.core import checks as django_checks

from xenograft.storage import checks
from xenograft.storage.sqlite.library import has_safe_wal

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw 0 0
//server/lab /mnt/lab\040data cifs rw 0 0
"""


@pytest.fixture
def checked(opened, monkeypatch):
    """A connection to a file, and the check of it alone."""
    connection = opened()
    monkeypatch.setattr(checks, "connections", {"file": connection})
    return connection, lambda: checks.sqlite_is_durable(databases=["file"])


def ids(problems):
    return {problem.id for problem in problems}


def test_a_database_as_set_up_has_no_error(checked):
    connection, check = checked
    safe = has_safe_wal(connection.Database.sqlite_version_info)
    assert ids(check()) == (set() if safe else {"xenograft.storage.W001"})


@pytest.mark.parametrize(
    "change",
    [
        "journal_mode = TRUNCATE",
        "synchronous = NORMAL",
        "foreign_keys = OFF",
        "recursive_triggers = OFF",
        "journal_size_limit = -1",
    ],
)
def test_each_changed_setting_is_an_error(checked, change):
    connection, check = checked
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {change}")
    problems = [each for each in check() if each.id == "xenograft.storage.E001"]
    assert len(problems) == 1
    assert change.split()[0] in problems[0].msg


def test_an_older_library_is_a_warning(checked, monkeypatch):
    connection, check = checked
    monkeypatch.setattr(connection.Database, "sqlite_version_info", (3, 40, 1))
    connection.close()
    assert ids(check()) == {"xenograft.storage.W001"}


def test_a_network_folder_is_an_error(checked, monkeypatch):
    _, check = checked
    monkeypatch.setattr(checks, "file_system", lambda folder: "nfs4")
    assert "xenograft.storage.E002" in ids(check())


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/data", "ext4"),
        ("/home/lab/data", "nfs4"),
        ("/homework", "ext4"),
        ("/mnt/lab data/studies", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(folder, kind):
    assert checks.file_system(folder, MOUNTS) == kind


def test_a_machine_without_a_mount_table_is_not_judged():
    assert checks.file_system("/srv/data", "") == ""


def test_trial_settings_behind_https_are_warned_of(settings):
    settings.HTTPS, settings.DEBUG = True, True
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert ids(checks.https_is_set_up()) == {
        "xenograft.storage.W002",
        "xenograft.storage.W003",
    }
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["xenograft.example.org"]
    assert checks.https_is_set_up() == []
    settings.HTTPS, settings.DEBUG = False, True
    assert checks.https_is_set_up() == []


def test_the_checks_are_registered():
    registered = django_checks.registry.registry.get_checks(include_deployment_checks=1)
    assert {checks.sqlite_is_durable, checks.https_is_set_up} <= set(registered)
