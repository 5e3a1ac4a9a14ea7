"""The job that compares the numbers of a comparison's tensors and brings them home as they come.

Contract: `start` may be called again at any time with other rows first; what was measured is kept. `arrived` says that
the table knows more, a few times a second; then comes `finished`, or `stopped` with Cancelled or what went wrong.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from time import perf_counter

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ckpt_viewer.core.diffing.diff import measure
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.engine.base import Comparison, Engine
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs, Progress
from ckpt_viewer.gui.language import tr

KEY = "numbers"
GAP = 150  # milliseconds between two times that the table is shown anew
_STEPS = 1000  # of progress within one pair of tensors
_MOST = 0.01  # seconds that taking answers may last at a time; a worker may have got far ahead of a busy window
_PIECE = 1 << 10  # answers between two looks at the clock


class Measuring(QObject):
    """Measures one `DiffRows` after another."""

    arrived = Signal()
    finished = Signal()
    stopped = Signal(object)

    def __init__(self, jobs: Jobs, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._engine = jobs, engine
        self._table: DiffRows | None = None
        # The worker appends and the window takes away; a deque bears that without a lock.
        self._answers: deque[tuple[int, Comparison | CheckpointError]] = deque()
        self._ended: tuple[Exception | None] | None = None  # the worker has, and some of its answers wait
        self._since = QElapsedTimer()
        self._since.start()
        self._rest = QTimer(self, interval=0, singleShot=True)
        self._rest.timeout.connect(self._on_rest)
        jobs.progressed.connect(self._on_progress)

    @property
    def running(self) -> bool:
        return self._jobs.is_running(KEY) or self._ended is not None

    def start(self, table: DiffRows, first: Collection[int]) -> int:
        """Compare all entries that have no numbers yet, those in `first` before others; how many there are. A worker
        that got far ahead is not followed to its end: what is left is compared again."""
        self._table = table
        self._take()
        self._drop_answers()
        pending = table.pending()
        count, diff = int(pending.sum()), table.diff
        if not count:
            return 0
        engine, answers, total = self._engine, self._answers, len(diff.entries)
        words = tr("Compared {count:,} of {total:,}")

        def work(task: Task) -> None:
            waiting = pending.nonzero()[0].tolist()
            part = replace(diff, entries=tuple([diff.entries[number] for number in waiting]))
            order = [place for place, number in enumerate(waiting) if number in first]
            inner = _Pairs(task, total - count, total, words)

            def keep(place: int, answer: Comparison | CheckpointError) -> None:
                answers.append((waiting[place], answer))
                inner.next_pair()

            with undisturbed():
                measure(part, engine, inner, on_result=keep, order=order, on_failure=keep)

        self._jobs.submit(KEY, work, lambda _none: self._on_end(None), self._on_end, tr("Comparing tensors"))
        return count

    def forget(self) -> None:
        """Stop, and drop what is on its way."""
        self._jobs.forget(KEY)
        self._drop_answers()
        self._table = None

    def _drop_answers(self) -> None:
        self._rest.stop()
        self._ended = None
        self._answers = deque()  # a worker on its way out still appends to its own

    def _take(self) -> None:
        """Put what has come into the table, for `_MOST` seconds and a little."""
        until = perf_counter() + _MOST
        while self._table is not None and self._answers:
            self._table.set_results([self._answers.popleft() for _ in range(min(_PIECE, len(self._answers)))])
            if perf_counter() >= until:
                break

    def _on_progress(self, progress: Progress) -> None:
        if progress.key == KEY and self._answers and self._since.elapsed() >= GAP:
            self._since.restart()
            self._take()
            self.arrived.emit()

    def _on_end(self, error: Exception | None) -> None:
        self._ended = (error,)
        self._on_rest()

    def _on_rest(self) -> None:
        """The worker has ended; so has this once the table knows all."""
        self._take()
        if self._answers:
            self._rest.start()
        elif self._ended is not None:
            (error,), self._ended = self._ended, None
            if error is None:
                self.finished.emit()
            else:
                self.stopped.emit(error)


class _Pairs(Task):
    """Progress of many comparisons as one: each pair of tensors counts the same, and a large one moves the bar too."""

    __slots__ = ("_before", "_outer", "_pairs", "_total", "_words")

    def __init__(self, outer: Task, before: int, total: int, words: str) -> None:
        super().__init__()
        self._outer, self._before, self._total, self._pairs, self._words = outer, before, total, 0, words

    def check(self) -> None:
        self._outer.check()

    def advance(self, amount: int) -> None:
        self.done += amount
        self._report(min(_STEPS, self.done * _STEPS // self.total) if self.total else 0)

    def next_pair(self) -> None:
        self._pairs += 1
        self._report(0)

    def _report(self, within: int) -> None:
        compared = self._before + self._pairs
        self._outer.total = self._total * _STEPS
        self._outer.text = self._words.format(count=compared, total=self._total)
        self._outer.done = compared * _STEPS + within
        self._outer.advance(0)
