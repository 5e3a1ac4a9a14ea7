"""A menu bar that gives the keyboard back to where it was before.

Contract: as Qt's. Its own forgets where that was when a menu is opened by its letter while the bar has the keyboard, as
after the first Escape: the keyboard then stayed in the bar for good.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenuBar


class MenuBar(QMenuBar):
    """Leaves itself before it is entered again."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and self.hasFocus():
            escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(self, escape)
        return super().event(event)
