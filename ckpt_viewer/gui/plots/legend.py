"""The names of several curves with a sample of the line of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.plots.style import SeriesStyle, fill_colour, series_style
from ckpt_viewer.gui.theme import active_theme


class SeriesLegend(QWidget):
    """Names of series with a sample of their line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 4, 6, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self.names: list[str] = []
        self.hide()

    def show_names(self, names: Sequence[str]) -> None:
        self.setVisible(bool(names))
        if list(names) == self.names:
            return
        self.names = list(names)
        while (taken := self._grid.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for position, name in enumerate(names):
            row, half = divmod(position, 2)
            self._grid.addWidget(_Swatch(position, self), row, 2 * half)
            self._grid.addWidget(ElidedLabel(name, self), row, 2 * half + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)


class _Swatch(QWidget):
    """A short piece of the line of one series."""

    def __init__(self, position: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._position = position
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(30, 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        style: SeriesStyle = series_style(self._position, active_theme())
        painter = QPainter(self)
        painter.setPen(QPen(fill_colour(style.colour, 255), style.width, style.line))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()
