"""The Python that loads the open file the right way, to be read and copied.

Contract: as of every panel, see base.py. Accepts every selection: it is about the file.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.snippets import Snippet, snippets
from ckpt_viewer.core.task import Cancelled, pure
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.code_view import CodeView
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_row
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.scrolling import scrolling_column

_KEY = "learn"
_DEVICES = (("CPU", "cpu"), ("GPU (cuda:0)", "cuda:0"), (later("Second GPU (cuda:1)"), "cuda:1"),
            ("Apple GPU (mps)", "mps"), ("Intel GPU (xpu:0)", "xpu:0"))


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
        self.notice.say("info", "")
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
        self._column = scrolling_column(self, 14)
        fill(self._column, self.notice, row, STRETCH)
