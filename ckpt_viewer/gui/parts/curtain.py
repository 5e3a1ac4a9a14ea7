"""A picture of what stood in a widget's place, over it until it has filled.

Contract: goes by itself: soon after `ready`, when the widget gets another size, and after LONGEST in any case. The
pointer goes through it, and nothing has the keyboard because of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

LOOK_MS = 20
CALM = 3  # looks in a row: what has arrived is laid out in the turns that follow
LONGEST = 30  # looks


class Curtain(QWidget):
    """What `before` looks like now, over `after`, which takes its place."""

    def __init__(self, before: QWidget, after: QWidget, ready: Callable[[], bool]) -> None:
        super().__init__(after)
        self._over, self._ready, self._looks, self._calm = after, ready, 0, 0
        self._picture = before.grab()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that nothing below is painted for nobody
        self.resize(before.size())
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _look(self) -> None:
        self._looks += 1
        self._calm = self._calm + 1 if self._ready() else 0
        if self._calm >= CALM or self._looks >= LONGEST or self._over.size() != self.size():
            self._timer.stop()
            self.hide()
            self.deleteLater()
