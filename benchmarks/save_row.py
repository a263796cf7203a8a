"""Saving a row of the session through the API, against a bare view inserting one row.

python benchmarks/save_row.py [mice] [clients]

Both are answered by the same server (`manage.py serve` as it is) on one SQLite file.
The bare view is a Django view that inserts one row into a table without keys, triggers
or alerts, for somebody who is signed in, through the same middleware. Prints the median
milliseconds of both and their ratio, by the clock as a browser waits and in processor
time of the server, then what eight clients at once got. PostgreSQL where DATABASE_URL
says so.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if "XENOGRAFT_DATA_DIR" not in os.environ:
    os.environ["XENOGRAFT_DATA_DIR"] = tempfile.mkdtemp(prefix="save_row_")
os.environ["DJANGO_SETTINGS_MODULE"] = "xenograft.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF = __name__
django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

CODE, WARM_UP = "SPEED-1", 20


class BareRow(models.Model):
    """One reading and nothing else."""

    mouse = models.IntegerField()
    length_mm = models.FloatField()
    width_mm = models.FloatField()
    weight_g = models.FloatField()

    class Meta:
        app_label = "bare"

    def __str__(self):
        return f"{self.mouse}"


@login_required
def bare(request):
    sent = json.loads(request.body)
    row = BareRow.objects.create(**sent)
    return JsonResponse({"id": row.pk})


urlpatterns = [path("bare/", bare), path("", include("xenograft.urls"))]


def fill(mice_count):
    """An open session of mice with tumors, each read and weighed three times before."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from tests import builders
    from tests.browser.caliper import measured_study

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(BareRow)
    study = builders.study(CODE)
    builders.member(study, "director", "director")
    person = builders.member(study, "measurer", "novak")
    held = measured_study(study, mice_count, timezone.localdate())
    for days in (9, 6, 3):
        before(study, held.held_on - timezone.timedelta(days=days), 9 - days / 3)
    client = Client()
    client.force_login(person)
    tumors = study.mice.order_by("number").values_list("number", "tumors__pk")
    return held, client.cookies["sessionid"].value, list(tumors)


def before(study, day, size):
    from tests import builders

    held = study.sessions.create(held_on=day, closed_at=builders.at(0))
    for mouse in study.mice.all():
        builders.measurement(held, mouse.tumors.get(), f"{size + 1:.1f}", f"{size:.1f}")
        builders.weight(held, mouse, "21.0")


class Person:
    """One browser: a connection that stays open, and who is signed in."""

    def __init__(self, port, session_id):
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        token = "a" * 32
        self.headers = {
            "Cookie": f"sessionid={session_id}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }

    def send(self, method, address, body):
        start = time.perf_counter()
        self.wire.request(method, address, json.dumps(body), self.headers)
        answer = self.wire.getresponse()
        text = answer.read()
        return (time.perf_counter() - start) * 1000, answer.status, text

    def saves(self, day, number, tumor, step):
        sizes = {"l": f"{9 + step % 20 / 10:.1f}", "w": f"{8 + step % 13 / 10:.1f}"}
        part = {"tumor": f"{tumor}", "base": "", "state": "MEASURED", "reason": ""}
        body = {"write_id": str(uuid.uuid4()), "person": "novak", "source": "page"}
        address = f"/api/studies/{CODE}/sessions/{day}/rows/{number}/"
        return self.send("PUT", address, body | {"tumor": part | sizes})

    def inserts(self, number):
        row = {"mouse": number, "length_mm": 9, "width_mm": 8, "weight_g": 21}
        return self.send("POST", "/bare/", row)


def serve(port):
    from xenograft.management.commands import serve as command

    command._server(command._listen("127.0.0.1", port), 8).run()


def started():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, __file__, "serve", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    for _ in range(600):
        with closing(socket.socket()) as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.05)
    raise SystemExit("The server does not answer.")


def one_after_the_other(process, person, day, tumors):
    bare_ms, row_ms = [], []
    for step, (number, tumor) in enumerate(tumors):
        bare_ms.append(timed(process, person.inserts, number))
        row_ms.append(timed(process, person.saves, day, number, tumor, step))
    say("by the clock", bare_ms, row_ms, 0)
    say("processor", bare_ms, row_ms, 1)


def timed(process, send, *what):
    """(milliseconds by the clock, of the server's processor) of one request."""
    began = processor_ms(process)
    taken, status, text = send(*what)
    assert status == 200, text
    return taken, processor_ms(process) - began


def processor_ms(process):
    """What another process has used so far; the number of its clock is Linux's."""
    return 1000 * time.clock_gettime(~process.pid << 3 | 2)


def say(clock, bare_ms, row_ms, place):
    one, other = (
        statistics.median(ms[place] for ms in taken[WARM_UP:])
        for taken in (bare_ms, row_ms)
    )
    print(
        f"{clock:12}  bare view, one row {one:6.1f} ms, row through the API "
        f"{other:6.1f} ms, ratio {other / one:.1f}"
    )


def at_once(people, day, tumors):
    """Everybody saves every mouse of a share of their own; what they were told."""
    told, taken_ms = Counter(), []

    def work(person, own):
        for number, tumor in own:
            taken, status, text = person.saves(day, number, tumor, number)
            is_locked = b"locked" in text
            told[f"{status}{' locked' if is_locked else ''}"] += 1
            taken_ms.append(taken)

    threads = [
        threading.Thread(target=work, args=(person, tumors[place :: len(people)]))
        for place, person in enumerate(people)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(tumors) / (time.perf_counter() - start)
    taken_ms.sort()
    print(
        f"{len(people)} clients, {len(tumors)} rows: {dict(told)}, {rate:.0f} rows/s, "
        f"median {statistics.median(taken_ms):.0f} ms, slowest {taken_ms[-1]:.0f} ms"
    )


def main(mice_count="300", clients="8"):
    held, session_id, tumors = fill(int(mice_count))
    day = held.held_on.isoformat()
    half = len(tumors) // 2
    process, port = started()
    try:
        one_after_the_other(process, Person(port, session_id), day, tumors[:half])
        people = [Person(port, session_id) for _ in range(int(clients))]
        at_once(people, day, tumors[half:])
        rows = held.caliper_measurements.count()
        print(f"{rows} of {len(tumors)} rows are there")
    finally:
        process.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        main(*sys.argv[1:])
