"""Does the time of an answer tell a masked person in which arm a mouse is?

python benchmarks/masking_time.py [requests of each address under each allocation]
                                  [names of addresses, e.g. bench:mouse; else all]

Every page that a measurer gets is asked for under two allocations in turn, in short
blocks (A B B A, so that a machine that grows slower or faster slows both alike), and
the CPU times are compared by a Mann-Whitney test, corrected after Holm for the number
of pages. As a control the same is done with a page that works a little
longer when the mouse is in one arm: it must be found. In a database of its own.
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
from scipy.stats import mannwhitneyu  # noqa: E402
from statsmodels.stats.multitest import multipletests  # noqa: E402

from tests import masked_study  # noqa: E402
from tests.asking import BY_ARM, MASKED, is_let_in, urls  # noqa: E402
from tests.permuting import allocation_of, permute, put_back  # noqa: E402
from xenograft.bench import mouse_page  # noqa: E402
from xenograft.randomization.models import Assignment  # noqa: E402

REQUESTS, BLOCK, LEAK_SECONDS = 60, 2, 0.001
IN_TURN = (0, 1, 1, 0)
MEASURER = MASKED[0]


def pages(there):
    """{name: address} of one page each that a measurer gets."""
    found = dict(reversed(list(urls(there, MEASURER))))
    return {name: url for name, url in found.items() if is_let_in(name, MEASURER)}


def cpu_seconds(client, url):
    start = time.process_time()
    client.get(url)
    return time.process_time() - start


def two_allocations(study):
    """As it is, and with every mouse in another arm."""
    first = allocation_of(study)
    permute(study, 0)
    return first, allocation_of(study)


def times(client, allocations, addresses, requests):
    """{name: (seconds under one allocation, under the other)}."""
    found = {name: ([], []) for name in addresses}
    for block in range(2 * requests // BLOCK):
        which = IN_TURN[block % len(IN_TURN)]
        put_back(allocations[which])
        for name, url in addresses.items():
            client.get(url)  # the first answer after a change fills what is kept
            asked = [cpu_seconds(client, url) for _ in range(BLOCK)]
            found[name][which].extend(asked)
    return found


def compared(found):
    """[(name, median ms, difference of medians in %, corrected p)]."""
    ps = [mannwhitneyu(*pair).pvalue for pair in found.values()]
    corrected = multipletests(ps, method="holm")[1]
    rows = []
    for (name, pair), p in zip(found.items(), corrected, strict=True):
        one, other = map(np.median, pair)
        rows.append((name, 1000 * one, 100 * (other / one - 1), p))
    return sorted(rows, key=lambda row: row[-1])


def slow_for_an_arm(mouse, access):
    """The leak of the control: one arm costs a millisecond more."""
    arm = Assignment.objects.filter(mouse=mouse).values_list("arm__position", flat=True)
    until = time.process_time() + LEAK_SECONDS * (arm.first() % 2)
    while time.process_time() < until:
        continue
    return []


def main(requests=REQUESTS, *names):
    setup_test_environment()
    settings.HISTORY_IS_APPEND_ONLY = False  # moving the mice leaves no trace
    old = setup_databases(verbosity=0, interactive=False)
    try:
        there = masked_study.stocked(BY_ARM, arms_open_on=None)
        client = Client(raise_request_exception=False)
        client.force_login(there.people["measurer"])
        known, both = pages(there), two_allocations(there.study)
        chosen = {name: known[name] for name in names or known}
        rows = compared(times(client, both, chosen, int(requests)))
        print(f"{len(rows)} pages, {requests} requests under each of two allocations")
        for name, ms, percent, p in rows[:5]:
            print(f"{name:32} {ms:7.1f} ms  {percent:+6.2f} %  p {p:.3f}")
        print(f"smallest corrected p: {rows[0][-1]:.3f}")
        mouse_page.doses_of = slow_for_an_arm
        leak = {"bench:mouse": known["bench:mouse"]}
        ((_, ms, percent, p),) = compared(times(client, both, leak, int(requests)))
        print(f"control, 1 ms in some arms: {percent:+.1f} % of {ms:.1f} ms, p {p:.1e}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
