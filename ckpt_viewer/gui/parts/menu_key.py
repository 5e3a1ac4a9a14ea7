"""Shift+F10: the context menu of what has the keyboard.

Contract: does what Qt does for the key that some keyboards have for it; under X11 and Wayland Qt knows no other.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

OF_THE_SYSTEM = ("win32", "darwin")  # where the system itself asks for the menu, or has no key for it


def opens_menu(event: QKeyEvent, window: QWidget) -> bool:
    """Ask what has the keyboard in a window for its menu, where this is the key for it; whether it was."""
    asked = (event.key(), event.modifiers()) == (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    at: object = window.focusWidget()  # None where nothing has it, whatever Qt's stubs say
    if not asked or sys.platform in OF_THE_SYSTEM or not isinstance(at, QWidget):
        return False
    cursor: QRect = at.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    place = cursor.center() if at.rect().intersects(cursor) else at.rect().center()
    QCoreApplication.postEvent(at, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, at.mapToGlobal(place)))
    return True
