"""Both sheets on A4: no cage is torn, and every row has a box to fill."""

import re

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import measured_study, page_of
from tests.browser.gavage import dosed_study, sheet_of
from tests.browser.watch import signed_in

# A place to jump to for every row, and links at the end: the PDF names its page.
MARK = """() => {
  const links = document.createElement("p");
  document.querySelectorAll("main tbody").forEach((cage, place) =>
    cage.querySelectorAll("tr").forEach((row, number) => {
      row.id = `cage-${place}-${number}`;
      const link = document.createElement("a");
      link.href = `#${row.id}`;
      link.textContent = ".";
      links.append(link);
    }));
  document.querySelector("main").append(links);
}"""
PLACE = re.compile(rb"/cage-(\d+)-(\d+)\s*\[\s*(\d+) 0 R")


def pages_of_rows(page):
    """{cage: pages of its rows} of the printed page, and how many rows there are."""
    page.evaluate(MARK)
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    found = PLACE.findall(paper)
    cages = {}
    for cage, _, at in found:
        cages.setdefault(cage, set()).add(at)
    return cages, len(found), paper.count(b"/Type /Page\n")


@pytest.fixture
def measured(study):
    return measured_study(study, 80, timezone.localdate())


@pytest.fixture
def treated(study):
    dosed_study(study, 80, frequency="BID", slot_times="08:00,17:00")
    return study


def test_no_cage_of_80_mice_is_torn_on_the_session_sheet(page, people, measured):
    signed_in(page, people["measurer"]).goto(page_of(measured))
    page.emulate_media(media="print")
    cages, row_count, page_count = pages_of_rows(page)
    assert (len(cages), row_count) == (20, 100)
    assert page_count > 2
    assert {len(pages) for pages in cages.values()} == {1}


def test_no_cage_of_80_mice_is_torn_on_the_dosing_sheet(page, study, treated):
    doser = builders.member(study, "doser", "lindqvist")
    signed_in(page, doser).goto(sheet_of(treated))
    page.emulate_media(media="print")
    cages, row_count, page_count = pages_of_rows(page)
    assert len(cages) == 20 and row_count >= 100
    assert page_count > 2
    assert {len(pages) for pages in cages.values()} == {1}


def test_every_row_of_the_session_sheet_has_boxes_to_fill(page, people, measured):
    signed_in(page, people["measurer"]).goto(page_of(measured))
    page.emulate_media(media="print")
    boxes = page.locator("tr.mrow input[inputmode=decimal]:visible")
    assert boxes.count() == 3 * 80
    assert page.get_by_text("Measured by (name, date, signature)").is_visible()


def test_every_dose_of_the_dosing_sheet_has_a_box_to_tick(page, study, treated):
    doser = builders.member(study, "doser", "lindqvist")
    signed_in(page, doser).goto(sheet_of(treated))
    page.emulate_media(media="print")
    assert page.locator("td[data-cell] .tick:visible").count() == 2 * 80
