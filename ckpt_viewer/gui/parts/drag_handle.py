"""A handle by which something is dragged out of the window; a click, or a key, does what leads to the same.

Contract: `dragged` comes once the pointer has gone far enough with the button held, `clicked` otherwise.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme


class DragHandle(Themed, QToolButton):
    """A small button with an arrow that leaves a box."""

    dragged = Signal()

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPoint | None = None
        self.setAutoRaise(True)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.retheme()
        self.follow_theme()

    def retheme(self) -> None:
        self.setIcon(icon("drag-out", active_theme().muted))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
        elif far_enough(self._from, event.position().toPoint()):
            self._from = None
            self.setDown(False)
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None
        super().mouseReleaseEvent(event)


def far_enough(start: QPoint, now: QPoint) -> bool:
    """Whether the pointer has gone as far as a person goes who means to drag."""
    return (now - start).manhattanLength() >= QApplication.startDragDistance()
