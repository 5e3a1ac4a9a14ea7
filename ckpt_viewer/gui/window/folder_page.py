"""What in a folder is a checkpoint, as a list in a tab: to open, or to compare two of them.

Contract: shows a `Listing` and reads nothing itself; whoever hears `open_wanted`, `compare_wanted` and `again_wanted`
acts. Rows sort by a click on a title, names in the order of people.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count, groupby
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from ckpt_viewer.core.folders import Item, Listing
from ckpt_viewer.core.wording import age_text, bytes_text, count_text, exact_bytes_text, plain_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.context_menus import Entries
from ckpt_viewer.gui.parts.labels import ElidedLabel, heading, hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column, lay_row
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.plain_table import MadeLate, PlainTable, Row

_TITLES = (later("Name"), later("What it is"), later("Size"), later("Modified"))
_KEYS: dict[int, Callable[[Item], Any]] = {
    1: lambda item: item.what, 2: lambda item: -item.nbytes, 3: lambda item: -item.modified}
_LARGEST_FIRST = (2, 3)  # and the newest: what one looks for with the first click
_CELL = 300


class FolderPage(QWidget):
    """The list of one folder."""

    open_wanted = Signal(object)  # list[Path]
    compare_wanted = Signal(object, object)  # two Paths
    timeline_wanted = Signal(object)  # list[Path]: files, or the folder itself
    again_wanted = Signal()

    def __init__(self, listing: Listing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = listing.folder
        self.listing = listing
        self._items = list(listing.items)
        self._sorted_by, self._descending = 0, False
        self.notice = Notice(self)
        self.table = PlainTable(_TITLES, _TITLES[2:], _TITLES[0], self, least=220)
        self.table.setAccessibleName(tr("Checkpoints in this folder"))
        self.open_button = push_button(tr("&Open"), self, self._open_selected)
        self.compare_button = push_button(tr("Co&mpare"), self, self._compare_selected)
        self.timeline_button = push_button(tr("&Timeline"), self, self._timeline, tr(
            "What each parameter did over the selected files, or over all of them"))
        self.again_button = push_button(tr("&Look again"), self, self.again_wanted)
        self._arrange()
        self._prepare_table()
        self._say_notes()
        self._fill()
        if self._items:
            self.table.selectRow(0)

    @property
    def title(self) -> str:
        return plain_text(f"{self.path.name or self.path}/", 300)

    def can_look_again(self) -> bool:
        return True

    def look_again(self) -> None:
        """A person wants to know what is there now."""
        self.again_wanted.emit()

    @property
    def selected(self) -> list[Item]:
        """The items that are selected, from top to bottom."""
        ranges = self.table.selectionModel().selection().toList()
        rows = {row for held in ranges for row in range(held.top(), held.bottom() + 1)}
        return [self._items[row] for row in sorted(rows)]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.setFocus()

    def sort_by(self, column: int) -> None:
        """Sort by a column; by the same once more the other way round."""
        self._descending = self._sorted_by == column and not self._descending
        self._sorted_by = column
        chosen = set(map(id, self.selected))
        self._items = list(self.listing.items)  # which come by their names
        if column:
            self._items.sort(key=_KEYS[column], reverse=self._descending)
        elif self._descending:
            self._items.reverse()
        self._fill()
        self._select([row for row, item in enumerate(self._items) if id(item) in chosen])

    def _select(self, rows: list[int]) -> None:
        """Select these too, ascending; what lies together at once, or thousands would take a minute."""
        ranges, steps = QItemSelection(), count()
        for _, together in groupby(rows, lambda row: row - next(steps)):
            first, *more = together
            ranges.select(self.table.rows.index(first, 0), self.table.rows.index(more[-1] if more else first, 0))
        self.table.selectionModel().select(
            ranges, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)

    def _arrange(self) -> None:
        title = heading(self._heading(), self)
        place = ElidedLabel(plain_text(str(self.path), 500), self)
        place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        others, shown = self._others(), bool(self._items)
        buttons = lay_row(self.open_button, self.compare_button, self.timeline_button, STRETCH, self.again_button)
        column = lay_column(title, place, self.notice, (self.table, 1), others, buttons, on=self,
                            margins=(16, 14, 16, 14), spacing=8)
        self.table.setVisible(shown)
        self.open_button.setVisible(shown)
        self.compare_button.setVisible(shown)
        self.timeline_button.setVisible(len(self._items) > 1)
        if not shown:  # as on the page of a file that was not opened
            for words in (title, place, others):
                words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            buttons.addStretch(1)
            column.insertStretch(0, 2)
            column.addStretch(3)

    def _heading(self) -> str:
        name = plain_text(self.path.name or str(self.path), 120)
        if not self._items:
            return tr("No checkpoint in {name}", name=name)
        return tr("{checkpoints} in {name}", checkpoints=told(count_text(len(self._items), "checkpoint")), name=name)

    def _others(self) -> QLabel:
        others = self.listing.others
        label = hint(_others_text(others, beside=bool(self._items)), self)
        label.setVisible(bool(others) or not self._items)
        return label

    def _prepare_table(self) -> None:
        table = self.table
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.chosen.connect(self._on_chosen)
        table.acts = self._acts
        table.selectionModel().selectionChanged.connect(lambda *_: self._show_state())
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self.sort_by)

    def _say_notes(self) -> None:
        notes = self.listing.notes
        grave = any(note.severity != "info" for note in notes)
        lines = [tr("{sentence}.", sentence=told(plain_text(note.text, 1000))) for note in notes]
        self.notice.say("warning" if grave else "info", "\n".join(lines))

    def _fill(self) -> None:
        now = time.time()
        self.table.show_rows(MadeLate(tuple(self._items), lambda item: _row(item, now)))
        self.table.show_order(self._sorted_by, self._descending != (self._sorted_by in _LARGEST_FIRST))
        self._show_state()

    def _show_state(self) -> None:
        count = len(self.selected)
        self.open_button.setEnabled(count > 0)
        self.open_button.setText(_open_words(count))
        self.compare_button.setEnabled(count == 2)
        self.timeline_button.setText(_timeline_words(count))
        self.compare_button.setToolTip("" if count == 2 else tr("Select two of them with Ctrl+click"))

    def _acts(self, row: int) -> Entries:
        """What the menu of a row does with all that is selected: what the buttons do, and its path."""
        count, path = len(self.selected), str(self._items[row].path)
        return ((_open_words(count), self._open_selected),
                *([(tr("Co&mpare"), self._compare_selected)] if count == 2 else []),
                *([(_timeline_words(count), self._timeline)] if count > 1 else []),
                (tr("Copy the &path of the file"), lambda: QGuiApplication.clipboard().setText(path)))

    def _on_chosen(self, row: int) -> None:
        """Enter or a double click: what is selected, if the row is part of it."""
        chosen, item = self.selected, self._items[row]
        self.open_wanted.emit([each.path for each in (chosen if item in chosen else [item])])

    def _open_selected(self) -> None:
        self.open_wanted.emit([item.path for item in self.selected])

    def _compare_selected(self) -> None:
        first, second = self.selected
        self.compare_wanted.emit(first.path, second.path)

    def _timeline(self) -> None:
        chosen = [item.path for item in self.selected]
        self.timeline_wanted.emit(chosen if len(chosen) > 1 else [self.path])


def _open_words(count: int) -> str:
    return tr("&Open {count:,} files", count=count) if count > 1 else tr("&Open")


def _timeline_words(count: int) -> str:
    return tr("&Timeline of {count:,} files", count=count) if count > 1 else tr("&Timeline of all")


def _others_text(others: int, *, beside: bool) -> str:
    """What there is besides the checkpoints, or in place of any."""
    if beside and others == 1:
        return tr("and {files} that is no checkpoint", files=told(count_text(1, "other file")))
    if beside:
        return tr("and {files} that are no checkpoint", files=told(count_text(others, "other file")))
    if others:
        return tr("It holds {files}, of which none is a checkpoint.", files=told(count_text(others, "file")))
    return tr("It is empty.")


def _row(item: Item, now: float) -> Row:
    what = told(item.what)
    cells = (plain_text(item.name, _CELL), what, told(bytes_text(item.nbytes)), told(age_text(now - item.modified)))
    size = told(exact_bytes_text(item.nbytes))
    return Row(cells, f"{plain_text(str(item.path), 500)}\n{tr('{what}, {size}', what=what, size=size)}")


