"""The rows of a list of tensors as a Qt model.

Contract: shows what `TensorTable` says and changes nothing by itself. Roles are compared as ints: comparing enums
doubles the time of a repaint.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ckpt_viewer.core.views.tensor_table import STATISTICS, TIPS, TITLES, Column, TensorTable
from ckpt_viewer.gui.parts.facts import plain_tip

_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class StripModel(QAbstractTableModel):
    """Model row → row of the table → cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: TensorTable | None = None

    def set_table(self, table: TensorTable | None) -> None:
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
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(TITLES) - 1))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def row(self, model_row: int) -> int:
        """The row of the table shown at a model row."""
        assert self.table is not None
        return int(self.table.rows[model_row])

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if self.table is None or role not in (_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE):
            return None
        row, column = self.row(index.row()), index.column()
        if role == _DISPLAY:
            return self.table.cell(row, column)
        if role == _TOOLTIP:
            return plain_tip(self.table.tip(row, column)).replace("\n", "<br>")
        if role == _ALIGNMENT:
            return int(RIGHT if column in STATISTICS else LEFT)
        words = "" if column == Column.NAME else f"{TITLES[column]}: "
        return words + (self.table.cell(row, column) or "not measured yet")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return TITLES[section]
        if role == _ALIGNMENT:
            return int(RIGHT if section in STATISTICS else LEFT)
        return TIPS[section] if role == _TOOLTIP else None
