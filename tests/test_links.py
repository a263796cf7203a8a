"""Every address that a template, a view or a script names is there."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

HOUSE = Path(settings.BASE_DIR)
IN_TEMPLATES = re.compile(r"""\{%\s*(?:url|tab)\s+['"]([a-z_]+:[a-z_-]+)['"]""")
IN_CODE = re.compile(
    r"""(?:redirect|reverse|reverse_lazy|Link|linkify=)\(\s*['"]([a-z_]+:[a-z_-]+)['"]"""
)


def named(folder, ending, pattern):
    """{address: a file that names it} of the files below a folder."""
    return {
        name: path.name
        for path in sorted((HOUSE / folder).rglob(f"*.{ending}"))
        for name in pattern.findall(path.read_text())
    }


def test_every_address_that_is_named_is_there():
    known = {
        f"{room.app_name}:{pattern.name}"
        for room in get_resolver().url_patterns
        for pattern in room.url_patterns
    }
    asked = named("templates", "html", IN_TEMPLATES)
    asked |= named("xenograft", "py", IN_CODE)
    assert len(asked) > 60
    assert {name: file for name, file in asked.items() if name not in known} == {}
