"""The window goes first: workers wait at their next look at the task while its thread is at work.

Python runs one thread at a time. Qt lets go of the interpreter at each of the thousand calls that paint a window, and a
worker that reads and counts small tensors lets go of it and takes it again so often that the window, once woken, finds
it taken: what takes the window 50 ms of processor time took it half a second beside such a worker.

Contract: `Turns` belongs to the window's thread; `wait`, for workers, comes back after `LONGEST` whatever happens: the
window may itself be waiting for the worker.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ckpt_viewer.core.task import ProgressSink, Task

TURN = 0.00005  # seconds; a tenth of it doubles what three workers that make objects take
LONGEST = 0.05  # seconds; what the window does is long by itself where it has not come to an end by then
_OFTEN = 0.0005  # seconds between two looks at what the window does
_NAP = 0.0002  # seconds; the system adds 50 µs
_BUSY = 0.00002  # seconds of processor time that tell that the window is at work, or tries to be
_ALONE = 0.01  # seconds without a look after the longest wait


def wait_briefly() -> None:
    """Let this thread, the window's, wait no longer than TURN where a worker runs Python: after Python's 5 ms, or the
    50 µs by which Linux is late, it has waited for a tenth of a second at some hundred calls of Qt."""
    sys.setswitchinterval(TURN)
    with suppress(OSError):  # another system than Linux
        Path("/proc/self/timerslack_ns").write_text("1000", encoding="ascii")


class Turns:
    """Knows whether the thread that made it is at work: by its processor time, which it also spends on its attempts to
    go on."""

    def __init__(self) -> None:
        self._window = _clock()
        self._seen = threading.local()

    def wait(self) -> None:
        """In a worker: until the window has nothing to do. Every millisecond or so, so it costs next to nothing."""
        now, seen = time.perf_counter(), self._seen
        if now < getattr(seen, "next", 0.0):
            return
        used, until = self._window(), now + LONGEST
        if used - getattr(seen, "used", used) > _BUSY:
            while True:
                before = used
                time.sleep(_NAP)
                used, now = self._window(), time.perf_counter()
                if used - before < _BUSY or now > until:
                    break
        seen.used, seen.next = used, now + (_ALONE if now > until else _OFTEN)


def _clock() -> Callable[[], float]:
    """The processor time of this thread, for others to ask; it stands still where the system does not tell."""
    if not hasattr(time, "pthread_getcpuclockid"):  # Windows, macOS
        return lambda: 0.0
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)


class PoliteTask(Task):
    """Lets the window go first."""

    __slots__ = ("_turns",)

    def __init__(self, sink: ProgressSink, turns: Turns) -> None:
        super().__init__(sink)
        self._turns = turns

    def check(self) -> None:
        super().check()
        self._turns.wait()
        super().check()

    def manners(self) -> Task:
        """Lets the window go first and is never cancelled: for pure work that looks up, and may not end there."""
        return _Manners(self._turns)


class _Manners(Task):
    __slots__ = ("_turns",)

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._turns = turns

    def check(self) -> None:
        self._turns.wait()
