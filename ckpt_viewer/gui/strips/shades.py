"""The colours of strips, and the legend that says what they stand for.

Contract: in both themes the bins with many elements stand out from the ground. Importing this imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.views.strips import LEVELS, Levels
from ckpt_viewer.gui.language import in_a_row, tr
from ckpt_viewer.gui.parts.shapes import paint_frame
from ckpt_viewer.gui.theme import Theme, active_theme

_RAMP = 96  # pixels of the legend's colours


@dataclass(frozen=True, slots=True)
class Shading:
    """What shades stand for: a title, what the ends of the ramp are, and more of it for who asks. `table` has a colour
    for each level, of which the first is the ground."""

    title: str
    ends: tuple[str, str]
    says: str
    table: Callable[[Theme], list[int]]


def shares() -> Shading:
    """That of strips."""
    low, high = "0.0001 %", "100 %"
    return Shading(tr("Share of elements:"), (low, high), tr(
        "The share of a tensor's elements that lie in a bin, on a logarithmic scale:\none outlier among a million can "
        "be seen"), shade_table)


@cache
def shade_table(theme: Theme) -> list[int]:
    """The colour of every level as Qt's `#AARRGGBB`; level 0 is the ground of the strips."""
    table = pg.colormap.get(theme.heat).getLookupTable(0.0, 1.0, LEVELS - 1)
    shades = [(int(r), int(g), int(b)) for r, g, b in table]
    ordered = shades if theme.is_dark else shades[::-1]
    return [ground(theme).rgba(), *(QColor(*shade).rgba() for shade in ordered)]


def ground(theme: Theme) -> QColor:
    """What a bin without elements looks like."""
    return theme.color("window")


def paint_strip(painter: QPainter, rect: QRect, strip: Levels, table: list[int]) -> None:
    """A strip over the whole of a rectangle. A pixel of several bins has the shade of the fullest: none is left out."""
    pixels = max(1, int(painter.deviceTransform().mapRect(rect).width()))
    if pixels < len(strip):
        strip = np.maximum.reduceat(strip, np.arange(pixels) * len(strip) // pixels)
    data = strip.tobytes()
    image = QImage(data, len(data), 1, len(data), QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(rect), image)


class ShadeLegend(QWidget):
    """The ramp of shades between what its ends stand for, behind a title where there is room for it."""

    def __init__(self, shading: Shading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shading = shading
        self.setAccessibleName(tr("Shades"))
        low, high = shading.ends
        ramp = tr("{title} {low} – {high}", title=shading.title, low=low, high=high)
        self.setAccessibleDescription(in_a_row((ramp, shading.says)))
        self.setToolTip(shading.says)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self._size(self._shading.title, *self._shading.ends)

    def minimumSizeHint(self) -> QSize:
        return self._size(*self._shading.ends)

    def _size(self, *words: str) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_RAMP + 24 + sum(map(metrics.horizontalAdvance, words)), metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter, theme = QPainter(self), active_theme()
        painter.setPen(theme.color("muted"))
        low, high = self._shading.ends
        lead = f"{self._shading.title}   {low}" if self.width() >= self.sizeHint().width() else low
        width = self.fontMetrics().horizontalAdvance(lead)
        painter.drawText(QRect(0, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter), lead)
        ramp = QRect(width + 6, 4, _RAMP, self.height() - 8)
        painter.drawText(QRect(ramp.right() + 7, 0, self.width(), self.height()),
                         int(Qt.AlignmentFlag.AlignVCenter), high)
        table = self._shading.table(theme)
        steps = len(table) - 1
        image = QImage(bytes(range(1, steps + 1)), steps, 1, steps, QImage.Format.Format_Indexed8)
        image.setColorTable(table)
        painter.drawImage(QRectF(ramp), image)
        paint_frame(painter, ramp.adjusted(-1, -1, 1, 1), theme.color("border"))
        painter.end()


