"""The job that compares the numbers of a comparison's tensors; as of all `Incoming`, and `start` may be called again at
any time with other rows first: what was measured is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject

from ckpt_viewer.core.diffing.diff import measure
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.engine.base import Comparison, Engine
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.incoming import Incoming

KEY = "numbers"
_STEPS = 1000  # of progress within one pair of tensors
_PIECE = 1 << 10  # many at once cost little
Answer = tuple[int, Comparison | CheckpointError]


class Measuring(Incoming):
    """Measures one `DiffRows` after another."""

    def __init__(self, jobs: Jobs, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(KEY, _PIECE, parent)
        self._own_jobs, self._engine = jobs, engine

    def start(self, table: DiffRows, first: Collection[int]) -> int:
        """Compare all entries that have no numbers yet, those in `first` before others; how many there are."""
        self.pause()
        pending = table.pending()
        count, diff, engine = int(pending.sum()), table.diff, self._engine
        if not count:
            return 0
        total, words = len(diff.entries), tr("Compared {count:,} of {total:,}")

        def work(task: Task, give: Callable[[Answer], None]) -> None:
            waiting = pending.nonzero()[0].tolist()
            part = replace(diff, entries=tuple([diff.entries[number] for number in waiting]))
            order = [place for place, number in enumerate(waiting) if number in first]
            inner = _Pairs(task, total - count, total, words)

            def keep(place: int, answer: Comparison | CheckpointError) -> None:
                give((waiting[place], answer))
                inner.next_pair()

            with undisturbed():
                measure(part, engine, inner, on_result=keep, order=order, on_failure=keep)

        self.collect(self._own_jobs, work, table.set_results, tr("Comparing tensors"))
        return count


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
