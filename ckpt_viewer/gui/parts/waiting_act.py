"""An act that a person asked for a moment too early: done as soon as what it depends on has caught up.

Contract: a button that was pressed by a key shows that for a tenth of a second, and only then is what it changes asked
for; so a click that is still to come is waited for first, and then for `ready`. What is not ready calls `go_on` when it
is, or `drop` where it never will be. Nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_SOON = 10  # milliseconds


class WaitingAct:
    """`waits` says that it was asked for and has not been done yet."""

    def __init__(self, window: QWidget, ready: Callable[[], bool], act: Callable[[], None]) -> None:
        self._window, self._ready, self._act = window, ready, act
        self.waits = False
        self._timer = QTimer(window, singleShot=True, interval=_SOON)
        self._timer.timeout.connect(self.go_on)

    def ask(self) -> None:
        self.waits = True
        self.go_on()

    def go_on(self) -> None:
        """Do it, if it was asked for and nothing is to be waited for any more."""
        if not self.waits:
            return
        if self._click_is_to_come():
            self._timer.start()
        elif self._ready():
            self.waits = False
            self._act()

    def drop(self) -> None:
        self.waits = False

    @property
    def awaits_click(self) -> bool:
        """Whether a click is waited for, so that what it changes belongs to what was asked for."""
        return self.waits and self._timer.isActive()

    def _click_is_to_come(self) -> bool:
        return any(button.isDown() for button in self._window.findChildren(QAbstractButton))


def is_return(event: QKeyEvent) -> bool:
    """The keys with which a dialog presses its default button."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
