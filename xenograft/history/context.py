"""Who is writing, and why: what the triggers put beside each change."""

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Acting:
    """`person` may be lazy: it is looked at only when something is written."""

    person: object = None
    reason: str = ""
    request: str = ""


def _program():
    """The command line's word for a write that no page asked for."""
    is_command = Path(sys.argv[0]).name == "manage.py" and len(sys.argv) > 1
    return f"command {sys.argv[1]}" if is_command else ""


_BY_NOBODY = Acting(request=_program())
current = ContextVar("acting", default=_BY_NOBODY)


@contextmanager
def acting(person=None, reason="", request=""):
    """Credit all writes inside to `person`, with `reason`; what is left out stays."""
    given = {"person": person, "reason": reason, "request": request}
    known = {name: value for name, value in given.items() if value not in (None, "")}
    token = current.set(replace(current.get(), **known))
    try:
        yield
    finally:
        current.reset(token)
