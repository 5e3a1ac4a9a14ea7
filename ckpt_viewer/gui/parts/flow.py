"""A row of small widgets that breaks into several where there is not enough room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

from ckpt_viewer.gui.parts.laying import lay_row

_ACROSS = Qt.Orientation.Horizontal


def paired(title: str, field: QWidget, parent: QWidget) -> QWidget:
    """A field with its title, which go to the next row together."""
    pair = QWidget(parent)
    label = QLabel(title, pair)
    label.setBuddy(field)
    lay_row(label, field, on=pair, margins=0, spacing=4)
    return pair


class FlowLayout(QLayout):
    """Left to right, then the next row, as words in a text. Hidden widgets take no room; what expands takes what its
    row leaves."""

    def __init__(self, parent: QWidget | None = None, gap: int = 10) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() + self._gap for size in sizes)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the rows out within the width of `rect`; the height they take."""
        top = rect.top()
        for row in self._rows(rect.width()):
            height = max(item.sizeHint().height() for item in row)
            left, more = rect.left(), self._shares(row, rect.width())
            for item in row:
                hint = item.sizeHint()
                if item.expandingDirections() & _ACROSS:
                    hint.setWidth(hint.width() + more)
                size = hint.boundedTo(QSize(max(1, rect.width()), height)).boundedTo(item.maximumSize())
                if move:
                    item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self._gap
            top += height + 6
        return max(0, top - rect.top() - 6)

    def _shares(self, row: list[QLayoutItem], width: int) -> int:
        """How many pixels are left for each item that expands."""
        growing = sum(bool(item.expandingDirections() & _ACROSS) for item in row)
        left = width - sum(item.sizeHint().width() + self._gap for item in row) + self._gap
        return max(0, left) // growing if growing else 0

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            needed = item.sizeHint().width()
            if not rows or left + needed > width:
                rows.append([])
                left = 0
            rows[-1].append(item)
            left += needed + self._gap
        return rows
