"""Nonsense in addresses and in JSON, the same form twice: a sentence, no failure."""

import json
import uuid

import pytest
from django.db import connection, transaction

from tests import builders
from tests.html_forms import forms_in, submit
from tests.test_nonsense import (
    OF_DATABASE,
    OF_READING,
    bench,
    in_two_parts,
    posts,
    urls,
    world,
)
from tests.test_permissions import address, addresses

__all__ = ["bench", "world"]  # the fixtures of the module

pytestmark = pytest.mark.django_db
# Names that pages read from an address without a form of it on the page.
ASKED = [
    "page", "per_page", "sort", "q", "draw", "arms", "fig", "leave", "width", "batch",
    "files", "sessions", "known", "next", "tab", "show", "repeat", "day", "date",
]  # fmt: skip
OF_DATABASE_TOO = [*OF_DATABASE, "a\x00b", "%00", "\udcff", "9" * 5000]
OF_READING_TOO = [*OF_READING, "-0", "[]", "1,2,,x"]
TYPED = [*OF_DATABASE_TOO, *OF_READING_TOO]


def asked_of(client, url):
    """The names of all fields that a page may ask for in its address."""
    answer = client.get(url)
    is_page = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
    forms = forms_in(answer, url) if is_page else []
    own = {name for form in forms if form.method == "get" for name in form.kinds}
    return sorted({*ASKED, *own})


def readable(text):
    """As a browser sends it: what is no text at all goes as bytes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@in_two_parts(OF_DATABASE_TOO, OF_READING_TOO)
@pytest.mark.parametrize("name", sorted(set(addresses()) - {"study:sign-out"}))
def test_nonsense_in_an_address_never_fails(bench, world, name, texts):
    found = []
    for url in urls(world, name):
        names = asked_of(bench, url)
        for typed in texts:
            text, one = readable(typed), names[TYPED.index(typed) % len(names)]
            for query in (dict.fromkeys(names, text), {one: [text, text]}):
                answer = bench.get(url, query)
                if answer.streaming:
                    list(answer.streaming_content)
                if answer.status_code >= 500:
                    found.append((url, text[:20], sorted(query)[:3]))
    assert found[:5] == []
    assert connection.is_usable()


# What is no JSON, no object, or an object of other things than were expected.
BODIES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"x"',
    b"3",
    b"{}",
    b"NaN",
    b"[" * 5000,
]
VALUES = [None, True, -1, 1e308, "", "\u202e", "9" * 40, "a\x00b", [], [[]], {"x": {}}]


def row_of(tumor):
    """A row of a session, as the page of it sends one."""
    how = {"base": "", "how": "", "why": ""}
    return {
        "write_id": str(uuid.uuid4()),
        "typed_at": "2026-11-10T09:00:00Z",
        "device": "iPad",
        "tumor": {"tumor": str(tumor.pk), "l": "8.1", "w": "7.0", **how},
        "weight": {"g": "21.0", **how},
        "signs": {"ulceration": "0", "condition": "3", "posture": "0", "base": {}},
        "note": {"text": "crust", "base": ""},
        "keep": {},
    }


def dose_of():
    names = ["ml", "reason", "at", "planned", "basis", "old_weight"]
    return {
        "write_id": str(uuid.uuid4()),
        "typed_at": "2026-11-10T09:00:00Z",
        "device": "iPad",
        "dose": {"status": "GIVEN", **dict.fromkeys(names, "")},
    }


def sent_to(name, full):
    """(method, address, a body that is right) of each address that takes JSON."""
    study, people, *_ = full
    mouse = study.mice.order_by("-number").first()
    if name == "measurement:api-row":
        held = builders.session(study, 9, is_closed=False)
        url = address(name, full, date=held.held_on.isoformat())
        method, body = "put", row_of(mouse.tumors.get())
    elif name == "dosing:api-dose":
        method, url, body = "put", address(name, full), dose_of()
    else:
        method, url = "post", address(name, full)
        body = {"study_code": study.code, "password": "x", "list_sha256": "0" * 64}
    return method, url, {"person": people["director"].get_username(), **body}


def bent(body):
    """The body with one value after the other, of any depth, replaced or left out."""
    for key, value in body.items():
        yield {name: kept for name, kept in body.items() if name != key}
        for other in VALUES:
            yield {**body, key: other}
        if isinstance(value, dict):
            yield from ({**body, key: inner} for inner in bent(value))


def decisions(person):
    for said in (None, [], {}, {"write_id": "x"}, {"write_id": [], "choice": {}}):
        yield {"person": person, "decide": said}
    for choice in (None, 3, [], "", "taken", "nonsense"):
        write_id = str(uuid.uuid4())
        said = {"write_id": write_id, "choice": choice, "why": "x"}
        yield {"person": person, "decide": said}


@pytest.mark.parametrize(
    "name",
    ["measurement:api-row", "dosing:api-dose", "randomization:api-randomize"],
)
def test_nonsense_sent_as_json_is_answered_in_words(bench, world, name):
    method, url, body = sent_to(name, world[0])
    tried = [*BODIES, *map(json.dumps, [*bent(body), *decisions(body["person"])])]
    found = []
    for content in tried:
        mark = transaction.savepoint()
        answer = getattr(bench, method)(url, content, content_type="application/json")
        transaction.savepoint_rollback(mark)
        if answer.status_code >= 500 or not is_in_words(answer):
            found.append((answer.status_code, content[:200]))
    assert found[:5] == []


def is_in_words(answer):
    said = answer.json() if "json" in answer["Content-Type"] else {}
    return answer.status_code < 400 or "row" in said or bool(said.get("message"))


@pytest.mark.parametrize("name", sorted(set(addresses()) - {"study:sign-out"}))
def test_the_same_form_sent_twice_never_fails(bench, world, name):
    """As it stands on the page, by each of its buttons, and once more."""
    found = []
    for url in urls(world, name):
        for form in posts(bench, url):
            for button in form.buttons or [None]:
                mark = transaction.savepoint()
                given = button if button and button[0] else None
                sent = [submit(bench, form, given, False) for _ in range(2)]
                transaction.savepoint_rollback(mark)
                found += [
                    (form.action, given) for one in sent if one.status_code >= 500
                ]
    assert found[:5] == []
    assert connection.is_usable()


def test_what_was_typed_into_a_session_closed_meanwhile_is_still_on_the_page(
    bench, world
):
    study, people, *_ = world[0]
    held = builders.session(study, 9, is_closed=False)
    url = address("measurement:session", world[0], date=held.held_on.isoformat())
    form = max(posts(bench, url), key=lambda one: len(one.kinds))
    numbers = [
        name for name, kind in form.kinds.items() if name[:2] in ("l-", "w-", "g-")
    ]
    typed = {name: f"{7 + place / 100:.2f}" for place, name in enumerate(numbers)}
    study.sessions.filter(pk=held.pk).update(
        closed_at=builders.at(9, 12), closed_by=people["director"]
    )
    answer = submit(bench, form, None, False, **typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and "This session was closed" in page
    again = max(forms_in(answer, url), key=lambda one: len(one.kinds))
    assert {name: again.values[name][0] for name in typed} == typed != {}
    assert not study.sessions.get(pk=held.pk).caliper_measurements.exists()


def test_a_row_sent_to_a_session_closed_meanwhile_is_refused_in_words(bench, world):
    _, url, body = sent_to("measurement:api-row", world[0])
    world[0][0].sessions.filter(closed_at=None).update(closed_at=builders.at(9, 12))
    answer = bench.put(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert "This session was closed. Nothing was" in answer.json()["message"]
