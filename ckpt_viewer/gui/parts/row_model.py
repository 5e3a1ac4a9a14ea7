"""A table whose rows fold and unfold like a tree, as a Qt model: what is shown, and how the view reads it.

Contract: shows what its table says and changes nothing by itself. Roles are compared as ints: comparing enums doubles
the time of a repaint.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.gui.language import cut_told, told, tr
from ckpt_viewer.gui.parts.labels import plain_tip
from ckpt_viewer.gui.parts.shapes import INDENT, MAX_INDENT, PAD
from ckpt_viewer.gui.parts.spoken import spoken_cell, spoken_row

if TYPE_CHECKING:
    from ckpt_viewer.core.tree_rows import TreeRows

_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT_LINE, LEFT_LINE = (int(side | Qt.TextFlag.TextSingleLine) for side in (RIGHT, LEFT))
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


T = TypeVar("T", bound="TreeRows")


@dataclass(frozen=True, slots=True)
class Columns:
    """Titles and tips of the columns, in English; which have numbers, which are sorted with the largest first, and
    which say something in words of the core; what a screen reader says of an empty cell."""

    titles: tuple[str, ...]
    tips: tuple[str, ...]
    numbers: frozenset[IntEnum]
    largest_first: frozenset[IntEnum]
    words: frozenset[IntEnum]
    empty: str


class RowModel(QAbstractTableModel, Generic[T]):
    """Model row → row of the table → cell."""

    def __init__(self, columns: Columns, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.table: T | None = None

    def set_table(self, table: T | None) -> None:
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def reset_rows(self) -> None:
        """The rows are others now."""
        self.beginResetModel()
        self.endResetModel()

    def touch(self) -> None:
        """The same rows, other cells."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns.titles)

    def row(self, model_row: int) -> int:
        """The row of the table shown at a model row."""
        assert self.table is not None
        return int(self.table.rows[model_row])

    def place(self, row: int) -> int:
        """The model row at which a row of the table is shown, or -1."""
        if self.table is None or row < 0:
            return -1
        found = (self.table.rows == row).nonzero()[0]
        return int(found[0]) if len(found) else -1

    def title(self, column: int) -> str:
        """What stands above a column."""
        return told(self.columns.titles[column])

    def cell(self, row: int, column: int) -> str:
        """What stands in a cell: names and values as they are, words of the core in the window's language."""
        assert self.table is not None
        text = self.table.cell(row, column)
        return told(text) if text and column in self.columns.words else cut_told(text)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if self.table is None or role not in (_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE):
            return None
        row, column = self.row(index.row()), index.column()
        if role == _DISPLAY:
            return self.cell(row, column)
        if role == _TOOLTIP:
            return plain_tip(self.tip(row, column)).replace("\n", "<br>")
        if role == _ALIGNMENT:
            return self._side(column)
        text = self.cell(row, column) or tr(self.columns.empty)
        if column:
            return spoken_cell(self.title(column), text)
        unfolded = self.table.is_expanded(row) if self.table.has_children(row) else None
        return spoken_row(text, self.table.level(row), unfolded) if self.table.is_tree else text

    def tip(self, row: int, column: int) -> str:
        """A cell in full and what else there is to know."""
        assert self.table is not None
        text = self.table.tip(row, column)
        if column in self.columns.words:
            return told(text)
        cell, *words = text.split("\n")  # what the file says stands as it is; what is said of it follows in other lines
        return "\n".join([cut_told(cell), *map(told, words)])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return f"\u00a0{self.title(section)}\u00a0"  # so that it stands above the text of its column
        if role == _ALIGNMENT:
            return self._side(section)
        return told(self.columns.tips[section]) if role == _TOOLTIP else None

    def _side(self, column: int) -> int:
        return int(RIGHT if column in self.columns.numbers else LEFT)


def indent(table: TreeRows, row: int) -> int:
    """Pixels left of the branch arrow."""
    return PAD // 2 + INDENT * min(table.level(row), MAX_INDENT) if table.is_tree else 0
