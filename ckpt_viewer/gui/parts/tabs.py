"""Tabs of which the front one is marked by a line: in a dark window its shade alone is hard to tell from the others'.

Contract: a `QTabBar` like any other, and a `QTabWidget` that has one.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton, QWidget

from ckpt_viewer.gui.theme import active_theme

_LINE = 2  # pixels


class MarkedTabBar(QTabBar):
    """Draws the line along the upper edge. Tab does not stop at its scroll buttons: the arrow keys do what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for arrow in self.findChildren(QToolButton):
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        front = self.tabRect(self.currentIndex())
        if front.isValid():
            painter = QPainter(self)
            line = QRect(front.left() + 2, front.top(), front.width() - 4, _LINE)
            painter.fillRect(line, active_theme().color("accent"))
            painter.end()


class MarkedTabs(QTabWidget):
    """Pages whose tabs are marked so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(MarkedTabBar(self))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
