"""The tree as a person handles it: arrow keys fold and unfold, a click on the arrow too, the selection stays.

Contract: `chosen` are the selected outline rows, also those that a filter or a fold hides just now; `choice_changed`
comes once per change by the person. It is a table to Qt, which is what makes a million rows quick.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.outline.cells import TITLES, Column
from ckpt_viewer.core.outline.tree import Mask, Rows
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.by_rows import rows_at
from ckpt_viewer.gui.parts.drag_out import far_enough
from ckpt_viewer.gui.parts.kept_columns import KeptColumns
from ckpt_viewer.gui.parts.shapes import ARROW
from ckpt_viewer.gui.parts.spoken import announce, fold_words
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.theme import active_theme
from ckpt_viewer.gui.tree.delegate import EMPTY, ROW_PADDING, TreeDelegate, cell_width
from ckpt_viewer.gui.tree.model import Index, TreeModel
from ckpt_viewer.gui.tree.painting import GAP, ICON, RowPainter, indent, runs_on
from ckpt_viewer.gui.tree.widths import IN_ORDER, order, shared, usual_width

_ENSURE_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible
TITLE_PADDING = 13
BESIDE = 250  # pixels that a value beside a shape may want of a large window
LOOK_AT = 64  # rows in sight, and as many from top to bottom, whose texts decide how wide a column is
SCROLLED_MS = 80  # after which scrolling has ended
SEARCH_ROWS = 20_000  # how far typing a name looks ahead
_SELECT_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class TreeView(QTableView):
    """A `TreeModel` in a table without grid."""

    choice_changed = Signal()
    edit_requested = Signal()  # of the one row that is chosen, which has no others below it
    sort_requested = Signal(int)  # column
    drag_requested = Signal()  # of what is chosen, by one of its tensors

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._picked: Rows = np.empty(0, np.int32)
        self._marked: Mask | None = None  # the outline rows that are picked, once they were asked for
        self._restoring = False
        self._grabbed: QPoint | None = None  # where a tensor was pressed that may be dragged
        self._typed, self._typing = "", QElapsedTimer()
        self._needs = [0] * len(TITLES)  # pixels for all texts of a column that were seen
        self._usual = [0] * len(TITLES)  # and for most of those there are now
        self._order: tuple[Column, ...] = IN_ORDER
        self._known: dict[int, list[int]] = {}  # pixels for the texts of an outline row
        self._fits = False
        self._scrolled = QTimer(self, singleShot=True, interval=SCROLLED_MS)
        self.setModel(model)
        self.setItemDelegate(TreeDelegate(model, self))
        self._shape()
        self.selectionModel().selectionChanged.connect(self._on_selected)
        model.cells_changed.connect(self._known.clear)
        model.modelAboutToBeReset.connect(self._on_reset_begins)
        model.modelReset.connect(self.restore)
        model.modelReset.connect(self.fit_again)
        model.rowsInserted.connect(self.fit_again)
        self._scrolled.timeout.connect(self._fit_to_sight)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled.start())

    def _shape(self) -> None:
        self.setAccessibleName(tr("Contents of the file"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(8)
        rows.setDefaultSectionSize(QFontMetrics(self.font()).height() + ROW_PADDING)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(True)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(40)
        # To paint a title, Qt asks every selected row of the column whether it is enabled: seconds for a million.
        columns.setSelectionModel(QItemSelectionModel(self._rows, self))
        columns.sectionClicked.connect(self.sort_requested)
        self.columns = KeptColumns(self, "columns", self._fit_columns)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The selected outline rows, in the order of the tree."""
        return tuple(self._picked.tolist())

    @property
    def picked(self) -> Rows:
        """As `chosen`, without making a million numbers."""
        return self._picked

    def choose(self, rows: list[int]) -> None:
        """Select outline rows, unfold what hides the first and bring it into sight."""
        self._pick(np.array(rows, np.int32))
        at = self._rows.reveal(rows[0]) if rows else -1
        self.restore()
        if at >= 0:
            self._go(at, select=False)
        self.choice_changed.emit()

    def bring_chosen(self) -> None:
        """Unfold what hides the first selected row and bring it into sight."""
        at = self._rows.reveal(int(self._picked[0])) if len(self._picked) else -1
        if at >= 0:
            self._go(at, select=False)

    def replace_chosen(self, rows: Rows) -> None:
        """The same things have other row numbers now; nothing changes for the person."""
        self._pick(rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; where there are none, why."""
        painter = QPainter(self.viewport())
        if self._rows.rowCount():
            rows = rows_at(self, event.rect())
            RowPainter(painter, self, self._rows).paint(rows, self._selected_of(rows))
            return
        painter.setPen(active_theme().color("muted"))
        text = tr("The file is empty") if self._rows.view.found is None else tr("Nothing matches the filter")
        painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), text)

    def _selected_of(self, rows: range) -> set[int]:
        """By what is chosen: Qt looks through all ranges of its selection for each row."""
        if self._marked is None:
            self._marked = np.zeros(len(self._rows.outline), np.bool_)
            self._marked[self._picked] = True
        shown = self._rows.view.rows[rows.start : rows.stop]
        return set((rows.start + np.flatnonzero(self._marked[shown])).tolist())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # a scroll bar below must not disturb who draws a column
            self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fits:
            self.fit_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._known.clear()

    def look_ahead(self) -> None:
        """Measure what `fit_again` will ask for when the tree is seen."""
        self._measured(self._looked_at())

    def fit_again(self) -> None:
        """There are other rows: what is usual may be other. A tree that is not to be seen may get others again."""
        self._fits = self.isVisible()
        if not self._fits:
            return
        rows = self._looked_at()
        found = self._measured(rows)
        self._usual = [max(widths[0], usual_width(widths)) for widths in found]
        # Where there is no shape the value needs no room of its own; beside one it is a few words.
        title, *values = found[Column.VALUE]
        bound = [width for row, width in zip(rows, values, strict=True) if not runs_on(self._rows, self._rows.row(row))]
        self._usual[Column.VALUE] = max(title, min(max(bound, default=0), scaled(BESIDE)))
        self._order = order(self._rows.outline, remarks=max(bound, default=0) > EMPTY)
        self._grow(found)

    def _fit_to_sight(self) -> None:
        self._grow(self._measured(self._in_sight()))  # the others were looked at when they became the rows

    def _grow(self, found: list[list[int]]) -> None:
        """What a column needs never becomes less, or its width would change while one scrolls up and down."""
        self._needs = [max(need, *widths) for need, widths in zip(self._needs, found, strict=True)]
        self._fit_columns()

    def _looked_at(self) -> list[int]:
        """The rows in sight, and others from top to bottom."""
        count = self._rows.rowCount()
        return sorted({*self._in_sight(), *range(0, count, max(1, count // LOOK_AT))})

    def _in_sight(self) -> range:
        first = max(0, self.rowAt(0))
        return range(first, min(self._rows.rowCount(), first + LOOK_AT))

    def _measured(self, rows: Sequence[int]) -> list[list[int]]:
        """For each column what its title needs, and the texts of these rows."""
        titles, cells = self.horizontalHeader().fontMetrics(), self.fontMetrics()
        below = [self._rows.row(at) for at in rows]
        for row in below:
            if row not in self._known:
                self._known[row] = [cell_width(self._rows, cells, row, column) for column in range(len(TITLES))]
        return [[titles.horizontalAdvance(told(title)) + TITLE_PADDING, *(self._known[row][column] for row in below)]
                for column, title in enumerate(TITLES)]

    def _fit_columns(self) -> None:
        hidden = self.columns.is_hidden
        least = self.horizontalHeader().minimumSectionSize()  # a narrower one would be as wide anyhow
        needs = [0 if hidden(column) else max(need, least) for column, need in enumerate(self._needs)]
        drawn = {column: 0 if hidden(column) else self.columnWidth(column) for column in self.columns.drawn}
        self.columns.put(self._order)
        widths = shared(needs, self._usual, self.viewport().width(), drawn, self._order)
        self.columns.fit(dict(enumerate(widths)))

    def restore(self) -> None:
        """Select what is chosen and shown, without telling anyone."""
        shown = self._rows.view.indexes(self._picked)
        self._restoring = True
        self.selectionModel().select(self._rows.whole(shown), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(shown):
            first = self._rows.index(int(shown[0]), 0)
            self.setAutoScroll(False)  # a view that is hidden would scroll there when it is shown, wherever it stands
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.setAutoScroll(True)
        self._restoring = False
        if len(shown):
            self.scrollTo(self._rows.index(int(shown[0]), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.currentIndex().row()
        if at >= 0 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self._fold_key(key, at):
            event.accept()
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and self._rows.rowCount():
            self._go(0 if key == Qt.Key.Key_Home else self._rows.rowCount() - 1)
            event.accept()
            return
        if key == Qt.Key.Key_Escape and len(self._picked):
            self.choose([])
            event.accept()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing goes to the next shown row whose name begins so; keys in quick succession make one word."""
        if not self._typing.isValid() or self._typing.elapsed() > QApplication.keyboardInputInterval():
            self._typed = ""
        self._typing.start()
        self._typed += search.lower()
        count, word = self._rows.rowCount(), self._typed
        start = max(self.currentIndex().row(), 0)
        ahead = (at % count for at in range(start + (len(word) == 1), start + 1 + min(count, SEARCH_ROWS)))
        labels = self._rows.outline.labels
        hit = next((at for at in ahead if labels[self._rows.row(at)].lower().startswith(word)), None) if count else None
        if hit is not None:
            self._go(hit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._arrow_at(event.position().toPoint())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(at)
            event.accept()
            return
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and self._can_be_dragged(place):
            if not self.selectionModel().isSelected(self.indexAt(place)):
                self._go(self.indexAt(place).row())
            self._grabbed = place  # it becomes a drag or, on release, a click; selecting now would drop the others
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            super().mouseMoveEvent(event)
        elif far_enough(self._grabbed, event.position().toPoint()):
            self._grabbed = None
            self.drag_requested.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is None:
            super().mouseReleaseEvent(event)
        elif len(self._picked) > 1 or not self.currentIndex().isValid():
            self._go(self.indexAt(grabbed).row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_arrow = self._arrow_at(event.position().toPoint()) >= 0
        left = event.button() == Qt.MouseButton.LeftButton
        if index.isValid() and left and self._rows.view.has_children(self._rows.row(index.row())):
            self._toggle(index.row())
            event.accept()
            return
        if not on_arrow:
            super().mouseDoubleClickEvent(event)
            if index.isValid() and left:
                self.edit_requested.emit()

    def _fold_key(self, key: int, at: int) -> bool:
        row = self._rows.row(at)
        has, is_open = self._rows.view.has_children(row), self._rows.view.is_expanded(row)
        match key:
            case Qt.Key.Key_Right | Qt.Key.Key_Plus if has and not is_open:
                self._toggle(at)
            case Qt.Key.Key_Right if has and at + 1 < self._rows.rowCount():
                self._go(at + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Minus if has and is_open:
                self._toggle(at)
            case Qt.Key.Key_Left if int(self._rows.outline.parent[row]) >= 0:
                self._go(self._rows.view.index(int(self._rows.outline.parent[row])))
            case Qt.Key.Key_Asterisk if has:
                self._rows.expand_branch(at)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if has:
                self._toggle(at)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.edit_requested.emit()
            case Qt.Key.Key_Right | Qt.Key.Key_Left | Qt.Key.Key_Plus | Qt.Key.Key_Minus | Qt.Key.Key_Asterisk:
                return True
            case _:
                return False
        return True

    def _toggle(self, at: int) -> None:
        """Fold or unfold; a current row that would vanish hands over to the one that is folded."""
        row, current = self._rows.row(at), self.currentIndex().row()
        below = current > at and current <= at + int(self._rows.outline.size[row])
        folds = self._rows.view.is_expanded(row)
        inside = below and row in self._rows.outline.ancestors(self._rows.row(current))
        self._rows.toggle(at)
        announce(self, fold_words(not folds))
        if folds and inside:
            self._go(at)

    def _go(self, at: int, select: bool = True) -> None:
        if at < 0:
            return
        index = self._rows.index(at, 0)
        flag = _SELECT_ONLY if select else QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)

    def _arrow_at(self, place: QPoint) -> int:
        """The model row whose branch arrow is at a place of the viewport, or -1."""
        index = self.indexAt(place)
        if not index.isValid() or index.column() != Column.NAME:
            return -1
        row = self._rows.row(index.row())
        left = self.columnViewportPosition(0) + indent(self._rows, row)
        hit = left - 2 <= place.x() < left + ARROW + 2 and self._rows.view.has_children(row)
        return index.row() if hit else -1

    def _can_be_dragged(self, place: QPoint) -> bool:
        """A chosen tensor anywhere, another by its name: beside the names a drag chooses rows."""
        index = self.indexAt(place)
        if not index.isValid():
            return False
        row, outline = self._rows.row(index.row()), self._rows.outline
        if not isinstance(outline.graph[int(outline.node[row])], Tensor):
            return False
        name = indent(self._rows, row) + ARROW + ICON + GAP + self.fontMetrics().horizontalAdvance(outline.labels[row])
        by_name = index.column() == Column.NAME and place.x() < self.columnViewportPosition(0) + name
        return by_name or self.selectionModel().isSelected(index)

    def _on_reset_begins(self) -> None:
        self._restoring = True

    def _on_selected(self) -> None:
        if self._restoring:
            return
        picks = self.selectionModel().selection()
        ranges = [(span.top(), span.bottom() + 1) for span in map(picks.at, range(picks.count()))]
        shown = self._rows.view.rows
        picked = np.concatenate([shown[:0], *(shown[first:end] for first, end in sorted(set(ranges)))])
        if not np.array_equal(picked, self._picked):
            self._pick(picked)
            self.choice_changed.emit()

    def _pick(self, rows: Rows) -> None:
        self._picked, self._marked = rows, None

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENSURE_VISIBLE) -> None:
        """Up and down only: the name column must not jump sideways."""
        across = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(across)
