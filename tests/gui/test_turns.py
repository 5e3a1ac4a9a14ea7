"""Workers let the window go first, and never wait for it for good."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.gui.turns import PoliteTask, Turns

LONG = 0.4  # seconds


def looks(window: Callable[[], None]) -> int:
    """How often a worker looked at its task while the window did something."""
    task, counted, ended = PoliteTask(lambda *_: None, Turns()), [0], threading.Event()

    def work() -> None:
        while not ended.is_set():
            task.check()
            counted[0] += 1

    worker = threading.Thread(target=work)
    worker.start()
    begin = time.perf_counter()
    while time.perf_counter() - begin < LONG:
        window()
    found = counted[0]
    ended.set()
    worker.join(20)
    assert not worker.is_alive()
    return found


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="the system does not tell when a thread works")
def test_a_worker_waits_while_the_window_is_at_work() -> None:
    def at_work() -> None:
        sum(range(1000))

    idle, busy = looks(lambda: time.sleep(0.05)), looks(at_work)
    assert 0 < busy < idle / 4  # it goes on now and then: the window may be waiting for it


def test_without_a_clock_of_the_window_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("time.pthread_getcpuclockid", raising=False)
    assert looks(lambda: time.sleep(0.05)) > 0


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
