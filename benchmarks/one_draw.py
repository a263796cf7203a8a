"""Eight callers at once on many studies: three pages, two commands, three API calls.

Each study must end with one record, and all eight must be shown that one: the hash of
the record that a page gives as a file, that a command prints and that a call answers.
On SQLite in a new folder, or on the empty database of DATABASE_URL.

    python benchmarks/one_draw.py [STUDIES]
"""

import io
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
PASSWORD = "one draw for all of us"
CALLERS = ["page", "command", "call", "page", "command", "call", "page", "call"]


def main(studies):
    began, wrong, drew = time.perf_counter(), [], {"page": 0, "command": 0, "call": 0}
    for number in range(studies):
        study, person = a_study(number)
        found = race(study, person)
        problem = what_is_wrong(study, found)
        wrong += [f"{study.code}: {problem}"] if problem else []
        drew[winner(study, found)] += 1
        if number % 50 == 49:
            print(f"{number + 1} studies, {len(wrong)} wrong", flush=True)
    seconds = time.perf_counter() - began
    print(f"{studies} studies, 8 callers each, {seconds:.0f} s, on {vendor()}")
    print("drawn by " + ", ".join(f"{kind} {count}" for kind, count in drew.items()))
    print(f"{studies - len(wrong)} with one record that all eight were shown")
    print("\n".join(wrong))
    return bool(wrong)


def vendor():
    from django.db import connection

    return connection.vendor


def a_study(number):
    """A study whose list is frozen: four mice, two arms, and its director."""
    from tests import builders
    from xenograft.randomization import draw, freezing

    study = builders.study(f"RACE-{number}")
    person = builders.member(study, "director", f"director-{number}")
    person.set_password(PASSWORD)
    person.save()
    builders.arm(study, "Vehicle", 1, planned_count=2, is_control=True)
    builders.arm(study, "Defactinib", 2, planned_count=2)
    held = builders.session(study, -1)
    for place in range(4):
        tumor = builders.tumor(builders.mouse(study))
        builders.measurement(held, tumor, "6.5", f"{5.6 + place / 50}")
    builders.draw_plan(study, "COMPLETE")
    inputs, _ = freezing.inputs_now(study)
    freezing.freeze(study=study, by=person, based_on=draw.sha256_of(inputs))
    return study, person


def race(study, person):
    """(kind, hash of the record, whether it drew) of each caller, let go together."""
    from django.db import connections

    kinds = {"page": by_page, "command": by_command, "call": by_call}
    # PostgreSQL's pool has eight connections, one for each caller.
    connections.close_all()
    start, found = Start(len(CALLERS)), []

    def run(kind):
        try:
            found.append((kind, *kinds[kind](study, person, start)))
        except Exception as problem:  # told as the caller's answer
            found.append((kind, repr(problem), None))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[kind]) for kind in CALLERS]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


class Start(threading.Barrier):
    """Where the callers wait for one another, without a connection in hand."""

    def wait(self):
        from django.db import connections

        connections.close_all()
        return super().wait(timeout=60)


def signed_in(person):
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(study):
    return {"study_code": study.code, "password": PASSWORD}


def based_on(study):
    return study.frozen_lists.get().inputs_sha256


def by_page(study, person, start):
    from django.contrib.messages import get_messages

    from xenograft.analysis import allocation

    client, address = signed_in(person), f"/studies/{study.code}"
    form = {**sent(study), "based_on": based_on(study)}
    start.wait()
    answer = client.post(f"{address}/randomize/", form)
    said = " ".join(str(one) for one in get_messages(answer.wsgi_request))
    record = client.get(f"{address}/randomization/record.json").json()
    record.pop("seed")
    sha256 = allocation.sha256_of(allocation.canonical(record))
    return sha256, answer.status_code == 302 and "randomized already" not in said


def by_command(study, person, start):
    from django.core.management import call_command

    out, wanted = io.StringIO(), based_on(study)
    start.wait()
    call_command("randomize", study.code, by=person.username, list=wanted, stdout=out)
    lines = out.getvalue().splitlines()
    return lines[1].removeprefix("record sha256 "), lines[0] == "drawn now"


def by_call(study, person, start):
    client = signed_in(person)
    form = json.dumps({**sent(study), "list_sha256": based_on(study)})
    address = f"/api/studies/{study.code}/randomization/"
    start.wait()
    answer = client.post(address, form, content_type="application/json").json()
    return answer["record_sha256"], answer["drawn_now"]


def what_is_wrong(study, found):
    from xenograft.randomization import chain

    if broken := chain.problems(study):
        return " ".join(broken)
    records = list(study.randomizations.all())
    shown = {sha256 for _, sha256, _ in found}
    drew = sum(is_new is True for *_, is_new in found)
    if len(records) != 1:
        return f"{len(records)} records"
    if shown != {records[0].record_sha256} or len(found) != len(CALLERS):
        return f"shown {sorted(shown)}"
    return "" if drew == 1 else f"{drew} callers say that they drew"


def winner(study, found):
    return next((kind for kind, _, is_new in found if is_new), "page")


def set_up():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xenograft.settings")
    os.environ["XENOGRAFT_DATA_DIR"] = tempfile.mkdtemp()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    set_up()
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
