"""What is on the page of a comparison: a sentence, the rows, both sides of what is selected, and how they are laid out.

Contract: no behaviour; whoever inherits connects what is here.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QWidget

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.gui.compare.detail import DiffDetail
from ckpt_viewer.gui.compare.tools import DiffTools
from ckpt_viewer.gui.compare.view import DiffView
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.kept_splitter import keep_shares
from ckpt_viewer.gui.parts.labels import embolden, push_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row, split_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.wrap_label import WrapLabel


class DiffPage(QWidget):
    """The widgets. `key` names the job whose progress is shown."""

    def __init__(self, jobs: Jobs, engine: Engine, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = WrapLabel(self)
        embolden(self.sentence, 1.25)
        self.sides = WrapLabel(self)
        self.sides.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.swap = push_button(tr("S&wap A and B"), self, tip=tr("Compare the other way round"))
        self.notice, self.remarks = Notice(self), Notice(self)
        self.view = DiffView(self)
        self.detail = DiffDetail(jobs, engine, self)
        self.tools = DiffTools(jobs, key, self)
        self.filter, self.scope, self.changed_only = self.tools.filter, self.tools.scope, self.tools.changed_only
        self.by_module, self.progress = self.tools.by_module, self.tools.progress
        self.placeholder = QLabel(self)
        self.placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.placeholder.setWordWrap(True)
        self.lists = QStackedWidget(self)
        self.lists.addWidget(self.view)
        self.lists.addWidget(self.placeholder)
        self.parts = self._parts()
        self._lay_out()

    def _parts(self) -> QSplitter:
        parts = split_column((self.lists, 480), (self.detail, 520))
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        keep_shares(parts, "splitter-diff")
        return parts

    def _lay_out(self) -> None:
        row = lay_row((self.sides, 1), self.swap)
        lay_column(self.sentence, row, self.remarks, self.notice, self.tools, (self.parts, 1), on=self,
                   margins=(12, 10, 12, 8), spacing=6)
        for one, next_one in pairwise((self.swap, self.filter, self.changed_only, self.by_module, self.scope,
                                       self.view)):
            self.setTabOrder(one, next_one)
