"""What is drawn when the server starts is what the first to look is shown."""

import pytest
from django.db import DatabaseError

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
