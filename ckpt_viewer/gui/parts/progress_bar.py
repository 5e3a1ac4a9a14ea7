"""A bar without text that shows how far a job is.

Contract: painted with the rest of the window. Qt's bar paints at once when its value changes, and with it everything of
the window that waits to be painted: in the middle of other work, again at each report of a job.
"""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from ckpt_viewer.gui.language import tr

_STEPS = 1000  # the total of a job may be more than Qt's numbers hold


class ProgressBar(QProgressBar):
    """Called `name` where it is read aloud."""

    def __init__(self, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setAccessibleName(name or tr("Progress"))

    def show_share(self, done: int, total: int) -> None:
        """`done` of `total` of any unit; of nothing, that something is done."""
        self.setUpdatesEnabled(False)
        self.setRange(0, _STEPS if total > 0 else 0)
        if total > 0:
            self.setValue(min(_STEPS, done * _STEPS // total))
        self.setUpdatesEnabled(True)
