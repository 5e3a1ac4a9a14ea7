"""The rows of an outline as a flat Qt model: model row → outline row → cell.

Contract: folding announces exactly the rows that come and go, so that Qt keeps the selection; a new filter, order or
outline resets the model, and the view restores what was selected. Roles are compared as ints: comparing enums doubles
the time of a repaint.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.outline.cells import TITLES, Column
from ckpt_viewer.core.outline.searching import Found
from ckpt_viewer.core.outline.tree import Outline, Rows, holds_any
from ckpt_viewer.core.outline.view import OutlineView, Shown
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.spoken import spoken_cell, spoken_row
from ckpt_viewer.gui.tree.wording import shown_text, shown_tip

_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class TreeModel(QAbstractTableModel):
    """Shows an `OutlineView`. `edited` are the nodes that differ from the file; `marked` are their rows, known a moment
    later."""

    cells_changed = Signal()  # a row may say something else than before; others may be shown without it

    def __init__(self, view: OutlineView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.edited: Set[NodeId] = frozenset()
        self.marked: Rows = np.empty(0, np.int32)

    @property
    def outline(self) -> Outline:
        return self.view.outline

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.view.rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            return shown_text(self.outline, self.row(index.row()), index.column())
        if role == _TOOLTIP:
            # Line breaks and < in the text must not make Qt take it for rich text.
            return plain_tip(self._tip(self.row(index.row()), index.column()))
        if role == _ALIGNMENT:
            return int(_RIGHT if index.column() == Column.BYTES else _LEFT)
        if role == _ACCESSIBLE:
            return self._spoken(self.row(index.row()), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:  # hard spaces, so that a title stands above the text of its column
            return f"\u00a0{told(TITLES[section])}\u00a0"
        if role == _ALIGNMENT:
            return int(_RIGHT if section == Column.BYTES else _LEFT)
        if role == _TOOLTIP:
            return tr("Sort by {column}; a third click brings back the order of the file",
                      column=told(TITLES[section]).lower())
        return None

    def _spoken(self, row: int, column: int) -> str:
        text = shown_text(self.outline, row, column)
        if column != Column.NAME:
            return spoken_cell(str(self.headerData(column, Qt.Orientation.Horizontal)), text)
        unfolded = self.view.is_expanded(row) if self.view.has_children(row) else None
        return spoken_row(text, int(self.outline.depth[row]), unfolded, edited=self.is_edited(row),
                          edited_below=self.is_edited_below(row))

    def _tip(self, row: int, column: int) -> str:
        tip = shown_tip(self.outline, row, column)
        return f"{tip}\n{tr('There are edits below')}" if column == Column.NAME and self.is_edited_below(row) else tip

    def is_edited(self, row: int) -> bool:
        """Whether an outline row stands otherwise than in the file."""
        return int(self.outline.node[row]) in self.edited and row not in self.outline.synthetic

    def is_edited_below(self, row: int) -> bool:
        """Whether a row below it does."""
        return len(self.marked) > 0 and holds_any(self.outline, row, self.marked)

    def row(self, model_row: int) -> int:
        """The outline row shown at a model row."""
        return int(self.view.rows[model_row])

    def whole(self, at: Rows) -> QItemSelection:
        """Ascending model rows with all their columns, as ranges, few where they lie together. Their indexes are made
        here: `index` asks how many rows and columns there are, and so does Qt where a range is no whole row."""
        selection = QItemSelection()
        firsts, lasts = at[np.diff(at, prepend=-2) > 1], at[np.diff(at, append=self.rowCount() + 1) > 1]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            ends = self.createIndex(first, 0), self.createIndex(last, len(TITLES) - 1)
            selection.append(QItemSelectionRange(*ends))
        return selection

    def toggle(self, model_row: int) -> None:
        """Fold or unfold."""
        self._swap(self.view.toggled(self.row(model_row)), model_row)

    def expand_branch(self, model_row: int) -> None:
        """Unfold a row and everything below it."""
        row = self.row(model_row)
        if self.view.is_expanded(row):
            self._swap(self.view.toggled(row), model_row)
        self._swap(self.view.with_branch(row), model_row)

    def expand_all(self, expanded: bool) -> None:
        self._reset_to(self.view.with_all(expanded))

    def reveal(self, row: int) -> int:
        """Unfold what is above an outline row; its model row, or -1 where a filter hides it."""
        if self.view.index(row) < 0:
            self._reset_to(self.view.revealing(row))
        return self.view.index(row)

    def take_folds(self, other: TreeModel) -> None:
        """Unfold what is unfolded in the tree of another reading of the same file."""
        self.beginResetModel()
        self.view.refold(other.view.folds())
        self.endResetModel()

    def set_found(self, found: Found | None) -> None:
        self.beginResetModel()
        self.view.set_found(found)
        self.endResetModel()

    def set_order(self, order: Rows | None) -> None:
        self.beginResetModel()
        self.view.set_order(order)
        self.endResetModel()

    def set_view(self, view: OutlineView) -> None:
        """Show another outline."""
        self.beginResetModel()
        self.view, self.marked = view, np.empty(0, np.int32)
        self.cells_changed.emit()
        self.endResetModel()

    def refresh(self, outline: Outline, edited: Set[NodeId]) -> None:
        """Values have changed, rows have not."""
        self.view.outline = outline
        self.edited = edited
        self.cells_changed.emit()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(TITLES) - 1))

    def mark(self, rows: Rows) -> None:
        """The rows of the edited nodes are these."""
        self.marked = rows
        self.cells_changed.emit()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, Column.NAME), self.index(self.rowCount() - 1, Column.NAME))

    def _swap(self, shown: Shown, model_row: int) -> None:
        """Adopt a state that differs only directly below a row."""
        more = len(shown.rows) - len(self.view.rows)
        if more > 0:
            self.beginInsertRows(_NO_INDEX, model_row + 1, model_row + more)
            self.view.adopt(shown)
            self.endInsertRows()
        elif more < 0:
            self.beginRemoveRows(_NO_INDEX, model_row + 1, model_row - more)
            self.view.adopt(shown)
            self.endRemoveRows()
        else:
            self.view.adopt(shown)

    def _reset_to(self, shown: Shown) -> None:
        self.beginResetModel()
        self.view.adopt(shown)
        self.endResetModel()


def plain_tip(text: str) -> str:
    """Text for a tooltip, which Qt would show as rich text where it looks like HTML."""
    return f"<p>{_escaped(text)}</p>" if "<" in text or "&" in text else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
