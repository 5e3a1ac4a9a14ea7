"""The ring goes with the keyboard wherever a key has taken it: to a box by its letter, to the tree of a file that was
opened, back from a dialog or menu.

Contract: made once for the application. Who uses the mouse sees no ring; the first key that is pressed shows it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ckpt_viewer.gui.parts.focus_ring import show_ring
from ckpt_viewer.gui.parts.reading_order import InReadingOrder

_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta)  # also by who clicks


class KeyboardRing(QObject):
    """Hears the keys that a window's widgets are asked about: the question goes up to the window."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._by_key = False
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A key that is a shortcut comes as the question whether a widget wants it, and not again.
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            assert isinstance(event, QKeyEvent)
            self._on_key(event.key())
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._by_key = False
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> None:
        if not self._by_key and key not in _HELD:
            self._by_key = True
            self._show_at(QApplication.focusWidget())

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_key = False
        if now is not None and isinstance(now.window(), InReadingOrder):
            # Not on its QWindow: Qt deletes that without telling Python, which then takes the next one for it.
            now.window().installEventFilter(self)  # once, however often
        if self._by_key:
            self._show_at(now)

    def _show_at(self, widget: QWidget | None) -> None:
        if widget is not None and isinstance(widget.window(), InReadingOrder):
            show_ring(widget)
