"""The row above a comparison: what to show of it, what to compare, and how far the comparing is.

Contract: holds choices and changes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from ckpt_viewer.core.diffing.scope import Sides
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.laying import STRETCH, lay_row
from ckpt_viewer.gui.parts.notice import JobRow

_PAUSE = 150  # milliseconds of stillness before a filter or a scroll position counts


class DiffTools(QWidget):
    """A filter, two choices and a progress bar."""

    def __init__(self, jobs: Jobs, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = FilterBox(tr("Filter: a name or a status"),
                                tr("Filter differences"), self)
        self.filter.setMaximumWidth(400)
        self.changed_only = QCheckBox(tr("&Only what differs"), self)
        self.changed_only.setChecked(True)
        self.by_module = QCheckBox(tr("By &module"), self)
        self.by_module.setToolTip(tr("Put the parts of dotted names below one another: layer1 › 0 › weight"))
        self.scope = ChoiceBox(self)
        self.scope.setAccessibleName(tr("What is compared"))
        for words, scope in ((tr("Compare everything"), "everything"), (tr("Compare parameters only"), "parameters")):
            self.scope.addItem(words, scope)
        self.scope.hide()
        self.progress = JobRow(jobs, key, self)
        lay_row((self.filter, 2), self.changed_only, self.by_module, self.scope, STRETCH, (self.progress, 2), on=self,
                margins=0)

    def show_scope(self, sides: Sides) -> None:
        self.scope.setVisible(sides.parameters)
        self.scope.setCurrentIndex(self.scope.findData(sides.scope))


def still_timer(owner: QWidget, slot: Callable[[], None]) -> QTimer:
    """Calls `slot` once nothing has happened for a moment: a filter is being typed, or rows are being scrolled."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(_PAUSE)
    timer.timeout.connect(slot)
    return timer
