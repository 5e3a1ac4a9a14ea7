"""Filters and sorts a list of tensors, as every `Arranging`."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core.views.tensor_table import Choice
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.arranging import Arranging
from ckpt_viewer.gui.strips.view import StripView


class ListArranging(Arranging):
    """What a person chooses brings the current row into sight."""

    def __init__(self, view: StripView, parent: QObject | None = None) -> None:
        super().__init__(view, Choice(), "all-tensors/arrange", tr("Sorting"), parent, stays=False)

    def begin(self, jobs: Jobs) -> None:
        """The view shows another table, in the order of the file: arrange it as the one before."""
        self.stop()
        self._jobs = jobs
        self._view.show_order(self.choice)
        if self.choice != Choice():
            self.start(stay=True)

    def renew(self) -> None:
        """Without an order, other numbers are other cells alone."""
        if self.choice.sorted_by is not None:
            super().renew()
