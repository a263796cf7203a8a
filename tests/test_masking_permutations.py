"""Twenty permutations of the allocation change nothing of what a masked person gets.

`test_masking` asks every address as everybody, by every method, under the first two of
them. Under the other eighteen everybody reads every address again, and every figure in
each of its formats; of the three mice each address is asked of one in turn.
"""

import itertools

import pytest

from tests.asking import CODED, MASKED, differing, urls
from tests.masking import PERMUTATIONS, ask
from tests.permuting import permute, relabel
from tests.test_masking import asking, studies  # noqa: F401

pytestmark = pytest.mark.django_db
# In parts, which the processors share.
ALL, PARTS = 20, 3
EACH = (ALL - PERMUTATIONS) // PARTS


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("viewer", MASKED, ids=str)
def test_no_permutation_changes_what_is_read(asking, viewer, part):  # noqa: F811
    assert_same(*asking(viewer), viewer, permute, part)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("viewer", CODED, ids=str)
def test_no_meaning_of_a_code_changes_what_is_read(asking, viewer, part):  # noqa: F811
    assert_same(*asking(viewer), viewer, relabel, part)


def assert_same(client, there, viewer, change, part):
    of_mouse = [asked_of(there, viewer, number) for number in there.mice_to_ask]
    # In the order of later: what is kept between pages is read by the same one first.
    before = read(client, dict.fromkeys(itertools.chain(*of_mouse)))
    for turn in turns(part):
        change(there.study, turn)
        after = read(client, of_mouse[turn % len(of_mouse)])
        assert differing(before, after) == []


def turns(part):
    first = PERMUTATIONS + part * EACH
    return range(first, first + EACH)


def asked_of(there, viewer, number):
    """Every address, with one mouse in those that are of a mouse."""
    left_out = dict(viewer.exceptions)
    return [url for name, url in urls(there, viewer, [number]) if name not in left_out]


def read(client, asked):
    return {("GET", url): ask(client, "GET", url) for url in asked}


def test_they_are_twenty_and_each_mouse_is_asked_of_in_every_part(studies):  # noqa: F811
    assert PERMUTATIONS + len({t for p in range(PARTS) for t in turns(p)}) == ALL
    assert all(len(there.mice_to_ask) <= EACH for there in studies.values())
