"""The job that reads how large tensors are that are equal, for the rows that tell of a whole part of a file; as of all
`Incoming`, and it may be started again at any time: what was read is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.diffing.sizes import read_sizes
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.incoming import Incoming

KEY = "sizes"
_PIECE = 1 << 10  # many at once cost little


class Sizing(Incoming):
    """Reads for one `DiffRows` after another."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(KEY, _PIECE, parent)
        self._own_jobs = jobs

    def start(self, table: DiffRows) -> None:
        """Read what is needed and not known."""
        self.pause()
        entries, diff = table.unread(), table.diff

        def work(task: Task, give: Callable[[tuple[int, float]], None]) -> None:
            with undisturbed():
                read_sizes(diff, entries, task, lambda number, norm: give((number, norm)))

        if entries:
            self.collect(self._own_jobs, work, table.set_sizes, tr("Reading the size of equal tensors"))
