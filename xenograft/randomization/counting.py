"""What takes longer is counted beside the request, and the page asks again.

With few mice the allocations that qualify are counted, before the draw and in it, and
after it how many there could have been. Everything here is made of recorded inputs
alone: it may be made again, in any process, and comes out the same.
"""

import threading
import time

from xenograft.analysis import allocation
from xenograft.randomization import draw

WAIT_SECONDS = 2
MOST_KEPT = 32


class Count:
    """Something that is being made: ready with what was found, or with a problem."""

    def __init__(self, make):
        self.make, self.began_at = make, time.monotonic()
        self.found, self.problem = None, ""
        self.thread = threading.Thread(target=self.run, daemon=True)

    @property
    def is_ready(self):
        return not self.thread.is_alive()

    @property
    def seconds(self):
        return int(time.monotonic() - self.began_at)

    def wait(self):
        """Until it is ready, but no longer than a page waits."""
        self.thread.join(WAIT_SECONDS)
        return self

    def run(self):
        try:
            self.found = self.make()
        except ValueError as problem:
            # A refusal is one too: a sentence for the person who asked.
            self.problem = str(problem)
        except Exception:
            # Else the page would ask forever; what went wrong is in the server's log.
            self.problem = "It could not be counted. Tell who keeps this server."
            raise


_counts, _lock = {}, threading.Lock()


def promise_of(document):
    """What a draw from this document will promise: `allocation.feasibility`."""
    return _count("promise", [document], lambda: allocation.feasibility(document))


def result_of(inputs, seed):
    """What `draw.result_of` gives: kept until it is recorded, and shown to nobody."""
    named = [inputs, allocation.commitment(seed)]
    return _count("result", named, lambda: draw.result_of(inputs, seed))


def bits_of(record):
    """How many allocations there could have been: `allocation.acceptable_bits`."""
    return _count("bits", [record], lambda: allocation.acceptable_bits(record))


def _count(kind, named, make):
    """The count of this kind and these inputs, going on since it was asked first."""
    key = kind, *(allocation.sha256_of(allocation.canonical(one)) for one in named)
    with _lock:
        if key not in _counts:
            _start(key, make)
        count = _counts[key]
    return count.wait()


def _start(key, make):
    while len(_counts) >= MOST_KEPT:
        _counts.pop(next(iter(_counts)))
    _counts[key] = Count(make)
    _counts[key].thread.start()


def forget():
    """Count anew, as a process that has just started."""
    with _lock:
        _counts.clear()
