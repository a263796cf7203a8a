"""The session page of 200 mice, against a bare template of the same size.

python benchmarks/session_page.py [mice] [times]

The bare template is what a template costs at the least: a loop over the mice that
prints as many values, and as many bytes, as the page has, from a list of dicts, with
the ordinary {{ name }} and nothing decided, counted, linked or read from a database.
A value is what differs from mouse to mouse: the value of an attribute or a text.

The page is measured twice: as somebody opens it first, when nothing of it has been
drawn, and as it is opened later, when what was drawn of a mouse is shown again where
nothing of the mouse has changed. Prints the median milliseconds on the server, by the
clock and in processor time, their ratios and the queries.
"""

import html.parser
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if "XENOGRAFT_DATA_DIR" not in os.environ:
    os.environ["XENOGRAFT_DATA_DIR"] = tempfile.mkdtemp(prefix="session_page_")
os.environ["DJANGO_SETTINGS_MODULE"] = "xenograft.settings"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from tests import builders  # noqa: E402
from tests.browser.caliper import measured_study  # noqa: E402
from xenograft.measurement import drawn  # noqa: E402

SESSIONS_BEFORE = 5


def fill(mice_count):
    """A session half read, after five closed ones, in a treated study."""
    study = builders.study("SPEED-1", day_zero_on=timezone.localdate())
    person = builders.member(study, "measurer", "novak")
    held = measured_study(study, mice_count, timezone.localdate())
    days = range(3 * SESSIONS_BEFORE, -1, -3)
    for place, days_ago in enumerate(days):
        day = held.held_on - timezone.timedelta(days=days_ago)
        now = held if days_ago == 0 else study.sessions.create(held_on=day)
        for mouse in study.mice.prefetch_related("tumors"):
            if days_ago or mouse.number % 2:
                side = f"{6 + place * 0.8 + mouse.number % 7 / 10:.1f}"
                builders.measurement(now, mouse.tumors.all()[0], side, side)
                builders.weight(now, mouse, f"{21 + mouse.number % 5 / 10:.1f}")
    return held, person


class Values(html.parser.HTMLParser):
    """The values of attributes and the texts of a page, and how often each stands."""

    def __init__(self):
        super().__init__()
        self.found = Counter()

    def handle_starttag(self, tag, attributes):
        self.found.update((tag, name, value) for name, value in attributes)

    def handle_data(self, text):
        self.found[text] += 1

    def per_row(self, rows_count):
        """Of a row, without what stands in every second one or oftener."""
        few = [count for count in self.found.values() if count < rows_count / 2]
        return round(sum(few) / rows_count)


def bare_template(page, rows_count):
    """(template, its context) of about the size of `page`, in bytes and values."""
    counted = Values()
    counted.feed(page)
    places = range(counted.per_row(rows_count))
    markup = "".join(f"<td>{{{{ row.v{place} }}}}</td>" for place in places)
    row = {f"v{place}": f"{place}.5" for place in places}
    size = len("<tr></tr>") + sum(len(f"<td>{value}</td>") for value in row.values())
    filler = "x" * max(round(len(page) / rows_count) - size, 0)
    source = f"<table>{{% for row in rows %}}<tr>{markup}</tr>{filler}{{% endfor %}}"
    return engines["django"].from_string(source), {"rows": [row] * rows_count}


def milliseconds(works, times):
    """{name: (by the clock, of the processor)}, medians; the works take turns."""
    taken = {name: ([], []) for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            began = time.perf_counter(), time.process_time()
            work()
            ended = time.perf_counter(), time.process_time()
            if turn:
                for place in (0, 1):
                    taken[name][place].append(1000 * (ended[place] - began[place]))
    return {
        name: [statistics.median(ms) for ms in both] for name, both in taken.items()
    }


def main(mice_count="200", times="15"):
    old = setup_databases(verbosity=0, interactive=False)
    try:
        held, person = fill(int(mice_count))
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        address = f"/studies/SPEED-1/sessions/{held.held_on}/"
        page = client.get(address).content.decode()
        template, context = bare_template(page, int(mice_count))
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        # The next request empties the log.
        queries_count = len(queries)
        works = {
            "bare template": lambda: template.render(context),
            "first view": lambda: (drawn.forget(), client.get(address)),
            "later view": lambda: client.get(address),
        }
        ms = milliseconds(works, int(times))
        values = len(context["rows"][0])
        print(
            f"{mice_count} mice, {len(page):,} bytes, {values} values a mouse, "
            f"{queries_count} queries"
        )
        for place, clock in enumerate(("by the clock", "processor")):
            bare, *ours = (ms[name][place] for name in works)
            told = [
                f"{name} {taken:6.1f} ms, ratio {taken / bare:.1f}"
                for name, taken in zip(list(works)[1:], ours, strict=True)
            ]
            print(f"{clock:12}  bare template {bare:6.1f} ms, {', '.join(told)}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
