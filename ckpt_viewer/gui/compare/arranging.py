"""Filters and sorts the rows of a comparison, as every `Arranging`."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core.diffing.arranging import Choice
from ckpt_viewer.core.diffing.columns import STATUS_TEXTS
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.gui.compare.view import DiffView
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.arranging import Arranging, words_of


class DiffArranging(Arranging):
    """What differs, or everything."""

    def __init__(self, jobs: Jobs, view: DiffView, parent: QObject | None = None) -> None:
        super().__init__(view, _choice(), "arranging", tr("Sorting the differences"), parent, stays=True)
        self._jobs = jobs

    def begin(self, text: str) -> Choice:
        """As `stop`; what is to be seen of the new rows, in the order of the file, where a text narrows them."""
        self.stop()
        choice: Choice = replace(self.choice, words=words_of(text), sorted_by=None, descending=False)
        self.choice = choice
        return choice

    def only_changed(self, only: bool) -> None:
        self.choose(changed_only=only)

    def expand_all(self, expanded: bool) -> None:
        """Fold or unfold all rows. Where the one that is selected is folded away, what it lies in is selected."""
        table, row = self._view.rows.table, self._view.current_row()
        if table is None:
            return
        table.expand_all(expanded)
        while row >= 0 and self._view.rows.place(row) < 0:
            row = table.above(row)
        self.put(row)
        self.shown.emit()

    def is_quiet(self) -> bool:
        return self.choice.sorted_by is None


def _choice() -> Choice:
    """Nothing narrowed; a status is found by its words in the window's language, and always by the English ones."""
    plain = Choice()
    called = zip(plain.status_words, STATUS_TEXTS.items(), strict=True)
    return replace(plain, status_words=tuple(
        f"{english} {told(text).lower()} {told(state).lower()}" for english, (state, text) in called))
