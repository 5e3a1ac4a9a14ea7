"""The rows of a comparison as a Qt model, and the view that shows them as a tree with columns.

Contract: the model shows what `DiffRows` says and changes nothing by itself. Roles are compared as ints: comparing
enums doubles the time of a repaint.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ckpt_viewer.core.diffing.rows import NUMBERS, TIPS, TITLES, Column, DiffRows, State
from ckpt_viewer.core.graph import Path
from ckpt_viewer.gui.parts.branch import ARROW, INDENT, MAX_INDENT, PAD, paint_arrow
from ckpt_viewer.gui.theme import Theme, active_theme
from ckpt_viewer.gui.tree.delegate import ROW_PADDING
from ckpt_viewer.gui.tree.model import plain_tip

_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex

STATE_COLORS: dict[State, str] = {
    "added": "good", "removed": "danger", "renamed": "accent", "reshaped": "warning", "retyped": "warning",
    "changed": "text", "identical": "muted", "waiting": "faint", "failed": "danger",
}


class DiffModel(QAbstractTableModel):
    """Model row → outline row → cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: DiffRows | None = None

    def set_table(self, table: DiffRows | None) -> None:
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
        """The outline row shown at a model row."""
        assert self.table is not None
        return int(self.table.rows[model_row])

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if self.table is None or role not in (_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE):
            return None
        row, column = self.row(index.row()), index.column()
        if role == _DISPLAY:
            return self.table.cell(row, column)
        if role == _TOOLTIP:
            return plain_tip(self.table.tip(row, column))
        if role == _ALIGNMENT:
            return int(_RIGHT if column in NUMBERS else _LEFT)
        return f"{TITLES[column]}: {self.table.cell(row, column) or 'nothing'}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return TITLES[section]
        if role == _ALIGNMENT:
            return int(_RIGHT if section in NUMBERS else _LEFT)
        return TIPS[section] if role == _TOOLTIP else None


