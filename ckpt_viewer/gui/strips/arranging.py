"""Filters and sorts a list of tensors in a job, and shows the rows when they are ready.

Contract: the newest choice wins. `renew` is for other numbers of the same tensors: it stops nothing that is on its way
and comes after it. `shown` says that the view has other rows, the current one kept where it still is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.views.folding import Ints
from ckpt_viewer.core.views.tensor_table import Choice, Column, TensorTable
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.strips.view import StripView

KEY = "all-tensors/arrange"


class ListArranging(QObject):
    """Belongs to one view and arranges whatever table it shows."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, view: StripView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._jobs: Jobs | None = None
        self._stale = False
        self.choice = Choice()

    def begin(self, jobs: Jobs) -> None:
        """The view shows another table, in the order of the file: arrange it as the one before."""
        self.stop()
        self._jobs = jobs
        self._view.show_order(self.choice.sorted_by, self.choice.descending)
        if self.choice != Choice():
            self._start(keeping=True)

    def stop(self) -> None:
        """Whatever is on its way is not wanted any more."""
        self._stale = False
        if self._jobs is not None:
            self._jobs.forget(KEY)

    def narrow(self, text: str) -> None:
        """Show what has every word of a text."""
        self.choice = replace(self.choice, words=tuple(text.lower().split()))
        self._start()

    def sort(self, column: Column | None, descending: bool) -> None:
        """Order by a column, or as in the file where it is None."""
        self.choice = replace(self.choice, sorted_by=column, descending=descending)
        self._view.show_order(column, descending)
        self._start(upwards=True)

    def renew(self) -> None:
        """The numbers are others: so may be the order."""
        if self._jobs is not None and self._jobs.is_running(KEY):
            self._stale = True
        elif self.choice.sorted_by is not None:
            self._start(keeping=True)

    def _start(self, *, keeping: bool = False, upwards: bool = False) -> None:
        table, choice = self._view.rows.table, self.choice
        self._stale = False
        if table is not None and self._jobs is not None:
            self._jobs.submit(
                KEY, lambda task: table.arranged(choice, task),
                lambda rows: self._on_arranged(table, choice, rows, keeping=keeping, upwards=upwards), self._on_failed,
                tr("Sorting"), quiet=True)

    def _on_arranged(self, table: TensorTable, choice: Choice, rows: Ints, *, keeping: bool,
                     upwards: bool) -> None:
        view, before = self._view, table.rows
        if table is not view.rows.table:
            return
        current, at = view.current_row(), view.verticalScrollBar().value()
        table.show(choice, rows)
        if choice.sorted_by is None:
            table.refresh()  # what was unfolded meanwhile
        if len(before) == len(table.rows) and bool((before == table.rows).all()):
            view.rows.touch()
        else:
            view.rows.reset_rows()
            view.go_to(current)
            if keeping:  # nobody asked for it
                view.verticalScrollBar().setValue(at)
        if upwards:  # who sorts wants to see what comes first, wherever the row went that is selected
            view.scrollToTop()
        self.shown.emit()
        if self._stale:
            self.renew()

    def _on_failed(self, error: Exception) -> None:
        table = self._view.rows.table
        if table is not None:
            self.choice = table.choice
            self._view.show_order(table.sorted_by, table.descending)
        self.failed.emit(error)
