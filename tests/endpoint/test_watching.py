"""The round that the server makes while it runs."""

from django.core import mail
from django.db import DatabaseError

from xenograft.endpoint import actions
from xenograft.endpoint.actions import watching


class Twice:
    """An event that lets two rounds pass."""

    def __init__(self):
        self.waits = []

    def wait(self, seconds):
        self.waits.append(seconds)
        return len(self.waits) > 2


def test_the_server_looks_at_the_limits_while_it_runs(mouse, monkeypatch):
    monkeypatch.setattr(watching.connection, "close", lambda: None)
    rounds = Twice()
    actions.keep_watch(5, rounds)
    assert rounds.waits == [300, 300, 300]
    assert len(mail.outbox) == 2


def test_a_round_that_fails_is_followed_by_the_next(mouse, monkeypatch, caplog):
    def broken(**_):
        raise DatabaseError("locked")

    monkeypatch.setattr(watching.connection, "close", lambda: None)
    monkeypatch.setattr(watching, "check", broken)
    actions.keep_watch(5, Twice())
    assert caplog.text.count("The round over the limits failed") == 2
