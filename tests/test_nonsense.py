"""Nonsense in every form of every page: a sentence, and never a failure."""

import re

import pytest
from django.db import connection, transaction

from tests import builders
from tests.html_forms import file, forms_in, submit
from tests.test_permissions import address, addresses, stock

# What a database may not take, and what our own code has to find out.
OF_DATABASE = ["1e309", "NaN", "9" * 40, "9999-12-31T23:59", "x" * 10_000]
OF_READING = [
    "",
    "   ",
    "-1",
    "0",
    "300 mm",
    "2026-13-45",
    "\u202e\U0001f42d",
    "<script>alert(1)</script>",
]
NONSENSE = [*OF_DATABASE, *OF_READING]
# In the fields that offer a choice too, and in the hidden ones.
IN_EVERY_FIELD = ["", "a\x00b", "9" * 20]
SAID = re.compile(r'class="[^"]*\b(?:errors|callout (?:danger|warn)|bad)\b|"alert"')
OFFERED = ("select", "radio", "checkbox", "hidden")
# Whatever the reason is, they show what was asked for on the page itself.
SHOWN = ("/masking/key/", "/randomization/", "/unmask/")
# A POST there ends the session of the client.
SIGN_OUT = "/sign-out/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A study with a row of everything, and one before its draw, of one director."""
    with django_db_blocker.unblock(), transaction.atomic():
        full = stock()
        early = builders.study("EARLY-1")
        early.memberships.create(person=full[1]["director"], role="director")
        builders.limits(early)
        builders.ending_rules(early)
        builders.four_arms(early, planned_count=1)
        builders.agent(early)
        yield full, early
        transaction.set_rollback(True)


@pytest.fixture
def bench(client, world):
    client.force_login(world[0][1]["director"])
    client.raise_request_exception = False
    return client


def urls(world, name):
    full, early = world
    yield address(name, full)
    if "code" in addresses()[name].converters:
        yield address(name, full).replace(full[0].code, early.code)


def posts(client, url):
    """The forms of a page that write, but for the one that signs out."""
    answer = client.get(url)
    is_page = answer.status_code == 200 and "html" in answer["Content-Type"]
    forms = forms_in(answer, url) if is_page else []
    return [one for one in forms if one.method == "post" and one.action != SIGN_OUT]


def in_two_parts(of_database, of_reading):
    """Two runs of a test, which the processors share; the second on one database."""
    slow = pytest.param(of_reading, id="of reading", marks=pytest.mark.slow)
    return pytest.mark.parametrize(
        "texts", [pytest.param(of_database, id="of the database"), slow]
    )


def tries(form, texts):
    """(names of the fields, the text that is typed into each of them)."""
    typed = [name for name, kind in form.kinds.items() if kind not in OFFERED]
    for text in texts:
        yield typed, text
        # One field alone, with all others as they are: another one for each text.
        place = NONSENSE.index(text)
        if len(typed) > 1:
            yield [typed[place % len(typed)]], text
    if texts is OF_DATABASE:
        yield from ((list(form.kinds), text) for text in IN_EVERY_FIELD)


def attempt(client, form, names, text):
    """What the server answers; whatever was saved is undone."""
    files = [name for name in names if form.kinds[name] == "file"]
    given = {name: text for name in names} | {
        name: file("nonsense.csv", text.encode()) for name in files
    }
    button = form.buttons[0] if form.buttons and form.buttons[0][0] else None
    mark = transaction.savepoint()
    answer = submit(client, form, button, False, **given)
    transaction.savepoint_rollback(mark)
    return answer


def amiss(answer, form):
    """Why an answer is not one a person can go on with, or nothing."""
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    page = answer.content.decode()
    if "html" in answer["Content-Type"] and "<script>alert" in page:
        return "runs what was typed"
    is_shown = form.action.endswith(SHOWN)
    if answer.status_code == 200 and not is_shown and not SAID.search(page):
        return "says nothing"
    return ""


@pytest.mark.django_db
@in_two_parts(OF_DATABASE, OF_READING)
@pytest.mark.parametrize("name", sorted(set(addresses()) - {"study:sign-out"}))
def test_nonsense_gets_a_sentence(bench, world, name, texts):
    found = []
    for url in urls(world, name):
        for form in posts(bench, url):
            for names, text in tries(form, texts):
                why = amiss(attempt(bench, form, names, text), form)
                if why:
                    found.append((form.action, why, text[:20], names[:3]))
    assert found[:5] == []
    assert connection.is_usable()
