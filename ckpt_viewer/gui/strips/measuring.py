"""The job that measures the tensors of a list; as of all `Incoming`, `start` goes on from what the table knows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.list_measuring import Agenda, Found, measure_list
from ckpt_viewer.core.views.tensor_table import TensorTable
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.incoming import Incoming

KEY = "all-tensors/numbers"


class ListMeasuring(Incoming):
    """Measures one `TensorTable` after another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(KEY, 1, parent)  # one has the numbers of many tensors
        self._agenda: Agenda | None = None

    def start(self, table: TensorTable, engine: Engine, jobs: Jobs, first: tuple[int, ...]) -> None:
        """Measure what has no exact numbers yet, those in `first` before others."""
        self.pause()
        agenda, leaves = table.agenda(), table.folded.leaves
        if not agenda.left:
            self.finished.emit()
            return
        agenda.first, self._agenda = first, agenda

        def work(task: Task, keep: Callable[[Found], None]) -> None:
            measure_list(engine, leaves, agenda, task, keep)

        self.collect(jobs, work, lambda found: table.put(found[0]), tr("Measuring tensors"))

    def look_at(self, first: tuple[int, ...]) -> None:
        """Other tensors are in sight now."""
        if self._agenda is not None:
            self._agenda.first = first

    def let_go(self) -> None:
        super().let_go()
        self._agenda = None
