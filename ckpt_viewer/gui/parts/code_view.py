"""A piece of code to be read and copied: title, reason, the code itself as high as it is long.

Contract: nothing here runs code; the code is plain text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.labels import heading, hint, push_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row

_COPIED_MS = 1500


class CodeView(QWidget):
    """One snippet with its Copy button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading("", self)
        self.why = hint("", self)
        self.code = QPlainTextEdit(self)
        self.code.setReadOnly(True)
        self.code.setTabChangesFocus(True)
        self.code.setFont(fixed_font())
        self.code.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.code.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.copy = push_button(tr("Copy"), self, self._on_copy)
        self._back = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._back.timeout.connect(lambda: self.copy.setText(tr("Copy")))
        head = lay_row((self.title, 1), self.copy)
        lay_column(head, self.why, self.code, on=self, margins=0, spacing=4)

    def show_code(self, title: str, why: str, code: str) -> None:
        self.title.setText(title)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.code.setPlainText(code)
        self.code.setAccessibleName(tr("Python code: {title}", title=title))
        self.copy.setAccessibleName(tr("Copy the code: {title}", title=title))
        self.copy.setText(tr("Copy"))
        lines = code.count("\n") + 1
        bar = self.code.horizontalScrollBar().sizeHint().height()
        frame = 2 * self.code.frameWidth() + 2 * round(self.code.document().documentMargin())
        self.code.setFixedHeight(lines * self.code.fontMetrics().lineSpacing() + frame + bar)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())
        self.copy.setText(tr("Copied"))
        self._back.start()
