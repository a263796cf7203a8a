"""Every answer has the headers that keep it private and harmless."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from tests.permission_table import OPEN, ROLES
from tests.test_permissions import (  # noqa: F401
    ANSWERS_IN_JSON,
    address,
    addresses,
    stocked,
)

pytestmark = pytest.mark.django_db
HOUSE = Path(settings.BASE_DIR) / "xenograft"
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The script that keeps a session on the device is the same for everybody.
PUBLIC = {"measurement:worker"}
# Open to who has not signed in: signing in, and what answers 401 in JSON.
WITHOUT_SIGN_IN = OPEN - {"study:sign-out"} | ANSWERS_IN_JSON


def answers(client, stocked, name):  # noqa: F811
    """As a member, as an outsider and signed out: a page, a refusal, a redirect."""
    _, people, outsider, *_ = stocked
    url = address(name, stocked)
    for person in (people["director"], people["measurer"], outsider, None):
        client.logout()
        if person:
            client.force_login(person)
        yield client.get(url)


@pytest.mark.parametrize("name", sorted(addresses()))
def test_an_answer_has_every_header(client, stocked, name):  # noqa: F811
    for answer in answers(client, stocked, name):
        for header, value in HEADERS.items():
            assert answer[header] == value
        assert "camera=()" in answer["Permissions-Policy"]
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        if name not in PUBLIC:
            assert "no-store" in answer["Cache-Control"]


def test_no_page_has_a_script_or_a_style_in_it():
    """The policy forbids them; a template that has one would not work."""
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        text = path.read_text()
        assert "<script>" not in text, path
        assert "<style" not in text, path
        assert " style=" not in text, path
        assert " onclick=" not in text, path


def test_only_the_named_addresses_open_without_signing_in():
    opened = {
        f"{room.app_name}:{pattern.name}"
        for room in get_resolver().url_patterns
        for pattern in room.url_patterns
        if not getattr(pattern.callback, "login_required", True)
    }
    assert opened == WITHOUT_SIGN_IN


def calls():
    """(file, call) of every call in the app."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield path.relative_to(HOUSE).as_posix(), node


def test_no_query_takes_its_columns_from_a_request():
    """Sorting and filtering by what an address says reaches through keys to an arm."""
    reaching = {"order_by", "filter", "exclude", "values", "values_list"}
    found = [
        f"{path}: {ast.unparse(call)}"
        for path, call in calls()
        if call.func.attr in reaching and any(map(_is_chosen_outside, _columns(call)))
    ]
    assert found == []


def _columns(call):
    """The parts of a query that name columns: arguments, and keywords from a dict."""
    return [*call.args, *(one.value for one in call.keywords if one.arg is None)]


def _is_chosen_outside(part):
    return "request" in ast.unparse(part)


def test_no_form_takes_every_field_of_a_model():
    texts = {path.name: path.read_text() for path in HOUSE.rglob("*.py")}
    assert [name for name, text in texts.items() if 'fields = "__all__"' in text] == []


def test_nothing_is_exempt_from_the_token_of_forms():
    texts = [path.read_text() for path in HOUSE.rglob("*.py")]
    assert not any("csrf_exempt" in text for text in texts)


def test_the_admin_of_django_is_not_installed():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


@pytest.mark.parametrize("name", sorted(ROLES))
def test_unsafe_methods_need_the_token(stocked, name):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(stocked[1]["director"])
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(address(name, stocked))
        assert answer.status_code in {403, 405}
