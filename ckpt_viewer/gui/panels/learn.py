"""The Python that loads the open file the right way, to be read and copied.

Contract: as of every panel, see base.py. Accepts every selection: it is about the file.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.snippets import Snippet, snippets
from ckpt_viewer.core.task import Cancelled, pure
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.labels import heading, hint, push_button, text_height
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice

_KEY = "learn"
_DEVICES = (("CPU", "cpu"), ("GPU (cuda:0)", "cuda:0"), (later("Second GPU (cuda:1)"), "cuda:1"),
            ("Apple GPU (mps)", "mps"), ("Intel GPU (xpu:0)", "xpu:0"))
_READABLE = 760  # pixels of a line that the eye follows, and of most lines of code


class LearnPanel(Panel):
    """Snippets for this file and a device."""

    title = "Learn"
    hint = "The Python lines that load this file"
    keys = (_KEY,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: tuple[Graph, str] | None = None
        self.notice = Notice(self)
        self.device = ChoiceBox(self)
        for text, name in _DEVICES:
            self.device.addItem(tr(text), name)
        self.device.activated.connect(self._ask)
        self.views: list[CodeView] = []
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:  # noqa: ARG003 (about the file, whatever is selected)
        return 3

    def present(self, context: PanelContext) -> None:
        self._context = context
        self._ask()

    def clear(self) -> None:
        super().clear()
        self._seen = None

    def _ask(self, *_: object) -> None:
        if self._context is None:
            return
        context, device = self._context, str(self.device.currentData())
        if self._seen is not None and self._seen[0] is context.graph and self._seen[1] == device:
            return
        self._seen = (context.graph, device)
        checkpoint, name = context.document.snapshot(), context.document.name
        context.jobs.submit(_KEY, pure(lambda: snippets(checkpoint, name, device)), self._on_written, self._on_failed,
                            title=tr("Python for this file"), quiet=True)

    def _on_written(self, found: tuple[Snippet, ...]) -> None:
        self.notice.clear()
        while len(self.views) < len(found):
            view = CodeView(self)
            self.views.append(view)
            self._column.insertWidget(self._column.count() - 1, view)
        for position, view in enumerate(self.views):
            view.setVisible(position < len(found))
            if position < len(found):
                snippet = found[position]
                view.show_code(told(snippet.title), told(snippet.why), snippet.code)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._seen = None
            self.notice.show_error(error)

    def _lay_out(self) -> None:
        label = QLabel(tr("Load it &onto:"), self)
        label.setBuddy(self.device)
        row = lay_row(label, self.device, STRETCH)
        self._column = scrolling_column(self, 14, most=_READABLE)
        fill(self._column, self.notice, row, STRETCH)


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
        self.code.setFixedHeight(text_height(self.code))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())
        self.copy.setText(tr("Copied"))
        self._back.start()
