"""What is drawn when the server starts is what the first to look is shown."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.urls import reverse

from tests import builders
from xenograft.measurement import ahead, drawn


@pytest.fixture(autouse=True)
def nothing_drawn():
    drawn.forget()


@pytest.fixture
def half_read(bench):
    builders.measurement(bench.session, bench.tumor, "9", "8")
    builders.tumor(builders.mouse(bench.study, 4))
    return bench


def seen(client, bench):
    return client.get(bench.page_address).content.decode()


@pytest.mark.parametrize("who", ["client", "other"])
def test_nobody_waits_for_the_page_of_an_open_session(
    half_read, other, monkeypatch, who
):
    ahead.draw_ahead()
    monkeypatch.setattr(drawn.Drawing, "_anew", lambda *_: {})
    client = other if who == "other" else half_read.client
    assert seen(client, half_read).count('<tr class="mrow') == 2


def shown_without_drawing(client, answer, monkeypatch):
    """How many mice the page has that `answer` leads to, when nothing can be drawn."""
    monkeypatch.setattr(drawn.Drawing, "_anew", lambda *_: {})
    return client.get(answer.url).content.decode().count('<tr class="mrow')


def test_whoever_opens_a_session_does_not_wait_for_its_page(half_read, monkeypatch):
    half_read.study.sessions.update(closed_at="2026-01-02T10:00Z")
    address = reverse("measurement:sessions", args=[half_read.study.code])
    day = half_read.session.held_on - dt.timedelta(days=1)
    answer = half_read.client.post(address, {"held_on": f"{day}"})
    assert shown_without_drawing(half_read.client, answer, monkeypatch) == 2


def test_whoever_reopens_a_session_does_not_wait_for_its_page(half_read, monkeypatch):
    half_read.study.sessions.update(closed_at="2026-01-02T10:00Z")
    day = half_read.session.held_on
    address = reverse("measurement:reopen", args=[half_read.study.code, day])
    answer = half_read.client.post(address, {"reason": "One mouse is missing"})
    assert shown_without_drawing(half_read.client, answer, monkeypatch) == 2


def test_a_closed_session_is_not_drawn_ahead(half_read):
    half_read.study.sessions.update(closed_at="2026-01-02T10:00Z")
    ahead.draw_ahead()
    assert drawn._kept.pages == {}


def test_a_server_whose_database_does_not_answer_starts_all_the_same(
    monkeypatch, caplog
):
    def fails():
        raise DatabaseError("gone")

    monkeypatch.setattr(ahead, "draw_ahead", fails)
    ahead.start_drawing().join()
    assert "drawn ahead" in caplog.text
