"""A frame of whole pixels.

Contract: a pen's line lies across the edge that it follows, which on a finer screen puts half of it on what is framed;
this frame takes the outermost logical pixel of a rectangle at every scale, and nothing within.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter


def paint_frame(painter: QPainter, rect: QRect, color: QColor) -> None:
    """The outermost pixels of a rectangle: what is framed has to be one smaller on each side."""
    across, along = rect.width(), rect.height() - 2
    painter.fillRect(rect.left(), rect.top(), across, 1, color)
    painter.fillRect(rect.left(), rect.bottom(), across, 1, color)
    painter.fillRect(rect.left(), rect.top() + 1, 1, along, color)
    painter.fillRect(rect.right(), rect.top() + 1, 1, along, color)
