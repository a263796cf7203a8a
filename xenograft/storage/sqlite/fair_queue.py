"""First come, first served in front of SQLite's write lock.

SQLite's waiters sleep and retry, so one of them can lose for seconds. Here each
writer draws a ticket and waits until no earlier ticket is held. A ticket is a lock
on one byte of a small file, which the kernel drops when its process is killed.
This only sets the order: SQLite's own lock still guards the data.
"""

import os
import struct
import sys
import threading
import time
from contextlib import contextmanager
from io import FileIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

POLL_S = 0.001
TICKET_BYTES = 8
_threads = threading.Lock()


class QueueTimeout(Exception):
    """The writers ahead did not finish in time."""


def enter(path, timeout_s):
    """Wait for this writer's turn; returns the function that ends the turn.

    `path` is the queue's file, made when missing. Raises QueueTimeout.
    """
    if fcntl is None:
        _wait(lambda: _threads.acquire(blocking=False), timeout_s)
        return _threads.release
    file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o660), "r+")
    try:
        is_first = _ticket(file) if sys.platform == "linux" else _unordered(file)
        _wait(is_first, timeout_s)
    except BaseException:
        file.close()
        raise
    return file.close


def _wait(is_first, timeout_s):
    deadline = time.monotonic() + timeout_s
    while not is_first():
        if time.monotonic() > deadline:
            raise QueueTimeout
        time.sleep(POLL_S)


def _ticket(file):
    with _one_at_a_time(file):
        ticket = int.from_bytes(os.pread(file.fileno(), TICKET_BYTES, 0), "little") + 1
        os.pwrite(file.fileno(), ticket.to_bytes(TICKET_BYTES, "little"), 0)
        _lock_bytes(file, fcntl.F_WRLCK, ticket, 1)
    return lambda: _lock_bytes(file, fcntl.F_RDLCK, 0, ticket)


@contextmanager
def _one_at_a_time(file):
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _lock_bytes(file, kind, start, length):
    # Locks of the open file, not of the process, so that threads queue as well.
    request = struct.pack("hhqqi4x", kind, os.SEEK_SET, start, length, 0)
    try:
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, request)
    except BlockingIOError:
        return False
    return True


def _unordered(file):
    def is_first():
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return is_first
