"""A read-only table of texts: rows are shown as they come into sight, and where they are very many, made then.

Contract: texts are plain and bounded by whoever gives them. Double-click or Enter emits `chosen` with the row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from itertools import accumulate
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.gui.language import cut_told, tr
from ckpt_viewer.gui.parts.by_rows import AIR, ToTheEdge, leaps, read_by_rows, rows_at
from ckpt_viewer.gui.parts.context_menus import Entries, lets_copy_rows
from ckpt_viewer.gui.parts.kept_columns import KeptColumns
from ckpt_viewer.gui.parts.labels import plain_tip
from ckpt_viewer.gui.parts.pinned_header import EdgeHeader
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.theme import active_theme

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _TIP, _ALIGN, _INK = (int(r) for r in (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.ForegroundRole))
_WIDEST = 260  # pixels for a column, whatever its texts need
_MEASURED = 100  # rows whose texts decide the width of a column
_UNSEEN = 4  # pixels, less than a digit, that a column may lack: nobody scrolls to so little


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row; `tip` is shown for the whole of it where not empty. The cells in `alarms` are what a person
    must not overlook."""

    cells: tuple[str, ...]
    tip: str = ""
    alarms: tuple[int, ...] = ()


class MadeLate(Sequence[Row], Generic[T]):
    """The rows for things, each made when it is first asked for."""

    def __init__(self, things: Sequence[T], make: Callable[[T], Row]) -> None:
        self._things, self._make = things, make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return MadeLate(self._things[at], self._make)
        if at not in self._made:
            self._made[at] = self._make(self._things[at])
        return self._made[at]


