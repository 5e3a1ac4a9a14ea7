"""A ring around what the keyboard has come to, where the style draws none, or one that nobody sees:
tables, plots, pages, tabs, sliders, buttons, boxes of choices, our own parts. A field that is typed into shows a caret.

Contract: `show_ring` is called when a key has brought the keyboard to a widget; the ring goes when the keyboard does,
but stays while a menu is open.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QSlider, QTabBar, QWidget

from ckpt_viewer.gui.theme import active_theme

WIDTH = 2  # pixels
_UNSEEN = (QAbstractScrollArea, QTabBar, QSlider, QAbstractButton, QComboBox)  # whose edge the style tints a little


def show_ring(widget: QWidget) -> None:
    """Draw one, if the widget shows nothing itself and has none yet."""
    if any(isinstance(part, FocusRing) and part.isVisible() for part in widget.children()):
        return
    if isinstance(widget, _UNSEEN) or hasattr(widget, "accessible_role"):
        FocusRing(widget)


class FocusRing(QWidget):
    """A part of the widget that has the keyboard: it moves with it and lets the pointer through."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        widget.installEventFilter(self)
        if isinstance(widget, QTabBar):
            widget.currentChanged.connect(self._surround)
        self._surround()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Paint):  # a tab whose text changes is only painted anew
            self._surround()
        elif event.type() == QEvent.Type.Hide or (isinstance(event, QFocusEvent) and _is_left(event)):
            self.hide()
            self.deleteLater()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setPen(QPen(active_theme().color("accent"), WIDTH))
        painter.drawRect(self.rect().adjusted(WIDTH // 2, WIDTH // 2, -WIDTH // 2, -WIDTH // 2))
        painter.end()

    def _surround(self) -> None:
        place = _place(self._widget)
        if place != self.geometry():
            self.setGeometry(place)
            self.raise_()


def _is_left(event: QFocusEvent) -> bool:
    return event.lostFocus() and event.reason() != Qt.FocusReason.PopupFocusReason


def _place(widget: QWidget) -> QRect:
    if isinstance(widget, QTabBar):
        return widget.tabRect(widget.currentIndex()).adjusted(1, 1, -1, -1)
    return widget.rect()
