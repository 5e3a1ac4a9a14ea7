"""The values of a plane as a table model that holds only the pieces that were looked at lately.

Contract: `data` never reads; it answers from the pieces that are there and asks for the others, one job at a time for
those in sight. A plane may have more rows than a table view can count, so the model shows a page of them. Imports
numpy.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.views.slices import Plane, Values
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.theme import active_theme

NumberFormat = Literal["auto", "fixed", "scientific", "exact"]
Index = QModelIndex | QPersistentModelIndex
Block = tuple[int, int]

PAGE = 1_000_000  # rows or columns shown at a time
BLOCK_ROWS, BLOCK_COLUMNS = 64, 16
_KEPT = 512  # blocks
_ROOT = QModelIndex()
_DISPLAY, _ALIGN, _COLOUR, _TIP, _EDIT = (int(r) for r in (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole))
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ValueModel(QAbstractTableModel):
    """Rows and columns of a plane, from `first_row` on."""

    failed = Signal(object)  # Exception
    arrived = Signal()
    typed = Signal(int, int, str)  # row and column of the plane, and what a person typed there

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plane: Plane | None = None
        self._jobs: Jobs | None = None
        self._key = ""
        self._blocks: OrderedDict[Block, Values] = OrderedDict()
        self._missing: set[Block] = set()
        self._asked: frozenset[Block] = frozenset()
        self._broken = False
        self.first_row = 0
        self.number_format: NumberFormat = "auto"
        self.text_to_edit: Callable[[Any], str] | None = None
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._on_ask)

    @property
    def plane(self) -> Plane | None:
        return self._plane

    def show_plane(self, jobs: Jobs, key: str, plane: Plane | None) -> None:
        """Another plane, from its first row; jobs run under `key`."""
        self.beginResetModel()
        if self._jobs is not None:
            self._jobs.forget(self._key)
        self._jobs, self._key, self._plane, self.first_row = jobs, key, plane, 0
        self._forget()
        self.endResetModel()

    def clear(self) -> None:
        if self._jobs is not None:
            self.show_plane(self._jobs, self._key, None)

    def show_page(self, first_row: int) -> None:
        """Show `PAGE` rows from here."""
        self.beginResetModel()
        self.first_row = first_row
        self._forget()
        self.endResetModel()

    def set_format(self, number_format: NumberFormat) -> None:
        self.number_format = number_format
        self._repaint()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._plane is None else min(PAGE, self._plane.rows - self.first_row)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._plane is None else min(PAGE, self._plane.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY:
            return _RIGHT if role == _ALIGN else None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + self.first_row:,}"
        return tr("Value") if self._plane is not None and self._plane.columns == 1 else f"{section:,}"

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _ALIGN:
            return _RIGHT
        if role not in (_DISPLAY, _COLOUR, _TIP, _EDIT):
            return None
        value = self.value_at(index.row(), index.column())
        if role == _EDIT:
            return None if value is None or self.text_to_edit is None else self.text_to_edit(value)
        if role == _DISPLAY:
            return "…" if value is None else value_words(value, self.number_format)
        if role == _TIP:
            return None if value is None else value_words(value, "exact")
        return active_theme().color("danger") if value is not None and not _finite(value) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A value can be edited where somebody takes it, once it is there."""
        plain = super().flags(index)
        if self.text_to_edit is None or not index.isValid() or self.value_at(index.row(), index.column()) is None:
            return plain
        return plain | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Pass on what was typed, unless it is what stood there. The new value comes with a new plane."""
        if role != _EDIT or self.text_to_edit is None or value == self.data(index, _EDIT):
            return False
        self.typed.emit(index.row() + self.first_row, index.column(), str(value))
        return True

    def value_at(self, row: int, column: int) -> Any:
        """The value in a cell of the page; None where it is not there yet, and then it is asked for."""
        block = ((row + self.first_row) // BLOCK_ROWS, column // BLOCK_COLUMNS)
        held = self._blocks.get(block)
        if held is None:
            self._want(block)
            return None
        return held[(row + self.first_row) % BLOCK_ROWS, column % BLOCK_COLUMNS]

    def _want(self, block: Block) -> None:
        if not self._asked and not self._broken:
            self._missing.add(block)
            self._ask.start()

    def _on_ask(self) -> None:
        if self._plane is None or self._jobs is None or not self._missing:
            return
        plane, wanted = self._plane, frozenset(self._missing)
        self._asked, self._missing = wanted, set()
        self._jobs.submit(self._key, lambda task: _read_blocks(plane, wanted, task), self._on_read, self._on_failed,
                          title=tr("Values"), quiet=True)

    def _on_read(self, found: dict[Block, Values]) -> None:
        self._asked = frozenset()
        self._blocks.update(found)
        while len(self._blocks) > max(_KEPT, len(found)):
            self._blocks.popitem(last=False)
        self._repaint()  # what came into sight meanwhile is missed again, and asked for
        self.arrived.emit()

    def _repaint(self) -> None:
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _on_failed(self, error: Exception) -> None:
        self._asked = frozenset()
        if not isinstance(error, Cancelled):
            self._broken = True
            self.failed.emit(error)

    def _forget(self) -> None:
        self._blocks.clear()
        self._missing.clear()
        self._asked, self._broken = frozenset(), False


def value_words(value: Any, number_format: NumberFormat) -> str:
    """One value of a tensor; whole numbers are always exact."""
    if isinstance(value, np.complexfloating | complex):
        real, imaginary = value_words(value.real, number_format), value_words(value.imag, number_format)
        return f"{real}{'' if imaginary[0] in '+-' else '+'}{imaginary}j"
    if isinstance(value, np.bool_ | bool):
        return "True" if value else "False"
    if not isinstance(value, np.floating | float):
        return str(int(value))
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    match number_format:
        case "fixed":
            return f"{number:.6f}"
        case "scientific":
            return f"{number:.6e}"
        case "exact":
            return repr(number)
        case _:
            return f"{number:.6g}"


def tab_separated(values: Values) -> str:
    """Rows of exact numbers, as a spreadsheet takes them."""
    return "\n".join("\t".join(value_words(v, "exact") for v in row) for row in values)


def read_all(plane: Plane, row: int, column: int, rows: int, columns: int) -> Callable[[Task], Values]:
    """Work that reads a rectangle."""
    return lambda task: plane.read(task, row, column, rows, columns)


def _read_blocks(plane: Plane, wanted: frozenset[Block], task: Task) -> dict[Block, Values]:
    """Neighbouring blocks of a row of blocks are read at once."""
    found: dict[Block, Values] = {}
    for block_row in sorted({r for r, _ in wanted}):
        columns = sorted(c for r, c in wanted if r == block_row)
        left, right = columns[0] * BLOCK_COLUMNS, min(plane.columns, (columns[-1] + 1) * BLOCK_COLUMNS)
        top = block_row * BLOCK_ROWS
        values = plane.read(task, top, left, min(BLOCK_ROWS, plane.rows - top), right - left)
        for c in columns:
            found[block_row, c] = values[:, c * BLOCK_COLUMNS - left : (c + 1) * BLOCK_COLUMNS - left]
        task.check()
    return found


def _finite(value: Any) -> bool:
    return not isinstance(value, np.inexact | float | complex) or bool(np.isfinite(value))
