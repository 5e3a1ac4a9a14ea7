"""Which slice of a tensor is shown: a number and a slider for each dimension that is neither rows nor columns."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QSlider, QSpinBox, QWidget

from ckpt_viewer.core.tensor import MAX_DIMENSIONS
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.laying import fill, lay_row

_MOST = 2**31 - 1  # a QSpinBox counts in int32
Sizes = tuple[tuple[int, int], ...]  # dimension and its size


class IndexBar(QWidget):
    """Hidden where there is nothing to choose. `changed` brings the new index."""

    changed = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: Sizes = ()
        self.boxes: list[QSpinBox] = []
        self.sliders: list[QSlider] = []
        self._flow = FlowLayout(self, 14)
        self.hide()

    @property
    def index(self) -> tuple[int, ...]:
        """One number for each dimension."""
        return tuple(box.value() for box in self.boxes)

    def show_shape(self, shape: tuple[int, ...]) -> None:
        """Offer the leading dimensions of this shape, all but the last two."""
        self.show_sizes(tuple(enumerate(shape[:-2])))

    def show_sizes(self, sizes: Sizes) -> None:
        """Offer these dimensions; those that were there with another size, or were not, begin at 0."""
        if sizes == self._sizes:
            return
        kept = dict(zip(self._sizes, self.index, strict=False))
        self._sizes = sizes
        self._clear()
        _align([self._add(dimension, size) for dimension, size in sizes[:MAX_DIMENSIONS]])
        self.set_index(tuple(kept.get(size, 0) for size in sizes))
        self.setVisible(bool(self.boxes))

    def set_index(self, index: tuple[int, ...]) -> None:
        """Go to a slice without saying so."""
        for box, slider, value in zip(self.boxes, self.sliders, index, strict=False):
            with QSignalBlocker(box), QSignalBlocker(slider):
                box.setValue(value)
                slider.setValue(value)

    def _add(self, dimension: int, size: int) -> list[QWidget]:
        """What stands before the slider."""
        part = _Part(self)
        label = QLabel(tr("Dimension {dimension}:", dimension=dimension), part)
        of = QLabel(tr("of {size:,}", size=size), part)
        box, slider = QSpinBox(part), QSlider(Qt.Orientation.Horizontal, part)
        for field in (box, slider):
            field.setRange(0, max(0, min(size - 1, _MOST)))
            field.setAccessibleName(tr("Index in dimension {dimension}, of {size}",
                                       dimension=dimension, size=size))
        box.setKeyboardTracking(False)
        box.setMinimumWidth(64)
        slider.setPageStep(max(1, size // 10))
        box.valueChanged.connect(lambda value: self._on_changed(slider, value))
        slider.valueChanged.connect(box.setValue)
        label.setBuddy(box)
        fill(part.row, label, box, of, slider)
        slider.setVisible(size > 1)
        self._flow.addWidget(part)
        part.show()
        self.boxes.append(box)
        self.sliders.append(slider)
        return [label, box, of]

    def _on_changed(self, slider: QSlider, value: int) -> None:
        with QSignalBlocker(slider):
            slider.setValue(value)
        self.changed.emit(self.index)

    def _clear(self) -> None:
        self.boxes.clear()
        self.sliders.clear()
        while (taken := self._flow.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()


def _align(lines: list[list[QWidget]]) -> None:
    """Let all sliders begin at one place where the lines stand below one another."""
    for column in zip(*lines, strict=True):
        widest = max(widget.sizeHint().width() for widget in column)
        for widget in column:
            widget.setMinimumWidth(widest)


class _Part(QWidget):
    """What belongs to one dimension; it stays together where a line breaks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = lay_row(on=self, margins=0)

    def sizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 330), super().sizeHint().height())
