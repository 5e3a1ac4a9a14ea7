"""The job that measures the tensors of a list and brings the numbers home as they come.

Contract: `arrived` says that the table knows more, a few times a second; then comes `finished`, or `stopped` with
Cancelled or what went wrong. `pause` ends it without a word; `start` goes on from what the table knows.
"""

from __future__ import annotations

from collections import deque
from time import perf_counter

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.list_measuring import Agenda, Found, measure_list
from ckpt_viewer.core.views.tensor_table import TensorTable
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr

KEY = "all-tensors/numbers"
GAP = 150  # milliseconds between two times that the table is shown anew
_TAKE = 30  # milliseconds between two times that answers are taken
_MOST = 0.01  # seconds that taking them may last at a time; a worker may have got far ahead of a busy window


class ListMeasuring(QObject):
    """Measures one `TensorTable` after another."""

    arrived = Signal()
    finished = Signal()
    stopped = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: Jobs | None = None
        self._table: TensorTable | None = None
        self._agenda: Agenda | None = None
        # The worker appends and the window takes away; a deque bears that without a lock.
        self._answers: deque[Found] = deque()
        self._taken = False  # since the table was shown
        self._ended: tuple[Exception | None] | None = None  # the worker has, by itself or by this
        self._shown = QElapsedTimer()
        self._shown.start()
        self._timer = QTimer(self, interval=_TAKE)
        self._timer.timeout.connect(self._on_tick)

    @property
    def running(self) -> bool:
        return self._jobs is not None and self._jobs.is_running(KEY)

    def start(self, table: TensorTable, engine: Engine, jobs: Jobs, first: tuple[int, ...]) -> None:
        """Measure what has no exact numbers yet, those in `first` before others."""
        self.pause()
        agenda = table.agenda()
        if not agenda.left:
            self.finished.emit()
            return
        agenda.first = first
        self._jobs, self._table, self._agenda = jobs, table, agenda
        leaves, answers = table.folded.leaves, deque[Found]()
        self._answers = answers  # a worker on its way out still appends to its own

        def work(task: Task) -> None:
            measure_list(engine, leaves, agenda, task, answers.append)

        jobs.submit(KEY, work, lambda _none: self._on_end(None), self._on_end, tr("Measuring tensors"))
        self._timer.start()

    def look_at(self, first: tuple[int, ...]) -> None:
        """Other tensors are in sight now."""
        if self._agenda is not None:
            self._agenda.first = first

    def pause(self) -> None:
        """Stop where it is; what was taken stays. A worker that got far ahead is not followed to its end: what is left
        is measured again where it is wanted."""
        self._timer.stop()
        if self._jobs is not None:
            self._jobs.forget(KEY)
        self._take_over()
        self._agenda = self._table = self._ended = None

    def _take_over(self) -> bool:
        """Take what has come, for `_MOST` seconds and a little; whether there is no more."""
        until = perf_counter() + _MOST
        while self._table is not None and self._answers:
            self._table.put(self._answers.popleft())
            self._taken = True
            if perf_counter() >= until:
                break
        return not self._answers

    def _on_tick(self) -> None:
        all_taken = self._take_over()
        if self._ended is not None and all_taken:
            self._end(*self._ended)
        elif self._taken and self._shown.elapsed() >= GAP:
            self._show()

    def _show(self) -> None:
        self._taken = False
        self._shown.restart()
        self.arrived.emit()

    def _on_end(self, error: Exception | None) -> None:
        self._ended = (error,)
        self._on_tick()

    def _end(self, error: Exception | None) -> None:
        self._timer.stop()
        self._ended = None
        if self._taken:
            self._show()
        self._agenda = self._table = None
        if error is None:
            self.finished.emit()
        else:
            self.stopped.emit(error)
