"""Does the time of an answer tell a masked person in which arm a mouse is?

python benchmarks/masking_time.py [pairs of blocks] [names of addresses]

Pages that masked people get are asked for under two allocations in turn (for who knows
codes, with the treatments moved between the codes), in short
blocks (A B, B A, so that a machine that grows slower or faster slows both alike). A
block counts with its fastest answer, in processor time: other programs only add to it.
Each pair of blocks gives one difference; their mean, outer fifths cut, has an interval
that holds for all pages together at 99 %. A page passes when the interval lies within
a millisecond: that is what the benchmark can exclude. As a control the first page
takes a millisecond longer in one arm: it must be found. Each group of pages in a
database of its own.
"""

import logging
import os
import sys
import time
from functools import partial
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
from tests.asking import BY_ARM, BY_MOUSE, Viewer, urls  # noqa: E402
from tests.permuting import allocation_of, permute, put_back, relabel  # noqa: E402
from xenograft.randomization.models import Assignment  # noqa: E402

PAIRS, REQUESTS = 40, 8
BOUND_MS, CONTROL_MS, ERROR = 1.0, 1.0, 0.01
# The setting of a study with a bottle for each mouse: else a sheet tells bottles.
OWN_BOTTLES = {"bottle_coding": "PER_MOUSE", "blinds_director": True}
MEASURER = Viewer("measurer", BY_ARM, ("measurer",))
DOSER = Viewer("doser", BY_MOUSE, ("doser",))
BIOSTATISTICIAN = Viewer("biostatistician", BY_ARM, ("statistician",))
# Who, with what setting, what moves, and which pages. The record of the draw is
# refused: what a refusal takes may not tell either.
GROUPS = (
    (
        MEASURER,
        {"arms_open_on": None},
        "mice",
        (
            "measurement:session",
            "measurement:api-session",
            "bench:today",
            "implantation:mice",
            "samples:list",
            "samples:labels",
            "randomization:record",
        ),
    ),
    (DOSER, OWN_BOTTLES, "mice", ("dosing:sheet", "dosing:api-sheet")),
    (
        BIOSTATISTICIAN,
        {"arms_open_on": None},
        "codes",
        ("results:curves", "export:export", "export:download"),
    ),
)
DOWNLOAD = "?arms=coded&sessions=closed&files=mice.csv&files=measurements.csv"


def pages(there, viewer):
    """{name: address} of one page each, of the first mouse where it is of a mouse."""
    found = dict(reversed(list(urls(there, viewer))))
    return {**found, "export:download": found["export:download"] + DOWNLOAD}


def cpu_ms(client, url):
    start = time.process_time()
    client.get(url)
    return 1000 * (time.process_time() - start)


def two_allocations(study):
    """As it is, and with every mouse in another arm."""
    first = allocation_of(study)
    permute(study, 0)
    return first, allocation_of(study)


class Codes:
    """The treatments of the codes as they are, or each moved to the next code."""

    def __init__(self, study):
        self.study, self.now = study, 0

    def __call__(self, wanted):
        if wanted != self.now:
            # The second moves them back.
            relabel(self.study, 0 if wanted else -2)
        self.now = wanted


def moved(there, what):
    """(two states, the function that puts the study into one of them)."""
    if what == "codes":
        return (0, 1), Codes(there.study)
    return two_allocations(there.study), put_back


def block(client, url):
    """The time of the fastest answer of a page in a block, in ms."""
    answer = client.get(url)  # the first after a change fills what is kept
    assert answer.status_code in (200, 403), (url, answer.status_code)
    return min([cpu_ms(client, url) for _ in range(REQUESTS)])


def differences(client, allocations, addresses, pairs, change):
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
    within, count = [], sum(len(names) for *_, names in GROUPS)
    for name, (ms, values) in found.items():
        mean, low, high = interval(values, count)
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


def signed_in(client, there, viewer=MEASURER):
    client.raise_request_exception = False
    client.force_login(there.people[viewer.roles[0]])
    return client


def timed(there, viewer, what, names, pairs):
    """Whether the pages of a group are within the bound, each told in a line."""
    states, change = moved(there, what)
    addresses = {name: pages(there, viewer)[name] for name in names}
    client = signed_in(Client(), there, viewer)
    print(f"{viewer}: {pairs} pairs of blocks of {REQUESTS} requests", flush=True)
    return told(differences(client, states, addresses, pairs, change))


def in_a_database(viewer, setting, run):
    """What `run` gives of a stocked study in a database of its own."""
    old = setup_databases(verbosity=0, interactive=False)
    try:
        return run(masked_study.stocked(viewer.study, **setting))
    finally:
        teardown_databases(old, verbosity=0)


def main(pairs=PAIRS, *chosen):
    logging.disable()  # a refused page is logged each time
    setup_test_environment()
    settings.HISTORY_IS_APPEND_ONLY = False  # moving the mice leaves no trace
    even, pairs = [], int(pairs)
    for viewer, setting, what, all_names in GROUPS:
        names = [name for name in all_names if name in chosen or not chosen]
        run = partial(timed, viewer=viewer, what=what, names=names, pairs=pairs)
        even += [in_a_database(viewer, setting, run)] if names else []
    print(f"all within {BOUND_MS} ms: {all(even)}", flush=True)
    found = in_a_database(*GROUPS[0][:2], partial(control_of, pairs=pairs))
    print(f"the control is found: {found}")


def control_of(there, pairs):
    both = two_allocations(there.study)
    name = GROUPS[0][3][0]
    return control(there, both, {name: pages(there, MEASURER)[name]}, pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
