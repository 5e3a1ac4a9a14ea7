"""A table of the values of a tensor, with a choice of slice, number format and place.

Contract: values are read piece by piece as they come into sight. What is copied is exact, whatever the format shown.
Imports numpy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPushButton, QSizePolicy, QTableView, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.core.views.slices import Plane, Values
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.flow import FlowLayout, paired
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.values.index_bar import IndexBar
from ckpt_viewer.gui.values.model import PAGE, NumberFormat, ValueModel, read_all, tab_separated

PlaneAt = Callable[[tuple[int, ...]], Plane]  # the plane for an index of the leading dimensions

MOST_COPIED = 200_000  # cells
_FORMATS: tuple[tuple[str, NumberFormat], ...] = (
    (later("6 digits"), "auto"), (later("6 decimals"), "fixed"), (later("Scientific"), "scientific"),
    (later("All digits"), "exact"))


@dataclass(frozen=True, slots=True)
class Stand:
    """The first row that is there at all, the row and column that is selected, and how far it is scrolled."""

    first_row: int
    place: tuple[int, int] | None
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Memory:
    """The slice, the form of the numbers, and what of them is selected and in sight."""

    index: tuple[int, ...]
    format: int
    stand: Stand


class ValueTable(QWidget):
    """A PlaneView with its controls. `entered` brings the index of an element and what a person typed there; it comes
    only where `edit_with` was told how an element is written in a field."""

    entered = Signal(object, str)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = ()
        self._plane_at: PlaneAt | None = None
        self._jobs: Jobs | None = None
        self._key = ""
        self.view = PlaneView(self)
        self.notice = Notice(self)
        self.index_bar = IndexBar(self)
        self.format = ChoiceBox(self)
        for text, data in _FORMATS:
            self.format.addItem(tr(text), data)
        self.place = QLineEdit(self)
        self.place.setMaximumWidth(scaled(130))
        self.place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # beside its title
        self.earlier, self.later = QPushButton(tr("◂ Earlier rows"), self), QPushButton(tr("Later rows ▸"), self)
        self.status = QLabel(self)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._connect()
        self._lay_out()

    def show_planes(self, jobs: Jobs, key: str, shape: tuple[int, ...], plane_at: PlaneAt) -> None:
        """Show the planes of a tensor of this shape; jobs run under keys that begin with `key`."""
        self._jobs, self._key, self._shape, self._plane_at = jobs, key, shape, plane_at
        self.index_bar.show_shape(shape)
        self.place.setPlaceholderText(", ".join("ijklmnpq"[: len(shape)]) if 0 < len(shape) <= 8 else tr("index"))
        self.place.setEnabled(bool(shape))
        self.notice.clear()
        self.status.clear()
        self._fill()

    def show_changed(self, plane_at: PlaneAt) -> None:
        """Show other values of the same tensor; the slice, the place and the scrolling stay."""
        self._plane_at = plane_at
        if self._jobs is not None:
            self.view.show_changed(plane_at(self.index_bar.index))

    @property
    def memory(self) -> Memory:
        """Where a person is in the tensor."""
        return Memory(self.index_bar.index, self.format.currentIndex(), self.view.stand)

    def recall(self, memory: Memory) -> None:
        """Be there again, in a tensor of the same shape."""
        self.index_bar.set_index(memory.index)
        self.format.setCurrentIndex(memory.format)
        self._on_format()
        self._fill()
        self.view.stand_at(memory.stand)
        self._show_page()

    def edit_with(self, text_to_edit: Callable[[Any], str] | None) -> None:
        """Let values be edited, each beginning with this text; None for values that cannot be."""
        self.view.values.text_to_edit = text_to_edit

    def show_index(self, index: tuple[int, ...]) -> None:
        """Bring an element into sight and select it, in its slice."""
        lead = index[:-2]
        if lead != self.index_bar.index:
            self.index_bar.set_index(lead)
            self._fill()
        row, column = (0, 0, *index)[-2:] if len(index) != 1 else (index[0], 0)
        self.view.go_to(row, column)
        self._show_page()
        self.view.setFocus()

    @property
    def current(self) -> tuple[int, ...] | None:
        """The index of the selected element."""
        at = self.view.currentIndex()
        if not at.isValid():
            return None
        row = at.row() + self.view.values.first_row
        return (*self.index_bar.index, *((row, at.column())[: len(self._shape)]))

    def add_tool(self, widget: QWidget) -> None:
        """One more thing after the controls."""
        self._tools.addWidget(widget)

    def say(self, text: str) -> None:
        """Put a sentence under the table."""
        self.status.setText(text)

    def clear(self) -> None:
        """Stop reading and show nothing."""
        self.view.values.clear()
        self._plane_at = None
        self.status.clear()

    def go_to(self, words: str) -> None:
        """Select the value at an index as a person types it; says in the status line why that is not possible."""
        numbers = [int(n) for n in re.findall(r"\d{1,18}", words)]
        if len(numbers) not in (len(self._shape), min(2, len(self._shape))):
            self.status.setText(tr("Write {numbers} with commas, for example {example}",
                                   numbers=told(count_text(len(self._shape), "number")),
                                   example=", ".join("0" for _ in self._shape)))
            return
        sizes = self._shape[-len(numbers):] if numbers else ()
        if any(n >= size for n, size in zip(numbers, sizes, strict=True)):
            self.status.setText(tr("There is no such value: the sizes are {sizes}",
                                   sizes=", ".join(f"{size:,}" for size in sizes)))
            return
        self.status.clear()
        self.show_index((*self.index_bar.index, *numbers) if len(numbers) < len(self._shape) else tuple(numbers))

    def _fill(self, *_: object) -> None:
        if self._jobs is None or self._plane_at is None:
            return
        self.view.show_plane(self._jobs, self._key, self._plane_at(self.index_bar.index))
        self._show_page()

    def _turn_page(self, step: int) -> None:
        self.view.show_page(max(0, self.view.values.first_row + step * PAGE))
        self._show_page()

    def _show_page(self) -> None:
        plane, first = self.view.values.plane, self.view.values.first_row
        total = 0 if plane is None else plane.rows
        for button in (self.earlier, self.later):
            button.setVisible(total > PAGE)
        self.earlier.setEnabled(first > 0)
        self.later.setEnabled(first + PAGE < total)
        if plane is not None and plane.columns > PAGE:
            self.status.setText(tr("The first {shown:,} of {columns:,} columns are shown",
                                   shown=PAGE, columns=plane.columns))

    def _on_typed(self, row: int, column: int, text: str) -> None:
        last = () if not self._shape else (row,) if len(self._shape) == 1 else (row, column)
        self.entered.emit((*self.index_bar.index, *last), text)

    def _number_format(self) -> NumberFormat:
        return _FORMATS[self.format.currentIndex()][1]

    def _on_format(self) -> None:
        self.view.set_format(self._number_format())

    def _connect(self) -> None:
        self.view.values.failed.connect(self.notice.show_error)
        self.view.copied.connect(self.status.setText)
        # Queued: a new plane resets the model, which must not happen while a field is handing in its text.
        self.view.values.typed.connect(self._on_typed, Qt.ConnectionType.QueuedConnection)
        self.index_bar.changed.connect(self._fill)
        self.format.activated.connect(self._on_format)
        self.place.returnPressed.connect(lambda: self.go_to(self.place.text()))
        self.earlier.clicked.connect(lambda: self._turn_page(-1))
        self.later.clicked.connect(lambda: self._turn_page(1))

    def _lay_out(self) -> None:
        self._tools = FlowLayout(gap=12)
        for text, field in ((tr("&Numbers:"), self.format), (tr("&Go to:"), self.place)):
            self._tools.addWidget(paired(text, field, self))
        for button in (self.earlier, self.later):
            button.setAutoDefault(False)
            button.hide()
            self._tools.addWidget(button)
        lay_column(self.notice, self.index_bar, self._tools, (self.view, 1), self.status, on=self, margins=0)


class PlaneView(QTableView):
    """One table of values. `copied` says in words what went to the clipboard, or why nothing did."""

    copied = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs: Jobs | None = None
        self._key = ""
        self.values = ValueModel(self)
        self.setModel(self.values)
        self.values.arrived.connect(self._fit_columns)
        self.setAccessibleName(tr("Values"))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumSize(120, 100)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(header.ResizeMode.Fixed)
        self.horizontalHeader().setMinimumSectionSize(40)
        copy = QAction(f"{tr('&Copy')}\tCtrl+C", self)
        copy.triggered.connect(self.copy_selection)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_plane(self, jobs: Jobs, key: str, plane: Plane) -> None:
        self._jobs, self._key = jobs, key
        self.values.show_plane(jobs, key, plane)
        self.horizontalHeader().setDefaultSectionSize(self._least_width())
        self._fit_header()

    def show_changed(self, plane: Plane) -> None:
        """Other values of the same shape; what is selected and in sight stays."""
        if self._jobs is None:
            return
        stood = self.stand
        self.values.show_plane(self._jobs, self._key, plane)
        self.stand_at(stood)

    @property
    def stand(self) -> Stand:
        """What is selected and in sight."""
        current = self.currentIndex()
        return Stand(self.values.first_row, (current.row(), current.column()) if current.isValid() else None,
                     self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def stand_at(self, stand: Stand) -> None:
        """Bring it back over values of the same shape."""
        if stand.first_row:
            self.show_page(stand.first_row)
        self.executeDelayedItemsLayout()  # else there is nowhere to scroll to yet
        if stand.place is not None:
            self.setAutoScroll(False)  # a view that is hidden would scroll to it when it is shown
            self.setCurrentIndex(self.values.index(*stand.place))
            self.setAutoScroll(True)
        self.horizontalScrollBar().setValue(stand.across)
        self.verticalScrollBar().setValue(stand.down)

    def set_format(self, number_format: NumberFormat) -> None:
        self.values.set_format(number_format)
        self.horizontalHeader().setDefaultSectionSize(self._least_width())
        self._fit_columns()

    def go_to(self, row: int, column: int) -> None:
        """Bring a value into sight and select it."""
        page = row // PAGE * PAGE
        if page != self.values.first_row:
            self.show_page(page)
        index = self.values.index(row - page, column)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def show_page(self, first_row: int) -> None:
        """Show the rows from here on."""
        self.values.show_page(first_row)
        self._fit_header()

    def event(self, event: QEvent) -> bool:
        # The window has a Copy of its own; while the focus is here, this one is meant.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_copy(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_copy(event):
            self.copy_selection()
            return
        super().keyPressEvent(event)

    def copy_selection(self) -> None:
        """Put the rectangle around the selection on the clipboard, as rows of tab-separated exact numbers."""
        selection, plane = self.selectionModel().selection(), self.values.plane
        ranges = [selection.at(i) for i in range(selection.count())]
        if self._jobs is None or plane is None or not ranges:
            return
        top, left = min(r.top() for r in ranges), min(r.left() for r in ranges)
        rows, columns = max(r.bottom() for r in ranges) - top + 1, max(r.right() for r in ranges) - left + 1
        if rows * columns > MOST_COPIED:
            self.copied.emit(tr("At most {most:,} values can be copied; {selected:,} are selected",
                                most=MOST_COPIED, selected=rows * columns))
            return
        work = read_all(plane, top + self.values.first_row, left, rows, columns)
        self._jobs.submit(f"{self._key}/copy", work, self._on_copied, self._on_copy_failed, title=tr("Copy values"))

    def _on_copied(self, values: Values) -> None:
        QGuiApplication.clipboard().setText(tab_separated(values))
        self.copied.emit(tr("Copied {rows:,} × {columns:,} values", rows=values.shape[0], columns=values.shape[1]))

    def _on_copy_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.copied.emit(tr("Nothing was copied: {why}", why=told(str(error))))

    def _fit_columns(self) -> None:
        """As wide as the widest value in sight needs; wider only, so that scrolling does not make columns dance."""
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        top, left = max(0, self.rowAt(0)), max(0, self.columnAt(0))
        rows, columns = min(top + 40, self.values.rowCount()), min(left + 16, self.values.columnCount())
        cells = [str(self.values.data(self.values.index(r, c))) for r in range(top, rows) for c in range(left, columns)]
        needed = max((metrics.horizontalAdvance(text) for text in cells), default=0) + 18
        if needed > header.defaultSectionSize():
            header.setDefaultSectionSize(needed)

    def _fit_header(self) -> None:
        last = self.values.headerData(max(0, self.values.rowCount() - 1), Qt.Orientation.Vertical)
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance(str(last)) + 16)

    def _least_width(self) -> int:
        last = self.values.headerData(max(0, self.values.columnCount() - 1), Qt.Orientation.Horizontal)
        return max(72, self.fontMetrics().horizontalAdvance(str(last)) + 20)


def _is_copy(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)
