"""What is on the page of a comparison: a sentence, the rows, both sides of what is selected, and how they are laid out.

Contract: no behaviour; whoever inherits connects what is here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QLabel, QStackedWidget, QWidget

from ckpt_viewer.core.diffing.scope import Sides
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.gui.compare.detail import DiffDetail
from ckpt_viewer.gui.compare.view import DiffView
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.kept_splitter import SideBySide
from ckpt_viewer.gui.parts.labels import embolden, push_button
from ckpt_viewer.gui.parts.laying import lay_row, scrolling_when_low
from ckpt_viewer.gui.parts.notice import JobRow, Notice
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.parts.wrap_label import WrapLabel

_ROWS, _DETAIL = 130, 180  # pixels of rows and of the sides of one at least; where there are fewer, the page scrolls
_WIDE = 2200  # pixels of a window in which all columns have room beside the sides of a row
_SHARE, _MOST = 0.52, 1440  # of them, for the columns


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
        self.lists.setMinimumHeight(scaled(_ROWS))
        self.detail.setMinimumHeight(scaled(_DETAIL))
        self.parts = SideBySide(self.lists, self.detail, "splitter-diff-wide", share=_SHARE, most=_MOST, wide=_WIDE,
                                under="splitter-diff")
        self._lay_out()

    def _lay_out(self) -> None:
        row = lay_row((self.sides, 1), self.swap)
        scrolling_when_low(self, self.sentence, row, self.remarks, self.notice, self.tools, (self.parts, 1),
                           margins=(12, 10, 12, 8), spacing=6, name=tr("Differences"))
        for one, next_one in pairwise((self.swap, self.filter, self.changed_only, self.by_module, self.scope,
                                       self.view)):
            self.setTabOrder(one, next_one)


_WIDEST, _ICONS = 400, 44  # pixels of the filter, and of what stands beside its hint
_PAUSE = 150  # milliseconds of stillness before a filter or a scroll position counts


class DiffTools(QWidget):
    """A filter, two choices and a progress bar."""

    def __init__(self, jobs: Jobs, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = FilterBox(tr("Filter: a name or a status"),
                                tr("Filter differences"), self)
        hint = self.filter.fontMetrics().horizontalAdvance(self.filter.placeholderText())
        self.filter.setMinimumWidth(hint + scaled(_ICONS))
        self.filter.setMaximumWidth(scaled(_WIDEST))
        self.changed_only = QCheckBox(tr("&Only what differs"), self)
        self.changed_only.setChecked(True)
        self.by_module = QCheckBox(tr("By &module"), self)
        self.by_module.setToolTip(tr("Show the parts of dotted names as levels: layer1 › 0 › weight"))
        self.scope = ChoiceBox(self)
        self.scope.setAccessibleName(tr("What is compared"))
        for words, scope in ((tr("Compare everything"), "everything"), (tr("Compare parameters only"), "parameters")):
            self.scope.addItem(words, scope)
        self.scope.hide()
        self.progress = JobRow(jobs, key, self)
        row = FlowLayout(self)
        for part in (self.filter, self.changed_only, self.by_module, self.scope, self.progress):
            row.addWidget(part)

    def show_scope(self, sides: Sides) -> None:
        self.scope.setVisible(sides.parameters)
        self.scope.setCurrentIndex(self.scope.findData(sides.scope))


def still_timer(owner: QWidget, slot: Callable[[], None]) -> QTimer:
    """Calls `slot` once nothing has happened for a moment: a filter is being typed, or rows are being scrolled."""
    timer = QTimer(owner, singleShot=True, interval=_PAUSE)
    timer.timeout.connect(slot)
    return timer
