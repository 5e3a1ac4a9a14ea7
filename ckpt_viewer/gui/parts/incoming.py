"""Takes what a job finds into the window as it comes, a few milliseconds at a time, so that the window stays alive
however far the worker is ahead.

Contract: `arrived` says that answers were put, a few times a second; then comes `finished`, or `stopped` with Cancelled
or what went wrong. `pause` ends it without a word, and what was put stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.jobs import Jobs

T = TypeVar("T")
_GAP = 150  # milliseconds between two times that the table is shown anew
_TAKE = 30  # milliseconds between two times that answers are taken, while the worker finds more
_MOST = 0.01  # seconds that taking them may last at a time


class Incoming(QObject):
    """The answers of one job after another, those under `key`; `piece` are put between two looks at the clock."""

    arrived = Signal()
    finished = Signal()
    stopped = Signal(object)

    def __init__(self, key: str, piece: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key, self._piece = key, piece
        self._jobs: Jobs | None = None
        self._put: Callable[[list[Any]], None] | None = None
        # The worker appends and the window takes away; a deque bears that without a lock.
        self._answers: deque[Any] = deque()
        self._taken = False  # since the table was shown
        self._ended: tuple[Exception | None] | None = None  # the worker has, and some of its answers wait
        self._shown = QElapsedTimer()
        self._shown.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)

    @property
    def running(self) -> bool:
        return self._ended is not None or (self._jobs is not None and self._jobs.is_running(self._key))

    def collect(self, jobs: Jobs, work: Callable[[Task, Callable[[T], None]], None], put: Callable[[list[T]], None],
                title: str) -> None:
        """Run `work` in a job, and `put` here what it gives to its second argument."""
        answers = deque[T]()  # a worker on its way out still appends to its own
        self._jobs, self._put, self._answers = jobs, put, answers
        jobs.submit(self._key, lambda task: work(task, answers.append), lambda _none: self._on_end(None), self._on_end,
                    title)
        self._timer.start(_TAKE)

    def pause(self) -> None:
        """Stop where it is. A worker that got far ahead is not followed to its end: what is left is found again where
        it is wanted."""
        self._timer.stop()
        if self._jobs is not None:
            self._jobs.forget(self._key)
        self._take()
        self.let_go()

    def let_go(self) -> None:
        """Nothing more is wanted of this job."""
        self._put = self._ended = None
        self._answers = deque()

    def _take(self) -> None:
        """Put what has come, for `_MOST` seconds and a little."""
        until = perf_counter() + _MOST
        while self._put is not None and self._answers:
            self._put([self._answers.popleft() for _ in range(min(self._piece, len(self._answers)))])
            self._taken = True
            if perf_counter() >= until:
                break

    def _on_tick(self) -> None:
        self._take()
        if self._ended is not None and not self._answers:
            self._end(*self._ended)
        elif self._taken and self._shown.elapsed() >= _GAP:
            self._taken = False
            self._shown.restart()
            self.arrived.emit()

    def _on_end(self, error: Exception | None) -> None:
        self._ended = (error,)
        self._timer.start(0)
        self._on_tick()

    def _end(self, error: Exception | None) -> None:
        self._timer.stop()
        self._taken = False
        self.let_go()
        if error is None:
            self.finished.emit()
        else:
            self.stopped.emit(error)
