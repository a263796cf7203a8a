"""Every page that a director can reach by its links, in both themes and widths."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import Resolver404, resolve
from django.utils import timezone

from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.export.example.actions import make_example

# Some of the pages that the links must lead to; others may be met on the way.
WANTED = {
    "bench:find",
    "bench:history",
    "bench:mouse",
    "bench:overview",
    "bench:studies",
    "dosing:sheet",
    "dosing:regimens",
    "endpoint:board",
    "endpoint:record",
    "export:export",
    "export:import",
    "growth:window",
    "implantation:add",
    "implantation:cages",
    "implantation:implant",
    "implantation:mice",
    "measurement:session",
    "measurement:sessions",
    "randomization:record",
    "results:curves",
    "samples:list",
    "samples:specimen",
    "study:design",
    "study:model",
    "study:new",
    "study:people",
    "study:protocol",
}


@pytest.fixture
def example(transactional_db):
    return make_example(today=timezone.localdate() - dt.timedelta(days=1))


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


def walk(page, look):
    """Open one page of each kind, beginning with Today; returns their names."""
    seen, waiting = {"bench:today"}, ["/today/"]
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer.status == 200, path
        look(page)
        for each in links(page):
            name = name_of(each)
            if name and name not in seen:
                seen.add(name)
                waiting.append(each)
    return seen


def clean(page):
    no_sideways_scroll(page)
    axe(page)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "color_scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_can_be_read(new_page, example, width, color_scheme):
    director = get_user_model().objects.get(username="okafor")
    page = signed_in(new_page(width, color_scheme=color_scheme), director)
    seen = walk(page, clean)
    assert sorted(WANTED - seen) == []
