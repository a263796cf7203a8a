"""What is saved by who is masked is answered the same, whatever the arm of the mouse.

`test_masking` sends nonsense to every address; these are the saves of a day at the
bench, taken back after each answer.
"""

import datetime as dt
import json
import uuid

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import builders, masked_study
from tests.asking import BY_ARM, BY_MOUSE
from tests.masking import answer_of
from tests.permuting import permute

pytestmark = pytest.mark.django_db
PERMUTATIONS = 2
WRITE = str(uuid.UUID(int=7))


@pytest.fixture(scope="module")
def studies(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield {
            BY_ARM: masked_study.stocked(BY_ARM),
            BY_MOUSE: masked_study.stocked(BY_MOUSE, bottle_coding="PER_MOUSE"),
        }
        transaction.set_rollback(True)


def mouse_of(there):
    """One that is on study and was not measured today."""
    return there.study.mice.last()


def put(client, url, person, **parts):
    body = {"write_id": WRITE, "person": person.get_username(), **parts}
    return client.put(url, json.dumps(body), content_type="application/json")


def row(part):
    def send(client, there):
        mouse, person = mouse_of(there), there.people["measurer"]
        held = timezone.localdate().isoformat()
        url = reverse(
            "measurement:api-row", args=[there.study.code, held, mouse.number]
        )
        return put(client, url, person, **part(mouse))

    return send


def caliper(mouse):
    size = {"tumor": f"{mouse.tumors.get().pk}", "base": "", "state": "MEASURED"}
    return {"tumor": size | {"reason": "", "l": "12.4", "w": "10.1"}}


def weight(_):
    return {"weight": {"g": "22.6", "base": ""}}


def sign(_):
    return {"signs": {"ulceration_grade": "1"}}


def plain_form(client, there):
    tumor = mouse_of(there).tumors.get().pk
    held = timezone.localdate().isoformat()
    url = reverse("measurement:session", args=[there.study.code, held])
    return client.post(url, {f"l-{tumor}": "12.4", f"w-{tumor}": "10.1"})


def specimen(client, there):
    typed = {"mouse": mouse_of(there).pk, "tissue": "TUMOR", "handling": "FFPE_NBF"}
    at = timezone.localtime() - dt.timedelta(days=1)
    typed |= {"collected_at": f"{at:%Y-%m-%dT11:00}"}
    return client.post(reverse("samples:add", args=[there.study.code]), typed)


def endpoint(client, there):
    """As far as a measurer goes: the director decides."""
    typed = {"reason": "TUMOR_SIZE", "method": "CO₂", "tumor_weight_mg": "1462"}
    at = timezone.localtime() - dt.timedelta(days=1)
    typed |= {"left_on": f"{at:%Y-%m-%d}", "left_at": "10:14"}
    typed |= {"specimen-TOTAL_FORMS": 0, "specimen-INITIAL_FORMS": 0}
    number = mouse_of(there).number
    url = reverse("endpoint:draft", args=[there.study.code, number])
    return client.post(url, typed)


def tick(client, there):
    """A dose of the second day, by the bottle that is of this mouse alone."""
    on = (builders.DAY_ZERO + dt.timedelta(days=2)).isoformat()
    number = mouse_of(there).number
    url = reverse("dosing:api-sheet", args=[there.study.code, on])
    given = {"status": "GIVEN", "ml": "", "reason": "", "base": ""}
    given |= {"at": f"{on}T09:12:00Z"}
    url = f"{url}{number}/1/PO/"
    return put(client, url, there.people["doser"], dose=given)


# What is saved: (study, role, how, the status of the answer).
SAVES = {
    "a caliper row": (BY_ARM, "measurer", row(caliper), 200),
    "a weight": (BY_ARM, "measurer", row(weight), 200),
    "a sign": (BY_ARM, "measurer", row(sign), 200),
    "a caliper row by the plain form": (BY_ARM, "measurer", plain_form, 302),
    "a specimen": (BY_ARM, "measurer", specimen, 302),
    "the draft of an endpoint": (BY_ARM, "measurer", endpoint, 302),
    "a dose by a bottle of the mouse": (BY_MOUSE, "doser", tick, 200),
}


def with_the_next_keys():
    """PostgreSQL counts on after rows that were taken back; SQLite does not."""
    models = apps.get_app_config("xenograft").get_models()
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def answered(client, send, there):
    with_the_next_keys()
    return answer_of(client, lambda: send(client, there))


@pytest.mark.parametrize("what", SAVES)
def test_a_save_is_answered_alike_in_every_arm(client, studies, what):
    study, role, send, status = SAVES[what]
    there = studies[study]
    client.force_login(there.people[role])
    before = answered(client, send, there)
    assert before.status[0] == status, before.body[-2000:]
    for turn in range(PERMUTATIONS):
        permute(there.study, turn)
        after = answered(client, send, there)
        assert before.difference(after) == {}
