"""Filters and sorts the rows of a table in a job, and shows them when they are ready.

Contract: the newest choice wins. `renew` is for other numbers or states of the same rows: it stops nothing that is on
its way and comes after it. `shown` says that the view has other rows, or the same with other cells.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.parts.row_view import RowView


class Arranging(QObject):
    """Belongs to one view and arranges whatever table it shows; `choice` is what a person chose, a value that has
    `words`, `sorted_by` and `descending`. Where it `stays`, other rows leave what is in sight where it is."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, view: RowView[Any], choice: Any, key: str, title: str, parent: QObject | None = None, *,
                 stays: bool) -> None:
        super().__init__(parent)
        self.choice = choice
        self._view, self._key, self._title, self._stays = view, key, title, stays
        self._jobs: Jobs | None = None
        self._stale = False

    @property
    def running(self) -> bool:
        return self._jobs is not None and self._jobs.is_running(self._key)

    def stop(self) -> None:
        """Whatever is on its way is not wanted any more."""
        self._stale = False
        if self._jobs is not None:
            self._jobs.forget(self._key)

    def narrow(self, text: str) -> None:
        """Show what has every word of a text."""
        self.choose(words=words_of(text))

    def sort(self, column: IntEnum | None, descending: bool) -> None:
        """Order by a column, or as in the file where it is None."""
        self.choose(sorted_by=column, descending=descending)

    def choose(self, **changes: Any) -> None:
        """Choose otherwise."""
        self.choice = replace(self.choice, **changes)
        self._view.show_order(self.choice)
        self.start(quiet=self.is_quiet(), upwards="sorted_by" in changes)

    def is_quiet(self) -> bool:
        """Whether nobody is told that this choice is worked out."""
        return True

    def renew(self) -> None:
        """The same rows have other numbers: so may be what is to be seen, and the order."""
        if self.running:
            self._stale = True
        else:
            self.start(stay=True)

    def toggle(self, model_row: int) -> None:
        """Fold or unfold a row, which takes no time worth a job."""
        table = self._view.rows.table
        if table is not None:
            row = self._view.rows.row(model_row)
            table.toggle(row)
            self.put(row)
            self.shown.emit()

    def start(self, *, quiet: bool = True, upwards: bool = False, stay: bool | None = None) -> None:
        """Work out the choice, for a person who wants to see what comes first (`upwards`), or for one who did not ask
        (`stay`)."""
        table, choice, stays = self._view.rows.table, self.choice, self._stays if stay is None else stay
        self._stale = False
        if table is not None and self._jobs is not None:
            self._jobs.submit(
                self._key, lambda task: table.arrange(choice, task),
                lambda arranged: self._on_arranged(table, arranged, upwards=upwards, stay=stays), self._on_failed,
                self._title, quiet=quiet)

    def put(self, row: int, *, stay: bool = True) -> None:
        """Show other rows, with this one selected, what is in sight at its place."""
        view = self._view
        at, blocked = view.verticalScrollBar().value(), view.selectionModel().blockSignals(True)
        view.rows.reset_rows()
        view.go_to(row)
        view.selectionModel().blockSignals(blocked)
        if stay:
            view.verticalScrollBar().setValue(at)

    def _on_arranged(self, table: Any, arranged: Any, *, upwards: bool, stay: bool) -> None:
        view = self._view
        if table is not view.rows.table:
            return
        before, current = table.rows, view.current_row()
        table.show(arranged)
        if self._stale:
            self.renew()
        if len(before) == len(table.rows) and bool((before == table.rows).all()):
            view.rows.touch()
        else:
            self.put(current, stay=stay)
        if upwards:  # wherever the row went that is selected
            view.scrollToTop()
        self.shown.emit()

    def _on_failed(self, error: Exception) -> None:
        """Stopped by a person: what is shown stays."""
        table = self._view.rows.table
        if table is not None:
            self.choice = table.choice
            self._view.show_order(self.choice)
        self.failed.emit(error)
        self.shown.emit()


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for, in lower case."""
    return tuple(text.lower().split())
