"""The view of a `RowModel` as a person handles it: rows fold and unfold, headers sort, and the first column stays in
sight.

The cells are painted in one pass over what is in sight, without a delegate: Qt would take the interpreter several times
for each cell and let go of it again, and beside a worker each time is one of waiting.

Contract: the view changes nothing but what is selected; it says what is wanted: `toggled` for a row that is to fold or
unfold, `sort_wanted` for a header. Arrows fold, unfold and go to the row above; the third click on a header brings back
the order of the file.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from ckpt_viewer.gui.parts.by_rows import ToTheEdge, leaps, read_by_rows, rows_at
from ckpt_viewer.gui.parts.context_menus import lets_copy_rows
from ckpt_viewer.gui.parts.kept_columns import KeptColumns
from ckpt_viewer.gui.parts.pinned_header import PinnedHeader
from ckpt_viewer.gui.parts.row_model import RowModel, indent
from ckpt_viewer.gui.parts.shapes import ARROW, PAD
from ckpt_viewer.gui.parts.spoken import announce, fold_words
from ckpt_viewer.gui.parts.text_size import scaled

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.tree_rows import Order

M = TypeVar("M", bound=RowModel[Any])
_MEASURED = 100  # rows whose texts decide how wide a column is
_LEAST_NAME = 140  # pixels of the first column
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class RowView(ToTheEdge, Generic[M]):
    """A `RowModel` in a table without grid. Whoever inherits says how wide the columns are."""

    toggled = Signal(int)  # model row
    sort_wanted = Signal(object, bool)  # a column or None, descending

    def __init__(self, rows: M, padding: int, name: str, parent: QWidget | None = None) -> None:
        """`name` is the one under which its columns are kept."""
        super().__init__(parent)
        self._needed: dict[int, int] = {}  # what is known of `needed`
        self._fits = False
        self.rows = rows
        rows.setParent(self)
        self.setModel(rows)
        read_by_rows(self, padding)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header = self.make_header()
        self.setHorizontalHeader(self.header)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalHeader().sectionClicked.connect(self._on_header)
        for other in (rows.modelReset, rows.dataChanged):
            other.connect(self._needed.clear)
        self.columns = KeptColumns(self, name, self.fit_columns)
        rows.modelReset.connect(self.fit_columns)
        lets_copy_rows(self, lambda at: [rows.cell(rows.row(at), column) for column in range(rows.columnCount())])

    # What differs between one table and another

    def make_header(self) -> PinnedHeader:
        """The header above the columns."""
        return PinnedHeader(self)

    @abstractmethod
    def widths(self) -> Mapping[Any, int]:
        """How wide the columns are to be, in pixels, as far as nobody has drawn them to another width."""

    @abstractmethod
    def column(self, section: int) -> IntEnum | None:
        """The column that a click on this header sorts by, if any."""

    @abstractmethod
    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        """Draw a cell of a row of the table on its ground, with the view's font."""

    def enter(self, row: int) -> None:
        """A row was double-clicked."""
        if self.rows.table is not None and self.rows.table.has_children(row):
            self.toggled.emit(self.rows.place(row))

    def on_own_key(self, _key: int, _row: int) -> bool:
        """A key that only this table knows; whether it was one."""
        return False

    # What all have in common

    def current_row(self) -> int:
        """The row of the table that is selected, or -1. A list that gets the keyboard has a current row by Qt's doing,
        which nobody selected."""
        index = self.currentIndex()
        chosen = index.row() < self.rows.rowCount() and self.selectionModel().isSelected(index)
        return self.rows.row(index.row()) if chosen else -1

    def width_of(self, *texts: str) -> int:
        """Pixels of a column in which each of these texts has room."""
        return max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 2 * PAD + 4

    def go_to(self, row: int) -> bool:
        """Select a row of the table; False where it is not shown."""
        place = self.rows.place(row)
        if place >= 0:
            self.go_to_place(place)
        return place >= 0

    def go_to_place(self, place: int) -> None:
        """Select a model row. Rows are selected as a whole: the columns stay where they were scrolled to."""
        at = self.horizontalScrollBar().value()
        self.setCurrentIndex(self.rows.index(place, 0))
        self.horizontalScrollBar().setValue(at)

    def rows_in_sight(self) -> list[int]:
        """The rows of the table between the upper and the lower edge."""
        table = self.rows.table
        if table is None or not len(table.rows):
            return []
        places = rows_at(self, self.viewport().rect())
        found: list[int] = table.rows[places.start : places.stop].tolist()
        return found

    def take_focus(self) -> None:
        """The keyboard goes on here, at the row that is selected or the first."""
        self.setFocus()
        if self.rows.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(0)

    def show_order(self, choice: Order) -> None:
        """Put the arrow into the header."""
        header, column = self.horizontalHeader(), choice.sorted_by
        header.setSortIndicatorShown(column is not None)
        if column is not None:
            order = Qt.SortOrder.DescendingOrder if choice.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(int(column), order)

    def needed(self, column: int) -> int:
        """Pixels that the texts of some rows, from top to bottom, need in a column."""
        if column not in self._needed:
            self._needed[column] = self._measured(column)
        return self._needed[column]

    def _measured(self, column: int) -> int:
        table, metrics = self.rows.table, self.fontMetrics()
        if table is None or not len(table.rows):
            return 0
        texts = [(row, self.rows.cell(row, column)) for row in table.rows[:: len(table.rows) // _MEASURED + 1].tolist()]
        left = [0 if column or not table.is_tree else indent(table, row) + ARROW for row, _ in texts]
        return 2 * PAD + 4 + max(before + metrics.horizontalAdvance(text)
                                 for before, (_, text) in zip(left, texts, strict=True))

    def fit_columns(self) -> None:
        """Give its width to every column that nobody has drawn; the first has what hidden and drawn ones leave. A table
        that is not seen may get other rows again."""
        self._fits = self.isVisible()
        if not self._fits:
            return
        widths = {int(column): pixels for column, pixels in self.widths().items()}
        spare = sum(pixels - self.columnWidth(column) for column, pixels in widths.items()
                    if self.columns.is_hidden(column) or column in self.columns.drawn)
        self.columns.fit({**widths, 0: max(min(widths[0], scaled(_LEAST_NAME)), widths[0] + spare)})

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ground = QPainter(self.viewport()), self.palette().color(QPalette.ColorRole.Highlight)
        painter.setFont(self.font())
        pinned = self.header.pinned
        base, line = (self.palette().color(role) for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Mid))
        columns = [(column, self.columnViewportPosition(column), self.columnWidth(column))
                   for column in range(bool(pinned), self.rows.columnCount())]
        chosen = self.currentIndex().row() if self.current_row() >= 0 else -1
        for place in rows_at(self, event.rect()):
            row, top, height = self.rows.row(place), self.rowViewportPosition(place), self.rowHeight(place)
            if place == chosen:
                painter.fillRect(QRect(0, top, self.viewport().width(), height), ground)
            for column, left, width in columns:
                if width and left + width > pinned:
                    self.paint_cell(painter, QRect(left, top, width, height), row, column, selected=place == chosen)
            if pinned:
                first = QRect(0, top, pinned, height)
                painter.fillRect(first, ground if place == chosen else base)
                painter.fillRect(pinned - 1, top, 1, height, line)
                self.paint_cell(painter, first, row, 0, selected=place == chosen)

    def indexAt(self, point: QPoint) -> QModelIndex:
        index = super().indexAt(point)
        return index.siblingAtColumn(0) if point.x() < self.header.pinned else index

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        rect = super().visualRect(index)
        if self.header.pinned and index.column() == 0:
            rect.moveLeft(0)
        return rect

    def scrollTo(self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint =
                 QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        """Nobody has to scroll sideways for the first column."""
        at = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if index.column() == 0 and self.header.room:
            self.horizontalScrollBar().setValue(at)

    def _on_scrolled(self, _value: int) -> None:
        """Qt moves the pixels that were there, and with them those of the first column."""
        self.header.viewport().update()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # a scroll bar below must not disturb who draws a column
            self.fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fits:
            self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._needed.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.modifiers() in _PLAIN and (leaps(self, event.key()) or (row >= 0 and self._on_key(event.key(), row))):
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._on_arrow(index, event.position().toPoint()):
            self.go_to_place(index.row())
            self.toggled.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.enter(self.rows.row(index.row()))
            return
        super().mouseDoubleClickEvent(event)

    def _on_key(self, key: int, row: int) -> bool:
        """Keys as in the tree; whether this one was for us."""
        table = self.rows.table
        assert table is not None
        opens, closes = key == Qt.Key.Key_Right, key == Qt.Key.Key_Left
        if self.on_own_key(key, row):
            return True
        if table.has_children(row) and (closes if table.is_expanded(row) else opens):
            self.toggled.emit(self.currentIndex().row())
            announce(self, fold_words(opens))
            return True
        return closes and self.go_to(table.above(row))

    def _on_header(self, section: int) -> None:
        """Numbers begin with the largest, words with the first."""
        table, column = self.rows.table, self.column(section)
        if table is None or column is None:
            return
        first = section in self.rows.columns.largest_first
        if table.choice.sorted_by != column:
            self.sort_wanted.emit(column, first)
        elif table.choice.descending == first:
            self.sort_wanted.emit(column, not first)
        else:
            self.sort_wanted.emit(None, False)

    def _on_arrow(self, index: QModelIndex, point: QPoint) -> bool:
        table = self.rows.table
        if index.column() or table is None:
            return False
        row = self.rows.row(index.row())
        left = self.visualRect(index).left() + indent(table, row)
        return table.has_children(row) and left <= point.x() <= left + ARROW
