"""Every icon that a template names is one of the set."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from xenograft.templatetags.xenograft import icon

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NAMED = {
    name
    for path in TEMPLATES.rglob("*.html")
    for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_an_icon_that_a_template_names_can_be_drawn(name):
    assert "<svg" in icon(name)
