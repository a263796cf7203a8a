"""What stands in a field of a page."""

import re


def field(page, name):
    """The value of an input of the page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]
