"""A list with bad cells, put right on the page by the keyboard alone."""

import pytest

from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft import models

LIST = """mouse,arm,day,length_mm,width_mm,weight_g
1,Vehicle,0,six,5.5,22.4
2,Drug A,0,6.1,5.4,21.0
3,Drug A,0,5.9,,23.1
"""


@pytest.fixture
def importing(new_page, people):
    """Opens the check of `LIST` at a width."""

    def opened(width):
        page = signed_in(new_page(width), people["director"])
        page.goto("/studies/import/")
        page.get_by_label("Code of the new study").fill("IMP-1")
        page.get_by_label("Date of day 0").fill("2025-03-03")
        page.get_by_label("Paste cells from a spreadsheet").fill(LIST)
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Next: columns and check").press("Enter")
        page.get_by_role("heading", name="Rows with problems").wait_for()
        return page

    return opened


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_f8_leads_from_problem_to_problem_and_enter_checks_again(importing):
    page = importing(1280)
    page.keyboard.press("F8")
    assert focused(page) == "Row 2, length_mm"
    page.keyboard.type("6.2")
    page.keyboard.press("F8")
    assert focused(page) == "Row 4, width_mm"
    page.keyboard.type("5.6")
    page.keyboard.press("Enter")
    page.get_by_text("Every row can be imported.").wait_for()
    page.get_by_role("button", name="Import 3 rows").press("Enter")
    page.get_by_role("heading", name="Cells corrected before the import").wait_for()
    sizes = models.CaliperMeasurement.objects.values_list("length_mm", "width_mm")
    assert [(str(x), str(y)) for x, y in sizes.order_by("tumor__mouse__number")] == [
        ("6.20", "5.50"), ("6.10", "5.40"), ("5.90", "5.60"),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
def test_the_check_can_be_read_at_any_width(importing, width):
    page = importing(width)
    axe(page)
    no_sideways_scroll(page)
