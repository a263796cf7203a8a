"""Every page without JavaScript: it is read, and each control of it does something."""

import pytest

from tests.browser.walking import not_walked, studies_to_walk, walk
from tests.browser.watch import no_sideways_scroll, signed_in

# What a person sees and cannot use where no script runs, one line each.
IDLE = """() => {
  const said = [];
  const tell = (why, part) => said.push(why + ": " + part.outerHTML.slice(0, 160));
  const seen = (part) => part.checkVisibility({ visibilityProperty: true })
    && part.getBoundingClientRect().width > 0;
  const all = (which) => [...document.querySelectorAll(which)].filter(seen);
  for (const button of all("button"))
    if (button.type === "button" || !button.form) tell("button of a script", button);
  for (const part of all("[role=button], [onclick], [contenteditable]"))
    if (!part.matches("a[href], button")) tell("part of a script", part);
  for (const field of all("input, select, textarea"))
    if (!field.form) tell("field of no form", field);
  for (const link of all("a")) {
    const href = link.getAttribute("href") ?? "";
    const target = href.startsWith("#") && document.getElementById(href.slice(1));
    if (!href || (href.startsWith("#") && !target)) tell("link to nothing", link);
  }
  for (const form of document.forms) {
    const parts = [...form.elements].filter(seen);
    const fields = parts.filter((part) => part.matches("input, select, textarea"));
    const can_enter = fields.length === 1 && fields[0].type === "search";
    const has_button = parts.some((part) => part.type === "submit");
    if (fields.length && !has_button && !can_enter) tell("form without a button", form);
  }
  for (const table of all("main table"))
    if (![...table.tBodies].some((body) => body.rows.length)) tell("no rows", table);
  return said;
}"""


def idle_parts(page):
    """What a person cannot use on this page, with its address."""
    assert page.locator("main h1, main h2").first.is_visible(), page.url
    no_sideways_scroll(page)
    return [f"{page.url} {line}" for line in page.evaluate(IDLE)]


@pytest.mark.slow
def test_every_page_works_without_javascript(new_page, transactional_db):
    director, starts = studies_to_walk()
    page = new_page(390, color_scheme="dark", java_script_enabled=False)
    found = []
    seen = walk(
        signed_in(page, director), starts, lambda page: found.extend(idle_parts(page))
    )
    assert found == []
    assert not_walked(seen) == []
