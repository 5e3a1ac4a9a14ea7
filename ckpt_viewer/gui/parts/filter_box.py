"""The line above rows that says which of them to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme


class FilterBox(Themed, QLineEdit):
    """One line to type in; Escape empties it, Down goes to the rows."""

    down_pressed = Signal()

    def __init__(self, hint: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        make_clearable(self)
        self.setAcceptDrops(False)  # a file dropped here is to be opened, not to be typed
        self._search = QAction(name, self)
        self.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        self.retheme()
        self.follow_theme()

    def begin(self) -> None:
        """Let the person type another filter."""
        self.setFocus()
        self.selectAll()

    def retheme(self) -> None:
        self._search.setIcon(icon("search", active_theme().muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


def make_clearable(field: QLineEdit) -> None:
    """Give a line a cross that empties it, and the cross a name: Qt gives it none."""
    field.setClearButtonEnabled(True)
    cross = field.findChild(QAction, "_q_qlineeditclearaction")
    if cross is not None:
        cross.setText(tr("Clear this field"))