class DiffDelegate(QStyledItemDelegate):
    """Paints indent and branch arrow in the first column, and words in colours that repeat what they say."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = active_theme()

    def retheme(self) -> None:
        """The palette has changed. Asking for the theme in every cell would take a third of the time of a repaint."""
        self._theme = active_theme()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, DiffModel) or model.table is None:
            return
        row, column, rect = model.row(index.row()), index.column(), QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, option.palette.color(QPalette.ColorRole.Highlight))
        if column == Column.PATH:
            rect = self._paint_branch(painter, rect, model.table, row)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setPen(_color(model.table, row, column, selected, self._theme))
        mode = Qt.TextElideMode.ElideMiddle if column == Column.PATH else Qt.TextElideMode.ElideRight
        text = QFontMetrics(option.font).elidedText(model.table.cell(row, column), mode, max(0, inner.width()))
        side = _RIGHT if column in NUMBERS else _LEFT
        painter.setFont(option.font)
        painter.drawText(inner, int(side | Qt.TextFlag.TextSingleLine), text)
        painter.restore()

    def _paint_branch(self, painter: QPainter, rect: QRect, table: DiffRows, row: int) -> QRect:
        if not table.is_tree:
            return rect
        left = rect.left() + indent(table, row)
        if table.has_children(row):
            paint_arrow(painter, left, rect.center().y(), self._theme.muted, down=table.is_expanded(row))
        return rect.adjusted(indent(table, row) + ARROW - PAD + 2, 0, 0, 0)


class DiffView(QTableView):
    """A table that looks and moves like a tree: arrows fold and unfold, headers sort, a third click goes back."""

    sort_wanted = Signal(object, bool)  # Column or None, descending
    toggled = Signal(int)  # model row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = DiffModel(self)
        self.setModel(self.rows)
        self._delegate = DiffDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Differences")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setStretchLastSection(False)
        header.sectionClicked.connect(self._on_header)
        self._fitting, self._fitted = True, False
        header.sectionResized.connect(self._on_section_resized)

    def _on_header(self, section: int) -> None:
        """Numbers begin with the largest, words with the first; the third click brings back the tree."""
        table = self.rows.table
        if table is None:
            return
        column, first = Column(section), section in NUMBERS
        if table.sorted_by != column:
            self.sort_wanted.emit(column, first)
        elif table.descending == first:
            self.sort_wanted.emit(column, not first)
        else:
            self.sort_wanted.emit(None, False)

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

    def current_row(self) -> int:
        """The outline row that is selected, or -1."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() and index.row() < self.rows.rowCount() else -1

    def visible_entries(self) -> list[int]:
        """The numbers of the entries that are in sight; -1 for a part of a path."""
        table = self.rows.table
        if table is None or not len(table.rows):
            return []
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = len(table.rows) - 1 if last < 0 else last
        return [int(table.outline.entry[row]) for row in table.rows[max(first, 0) : last + 1]]

    def current_paths(self) -> tuple[Path | None, Path | None]:
        """Where the current row lies in A and in B."""
        table, row = self.rows.table, self.current_row()
        entry = table.entry(row) if table is not None and row >= 0 else None
        return (None, None) if entry is None else (entry.path_a, entry.path_b)

    def select(self, path_a: Path | None, path_b: Path | None) -> bool:
        """Make the row of these places the current one; False where there is none, or it is folded or filtered away."""
        table = self.rows.table
        for place in range(len(table.rows)) if table is not None else ():
            entry = table.entry(int(table.rows[place])) if table is not None else None
            if entry is not None and (entry.path_a, entry.path_b) == (path_a, path_b):
                index = self.rows.index(place, 0)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._delegate.retheme()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        table, at = self.rows.table, self.currentIndex().row()
        if table is not None and 0 <= at < self.rows.rowCount() and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            row = self.rows.row(at)
            opens, closes = event.key() == Qt.Key.Key_Right, event.key() == Qt.Key.Key_Left
            if table.has_children(row) and ((opens and not table.is_expanded(row))
                                            or (closes and table.is_expanded(row))):
                self.toggled.emit(at)
                return
            if closes and table.is_tree and int(table.outline.parent[row]) >= 0:
                self._go_to(int(table.outline.parent[row]))
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._on_arrow(index, event.position().toPoint()):
            self.toggled.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        table = self.rows.table
        if index.isValid() and table is not None and table.has_children(self.rows.row(index.row())):
            self.toggled.emit(index.row())
            return
        super().mouseDoubleClickEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._fitted:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Every column as wide as what it usually holds. The path takes what is left over; where too little is left,
        the two sides give way first, then the path, and only then there is something to scroll."""
        metrics = self.fontMetrics()

        def width(*texts: str) -> int:
            return max(metrics.horizontalAdvance(text) for text in texts) + 2 * PAD + 4

        numbers = {column: width(TITLES[column] + " ▾", "-0.0001234") for column in NUMBERS}
        roomy = self.viewport().width() > width("m" * 100)
        widths = {Column.STATUS: width("↷ renamed, values changed" if roomy else "… not compared yet"), **numbers}
        room = self.viewport().width() - sum(widths.values())
        wide, narrow, path = width("m" * 20), width("one number  int64"), width("m" * 34)
        widths[Column.A] = widths[Column.B] = min(wide, max(narrow, (room - path) // 2))
        widths[Column.PATH] = min(max(room - 2 * widths[Column.A], width("m" * 14)), width("m" * 48))
        self._fitting = True
        for column, pixels in widths.items():
            self.setColumnWidth(int(column), pixels)
        self._fitting = False

    def _on_section_resized(self) -> None:
        # Whoever has drawn a column to a width of their own keeps it.
        self._fitted = self._fitted or not self._fitting

    def _on_arrow(self, index: QModelIndex, point: QPoint) -> bool:
        table = self.rows.table
        if index.column() != Column.PATH or table is None:
            return False
        row = self.rows.row(index.row())
        left = self.visualRect(index).left() + indent(table, row)
        return table.has_children(row) and left <= point.x() <= left + ARROW

    def _go_to(self, row: int) -> None:
        assert self.rows.table is not None
        found = (self.rows.table.rows == row).nonzero()[0]
        if len(found):
            self.setCurrentIndex(self.rows.index(int(found[0]), 0))


def indent(table: DiffRows, row: int) -> int:
    """Pixels left of the branch arrow."""
    return PAD // 2 + INDENT * min(int(table.outline.depth[row]), MAX_INDENT) if table.is_tree else 0


def _color(table: DiffRows, row: int, column: int, selected: bool, theme: Theme) -> QColor:
    state = table.state(row)
    if state is None:
        return theme.color("selection_text" if selected else "text" if column == Column.PATH else "muted")
    if column == Column.STATUS or state == "failed":
        return theme.color("selection_text" if selected and state in ("changed", "identical", "waiting")
                           else STATE_COLORS[state])
    if selected:
        return theme.color("selection_text")
    return theme.color("muted" if state in ("identical", "waiting") else "text")
