"""Small shapes that several widgets paint: the arrow that folds a row, after its indent, and a frame of whole pixels.

Contract: lengths are in logical pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPolygon

INDENT, ARROW, PAD = 16, 16, 6
MAX_INDENT = 40  # levels; a file may be a million deep, a column is not

_DOWN = QPolygon([QPoint(-4, -2), QPoint(0, 2), QPoint(4, -2)])
_RIGHT = QPolygon([QPoint(-2, -4), QPoint(2, 0), QPoint(-2, 4)])


def paint_arrow(painter: QPainter, left: int, middle: int, color: str, *, down: bool) -> None:
    """The arrow of a row that holds others, in a field ARROW wide; `down` where they are shown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(color))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline((_DOWN if down else _RIGHT).translated(left + ARROW // 2, middle))


def paint_frame(painter: QPainter, rect: QRect, color: QColor) -> None:
    """The outermost logical pixels of a rectangle, at every scale: what is framed has to be one smaller on each side. A
    pen's line lies across the edge that it follows, which on a finer screen puts half of it on what is framed."""
    across, along = rect.width(), rect.height() - 2
    painter.fillRect(rect.left(), rect.top(), across, 1, color)
    painter.fillRect(rect.left(), rect.bottom(), across, 1, color)
    painter.fillRect(rect.left(), rect.top() + 1, 1, along, color)
    painter.fillRect(rect.right(), rect.top() + 1, 1, along, color)
