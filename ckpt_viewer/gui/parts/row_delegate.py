"""Rows of a short list with some air above and below the text.

Contract: adds to the height of what the style asks for and changes nothing else.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

ROW_PADDING = 8


class RowDelegate(QStyledItemDelegate):
    """For lists and trees made of items."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + ROW_PADDING, max(hint.height(), option.fontMetrics.height() + ROW_PADDING))
