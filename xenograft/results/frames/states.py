"""What is kept in memory of a study until its history has another change."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from xenograft.history.models import Change

MOST_KEPT = 24
_known = ContextVar("states that were asked for", default=None)


@contextmanager
def one_state():
    """Within it the state of a study is asked for once: all parts rest on the same."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def of(make, study):
    """`make(study)`, once for each state of its data: studies are equal by key."""
    return _kept(make, study, _state(study))


def forget():
    """Forget what is kept, for who changes data behind the history's back."""
    _kept.cache_clear()


@lru_cache(MOST_KEPT)
def _kept(make, study, state):
    return make(study)


def _state(study):
    known = _known.get()
    if known is None:
        return _stamp(study)
    if study.pk not in known:
        known[study.pk] = _stamp(study)
    return known[study.pk]


def _stamp(study):
    return Change.objects.of_study(study).stamp()
