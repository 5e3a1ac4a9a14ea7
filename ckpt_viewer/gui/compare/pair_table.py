"""The elements of two tensors of one shape side by side, with their difference.

Contract: reads through jobs, a page at a time and only what is in view; a page that cannot be read says so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.element_pages import ElementPages, Page
from ckpt_viewer.core.views.finding import Pair, largest_difference, next_difference
from ckpt_viewer.core.wording import number_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.parts.by_rows import read_by_rows
from ckpt_viewer.gui.parts.labels import hint, push_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.parts.notice import error_text
from ckpt_viewer.gui.theme import active_theme

MAX_ROWS = 20_000_000  # what a scroll bar can still address
_KEPT_PAGES = 64
_KEY, _SEARCH = "pair values", "pair search"
_TITLES = (later("Element"), "A", "B", "B − A")
_DISPLAY, _ALIGNMENT, _FOREGROUND, _TOOLTIP = 0, 7, 9, 3
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NO_INDEX = QModelIndex()
_ODD = frozenset({"NaN", "Inf", "-Inf"})
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """One page of both tensors, or why it cannot be had."""

    a: Any = None
    b: Any = None
    problem: str = ""


class PairModel(QAbstractTableModel):
    """One row per element."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._specs: tuple[TensorSpec, TensorSpec] | None = None
        self._engine: Engine | None = None
        self._layout = ElementPages((0,))
        self._pages: OrderedDict[Page, _Pair] = OrderedDict()
        self._wanted: list[Page] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._fetch)

    def show_pair(self, a: TensorSpec, b: TensorSpec, engine: Engine) -> None:
        """Show these two tensors, which must have one shape."""
        self.beginResetModel()
        self._specs, self._engine, self._layout = (a, b), engine, ElementPages(a.shape)
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()

    def clear(self) -> None:
        self.beginResetModel()
        self._specs = None
        self._pages.clear()
        self._wanted.clear()
        self._jobs.forget(_KEY)
        self.endResetModel()

    @property
    def shown(self) -> tuple[Engine, Pair] | None:
        """Who reads what is shown, and what it is."""
        return (self._engine, self._specs) if self._engine is not None and self._specs is not None else None

    def place_text(self, element: int) -> str:
        """The index of an element: `[3, 0]`."""
        place = self._layout.place(element)
        return "[" + ", ".join(map(str, place)) + "]" if place else tr("the only one")

    @property
    def hidden_rows(self) -> int:
        """Elements beyond the last row that a table can have."""
        return max(0, self._layout.count - MAX_ROWS)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() or self._specs is None else min(self._layout.count, MAX_ROWS)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation == Qt.Orientation.Horizontal and role == _DISPLAY:
            return tr(_TITLES[section])
        return (_RIGHT if section else _LEFT) if role == _ALIGNMENT else None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            return self._text(index.row(), index.column())
        if role == _ALIGNMENT:
            return _RIGHT if index.column() else None
        if role == _FOREGROUND and (ink := self._ink(index.row(), index.column())):
            return QBrush(active_theme().color(ink))
        if role == _TOOLTIP and index.column():
            return self._text(index.row(), index.column(), digits=17)
        return None

    def _text(self, row: int, column: int, digits: int = 6) -> str:
        if column == 0:
            return self.place_text(row)
        pair = self._values(row)
        if pair is None:
            return "…"
        if isinstance(pair, str):
            return pair if column == 1 else ""
        a, b = pair
        return _number(a if column == 1 else b if column == 2 else _difference(a, b), digits)

    def _ink(self, row: int, column: int) -> str:
        """The colour of a cell by its name; none for an ordinary number."""
        if column and self._text(row, column) in _ODD:
            return "danger"
        if column in (1, 2):
            return ""
        return "accent" if column and self._differs(row) else "muted"

    def _differs(self, row: int) -> bool:
        pair = self._values(row)
        return isinstance(pair, tuple) and repr(pair[0]) != repr(pair[1])

    def _values(self, row: int) -> tuple[Any, Any] | str | None:
        """Both elements as Python numbers, a problem in words, or None while they are being read."""
        page, at_row, at_column = self._layout.page(row)
        held = self._pages.get(page)
        if held is None:
            if page not in self._wanted:
                self._wanted.append(page)
                self._timer.start()
            return None
        self._pages.move_to_end(page)
        if held.problem:
            return held.problem
        return held.a[at_row, at_column].item(), held.b[at_row, at_column].item()

    def _fetch(self) -> None:
        if self._specs is None or self._engine is None or self._jobs.is_running(_KEY):
            return
        pages, specs, engine = tuple(self._wanted[-4:]), self._specs, self._engine
        self._wanted.clear()
        if pages:
            self._jobs.submit(_KEY, lambda task: [(page, _read(engine, specs, page, task)) for page in pages],
                              self._on_read, lambda error: self._on_failed(pages, error), tr("Reading values"),
                              quiet=True)

    def _on_read(self, found: list[tuple[Page, _Pair]]) -> None:
        self._pages.update(found)
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(_TITLES) - 1))
        if self._wanted:
            self._timer.start()

    def _on_failed(self, pages: tuple[Page, ...], error: Exception) -> None:
        self._on_read([(page, _Pair(problem=error_text(error).replace("\n", " "))) for page in pages])


