"""Twenty permutations of the allocation change nothing of what a masked person gets.

`test_masking` asks every address as everybody, by every method, under the first two of
them. Under the other eighteen everybody reads every address again, and every figure in
each of its formats; of the three mice each address is asked of one in turn.
"""

import pytest

from tests.asking import CODED, MASKED, differing, urls
from tests.masking import PERMUTATIONS, ask
from tests.permuting import permute, relabel
from tests.test_masking import asking, studies  # noqa: F401

pytestmark = pytest.mark.django_db
ALL, HALVES = 20, 2
EACH = (ALL - PERMUTATIONS) // HALVES


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.parametrize("viewer", MASKED, ids=str)
def test_no_permutation_changes_what_is_read(asking, viewer, half):  # noqa: F811
    assert_same(*asking(viewer), viewer, permute, half)


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.parametrize("viewer", CODED, ids=str)
def test_no_meaning_of_a_code_changes_what_is_read(asking, viewer, half):  # noqa: F811
    assert_same(*asking(viewer), viewer, relabel, half)


def assert_same(client, there, viewer, change, half):
    turns = range(PERMUTATIONS + half * EACH, PERMUTATIONS + (half + 1) * EACH)
    before = read(client, there, viewer, range(len(there.mice_to_ask)))
    for turn in turns:
        change(there.study, turn)
        mouse = turn % len(there.mice_to_ask)
        assert differing(before, read(client, there, viewer, [mouse])) == []


def read(client, there, viewer, mice):
    """{("GET", url): answer} of every address, of those of the mice to ask."""
    numbers = [there.mice_to_ask[place] for place in mice]
    left_out = dict(viewer.exceptions)
    asked = urls(there, viewer, numbers)
    return {
        ("GET", url): ask(client, "GET", url)
        for name, url in asked
        if name not in left_out
    }


def test_they_are_twenty_and_each_mouse_is_asked_of_in_every_half(studies):  # noqa: F811
    assert EACH * HALVES + PERMUTATIONS == ALL
    assert all(len(there.mice_to_ask) <= EACH for there in studies.values())
