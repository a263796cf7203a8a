"""Eight callers at once, by page, command and API call, get one draw."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from benchmarks import one_draw

PROGRAM = Path(settings.BASE_DIR) / "benchmarks" / "one_draw.py"


@pytest.mark.slow
def test_eight_callers_get_one_draw_on_sqlite():
    """In a database of its own: threads share one connection to one in memory."""
    env = {**os.environ, "DATABASE_URL": ""}
    run = [sys.executable, str(PROGRAM), "5"]
    done = subprocess.run(run, env=env, capture_output=True, text=True, check=False)
    assert "5 with one record that all eight were shown" in done.stdout, done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="On SQLite see above.")
def test_eight_callers_get_one_draw_on_postgresql():
    assert connection.vendor == "postgresql"
    for number in range(3):
        study, person = one_draw.a_study(number)
        found = one_draw.race(study, person)
        assert one_draw.what_is_wrong(study, found) == ""
