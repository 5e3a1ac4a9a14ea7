"""Tables that are read by rows: how they look, which rows are in sight, and keys that go to the first and the last.

Contract: the rows of a table lie without gaps from its upper edge on. Qt's own tables go to the first and last cell of
a row on Home and End, which looks like nothing where rows are selected.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ckpt_viewer.gui.parts.pinned_header import PinnedHeader

AIR = 40  # pixels that a column has beyond its texts at most: numbers stay near their names


class ToTheEdge(QTableView):
    """A table whose rows reach to its right edge, however far before it the last column ends: there a row is looked at
    and clicked as in its cells."""

    @property
    def end(self) -> int:
        """Where in the viewport the last column ends."""
        return self.horizontalHeader().length() - self.horizontalHeader().offset()

    def beyond(self, row: int) -> QRect:
        """What is left of a row behind its last cell."""
        return QRect(self.end, self.rowViewportPosition(row), self.viewport().width() - self.end, self.rowHeight(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        return super().indexAt(QPoint(min(point.x(), self.end - 1), point.y()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt draws the cells again, and no more."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()


def read_by_rows(table: QTableView, padding: int) -> None:
    """Whole rows are selected, without grid and numbers, each a line of text with `padding` pixels beside it."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + padding)


def rows_at(table: QTableView, place: QRect) -> range:
    """The model rows that a part of the viewport shows, in whole or in part."""
    first, last = table.rowAt(place.top()), table.rowAt(place.bottom())
    if place.isEmpty() or first < 0:
        return range(0)
    return range(first, (last if last >= 0 else table.model().rowCount() - 1) + 1)


def show_column(table: QTableView, column: int) -> None:
    """Scroll sideways until a column is in sight, beside the first where that stays there."""
    header, left, width = table.horizontalHeader(), table.columnViewportPosition(column), table.columnWidth(column)
    covered = header.room if column and isinstance(header, PinnedHeader) else 0
    beyond = min(left - covered, 0) or max(0, left + width - table.viewport().width())
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().value() + beyond)


def leaps(table: QTableView, key: int) -> bool:
    """Whether the key was Home or End, and was followed."""
    if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return False
    rows = table.model().rowCount()
    if rows:
        table.setCurrentIndex(table.model().index(0 if key == Qt.Key.Key_Home else rows - 1, 0))
    return True
