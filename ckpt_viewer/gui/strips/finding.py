"""From tensor to tensor in the list of all: to the extremes, and to those that hold NaN or infinities.

Contract: `renew` whenever the list knows more. What cannot be answered yet is answered when it can: a next tensor that
is not finite as soon as one is known, all else when everything is measured. `found` brings the place of the tensor and
the column that tells it, `missed` says why there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ckpt_viewer.core.views.tensor_search import count_odd, find_tensor, place_before
from ckpt_viewer.core.views.tensor_table import Column, TensorTable
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.strips.view import StripView

if TYPE_CHECKING:
    from ckpt_viewer.core.views.finding import Wanted

_COLUMNS: dict[Wanted, Column] = {"largest": Column.MAXIMUM, "smallest": Column.MINIMUM}


class TensorFinding(QObject):
    """Belongs to one view. `button` counts the tensors that are not finite, and goes to the next of them."""

    found = Signal(int, int)
    missed = Signal(str)

    def __init__(self, view: StripView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._wanted: Wanted | None = None  # what is to be answered yet
        self._measured = False
        self.button = QPushButton(parent)
        self.button.setToolTip(tr("Go to the next of them (F3)"))
        self.button.clicked.connect(lambda: self.jump("next-odd"))
        self.button.hide()

    def jump(self, wanted: Wanted) -> None:
        """Go there, at once or when it is known."""
        self._wanted = wanted
        self._answer()

    def renew(self, *, measured: bool) -> None:
        """The list knows more; whether it knows all."""
        self._measured = measured
        table = self._view.rows.table
        odd = count_odd(table) if table is not None else 0
        self.button.setText(tr("&NaN or infinity in {tensors}", tensors=told(count_text(odd, "tensor"))))
        self.button.setVisible(bool(odd))
        self._answer()

    def _answer(self) -> None:
        table, wanted = self._view.rows.table, self._wanted
        if table is None or wanted is None:
            return
        odd = wanted not in _COLUMNS
        if not odd and not self._measured:
            return
        place = find_tensor(table, wanted, self._place(table))
        if place >= 0:
            self._wanted = None
            self.found.emit(place, _COLUMNS.get(wanted, Column.NAME))
        elif self._measured:
            self._wanted = None
            self.missed.emit(_why_none(table, odd=odd))

    def _place(self, table: TensorTable) -> int:
        """Where the search begins: at the current tensor, or before the first one of a folded row."""
        row = self._view.current_row()
        if row < 0:
            return -1
        return table.leaves_of(row)[0] if table.folded.leaf(row) is not None else place_before(table, row)


def _why_none(table: TensorTable, *, odd: bool) -> str:
    if not odd:
        return tr("There is no finite value.")
    if count_odd(table):
        return tr("None of the tensors that the filter leaves holds NaN or infinity.")
    if table.failures:
        return tr("Every value that can be read is finite: there is no NaN and no infinity.")
    return tr("Every value is finite: there is no NaN and no infinity.")
