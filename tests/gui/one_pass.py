"""Whether a table paints what is in sight in one pass: Qt's way of a delegate for each cell takes the interpreter and
gives it back a thousand times, and beside a worker that is a pause of 50 ms."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView


class _Asked(QStyledItemDelegate):
    """Counts how often it is to paint a cell."""

    cells = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        self.cells += 1


def cells_painted_singly(table: QTableView) -> int:
    """How many cells Qt asks a delegate to paint."""
    asked, before = _Asked(table), table.itemDelegate()
    table.setItemDelegate(asked)
    table.viewport().grab()
    table.setItemDelegate(before)
    return asked.cells


def highlighted(table: QTableView) -> list[int]:
    """The model rows in sight that are painted as selected."""
    image, ground = table.viewport().grab().toImage(), table.palette().color(QPalette.ColorRole.Highlight)
    places = ((at, QPoint(1, table.visualRect(table.model().index(at, 0)).top() + 1))
              for at in range(table.model().rowCount()))
    return [at for at, place in places if image.valid(place) and image.pixelColor(place) == ground]
