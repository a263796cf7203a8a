"""Twenty permutations of the allocation change nothing of what a masked person gets.

`test_masking` asks every address as everybody, by every method, under the first two of
them. Under the other eighteen each address is asked once, as the first of a few people
who is let in: those few together are let into all that anybody masked is.
"""

import pytest
from django.test import Client

from tests.asking import (
    CODED,
    MASKED,
    differing,
    is_let_in,
    person_of,
    urls,
)
from tests.masking import PERMUTATIONS, ask
from tests.permission_table import ROLES
from tests.permuting import permute, relabel
from tests.test_masking import studies  # noqa: F401
from tests.test_permissions import addresses

pytestmark = pytest.mark.django_db
ALL, CASES = 20, 3
EACH = (ALL - PERMUTATIONS) // CASES
BY_NAME = {viewer.name: viewer for viewer in MASKED}
FEW = [
    BY_NAME["measurer"],
    BY_NAME["welfare officer"],
    BY_NAME["blinded director"],
    BY_NAME["doser of single bottles"],
]
# The drawn points of each figure every time, and the picture of some in one format.
PICTURES = ["svg", "png", "pdf"]


def asked_of(viewers, there, viewer, case):
    """The questions of one viewer: of one mouse, and of figures the points."""
    found = {}
    for name, url in urls(there, viewer):
        if first_let_in(viewers, name) == viewer:
            found.setdefault(name, []).append(url)
    for name, own in found.items():
        yield from (("GET", url) for url in chosen(name, own, case))


def first_let_in(viewers, name):
    """Who asks an address; nobody where all are refused, which `test_masking` asks."""
    return next((one for one in viewers if is_let_in(name, one)), None)


def chosen(name, own, case):
    if name == "figure":
        pictures = [url for url in own if url.endswith(f".{PICTURES[case]}")]
        return [url for url in own if url.endswith(".csv")] + pictures[case::CASES]
    return [own[case % len(own)]] if name in addresses() else own


def answers(studies, viewers, clients, case):  # noqa: F811
    found = {}
    for viewer in viewers:
        questions = asked_of(viewers, studies[viewer.study], viewer, case)
        found |= {one: ask(clients[viewer.name], *one) for one in questions}
    return found


@pytest.mark.parametrize("case", range(CASES))
@pytest.mark.parametrize(
    ("viewers", "change"), [(FEW, permute), (CODED, relabel)], ids=["arms", "codes"]
)
def test_no_permutation_changes_an_answer(studies, viewers, change, case):  # noqa: F811
    clients = {viewer.name: Client() for viewer in viewers}
    for viewer in viewers:
        clients[viewer.name].force_login(person_of(studies[viewer.study], viewer))
    before = answers(studies, viewers, clients, case)
    for turn in range(EACH):
        for code in {viewer.study for viewer in viewers}:
            change(studies[code].study, PERMUTATIONS + case * EACH + turn)
        assert differing(before, answers(studies, viewers, clients, case)) == []


def test_the_few_get_in_wherever_a_masked_person_does():
    assert {name for name in ROLES if lets_in(name, MASKED)} == {
        name for name in ROLES if lets_in(name, FEW)
    }
    assert EACH * CASES + PERMUTATIONS == ALL


def lets_in(name, group):
    return any(is_let_in(name, viewer) for viewer in group)
