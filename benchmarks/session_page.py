"""The session page of 200 mice, against a bare template of the same size.

python benchmarks/session_page.py [mice] [times]

The bare template is what a template costs at the least: a loop over the mice that
prints as many fields, and as many bytes, as the page has, from a list of dicts, with
the ordinary {{ name }} and nothing decided, counted, linked or read from a database.
Prints the median milliseconds of both on the server, their ratio and the queries.
"""

import html.parser
import os
import statistics
import sys
import tempfile
import time
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


class Inputs(html.parser.HTMLParser):
    """How many fields a page has."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def handle_starttag(self, tag, attributes):
        self.count += tag in ("input", "select", "option")


def bare_template(page, rows_count):
    """(template, its context) of about the size of `page`, in bytes and fields."""
    counted = Inputs()
    counted.feed(page)
    fields = round(counted.count / rows_count)
    markup = "".join(
        f'<td class="c"><input name="{{{{ row.n{place} }}}}" '
        f'value="{{{{ row.v{place} }}}}"></td>'
        for place in range(fields)
    )
    row = {f"{kind}{place}": f"{place}.5" for kind in "nv" for place in range(fields)}
    size = len(f"<tr>{markup}</tr>")
    filler = "x" * max(round(len(page) / rows_count) - size, 0)
    source = f"<table>{{% for row in rows %}}<tr>{markup}</tr>{filler}{{% endfor %}}"
    return engines["django"].from_string(source), {"rows": [row] * rows_count}


def milliseconds(work, times):
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


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
        bare = milliseconds(lambda: template.render(context), int(times))
        ours = milliseconds(lambda: client.get(address), int(times))
        print(f"{mice_count} mice, {len(page):,} bytes, {queries_count} queries")
        print(f"bare template   {bare:7.1f} ms   1.0")
        print(f"session page    {ours:7.1f} ms   {ours / bare:.1f}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
