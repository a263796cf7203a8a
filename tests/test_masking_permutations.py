"""Twenty permutations of the allocation change nothing of what a masked person gets.

`test_masking` asks every address as everybody, by every method, under the first two of
them. Under the other eighteen everybody reads every address again; of the three mice
each address is asked of one in turn, and each figure in one of its formats.
"""

import itertools

import pytest

from tests.asking import CODED, FORMATS, MASKED, differing, urls
from tests.masking import PERMUTATIONS, ask
from tests.permuting import permute, relabel
from tests.test_masking import asking, studies  # noqa: F401
from xenograft.results.frames import states

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
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
    before = read(client, dict(itertools.chain(*(one.items() for one in of_mouse))))
    for turn in turns(part):
        change(there.study, turn)
        after = read(client, in_turn(of_mouse[turn % len(of_mouse)], turn))
        assert differing(before, after) == []


def turns(part):
    first = PERMUTATIONS + part * EACH
    return range(first, first + EACH)


def asked_of(there, viewer, number):
    """{url: its name} of every address, with one mouse in those that are of a mouse."""
    left_out = dict(viewer.exceptions)
    asked = urls(there, viewer, [number])
    return {url: name for name, url in asked if name not in left_out}


def in_turn(asked, turn):
    """All of them, of the formats of a figure one: what they draw is the same."""
    own = f".{FORMATS[turn % len(FORMATS)]}"
    return {url: name for url, name in asked.items() if name != "figure" or own in url}


def read(client, asked):
    answers = {}
    for url, name in asked.items():
        if name == "figure":
            states.forget()  # else the first format reads more than the others
        answers["GET", url] = ask(client, "GET", url)
    return answers


def test_they_are_twenty_and_each_part_asks_of_each_mouse_and_format(studies):  # noqa: F811
    assert PERMUTATIONS + len({t for p in range(PARTS) for t in turns(p)}) == ALL
    assert all(len(there.mice_to_ask) <= EACH for there in studies.values())
    assert len(FORMATS) <= EACH