class PairTable(QTableView):
    """The table; read-only. Places are as wide as the longest of them, the rest is for the numbers, which give way in
    the middle: without its exponent one would be another."""

    def __init__(self, model: PairModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(tr("Values of both sides and their difference"))
        self.setAlternatingRowColors(True)
        read_by_rows(self, 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._pairs = model
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        header, last = self.horizontalHeader(), self._pairs.rowCount() - 1
        place = self.fontMetrics().horizontalAdvance(self._pairs.place_text(last)) + 12 if last >= 0 else 0
        header.resizeSection(0, max(header.sectionSizeHint(0), place))


class PairView(QWidget):
    """The table with buttons that find where the two differ; in millions of elements no eye does."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.pairs = PairModel(jobs, self)
        self.table = PairTable(self.pairs, self)
        self.next = push_button(tr("&Next difference"), self, self._on_next,
                                tr("Go to the next element that is not the same on both sides"))
        self.largest = push_button(tr("&Largest"), self, self._on_largest, tr("Go to the element that differs most"))
        self.state = hint("", self)
        row = lay_row(self.next, self.largest, (self.state, 1))
        lay_column((self.table, 1), row, on=self, margins=0)
        self.setMinimumWidth(260)

    def show_pair(self, a: TensorSpec, b: TensorSpec, engine: Engine) -> None:
        """Show these two tensors, which must have one shape."""
        self._jobs.forget(_SEARCH)
        self.state.clear()
        self.pairs.show_pair(a, b, engine)

    def clear(self) -> None:
        self._jobs.forget(_SEARCH)
        self.pairs.clear()

    def _on_next(self) -> None:
        after = self.table.currentIndex().row()
        self._search(lambda engine, pair, task: next_difference(engine, pair, after, task))

    def _on_largest(self) -> None:
        self._search(largest_difference)

    def _search(self, find: Callable[[Engine, Pair, Task], int | None]) -> None:
        shown = self.pairs.shown
        if shown is not None:
            engine, pair = shown
            self.state.setText(tr("Searching…"))
            self._jobs.submit(_SEARCH, lambda task: find(engine, pair, task), self._on_found, self._on_lost,
                              tr("Searching for a difference"))

    def _on_found(self, element: int | None) -> None:
        if element is None:
            self.state.setText(tr("No element differs."))
        elif element >= self.pairs.rowCount():
            self.state.setText(tr("{place} differs; it lies beyond what is listed.",
                                  place=self.pairs.place_text(element)))
        else:
            self.state.clear()
            index = self.pairs.index(element, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _on_lost(self, error: Exception) -> None:
        self.state.setText(tr("Stopped.") if isinstance(error, Cancelled) else error_text(error))


def _read(engine: Engine, specs: tuple[TensorSpec, TensorSpec], page: Page, task: Task) -> _Pair:
    a, b = (engine.window(spec, task, index=page.index, row=page.row, column=page.column, rows=page.rows,
                          columns=page.columns).values for spec in specs)
    return _Pair(a, b)


def _difference(a: Any, b: Any) -> Any:
    """b − a with Python's numbers, which do not overflow; True and False count as 1 and 0."""
    return b - a


def _number(value: Any, digits: int) -> str:
    return str(value) if isinstance(value, bool) else number_text(value, digits)
