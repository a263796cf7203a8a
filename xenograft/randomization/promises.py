"""What a draw will promise, counted beside the request where it takes longer.

With few mice the allocations are counted, which may take half a minute. A request waits
a moment only; the count goes on, and the page asks again.
"""

import threading
import time

from xenograft.analysis import allocation

WAIT_SECONDS = 2
MOST_KEPT = 32


class Promise:
    """One document that is tried: ready with what was found, or with a problem."""

    def __init__(self, document):
        self.document, self.began_at = document, time.monotonic()
        self.found, self.problem = None, ""
        self.thread = threading.Thread(target=self.count, daemon=True)

    @property
    def is_ready(self):
        return bool(self.found or self.problem)

    @property
    def seconds(self):
        return int(time.monotonic() - self.began_at)

    def count(self):
        try:
            self.found = allocation.feasibility(self.document)
        except allocation.Refusal as refusal:
            self.problem = str(refusal)
        except Exception:
            # Else the page would ask forever; what went wrong is in the server's log.
            self.problem = "What the draw will promise could not be counted."
            raise


_promises, _lock = {}, threading.Lock()


def promise_of(document):
    """The promise of a document, being counted since it was asked for first."""
    key = allocation.sha256_of(allocation.canonical(document))
    with _lock:
        is_new = key not in _promises
        if is_new:
            _start(key, document)
        promise = _promises[key]
    if is_new:
        promise.thread.join(WAIT_SECONDS)
    return promise


def _start(key, document):
    while len(_promises) >= MOST_KEPT:
        _promises.pop(next(iter(_promises)))
    _promises[key] = Promise(document)
    _promises[key].thread.start()


def forget():
    """Count anew, as a process that has just started."""
    with _lock:
        _promises.clear()
