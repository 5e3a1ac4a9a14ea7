"""The list of tensors as a person handles it: it folds and unfolds like a tree, sorts by its headers, and hovering over
a strip says what is there.

Contract: `opened` comes with the path of a tensor that was clicked, `entered` of one that was double-clicked or on
which Enter was pressed; a folded row toggles instead.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ckpt_viewer.core.views.tensor_table import STATISTICS, TITLES, Column
from ckpt_viewer.gui.parts.branch import ARROW, PAD
from ckpt_viewer.gui.strips.model import StripModel
from ckpt_viewer.gui.strips.painting import ROW_PADDING, StripDelegate, StripHeader, indent

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class StripView(QTableView):
    """A `StripModel` in a table without grid."""

    opened = Signal(object)  # Path
    entered = Signal(object)  # Path
    toggled = Signal(int)  # model row
    sort_wanted = Signal(object, bool)  # Column or None, descending

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = StripModel(self)
        self.setModel(self.rows)
        self.delegate = StripDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(StripHeader(self))
        self.setAccessibleName("All tensors and their distributions")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        self.horizontalHeader().sectionClicked.connect(self._on_header)
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        self._fitting = self._fitted = False
        self.clicked.connect(self._on_clicked)

    def leaves_in_sight(self) -> tuple[int, ...]:
        """The places of the tensors in sight, those within folded rows too; at most a few thousand."""
        table = self.rows.table
        if table is None or not len(table.rows):
            return ()
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        bottom = len(table.rows) - 1 if bottom < 0 else bottom
        spans = (table.leaves_of(int(row)) for row in table.rows[max(top, 0) : bottom + 1])
        return tuple(dict.fromkeys(place for first, last in spans for place in range(first, min(last, first + 100))))

    def current_row(self) -> int:
        """The row of the table that is selected, or -1."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() and index.row() < self.rows.rowCount() else -1

    def go_to(self, row: int) -> None:
        """Select a row of the table, where it is shown."""
        table = self.rows.table
        if table is None:
            return
        found = (table.rows == row).nonzero()[0]
        if len(found):
            self.setCurrentIndex(self.rows.index(int(found[0]), 0))

    def take_focus(self) -> None:
        """The keyboard goes on here, at the row that is selected or the first."""
        self.setFocus()
        if self.rows.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(0)

    def show_order(self, column: Column | None, descending: bool) -> None:
        """Put the arrow into the header."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(column is not None)
        if column is not None:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(int(column), order)

    def fit_columns(self) -> None:
        """Numbers as wide as they usually are; the name and the strip share what is left. Where that is too little,
        they share all that is in sight, and the numbers are scrolled to."""
        metrics = self.fontMetrics()

        def width(*texts: str) -> int:
            return max(metrics.horizontalAdvance(text) for text in texts) + 2 * PAD + 4

        widths = {column: width(TITLES[column] + " ▾", "≈ -0.0001234") for column in STATISTICS}
        widths[Column.ZEROS] = widths[Column.ODD] = width("NaN, Inf ▾", "≈ <0.01 %")
        widths[Column.SHAPE] = width("1,024 tensors", "4,096 × 4,096")
        room, least = self.viewport().width(), width("m" * 12)
        left = room - sum(widths.values())
        left = min(room, width("m" * 46)) if left < 3 * least else left
        widths[Column.NAME] = min(max(least, left * 2 // 5), width("m" * 40))
        widths[Column.STRIP] = max(width("m" * 10), left - widths[Column.NAME])
        self._fitting = True
        for column, pixels in widths.items():
            self.setColumnWidth(int(column), pixels)
        self._fitting = False

    def retheme(self) -> None:
        self.delegate.retheme()
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._fitted:
            self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "delegate"):
            self.retheme()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if row >= 0 and event.modifiers() in _PLAIN and self._on_key(event.key(), row):
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._on_arrow(index, event.position().toPoint()):
            self.setCurrentIndex(index)
            self.toggled.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._enter(self.rows.row(index.row()))
            return
        super().mouseDoubleClickEvent(event)

    def _on_key(self, key: int, row: int) -> bool:
        """Keys as in the tree; whether this one was for us."""
        table, at = self.rows.table, self.currentIndex().row()
        assert table is not None
        opens, closes = key == Qt.Key.Key_Right, key == Qt.Key.Key_Left
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(row)
        elif key == Qt.Key.Key_Space:
            self._on_clicked(self.currentIndex())
        elif table.has_children(row) and (closes if table.is_expanded(row) else opens):
            self.toggled.emit(at)
        elif closes and table.is_tree and int(table.folded.parent[row]) >= 0:
            self.go_to(int(table.folded.parent[row]))
        else:
            return False
        return True

    def _enter(self, row: int) -> None:
        table = self.rows.table
        assert table is not None
        leaf = table.folded.leaf(row)
        if leaf is not None:
            self.entered.emit(leaf.path)
        else:
            self.toggled.emit(int((table.rows == row).nonzero()[0][0]))

    def _on_clicked(self, index: QModelIndex) -> None:
        table = self.rows.table
        leaf = table.folded.leaf(self.rows.row(index.row())) if table is not None and index.isValid() else None
        if leaf is not None:
            self.opened.emit(leaf.path)

    def _on_header(self, section: int) -> None:
        """Numbers begin with the largest; the third click brings back the order of the file."""
        table = self.rows.table
        if table is None or section == Column.STRIP:
            return
        column, first = Column(section), section != Column.NAME
        if table.sorted_by != column:
            self.sort_wanted.emit(column, first)
        elif table.descending == first:
            self.sort_wanted.emit(column, not first)
        else:
            self.sort_wanted.emit(None, False)

    def _on_section_resized(self) -> None:
        # Whoever has drawn a column to a width of their own keeps it.
        self._fitted = self._fitted or not self._fitting

    def _on_arrow(self, index: QModelIndex, point: QPoint) -> bool:
        table = self.rows.table
        if index.column() != Column.NAME or table is None:
            return False
        row = self.rows.row(index.row())
        left = self.visualRect(index).left() + indent(table, row)
        return table.has_children(row) and left <= point.x() <= left + ARROW
