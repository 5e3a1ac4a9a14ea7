"""Which slice of a tensor with more than two dimensions is shown: a number for each of the leading ones."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from ckpt_viewer.core.tensor import MAX_DIMENSIONS

_PER_ROW = 3
_MOST = 2**31 - 1  # a QSpinBox counts in int32


class IndexBar(QWidget):
    """Hidden for tensors of at most two dimensions. `changed` brings the new index."""

    changed = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = ()
        self.boxes: list[QSpinBox] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(4 * _PER_ROW, 1)
        self.hide()

    @property
    def index(self) -> tuple[int, ...]:
        """One number for each leading dimension."""
        return tuple(box.value() for box in self.boxes)

    def show_shape(self, shape: tuple[int, ...]) -> None:
        """Offer the leading dimensions of this shape; the index goes back to zeros where the shape is another."""
        if shape == self._shape:
            return
        self._shape = shape
        self._clear()
        for position, size in enumerate(shape[:-2][:MAX_DIMENSIONS]):
            self._add(position, size)
        self.setVisible(bool(self.boxes))

    def set_index(self, index: tuple[int, ...]) -> None:
        """Go to a slice without saying so."""
        for box, value in zip(self.boxes, index, strict=False):
            with QSignalBlocker(box):
                box.setValue(value)

    def _add(self, position: int, size: int) -> None:
        label, of, box = QLabel(f"Dimension {position}:", self), QLabel(f"of {size:,}", self), QSpinBox(self)
        box.setRange(0, max(0, min(size - 1, _MOST)))
        box.setKeyboardTracking(False)
        box.setAccessibleName(f"Index in dimension {position}, of {size}")
        box.setMinimumWidth(64)
        box.valueChanged.connect(lambda _: self.changed.emit(self.index))
        label.setBuddy(box)
        row, place = divmod(position, _PER_ROW)
        for column, widget in enumerate((label, box, of)):
            self._grid.addWidget(widget, row, 4 * place + column)
        self._grid.setColumnMinimumWidth(4 * place + 3, 14)
        self.boxes.append(box)

    def _clear(self) -> None:
        self.boxes.clear()
        while (taken := self._grid.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
