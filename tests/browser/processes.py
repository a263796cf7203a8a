"""A server and a browser of their own, that can be killed and started again."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.browser.conftest import FLAGS, chromium_path

HERE = Path(__file__).parents[2]
LONGEST_S = 60
# What the server of a test holds: one person who measures, and mice with tumors.
SEED = """
from django.utils import timezone
from tests import builders
from tests.browser.caliper import measured_study
study = builders.study("KILL-1")
person = builders.member(study, "measurer", "novak")
person.set_password("twelve-mice-and-a-cage")
person.save()
measured_study(study, {mice_count}, timezone.localdate())
"""


def soon(check):
    """The first true answer of `check`; fails when there is none in a minute."""
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        if answer := check():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{check} did not come true in {LONGEST_S} s.")


class Server:
    """`manage.py serve` on its own data, killed without a warning."""

    def __init__(self, folder, mice_count, seed=SEED, **counts):
        self.folder, self.process = folder, None
        self.environment = os.environ | {
            "XENOGRAFT_DATA_DIR": str(folder),
            "DATABASE_URL": "",
        }
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self._manage("migrate", "--verbosity", "0")
        script = seed.format(mice_count=mice_count, **counts)
        # What the seed prints is for the test.
        self.said = self._manage("shell", "-v", "0", "-c", script)

    def _manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=HERE, env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def start(self):
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=HERE, env=self.environment, stdout=subprocess.DEVNULL
        )
        soon(self._answers)

    def _answers(self):
        with closing(socket.socket()) as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process = None

    def stored(self):
        """{mouse number: [L, W, weight of all rows there are]}."""
        found = {}
        for number, *values in [*self.asked(SIZES), *self.asked(WEIGHTS)]:
            found.setdefault(number, []).extend(values)
        return found

    def asked(self, query):
        """The rows of a query on the file itself."""
        file = f"file:{self.folder / 'xenograft.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute(query).fetchall()


SIZES = """
select mouse.number, reading.length_mm, reading.width_mm
from xenograft_calipermeasurement reading
join xenograft_tumor tumor on tumor.id = reading.tumor_id
join xenograft_mouse mouse on mouse.id = tumor.mouse_id order by reading.id
"""
WEIGHTS = """
select mouse.number, weight_g from xenograft_bodyweight weight
join xenograft_mouse mouse on mouse.id = weight.mouse_id order by weight.id
"""


class Browser:
    """A Chromium with a profile on the disk, killed without a warning."""

    def __init__(self, folder, playwright_type):
        self.folder, self.type, self.process = folder, playwright_type, None

    def start(self):
        """A page of the browser."""
        told = self.folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                chromium_path(),
                *FLAGS,
                "--headless=new",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.folder}",
                "about:blank",
            ],
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        soon(lambda: told.exists() and re.match(r"\d+\n/", told.read_text()))
        port = told.read_text().split()[0]
        browser = self.type.connect_over_cdp(f"http://127.0.0.1:{port}")
        return browser.contexts[0].new_page()

    def kill(self):
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
