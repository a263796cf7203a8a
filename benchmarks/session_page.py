"""The session page of 200 mice, against a bare template of the same size.

python benchmarks/session_page.py [mice] [times]

The bare template is what a template costs at the least: a loop over the mice that
prints as many values, and as many bytes, as the page has, from a list of dicts, with
the ordinary {{ name }} and nothing decided, counted, linked or read from a database.
A value is what differs from mouse to mouse: the value of an attribute or a text.

The page is measured as people get it: first seen after a session was opened through
the page; of a session half read, first seen after the server started, which draws the
pages of open sessions then; seen again; and seen again after ten more mice were
weighed. Beside them what nobody should have to wait for: a session half read of which
nothing was drawn. Prints the median milliseconds on the server, by the clock and in
processor time, their ratios to a bare template of that page, and the queries.
"""

import html.parser
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
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
from xenograft.management.commands.serve import without_garbage  # noqa: E402
from xenograft.measurement import drawn  # noqa: E402
from xenograft.measurement.ahead import draw_ahead  # noqa: E402

SESSIONS_BEFORE = 5
CLOCKS = "by the clock", "processor"


def fill(mice_count):
    """Five closed sessions of a treated study, and who measures it."""
    study = builders.study("SPEED-1", day_zero_on=timezone.localdate())
    person = builders.member(study, "measurer", "novak")
    held = measured_study(study, mice_count, timezone.localdate())
    for place in range(SESSIONS_BEFORE):
        days_ago = 3 * (SESSIONS_BEFORE - place)
        day = held.held_on - timezone.timedelta(days=days_ago)
        read(study.sessions.create(held_on=day, closed_at=timezone.now()), place)
    held.delete()
    return study, person


def read(held, place, every=1):
    """Read and weigh every so many mice in a session."""
    for mouse in held.study.mice.prefetch_related("tumors"):
        if mouse.number % every == every - 1:
            side = f"{6 + place * 0.8 + mouse.number % 7 / 10:.1f}"
            builders.measurement(held, mouse.tumors.all()[0], side, side)
            builders.weight(held, mouse, f"{21 + mouse.number % 5 / 10:.1f}")


def weigh_ten(held):
    """Ten mice are weighed anew."""
    for row in held.body_weights.all()[:10]:
        row.weight_g += Decimal("0.1")
        row.save()


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
    """{name: (by the clock, of the processor)}, medians; the works take turns.

    `works` are {name: (what is done before, what is measured)}.
    """
    taken = {name: ([], []) for name in works}
    for turn in range(times + 1):
        for name, (prepare, work) in works.items():
            prepare()
            began = time.perf_counter(), time.process_time()
            work()
            ended = time.perf_counter(), time.process_time()
            if turn:
                for place in (0, 1):
                    taken[name][place].append(1000 * (ended[place] - began[place]))
    return {
        name: [statistics.median(ms) for ms in both] for name, both in taken.items()
    }


def nothing():
    """What has to be done before where nothing has."""


def opener(study, client, day):
    """Opens the session of the day anew, as by its button; returns its address."""

    def opened_anew():
        drawn.forget()
        study.sessions.filter(held_on=day).delete()
        answer = client.post("/studies/SPEED-1/sessions/", {"held_on": f"{day}"})
        return answer.url

    return opened_anew


def restarted():
    drawn.forget()
    draw_ahead()


def measured(title, client, address, works, mice_count, times):
    """Print what views of the page take beside a bare template of it."""
    page = client.get(address).content.decode()
    template, context = bare_template(page, mice_count)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    # The next request empties the log.
    queries_count = len(queries)
    bare = {"bare template": (nothing, lambda: template.render(context))}
    views = {name: (prepare, lambda: client.get(address)) for name, prepare in works}
    ms = milliseconds(bare | views, times)
    values = len(context["rows"][0])
    print(
        f"{title}: {mice_count} mice, {len(page):,} bytes, {values} values a mouse, "
        f"{queries_count} queries"
    )
    for name, taken in ms.items():
        told = [
            f"{clock} {one:6.1f} ms, ratio {one / base:.2f}"
            for clock, one, base in zip(CLOCKS, taken, ms["bare template"], strict=True)
        ]
        print(f"  {name:42} {'; '.join(told)}")


def main(mice_count="200", times="15"):
    old = setup_databases(verbosity=0, interactive=False)
    try:
        study, person = fill(int(mice_count))
        client, counts = Client(HTTP_HOST="localhost"), (int(mice_count), int(times))
        client.force_login(person)
        without_garbage()
        day = timezone.localdate()
        open_anew = opener(study, client, day)
        address = open_anew()
        works = [("first view after it was opened", open_anew), ("again", nothing)]
        measured("Just opened", client, address, works, *counts)
        held = study.sessions.get(held_on=day)
        read(held, SESSIONS_BEFORE, every=2)
        works = [
            ("first view after the server started", restarted),
            ("again", nothing),
            ("again, ten mice weighed since", lambda: weigh_ten(held)),
            ("nothing drawn", drawn.forget),
        ]
        measured("Half read", client, address, works, *counts)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
