"""How much room a cell of the tree needs; its rows are painted in one pass (`painting`), not cell by cell.

Contract: measures the whole text, which a double click on a column's edge asks for.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.gui.parts.shapes import PAD
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.painting import DOT_ROOM, text_left
from ckpt_viewer.gui.tree.wording import shown_text

ROW_PADDING = 8
EMPTY = 2 * PAD + 2  # pixels of a cell without a text


class TreeDelegate(QStyledItemDelegate):
    """Measures cells of a `TreeModel`."""

    def __init__(self, model: TreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = QFontMetrics(option.font)
        width = cell_width(self._model, metrics, self._model.row(index.row()), index.column())
        return QSize(width, metrics.height() + ROW_PADDING)


def cell_width(model: TreeModel, metrics: QFontMetrics, row: int, column: int) -> int:
    """Pixels in which the text of an outline row is whole, with all that stands before it."""
    width = metrics.horizontalAdvance(shown_text(model.outline, row, column)) + EMPTY
    if column == Column.NAME:
        width += text_left(model, row) + (DOT_ROOM if model.is_edited_below(row) else 0)
    return width
