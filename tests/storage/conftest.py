"""Databases in files: the suite's own SQLite database lives in memory."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from xenograft.storage.sqlite.base import DatabaseWrapper


@pytest.fixture
def opened(tmp_path, django_db_blocker):
    """Opens connections to a SQLite file as the settings do, and closes them."""
    wrappers = []

    def connect(name="study.sqlite3", timeout_s=20, alias="file"):
        options = {"timeout": timeout_s, "transaction_mode": "IMMEDIATE"}
        wrapper = DatabaseWrapper(
            {
                "NAME": name if name == ":memory:" else tmp_path / name,
                "OPTIONS": options,
                "ATOMIC_REQUESTS": False,
                "AUTOCOMMIT": True,
                "CONN_MAX_AGE": None,
                "CONN_HEALTH_CHECKS": False,
                "TIME_ZONE": None,
                "USER": "",
                "PASSWORD": "",
                "HOST": "",
                "PORT": "",
                "TEST": {"NAME": None},
            },
            alias=alias,
        )
        wrapper.inc_thread_sharing()
        wrapper.ensure_connection()
        # These files hold no history.
        wrapper.execute_wrappers.clear()
        wrappers.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        yield connect
        for wrapper in wrappers:
            wrapper.close()
            if wrapper.connection is not None:  # in memory
                wrapper.connection.close()


@pytest.fixture(scope="module")
def manage(tmp_path_factory):
    """Runs manage.py on a migrated SQLite file of its own; returns what it said."""
    folder = tmp_path_factory.mktemp("data")

    def run(*arguments, expect=0, code=None):
        environment = os.environ | {
            "XENOGRAFT_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "xenograft.settings",
        }
        environment.pop("DATABASE_URL", None)
        words = ["-c", code] if code else ["manage.py", *map(str, arguments)]
        done = subprocess.run(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    run.folder = folder
    run("migrate", "--verbosity=0")
    return run
