"""The plain pieces of a page: headings, quiet lines, lines with a symbol, labels that give way, tooltips and buttons.

Contract: texts are in the window's language already, and plain: nothing in them is read as markup.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, SignalInstance
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.context_menus import lets_copy
from ckpt_viewer.gui.parts.laying import lay_row
from ckpt_viewer.gui.parts.wrap_label import WrapLabel


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """A label that names what stands below it."""
    label = QLabel(text, parent, textFormat=Qt.TextFormat.PlainText)
    embolden(label)
    return label


def embolden(label: QWidget, times: float = 1) -> None:
    """Make its letters bold, and so many times as large."""
    font = QFont(label.font())
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * times)
    label.setFont(font)


def hint(text: str, parent: QWidget | None = None, *, indent: int = 0) -> QLabel:
    """A quieter line that explains what stands above it."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setContentsMargins(indent, 0, 0, 0)
    return label


def text_height(field: QPlainTextEdit) -> int:
    """Pixels in which all lines of a field have room above its scroll bar."""
    edges = 2 * (field.frameWidth() + round(field.document().documentMargin()))
    bar = field.horizontalScrollBar().sizeHint().height()
    return field.blockCount() * field.fontMetrics().lineSpacing() + edges + bar


class Line(QWidget):
    """A symbol and a sentence whose further lines stand under its first one."""

    def __init__(self, symbol: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        mark, label = QLabel(symbol, self), WrapLabel(self)
        mark.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        mark.setFixedWidth(mark.fontMetrics().horizontalAdvance("mm"))
        label.setText(text)
        lay_row(mark, (label, 1), on=self, margins=(0, 1, 0, 1), spacing=6)


class ElidedLabel(QLabel):
    """A line of plain text that gives way: what does not fit is left out in the middle; the tooltip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_text(text)
        lets_copy(self, self.text)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        place = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


def verb_buttons(dialog: QDialog, verb: str, act: Callable[[], object], leave: str) -> tuple[QDialogButtonBox,
                                                                                          QPushButton]:
    """The buttons of a dialog, and the one among them that does `act`, as Enter does; the other leaves."""
    buttons, button = QDialogButtonBox(dialog), QPushButton(verb, dialog)
    button.setDefault(True)
    button.clicked.connect(act)
    buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
    buttons.rejected.connect(dialog.reject)
    return buttons, button


def push_button(text: str, parent: QWidget, act: Callable[[], object] | SignalInstance | None = None,
                tip: str = "") -> QPushButton:
    """One that Enter presses only where it has the keyboard; pressing it does `act`."""
    button = QPushButton(text, parent, autoDefault=False)
    button.setToolTip(tip)
    if act is not None:
        button.clicked.connect(act)
    return button


def export_button(parent: QWidget, entries: Sequence[tuple[str, Callable[[], None]]]) -> QPushButton:
    """Opens a menu of `entries`, each a text and what it does."""
    button = push_button(tr("E&xport"), parent, tip=tr("Copy or save what is shown"))
    menu = QMenu(button)
    for text, act in entries:
        menu.addAction(text).triggered.connect(act)
    button.setMenu(menu)
    return button


def plain_tip(text: str) -> str:
    """A tooltip that Qt does not take for rich text, whatever a file may have put into it."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""
