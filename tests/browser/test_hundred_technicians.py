"""A hundred people send rows at once and a fifth of the answers never arrive."""

import http.client
import json
import random
import socket
import threading
import uuid

import pytest
from django.utils import timezone

from tests.browser.caliper import as_typed, readings
from tests.browser.processes import Server, soon

pytestmark = pytest.mark.slow
PEOPLE, MICE_EACH, DROPPED = 100, 2, 0.2
SEED = """
import json
from django.test import Client
from django.utils import timezone
from tests import builders
from tests.browser.caliper import measured_study
study = builders.study("KILL-1")
held = measured_study(study, {mice_count}, timezone.localdate())
people = []
for number in range({people_count}):
    person = builders.member(study, "measurer", f"person{{number}}")
    client = Client()
    client.force_login(person)
    people.append([person.username, client.cookies["sessionid"].value])
tumors = dict(study.mice.values_list("number", "tumors__pk"))
print(json.dumps([people, tumors]))
"""


class Technician:
    """Sends each row until an answer arrives, each time with the same key."""

    def __init__(self, port, name, session_id, seed):
        self.port, self.name, self.random = port, name, random.Random(seed)
        token = "a" * 32
        self.headers = {
            "Cookie": f"sessionid={session_id}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }
        self.statuses, self.dropped_count = [], 0

    def measures(self, number, tumor):
        length, width, weight_g = readings(number)
        size = {"tumor": f"{tumor}", "l": length, "w": width, "state": "MEASURED"}
        self.sends(number, tumor=size | {"base": "", "reason": ""})
        self.sends(number, weight={"g": weight_g, "base": ""})

    def sends(self, number, **part):
        row = {"write_id": str(uuid.uuid4()), "person": self.name, **part}
        soon(lambda: self._answered(number, json.dumps(row)))

    def _answered(self, number, body):
        """True when an answer was read; False when the line broke before."""
        is_dropped = self.random.random() < DROPPED
        address = f"/api/studies/KILL-1/sessions/{timezone.localdate()}/rows/{number}/"
        wire = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            wire.request("PUT", address, body, self.headers)
            if is_dropped:
                self.dropped_count += 1
                # Sometimes before the server has it, sometimes after.
                self.random.random() < 0.5 and wire.sock.shutdown(socket.SHUT_RD)
                return False
            answer = wire.getresponse()
            self.statuses.append((answer.status, b"locked" in answer.read()))
            return True
        finally:
            wire.close()


def test_every_value_of_a_hundred_people_is_there_once(tmp_path):
    mice_count = PEOPLE * MICE_EACH
    server = Server(tmp_path / "data", mice_count, SEED, people_count=PEOPLE)
    people, tumors = json.loads(server.said)
    server.start()
    try:
        found = [
            Technician(server.port, *person, seed) for seed, person in enumerate(people)
        ]
        _all_at_once(found, tumors)
        numbers = range(1, mice_count + 1)
        typed = {number: readings(number) for number in numbers}
        assert server.stored() == as_typed(typed)
        statuses = {status for one in found for status in one.statuses}
        assert statuses == {(200, False)}
        assert sum(one.dropped_count for one in found) > mice_count * 2 * DROPPED / 2
    finally:
        server.kill()


def _all_at_once(people, tumors):
    threads = []
    for place, person in enumerate(people):
        own = [place * MICE_EACH + step for step in range(1, MICE_EACH + 1)]
        work = [(number, tumors[f"{number}"]) for number in own]
        threads.append(threading.Thread(target=_measures, args=(person, work)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _measures(person, work):
    for row in work:
        person.measures(*row)
