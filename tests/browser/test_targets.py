"""What is pressed is large enough on every page: 24 px, and 40 px on a tablet."""

import pytest

from tests.browser.walking import not_walked, studies_to_walk, walk
from tests.browser.watch import signed_in

# A box is pressed by its label too; a link among words is as high as its line.
SMALL = """(least) => {
  const fields = "input:not([type=hidden]), select, textarea";
  const targets = `button, a[href], summary, ${fields}`;
  const isSeen = (part) => part.checkVisibility({ visibilityProperty: true });
  const isAmongWords = (part) => part.tagName === "A" &&
    [...part.parentElement.childNodes]
      .some((other) => other !== part && other.textContent.trim().length > 1);
  const size = (part) => {
    const boxes = [part, ...(part.labels ?? []), part.closest("label, .check") ?? part];
    const of = boxes.map((box) => box.getBoundingClientRect());
    return ["width", "height"].map((side) => Math.max(...of.map((box) => box[side])));
  };
  return [...document.querySelectorAll(targets)]
    .filter((part) => isSeen(part) && !part.closest(".skip") && !isAmongWords(part))
    .map((part) => [part, size(part).map(Math.round)])
    .filter(([, size]) => Math.min(...size) > 0 && Math.min(...size) < least)
    .map(([part, size]) => `${size.join(" x ")} ${part.outerHTML.slice(0, 90)}`);
}"""


@pytest.mark.slow
@pytest.mark.parametrize(("width", "least"), [(1280, 24), (834, 40), (390, 40)])
def test_what_is_pressed_is_large_enough_on_every_page(new_page, width, least):
    director, starts = studies_to_walk()
    page = signed_in(new_page(width), director)
    small = {}

    def look(page):
        if found := page.evaluate(SMALL, least):
            small[page.url] = found

    seen = walk(page, starts, look)
    assert not_walked(seen) == []
    assert small == {}
