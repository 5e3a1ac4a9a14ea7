"""Filters and sorts the rows of a comparison in a job, and shows them when they are ready.

Contract: the newest choice wins. `renew` is for other states of the same rows: it stops nothing that is on its way and
comes after it. `shown` says that the view has other rows, or the same with other cells.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from ckpt_viewer.core.diffing.arranging import Arranged, Choice
from ckpt_viewer.core.diffing.columns import STATUS_TEXTS, Column
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.compare.view import DiffView
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr

KEY = "arranging"


class Arranging(QObject):
    """Belongs to one view and arranges whatever table it shows."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, view: DiffView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._view = jobs, view
        self._stale = False
        self.choice = _choice()

    @property
    def running(self) -> bool:
        return self._jobs.is_running(KEY)

    def forget(self) -> None:
        """Stop; the rows will be others altogether."""
        self._stale = False
        self._jobs.forget(KEY)

    def begin(self, text: str) -> Choice:
        """As `forget`; what is to be seen of the new rows, in the order of the file, where a text narrows them."""
        self.forget()
        self.choice = replace(self.choice, words=_words(text), sorted_by=None, descending=False)
        return self.choice

    def narrow(self, text: str) -> None:
        """Show what has every word of a text."""
        self._choose(words=_words(text))

    def only_changed(self, only: bool) -> None:
        self._choose(changed_only=only)

    def sort(self, column: Column | None, descending: bool) -> None:
        self._choose(sorted_by=column, descending=descending)

    def renew(self) -> None:
        """The same rows are in other states."""
        if self.running:
            self._stale = True
        else:
            self._start(quiet=True)

    def toggle(self, model_row: int) -> None:
        """Fold or unfold a row, which takes no time worth a job."""
        table = self._view.rows.table
        if table is not None:
            row = self._view.rows.row(model_row)
            table.toggle(row)
            self._put(row)

    def _choose(self, **changes: Any) -> None:
        self.choice = replace(self.choice, **changes)
        self._view.show_order(self.choice.sorted_by, self.choice.descending)
        self._start(quiet=self.choice.sorted_by is None, upwards="sorted_by" in changes)

    def _start(self, *, quiet: bool, upwards: bool = False) -> None:
        table, choice = self._view.rows.table, self.choice
        self._stale = False
        if table is None:
            return

        def work(task: Task) -> Arranged:
            return table.arrange(choice, task)

        self._jobs.submit(KEY, work, lambda arranged: self._on_arranged(table, arranged, upwards=upwards),
                          self._on_failed, tr("Sorting the differences"), quiet=quiet)

    def _on_arranged(self, table: DiffRows, arranged: Arranged, *, upwards: bool) -> None:
        if table is not self._view.rows.table:
            return
        before, current = table.rows, self._view.current_row()
        table.show(arranged)
        if self._stale:
            self.renew()
        if len(before) == len(table.rows) and bool((before == table.rows).all()):
            self._view.rows.touch()
            self.shown.emit()
        else:
            self._put(current)
        if upwards:  # who sorts wants to see what comes first, wherever the row went that is selected
            self._view.scrollToTop()

    def _put(self, row: int) -> None:
        """Show other rows, with the same one selected and at the same place."""
        view = self._view
        at, blocked = view.verticalScrollBar().value(), view.selectionModel().blockSignals(True)
        view.rows.reset_rows()
        view.go_to(row)
        view.selectionModel().blockSignals(blocked)
        view.verticalScrollBar().setValue(at)
        self.shown.emit()

    def _on_failed(self, error: Exception) -> None:
        """Stopped by a person: what is shown stays."""
        table = self._view.rows.table
        if table is not None:
            self.choice = table.choice
            self._view.show_order(table.sorted_by, table.descending)
        self.failed.emit(error)
        self.shown.emit()


def _choice() -> Choice:
    """Nothing narrowed; a status is found by its words in the window's language, and always by the English ones."""
    plain = Choice()
    called = zip(plain.status_words, STATUS_TEXTS.items(), strict=True)
    return replace(plain, status_words=tuple(
        f"{english} {told(text).lower()} {told(state).lower()}" for english, (state, text) in called))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().split())
