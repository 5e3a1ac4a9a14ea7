"""Home and End in a table that is read by rows: to the first and the last row, as in a list.

Contract: Qt's own tables go to the first and last cell of a row, which looks like nothing where rows are selected.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView


def leaps(table: QTableView, key: int) -> bool:
    """Whether the key was one of these two, and was followed."""
    if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return False
    rows = table.model().rowCount()
    if rows:
        table.setCurrentIndex(table.model().index(0 if key == Qt.Key.Key_Home else rows - 1, 0))
    return True
