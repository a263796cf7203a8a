import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings

from xenograft.storage.sqlite import fair_queue

HOLD = """
import sys, time
from xenograft.storage.sqlite import fair_queue
end = fair_queue.enter(sys.argv[1], 20)
print("in", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "queue")


@pytest.fixture
def other_process(path):
    """Starts a process that enters the queue and stays."""
    running = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, path],
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.stdout.close()
        process.wait()


def tickets(path):
    with open(path, "rb") as file:
        return int.from_bytes(file.read(8), "little")


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_writers_go_in_the_order_in_which_they_came(path):
    order = []

    def write(number):
        end = fair_queue.enter(path, 20)
        order.append(number)
        end()

    end_of_first = fair_queue.enter(path, 20)
    threads = []
    for number in range(8):
        thread = threading.Thread(target=write, args=[number])
        thread.start()
        threads.append(thread)
        wait_until(lambda expected=number + 2: tickets(path) == expected)
    end_of_first()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_one_writer_at_a_time(path):
    inside, most = [], []

    def write():
        for _ in range(20):
            end = fair_queue.enter(path, 20)
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.0002)
            inside.pop()
            end()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) == 80


def test_a_waiter_gives_up_after_its_time(path):
    end = fair_queue.enter(path, 20)
    with pytest.raises(fair_queue.QueueTimeout):
        fair_queue.enter(path, 0.02)
    end()
    fair_queue.enter(path, 1)()


def test_the_queue_moves_on_when_a_holder_is_killed(path, other_process):
    holder = other_process()
    assert holder.stdout.readline() == b"in\n"
    with pytest.raises(fair_queue.QueueTimeout):
        fair_queue.enter(path, 0.02)
    os.kill(holder.pid, signal.SIGKILL)
    fair_queue.enter(path, 5)()


def test_a_killed_waiter_lets_nobody_pass_the_holder(path, other_process):
    end = fair_queue.enter(path, 20)
    waiter = other_process()
    wait_until(lambda: tickets(path) == 2)
    os.kill(waiter.pid, signal.SIGKILL)
    waiter.wait()
    with pytest.raises(fair_queue.QueueTimeout):
        fair_queue.enter(path, 0.02)
    end()
    fair_queue.enter(path, 5)()


def test_without_tickets_writers_still_take_turns(path, monkeypatch):
    monkeypatch.setattr(fair_queue.sys, "platform", "darwin")
    end = fair_queue.enter(path, 20)
    with pytest.raises(fair_queue.QueueTimeout):
        fair_queue.enter(path, 0.02)
    end()
    fair_queue.enter(path, 1)()


def test_without_file_locks_threads_take_turns(path, monkeypatch):
    monkeypatch.setattr(fair_queue, "fcntl", None)
    end = fair_queue.enter(path, 20)
    with pytest.raises(fair_queue.QueueTimeout):
        fair_queue.enter(path, 0.02)
    end()
    fair_queue.enter(path, 1)()
