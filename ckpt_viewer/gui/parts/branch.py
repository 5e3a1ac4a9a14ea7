"""How tables that look like trees draw what stands before a name: the indent and the arrow that folds.

Contract: lengths are in logical pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
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
