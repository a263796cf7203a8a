"""A walk over every page of the URLconf, in three studies.

The example study is walked along its links. What no link of it leads to is opened in a
study with a row of everything, and what only comes before a draw in a third.
"""

import datetime as dt
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from tests import builders
from tests.test_permissions import address, addresses, stock
from xenograft.export.example.actions import make_example

# Addresses that answer with a file, with data for a script, or to a POST alone.
NOT_PAGES = {
    "dosing:api-dose",
    "dosing:api-sheet",
    "dosing:open-again",
    "dosing:remove-regimen",
    "endpoint:acknowledge",
    "endpoint:agree",
    "endpoint:draft",
    "endpoint:photo",
    "endpoint:undo",
    "bench:history-csv",
    "export:download",
    "export:problems",
    "measurement:api-row",
    "measurement:api-session",
    "measurement:worker",
    "randomization:api-randomize",
    "randomization:file",
    "randomization:freeze",
    "randomization:verifier",
    "results:compute",
    "results:keep-power",
    "results:figure",
    "results:input-csv",
    "results:results-csv",
    "samples:engagement-file",
    "samples:labels",
    "samples:last-doses",
    "study:remove-member",
    "study:sign-out",
}
# They lead to another page as soon as somebody has signed in.
LEAD_ON = {"study:home", "study:lock", "study:sign-in"}
# Pages that are there only until the mice are drawn into their arms.
BEFORE_THE_DRAW = {
    "dosing:new-regimen",
    "randomization:plan",
    "randomization:randomize",
    "study:arms",
    "study:endings",
}
MICE = 8


def studies_to_walk():
    """The director of three studies, and the first addresses of a walk in them."""
    make_example(today=timezone.localdate() - dt.timedelta(days=1))
    director = get_user_model().objects.get(username="okafor")
    full, early = stock(director), study_before_the_draw(director)
    starts = ["/today/"]
    starts += [reverse(name, args=[early.code]) for name in sorted(BEFORE_THE_DRAW)]
    starts += [address(name, full) for name in addresses() if is_page(name)]
    return director, starts


def is_page(name):
    return name not in NOT_PAGES | LEAD_ON | BEFORE_THE_DRAW


def study_before_the_draw(director):
    """A study of eight measured mice whose draw is planned, all with a place."""
    study = builders.study("EARLY-1")
    study.memberships.create(person=director, role="director")
    builders.limits(study)
    builders.four_arms(study, planned_count=MICE // 4)
    held = builders.session(study)
    for number in range(1, MICE + 1):
        mouse = builders.mouse(study, number, cage=builders.cage(study, f"E{number}"))
        builders.measurement(held, builders.tumor(mouse), "6.2", "6.0")
        builders.weight(held, mouse, "22.4")
    return study


def links(page):
    """The paths, with their queries, that the page leads to on this site."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    parts = [urlsplit(each) for each in found]
    return [part.path for part in parts if part.netloc == here and _is_page(part.path)]


def _is_page(path):
    """A path that ends in a file name leads to a download."""
    return "." not in path.rstrip("/").rpartition("/")[2]


def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def walk(page, starts, look):
    """Open one page of each kind along the links; returns the names of the pages.

    Every page that was reached by a link is opened before the next start.
    """
    seen = set()
    for start in starts:
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            name = name_of(path)
            if name and name not in seen | NOT_PAGES:
                seen.add(name)
                waiting += visit(page, path, look)
    return seen


def visit(page, path, look):
    # Counting the allocations of a draw takes its time on a busy machine.
    answer = page.goto(path, timeout=120_000)
    assert answer.status == 200, path
    look(page)
    return links(page)


def not_walked(seen):
    return sorted(set(addresses()) - seen - NOT_PAGES - LEAD_ON)
