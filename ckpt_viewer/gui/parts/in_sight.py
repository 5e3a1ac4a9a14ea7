"""Which rows of a table lie in a part of its viewport.

Contract: the rows of a table lie without gaps from its upper edge on.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QTableView


def rows_at(table: QTableView, place: QRect) -> range:
    """The model rows that a part of the viewport shows, in whole or in part."""
    first, last = table.rowAt(place.top()), table.rowAt(place.bottom())
    if place.isEmpty() or first < 0:
        return range(0)
    return range(first, (last if last >= 0 else table.model().rowCount() - 1) + 1)
