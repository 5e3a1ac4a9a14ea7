"""The colours of a picture and what they stand for, with a swatch each for NaN and the infinities where they occur."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.core.views.pictures import CODE_NAN, CODE_NEGINF, CODE_POSINF, LEVELS, ColourScale
from ckpt_viewer.core.wording import number_text
from ckpt_viewer.gui.theme import Theme, active_theme

Table = npt.NDArray[np.uint8]  # 256 x 4, red green blue alpha

_STRIP, _TICKS, _SWATCH = 16, 5, 12


def colour_table(theme: Theme, *, symmetric: bool) -> Table:
    """The colour of every code of core.pictures. In the dark, what is zero is dark: bright means far from it."""
    name = theme.heat if not symmetric else "CET-D4" if theme.is_dark else theme.diverging
    table = np.zeros((256, 4), np.uint8)
    table[:LEVELS] = pg.colormap.get(name).getLookupTable(0.0, 1.0, LEVELS, alpha=True)
    for code, colour in _odd_colours(symmetric=symmetric).items():
        table[code] = [int(part) for part in bytes.fromhex(colour[1:] + "ff")]
    return table


class ColourBar(QWidget):
    """A vertical strip of colours with numbers; `present` names the codes of which the picture has cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table = np.zeros((256, 4), np.uint8)
        self._scale = ColourScale(-1.0, 1.0)
        self._odd: tuple[tuple[int, str], ...] = ()
        self.setAccessibleName("Colour scale")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_scale(self, table: Table, scale: ColourScale, present: frozenset[int]) -> None:
        names = ((CODE_NAN, "NaN"), (CODE_POSINF, "+Inf"), (CODE_NEGINF, "-Inf"))
        self._table, self._scale = table, scale
        self._odd = tuple((code, name) for code, name in names if code in present)
        odd = ", ".join(name for _, name in self._odd)
        self.setAccessibleDescription(
            f"From {number_text(scale.low)} to {number_text(scale.high)}{', also ' + odd if odd else ''}")
        self.updateGeometry()
        self.update()

    @property
    def labels(self) -> list[str]:
        """The numbers beside the strip from top to bottom, then the names of the swatches."""
        return [text for text, _ in self._numbers()] + [name for _, name in self._odd]

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(text) for text in self.labels), default=40)
        return QSize(_STRIP + 10 + max(widest, 44), 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 80)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        theme, line = active_theme(), self.fontMetrics().height()
        half = line // 2 + 1
        below = len(self._odd) * (line + 4) + (6 if self._odd else 0)
        strip = QRect(0, half, _STRIP, max(10, self.height() - 2 * half - below))
        image = QImage(np.ascontiguousarray(self._table[:LEVELS][::-1]).tobytes(), 1, LEVELS, 4,
                       QImage.Format.Format_RGBA8888)
        painter.drawImage(strip, image)
        painter.setPen(theme.color("border"))
        painter.drawRect(strip.adjusted(0, 0, -1, -1))
        painter.setPen(theme.color("text"))
        for text, share in self._numbers():
            y = strip.top() + round((1 - share) * (strip.height() - 1))
            painter.drawText(QRect(_STRIP + 6, y - half, self.width(), 2 * half), _LEFT, text)
        top = strip.bottom() + half + 6
        for code, name in self._odd:
            swatch = QRect(2, top + (line - _SWATCH) // 2, _SWATCH, _SWATCH)
            painter.fillRect(swatch, QColor(*map(int, self._table[code])))
            painter.drawRect(swatch)
            painter.drawText(QRect(_STRIP + 6, top, self.width(), line), _LEFT, name)
            top += line + 4
        painter.end()

    def _numbers(self) -> list[tuple[str, float]]:
        low, high = self._scale.low, self._scale.high
        shares = [1 - i / (_TICKS - 1) for i in range(_TICKS)]
        return [(number_text(low * (1 - share) + high * share, 4), share) for share in shares]


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _odd_colours(*, symmetric: bool) -> dict[int, str]:
    """Colours that the ramp does not have: green among red and blue, red and greys among viridis."""
    if symmetric:
        return {CODE_NAN: "#18b04c", CODE_POSINF: "#ffd400", CODE_NEGINF: "#00c2d1"}
    return {CODE_NAN: "#ff3b30", CODE_POSINF: "#ffffff", CODE_NEGINF: "#000000"}
