"""The list of tensors as a person handles it; hovering over a strip says what is there.

Contract: `opened` comes with the path of a tensor that was clicked, `entered` of one that was double-clicked or on
which Enter was pressed; a folded row toggles instead.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from ckpt_viewer.core.views.tensor_table import STATISTICS, TIPS, TITLES, Column, TensorTable
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.pinned_header import PinnedHeader
from ckpt_viewer.gui.parts.row_model import Columns, RowModel
from ckpt_viewer.gui.parts.row_view import RowView
from ckpt_viewer.gui.parts.shapes import PAD
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.strips.painting import ROW_PADDING, StripCells, StripHeader, bin_words

_MOST = 100  # tensors of one folded row that count as in sight
COLUMNS = Columns(TITLES, TIPS, frozenset(STATISTICS), frozenset({*STATISTICS, Column.SHAPE}),
                  frozenset(Column) - {Column.NAME}, later("not measured yet"))


class StripView(Themed, RowView[RowModel[TensorTable]]):
    """Tensors, their strips and their numbers."""

    opened = Signal(object)  # Path
    entered = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowModel[TensorTable](COLUMNS), ROW_PADDING, "columns-tensors", parent)
        self._cells = StripCells()
        self.setAccessibleName(tr("All tensors and their distributions"))
        self.clicked.connect(self._on_clicked)
        self.follow_theme()

    def leaves_in_sight(self) -> tuple[int, ...]:
        """The places of the tensors in sight, those within folded rows too; at most a few thousand."""
        table = self.rows.table
        if table is None:
            return ()
        spans = map(table.leaves_of, self.rows_in_sight())
        return tuple(dict.fromkeys(place for first, last in spans for place in range(first, min(last, first + _MOST))))

    def make_header(self) -> PinnedHeader:
        return StripHeader(self)

    def column(self, section: int) -> Column | None:
        return None if section == Column.STRIP else Column(section)

    def widths(self) -> Mapping[Column, int]:
        """Numbers as wide as they usually are; the names have what they need of the rest, and the strips what is left.
        Where that is too little, both are small and the last numbers are scrolled to."""
        width = self.width_of
        widths = {column: width(told(TITLES[column]) + " ▾", "-0.000123") for column in STATISTICS}
        for column in (Column.ZEROS, Column.ODD):
            widths[column] = width(told(TITLES[column]) + " ▾", "<0.01 %")
        widths[Column.SHAPE] = max(width(told("1,024 tensors"), "4,096 × 4,096"),
                                   min(self.needed(Column.SHAPE), width("1,024 × 1,024 × 16 × 16")))
        room, least = self.viewport().width(), width("m" * 9)
        names = self.needed(Column.NAME) + width("NaN")
        left = room - sum(widths.values())
        if left < 3 * least:
            left = max(2 * least, room - widths[Column.MAX_ABS])
            widths[Column.NAME] = min(names, left - least)
        else:
            widths[Column.NAME] = min(names, left * 3 // 5)
        widths[Column.STRIP] = max(least, left - widths[Column.NAME])
        return widths

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        if self.rows.table is not None:
            self._cells.paint(painter, rect, self.fontMetrics(), self.rows.table, row, column, selected=selected)

    def viewportEvent(self, event: QEvent) -> bool:
        """Over a strip, say which values are there and how many."""
        words = self._words_at(event.pos()) if isinstance(event, QHelpEvent) else ""
        if isinstance(event, QHelpEvent) and words:
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def _words_at(self, place: QPoint) -> str:
        index, table = self.indexAt(place), self.rows.table
        if table is None or not index.isValid() or index.column() != Column.STRIP:
            return ""
        inner = self.visualRect(index).adjusted(PAD, 0, -PAD, 0)
        return bin_words(table, self.rows.row(index.row()), (place.x() - inner.left()) / max(inner.width(), 1))

    def retheme(self) -> None:
        self._cells.retheme()

    def enter(self, row: int) -> None:
        table = self.rows.table
        leaf = table.folded.leaf(row) if table is not None else None
        if leaf is not None:
            self.entered.emit(leaf.path)
        else:
            super().enter(row)

    def on_own_key(self, key: int, row: int) -> bool:
        """Enter and Space do what two clicks and one do."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(row)
        elif key == Qt.Key.Key_Space:
            self._on_clicked(self.currentIndex())
        else:
            return False
        return True

    def _on_clicked(self, index: QModelIndex) -> None:
        table = self.rows.table
        leaf = table.folded.leaf(self.rows.row(index.row())) if table is not None and index.isValid() else None
        if leaf is not None:
            self.opened.emit(leaf.path)
