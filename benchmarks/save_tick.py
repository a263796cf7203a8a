"""Saving a tick of the dosing sheet through the API, against a bare view.

python benchmarks/save_tick.py [mice] [clients]

In the shape of save_row.py, whose server, bare view and clocks it uses: one dose of one
mouse is ticked and answered with its row, beside a Django view that inserts one row.
"""

import sys
import uuid

from save_row import CODE, BareRow, Person, at_once, one_after_the_other, started


class Doser(Person):
    """Ticks the dose of a mouse as the page does."""

    def saves(self, day, number, at, step):
        dose = {"status": "GIVEN", "ml": "", "reason": "", "base": "", "at": at}
        body = {"write_id": str(uuid.uuid4()), "person": "lindqvist", "dose": dose}
        return self.send(
            "PUT", f"/api/studies/{CODE}/dosing/{day}/{number}/1/PO/", body
        )


def fill(mice_count):
    """Randomized mice, weighed today, with one dose a day; none is given yet."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from tests import builders
    from tests.browser.gavage import dosed_study

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(BareRow)
    study = builders.study(CODE)
    builders.limits(study)
    person = builders.member(study, "doser", "lindqvist")
    dosed_study(study, mice_count)
    client = Client()
    client.force_login(person)
    now = timezone.now().isoformat()
    mice = study.mice.order_by("number").values_list("number", flat=True)
    session_id = client.cookies["sessionid"].value
    return study, session_id, [(number, now) for number in mice]


def main(mice_count="300", clients="8"):
    from django.utils import timezone

    from xenograft.dosing.models import Dose

    study, session_id, mice = fill(int(mice_count))
    day, half = timezone.localdate().isoformat(), len(mice) // 2
    process, port = started()
    try:
        one_after_the_other(process, Doser(port, session_id), day, mice[:half])
        people = [Doser(port, session_id) for _ in range(int(clients))]
        at_once(people, day, mice[half:])
        print(f"{Dose.objects.of_study(study).count()} of {len(mice)} doses are there")
    finally:
        process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
