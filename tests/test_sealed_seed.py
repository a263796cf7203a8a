"""The sealed seed is in no answer to anybody before the draw, in no way of writing it.

Asked is a study in rolling enrollment whose next batch is not drawn yet, which has rows
of everything, and one that has its first draw still before it.
"""

import base64
import io
import zipfile

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests import builders, masked_study
from tests.asking import BY_ARM, urls
from tests.masking import undone
from tests.randomization.conftest import grown
from tests.test_permissions import addresses
from xenograft.randomization import sealing
from xenograft.study.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZIP = b"PK\x03\x04"


class Everybody:
    """For `urls`: which figures are asked for depends on who asks."""

    roles = tuple(Role)


@pytest.fixture(scope="module")
def studies(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield {"next batch": rolling(), "first draw": before_its_draw()}
        transaction.set_rollback(True)


def rolling():
    there = masked_study.stocked(BY_ARM)
    return there, builders.draw_plan(there.study, "ROLLING_BATCH")


def before_its_draw():
    study = builders.study("SEED-1")
    grown(study)
    people = {role.value: builders.member(study, role, f"s-{role}") for role in Role}
    return masked_study.Stocked(study, people, builders.person("s-out"), None, None), (
        builders.draw_plan(study)
    )


def ways_of_writing(plan):
    """The seed, and what is sealed, as bytes, digits and letters."""
    sealed = bytes.fromhex(plan.seed_sealed_hex)
    seed = sealing.opened(plan.seed_sealed_hex, plan.seed_commitment)
    for secret in (seed, sealed):
        yield secret
        yield secret.hex().encode()
        yield secret.hex().upper().encode()
        yield base64.b64encode(secret).rstrip(b"=")
        yield base64.urlsafe_b64encode(secret).rstrip(b"=")
        yield base64.b32encode(secret).rstrip(b"=")
        yield str(int.from_bytes(secret, "big")).encode()
        yield str(int.from_bytes(secret, "little")).encode()
        yield str(list(secret)).strip("[]").encode()


def told(answer):
    """All bytes of an answer: its headers, and its body with what a zip holds."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = [f"{name}: {value}".encode() for name, value in answer.items()]
    heads += [one.OutputString().encode() for one in answer.cookies.values()]
    return [*heads, body, *(unpacked(body) if body.startswith(ZIP) else [])]


def unpacked(body):
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return [packed.read(name) for name in packed.namelist()]


def questions(there):
    if there.specimen:
        return dict(urls(there, Everybody)).items()
    found = {}
    for name, pattern in addresses().items():
        chosen = {"code": there.study.code, "number": 1, "date": "2026-11-02"}
        wanted = pattern.converters
        if set(wanted) <= set(chosen):
            found[name] = reverse(name, kwargs={part: chosen[part] for part in wanted})
    return found.items()


@pytest.mark.parametrize("stage", ["next batch", "first draw"])
@pytest.mark.parametrize("role", [*(role.value for role in Role), "outsider"])
def test_the_sealed_seed_is_in_no_answer(client, studies, stage, role):
    there, plan = studies[stage]
    client.force_login(there.people.get(role, there.outsider))
    client.raise_request_exception = False
    secrets, found, given = list(ways_of_writing(plan)), [], 0
    for name, url in questions(there):
        for method in ("get", "post"):
            if name == "study:sign-out":
                continue
            with undone():
                answer = getattr(client, method)(url)
                given += answer.status_code == 200
                parts = told(answer)
            if any(secret in part for secret in secrets for part in parts):
                found.append((method, name))
    assert found == []
    assert given > (5 if role == "outsider" else 15)


def test_a_seed_in_an_answer_is_found(studies):
    """Else the test above would prove nothing."""
    _, plan = studies["first draw"]
    seed = sealing.opened(plan.seed_sealed_hex, plan.seed_commitment)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("plan.csv", f"seed\n{seed.hex()}\n")
    for body in (f"<p>{int.from_bytes(seed, 'big')}</p>", packed.getvalue()):
        parts = told(HttpResponse(body))
        assert any(one in part for one in ways_of_writing(plan) for part in parts)
