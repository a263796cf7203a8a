"""The test of masking finds leaks of every kind that is made on purpose.

A leak is made either in an answer on its way out, or in the program itself, where the
test has to come upon it by asking. Without a leak nothing may be found.
"""

from contextlib import contextmanager

import pytest

from tests import asking
from tests.asking import BY_ARM, Viewer
from tests.leaks.by_code import CODED_LEAKS, told_of_codes
from tests.leaks.by_mouse import LEAKS
from tests.leaks.making import told
from tests.masking import PERMUTATIONS, ask
from tests.permuting import permute, relabel
from tests.test_masking import studies  # noqa: F401
from tests.test_permissions import address
from xenograft.bench import changes, find
from xenograft.implantation.models import Mouse
from xenograft.study.roles import Access

pytestmark = pytest.mark.django_db


class Leaky:
    """Middleware that lets the leak of `Leaky.leak` into every answer."""

    leak = None
    told = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        return Leaky.leak(answer, Leaky.told(BY_ARM)) if Leaky.leak else answer


@contextmanager
def leaking(leak, what=told):
    Leaky.leak, Leaky.told = leak, what
    try:
        yield
    finally:
        Leaky.leak = None


@pytest.fixture
def differing(client, studies, settings):  # noqa: F811
    """A function: which parts of the answer to a question change with the arms."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Leaky"]
    there = studies[BY_ARM]

    def parts(method, name, role="measurer", change=permute):
        client.force_login(there.people[role])
        url = address(name, there, number=1)
        before, found = ask(client, method, url), {}
        for turn in range(PERMUTATIONS):
            change(there.study, turn)
            found |= before.difference(ask(client, method, url))
        return found

    return parts


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_is_found(differing, kind):
    question, leak = LEAKS[kind]
    with leaking(leak):
        assert differing(*question)


@pytest.mark.parametrize(
    "question", sorted({question for question, _ in LEAKS.values()})
)
def test_without_a_leak_nothing_is_found(differing, question):
    assert differing(*question) == {}


@pytest.mark.parametrize("kind", CODED_LEAKS)
def test_what_gives_a_code_away_is_found(differing, kind):
    question, leak = CODED_LEAKS[kind]
    with leaking(leak, told_of_codes):
        assert differing(*question, role="statistician", change=relabel)


def everybody_sees(monkeypatch):
    made = Access.__init__

    def seeing(self, roles, study):
        made(self, roles, study)
        self.sees_arms = True

    monkeypatch.setattr(Access, "__init__", seeing)


def history_tells_assignments(monkeypatch):
    tables = [*changes.OPEN_TABLES, "Assignment"]
    monkeypatch.setattr(changes, "OPEN_TABLES", tables)


def everybody_doses(monkeypatch):
    made = Access.__init__

    def dosing(self, roles, study):
        made(self, roles, study)
        self.can["dose"] = True

    monkeypatch.setattr(Access, "__init__", dosing)


def lookups_reach(monkeypatch):
    """The search finds the mice of an arm by its name."""

    def cages(_, typed):
        for mouse in Mouse.objects.filter(assignment__arm__name=typed):
            page = "bench:mouse", mouse.number
            yield find._row("Mouse", str(mouse), mouse.study, *page)

    monkeypatch.setattr(find, "_cages", cages)


IN_THE_PROGRAM = [
    everybody_sees,
    history_tells_assignments,
    everybody_doses,
    lookups_reach,
]


@pytest.mark.parametrize("fault", IN_THE_PROGRAM, ids=lambda fault: fault.__name__)
def test_a_fault_in_the_program_is_come_upon(client, studies, monkeypatch, fault):  # noqa: F811
    there = studies[BY_ARM]
    viewer = Viewer("measurer", BY_ARM, ("measurer",), ("GET",))
    client.force_login(there.people["measurer"])
    fault(monkeypatch)
    before = asking.answers(client, there, viewer)
    permute(there.study, 0)
    after = asking.answers(client, there, viewer)
    assert asking.differing(before, after) or asking.names_in(before)


def test_at_least_thirty_kinds_of_leak_are_made():
    assert len(LEAKS) >= 30
