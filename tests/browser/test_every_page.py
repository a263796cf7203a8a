"""Every page of the site, in both themes and widths."""

import pytest

from tests.browser.walking import not_walked, studies_to_walk, walk
from tests.browser.watch import axe, no_sideways_scroll, signed_in

# Beside the width of the walk itself.
WIDTHS = (834, 1180, 1440)


def clean(page):
    no_sideways_scroll(page)
    axe(page)
    own = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        no_sideways_scroll(page)
    page.set_viewport_size(own)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "color_scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_can_be_read(new_page, transactional_db, width, color_scheme):
    director, starts = studies_to_walk()
    page = signed_in(new_page(width, color_scheme=color_scheme), director)
    seen = walk(page, starts, clean)
    assert not_walked(seen) == []