class PlainTable(ToTheEdge):
    """Titles are English and translated here. The columns in `right` hold numbers; the one called `wide` takes the room
    that is left, and keeps half of all, or `least` pixels, where it needs them; long columns keep `narrow` where there
    is too little for all. Names lose their middle, sentences, which the columns in `prose` hold, their end. What the
    columns in `spare` say stands elsewhere too: one by one is left out where there is too little room even so."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str], right: Sequence[str] = (), wide: str = "",
                 parent: QWidget | None = None, *, least: int = 140, narrow: int = 110,
                 prose: Sequence[str] = (), spare: Sequence[str] = (), kept: str = "") -> None:
        """`kept` is the name under which its columns are kept, if they are."""
        super().__init__(parent)
        self.rows = _Model(tuple(titles), frozenset(right), self)
        self.setModel(self.rows)
        self._wide = self.rows.titles.index(wide or titles[0])
        self._spare = tuple(map(self.rows.titles.index, spare))
        self._least, self._narrow = least, narrow
        self._needs = [0] * len(self.rows.titles)  # pixels for the texts of each column
        self.acts: Callable[[int], Entries] = lambda _row: ()  # what the menu of a row has above copying
        self._most = 0  # rows to be as high as; 0 takes the height that the layout gives
        self.setItemDelegate(_Cells(frozenset(map(self.rows.titles.index, prose)), self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        read_by_rows(self, 7)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = EdgeHeader(self)
        self.setHorizontalHeader(header)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.columns = KeptColumns(self, kept, self._stretch)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))
        lets_copy_rows(self, lambda at: list(map(cut_told, self.rows.texts[at].cells)), self._acts_of)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these in place of what was there."""
        self.rows.set_rows(rows)
        self._needs = [self._needed(column) for column in range(len(self.rows.titles))]
        self._stretch()

    def show_order(self, column: int, descending: bool) -> None:
        """Put the arrow into the header."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def fit_height(self, most: int) -> None:
        """Be as high as the rows need, up to `most` of them."""
        self._most = most
        self._fit()

    def choose(self, row: int) -> None:
        """Select a row and bring it into sight."""
        self.selectRow(row)
        self.scrollTo(self.rows.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # a scroll bar below must not disturb who draws a column
            self._stretch()

    def _acts_of(self, row: int) -> Entries:
        return self.acts(row)

    @property
    def whole_height(self) -> int:
        """Pixels in which all rows have room."""
        return self._height_of(self.rows.rowCount())

    def _height_of(self, rows: int) -> int:
        line, header = self.verticalHeader().defaultSectionSize(), self.horizontalHeader().sizeHint().height()
        scrolls = self.horizontalHeader().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        return rows * line + header + bar + 2 * self.frameWidth() + 2

    def _fit(self) -> None:
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAsNeeded if self.rows.rowCount() > self._most else policies.ScrollBarAlwaysOff)
        self.setFixedHeight(self._height_of(max(1, min(self._most, self.rows.rowCount()))))

    def _stretch(self) -> None:
        """Give the wide column what the others leave; where that is too little, long ones give way first."""
        drawn = self.columns.drawn
        widths = {c: self.columnWidth(c) if c in drawn else min(scaled(_WIDEST), n) for c, n in enumerate(self._needs)
                  if c != self._wide and not self.columns.is_hidden(c)}
        room = self.viewport().width()
        least = min(max(scaled(self._least), room // 2), self._needs[self._wide])
        for column in sorted(widths.keys() - drawn, key=lambda c: (-widths[c], c)):
            missing = sum(widths.values()) + least - room
            widths[column] -= min(max(0, missing), max(0, widths[column] - scaled(self._narrow)))
        out = set[int]()
        for column in self._spare:
            missing = sum(widths.values()) + least - room
            if missing > _UNSEEN and column not in self.columns.brought and widths.pop(column, 0):
                out.add(column)
        self.columns.leave_out(out)
        left = room - sum(widths.values())
        widths[self._wide] = left if left >= least - _UNSEEN else least
        self._share(widths, widths.keys() - drawn)
        self._fill_to_edge(widths, widths.keys() - drawn)
        self.columns.fit(widths)
        if self._most:
            self._fit()

    def _share(self, widths: dict[int, int], fitted: Set[int]) -> None:
        """What the wide column has beyond its texts is for those that lack some, then some of it for all. The rest is
        left free, or the eye had a long way from a name to its numbers; not in an empty table, for its titles."""
        left = widths[self._wide] - self._needs[self._wide]
        if left <= 0 or self._wide not in fitted:
            return
        for column in sorted(fitted, key=lambda c: self._needs[c] - widths[c]):
            more = min(left, max(0, self._needs[column] - widths[column]))
            widths[column] += more
            left -= more
        shared = left // len(fitted)
        air = min(shared, scaled(AIR)) if self.rows.texts and len(fitted) > 1 else shared
        for column in fitted:
            widths[column] += air
        free = left - air * len(fitted)
        widths[self._wide] = self._needs[self._wide] + air + (free if free < len(fitted) else 0)

    def _fill_to_edge(self, widths: dict[int, int], fitted: Set[int]) -> None:
        """Where not all columns fit, what stands next begins behind the edge, for a number that is cut by it is another
        number; and behind it nothing has to give way."""
        columns, room = sorted(widths, key=self.horizontalHeader().visualIndex), self.viewport().width()
        ends = [end for end in accumulate(map(widths.__getitem__, columns)) if end <= room]
        if 1 < len(ends) < len(columns) and self._wide in columns[: len(ends)]:
            widths[self._wide] += room - ends[-1]
            for column in fitted & set(columns[len(ends):]):
                widths[column] = max(widths[column], min(scaled(_WIDEST), self._needs[column]))

    def _needed(self, column: int) -> int:
        rows = map(self.rows.texts.__getitem__, range(min(_MEASURED, len(self.rows.texts))))
        texts = [tr(self.rows.titles[column]), *(row.cells[column] for row in rows)]
        needed = max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 18
        return max(needed, self.horizontalHeader().minimumSectionSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, chosen = QPainter(self.viewport()), self.selectionModel()
        for row in rows_at(self, event.rect()):
            if chosen.isRowSelected(row):
                painter.fillRect(self.beyond(row), self.palette().highlight())
            elif row % 2 and self.alternatingRowColors():
                painter.fillRect(self.beyond(row), self.palette().alternateBase())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and leaps(self, event.key()):
            return
        super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """Air beside the texts, as in the header; the row is marked as a whole, without a frame around one of its cells."""

    def __init__(self, prose: Set[int], parent: QObject) -> None:
        super().__init__(parent)
        self._prose = prose

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() in self._prose:
            option.textElideMode = Qt.TextElideMode.ElideRight
        if (ink := index.data(_INK)) is not None:  # in a selected row as well
            option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        option.text = padded(option.text)
        option.state &= ~QStyle.StateFlag.State_HasFocus


def padded(text: str) -> str:
    """With air beside it, so that it touches neither the edge nor its neighbour."""
    return f"\u00a0{text}\u00a0"


class _Model(QAbstractTableModel):
    def __init__(self, titles: tuple[str, ...], right: frozenset[str], parent: QObject) -> None:
        super().__init__(parent)
        self.titles, self._right = titles, right
        self.texts: Sequence[Row] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.texts = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.texts)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return padded(tr(self.titles[section]))
        return self._alignment(section) if role == _ALIGN else None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        row = self.texts[index.row()]
        if role == _DISPLAY:
            return cut_told(row.cells[index.column()])
        if role == _ALIGN:
            return self._alignment(index.column())
        if role == _INK:
            return active_theme().color("danger") if index.column() in row.alarms else None
        if role == _TIP:
            return plain_tip("\n".join(map(cut_told, (row.tip or row.cells[index.column()]).split("\n"))))
        return None

    def _alignment(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if self.titles[column] in self._right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
