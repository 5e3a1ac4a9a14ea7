"""Workers let the window go first, and never wait for it for good."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.gui import turns
from ckpt_viewer.gui.turns import LONGEST, TURN, PoliteTask, Turns, wait_briefly

SLACK = Path("/proc/self/timerslack_ns")


class Clock:
    """The processor time of a window that is at work for so many looks at it."""

    def __init__(self, looks: float) -> None:
        self.looks, self.seen = looks, 0

    def __call__(self) -> float:
        self.seen += 1
        return min(self.seen, self.looks)


def waited(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds that a worker waits for a window with such a clock, whose time it has seen before."""
    monkeypatch.setattr(turns, "_clock", lambda: clock)
    monkeypatch.setattr(turns, "_OFTEN", 0)
    made = Turns()
    made.wait()
    begin = time.perf_counter()
    made.wait()
    return time.perf_counter() - begin


def test_a_worker_waits_while_the_window_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    idle, short = Clock(0), Clock(10)
    waited(idle, monkeypatch)
    assert idle.seen == 2
    waited(short, monkeypatch)
    assert short.seen == 11  # one look after another, until it stands still


def test_and_goes_on_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window may be waiting for it."""
    assert waited(Clock(float("inf")), monkeypatch) >= LONGEST


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="the system does not tell when a thread works")
def test_a_worker_sees_the_time_of_the_thread_that_asked_for_it() -> None:
    clock, seen = turns._clock(), list[float]()
    begin = time.thread_time()
    while time.thread_time() - begin < 0.01:
        pass
    worker = threading.Thread(target=lambda: seen.append(clock()))
    worker.start()
    worker.join(20)
    assert begin + 0.01 <= seen[0] <= time.thread_time()


def test_without_a_clock_of_the_window_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("time.pthread_getcpuclockid", raising=False)
    clock = turns._clock()
    sum(range(100_000))
    assert clock() == clock() == 0


def test_manners_are_never_cancelled() -> None:
    task = PoliteTask(lambda *_: None, Turns())
    task.cancel()
    task.manners().check()


def test_who_is_stopped_while_it_waits_learns_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping(Turns):
        def wait(self) -> None:
            task.cancel()

    task = PoliteTask(lambda *_: None, Stopping())
    with pytest.raises(Cancelled):
        task.check()


@pytest.fixture
def as_before() -> Iterator[None]:
    """What a thread is told about waiting outlives a test."""
    interval, slack = sys.getswitchinterval(), SLACK.read_text() if SLACK.exists() else ""
    yield
    sys.setswitchinterval(interval)
    if slack:
        SLACK.write_text(slack)


@pytest.mark.usefixtures("as_before")
def test_the_window_waits_for_a_moment_where_python_and_the_system_would_wait_for_longer() -> None:
    sys.setswitchinterval(0.005)
    wait_briefly()
    assert sys.getswitchinterval() == pytest.approx(TURN)
    assert not SLACK.exists() or int(SLACK.read_text()) <= TURN * 1e9 / 10
