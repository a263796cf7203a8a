"""Does the time of an answer tell a masked person in which arm a mouse is?

python benchmarks/masking_time.py [pairs of blocks] [names of addresses]

A few pages that a measurer gets are asked for under two allocations in turn, in short
blocks (A B, B A, so that a machine that grows slower or faster slows both alike). A
block counts with its fastest answer, in processor time: other programs only add to it.
Each pair of blocks gives one difference; their mean, outer fifths cut, has an interval
that holds for all pages together at 99 %. A page passes when the interval lies within
a millisecond: that is what the benchmark can exclude. As a control the first page
takes a millisecond longer in one arm: it must be found. In a database of its own.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xenograft.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from scipy.stats import t  # noqa: E402

from tests import masked_study  # noqa: E402
from tests.asking import BY_ARM, MASKED, is_let_in, urls  # noqa: E402
from tests.permuting import allocation_of, permute, put_back  # noqa: E402
from xenograft.randomization.models import Assignment  # noqa: E402

PAIRS, REQUESTS = 40, 8
BOUND_MS, CONTROL_MS, ERROR = 1.0, 1.0, 0.01
MEASURER = MASKED[0]
PAGES = (
    "measurement:session",
    "measurement:api-session",
    "implantation:mice",
    "samples:list",
)


def pages(there):
    """{name: address} of one page each that a measurer gets."""
    found = dict(reversed(list(urls(there, MEASURER))))
    return {name: url for name, url in found.items() if is_let_in(name, MEASURER)}


def cpu_ms(client, url):
    start = time.process_time()
    client.get(url)
    return 1000 * (time.process_time() - start)


def two_allocations(study):
    """As it is, and with every mouse in another arm."""
    first = allocation_of(study)
    permute(study, 0)
    return first, allocation_of(study)


def block(client, url):
    """The time of the fastest answer of a page in a block, in ms."""
    client.get(url)  # the first answer after a change fills what is kept
    return min([cpu_ms(client, url) for _ in range(REQUESTS)])


def differences(client, allocations, addresses, pairs, change=put_back):
    """{name: (median ms, differences of the pairs in ms)}."""
    found = {name: np.zeros((pairs, 2)) for name in addresses}
    for pair in range(pairs):
        for which in (0, 1) if pair % 2 else (1, 0):
            change(allocations[which])
            for name, url in addresses.items():
                found[name][pair, which] = block(client, url)
    return {name: (np.median(ms), ms[:, 1] - ms[:, 0]) for name, ms in found.items()}


def interval(values, count):
    """Mean and interval that holds for `count` pages together; outer fifths are cut.

    A trimmed mean after Yuen: a block that another program disturbed counts little.
    """
    ordered, cut = np.sort(values), len(values) // 5
    kept = ordered[cut : len(values) - cut]
    winsorized = np.clip(ordered, kept[0], kept[-1])
    error = winsorized.std(ddof=1) * np.sqrt(len(values) - 1)
    error /= np.sqrt(len(kept) * (len(kept) - 1))
    wide = t.isf(ERROR / 2 / count, len(kept) - 1) * error
    return kept.mean(), kept.mean() - wide, kept.mean() + wide


def told(found):
    """Print a line for each page; whether all are within the bound."""
    within = []
    for name, (ms, values) in found.items():
        mean, low, high = interval(values, len(found))
        within.append(max(-low, high) < BOUND_MS)
        said = f"{mean:+.3f} ms ({low:+.3f} to {high:+.3f})"
        print(f"{name:28} {ms:6.1f} ms  {said}  {'ok' if within[-1] else 'WIDE'}")
    return all(within)


class Slow(Client):
    """The leak of the control: in one arm every answer takes a millisecond longer."""

    def get(self, url):
        answer = super().get(url)
        until = time.process_time() + CONTROL_MS / 1000
        while self.is_slow and time.process_time() < until:
            continue
        return answer


def control(there, allocations, pages, pairs):
    """Whether the millisecond is found, in the arm that the first mouse moves to."""
    client, (name, url) = signed_in(Slow(), there), next(iter(pages.items()))
    mouse, arm = allocations[1][0][0].mouse, allocations[1][0][1]

    def of_arm(rows):
        put_back(rows)
        own = Assignment.objects.filter(mouse=mouse, arm=arm)
        client.is_slow = own.exists()

    found = differences(client, allocations, {name: url}, pairs, of_arm)
    mean, low, high = interval(found[name][1], 1)
    print(f"control, {CONTROL_MS} ms more: {mean:+.3f} ms ({low:+.3f} to {high:+.3f})")
    return low > 0


def signed_in(client, there):
    client.raise_request_exception = False
    client.force_login(there.people["measurer"])
    return client


def main(pairs=PAIRS, *names):
    setup_test_environment()
    settings.HISTORY_IS_APPEND_ONLY = False  # moving the mice leaves no trace
    old = setup_databases(verbosity=0, interactive=False)
    try:
        there = masked_study.stocked(BY_ARM, arms_open_on=None)
        client = signed_in(Client(), there)
        known, both = pages(there), two_allocations(there.study)
        chosen = {name: known[name] for name in names or PAGES}
        print(f"{pairs} pairs of blocks of {REQUESTS} requests, {len(chosen)} pages")
        is_even = told(differences(client, both, chosen, int(pairs)))
        is_found = control(there, both, chosen, int(pairs))
        print(f"all within {BOUND_MS} ms: {is_even}; the control is found: {is_found}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
