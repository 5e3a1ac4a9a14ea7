"""Set the counters of a training (epoch, step, scheduler) back, after showing every one that is known.

Contract: as of every ChangeDialog.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.recipes import Counter, Reset, check_count
from ckpt_viewer.core.wording import path_text, read_value, value_text
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_tree import choice_tree, ticked_row, ticks
from ckpt_viewer.gui.parts.text_size import open_at

EXPLAIN = later("These values count epochs and steps in this file. A training that resumes goes on from these numbers. "
                "The learning rate and the optimizer's averages stay as they are.")
NOTHING = later("No count of epochs or steps was found in this file.\nA value with another name can be changed in its "
                "place: select it in the tree and press F2.")


class ResetDialog(ChangeDialog):
    """Ticked counters get the value. `found` are those of the document's graph."""

    def __init__(self, document: Document, apply: Apply, found: tuple[Counter, ...],
                 parent: QWidget | None = None) -> None:
        super().__init__(tr("Reset epoch and step"), tr(EXPLAIN), tr("&Reset"), document, apply, parent)
        self._counters = found
        self.value = QLineEdit("0", self)
        self.table = choice_tree(self, tr("Counters"), (tr("Place"), tr("Now"), tr("New"), tr("Counts")))
        self.form.addRow(tr("&Value:"), self.value)
        self.column.addWidget(self.table, 1)
        self.table.itemChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._refresh)
        for counter in self._counters:
            texts = [path_text(counter.path), value_text(counter.value), "", told(counter.what)]
            self.table.addTopLevelItem(ticked_row(texts))
        self._refresh()
        self.value.selectAll()
        self.value.setFocus()
        if not self._counters:
            self.notice.say("info", tr(NOTHING))
        open_at(self, 640, 260 + 26 * min(len(self._counters), 10))

    def edits(self) -> tuple[Sequence[Edit], str]:
        chosen = tuple(counter.pointer for counter, on in zip(self._counters, ticks(self.table), strict=True) if on)
        everything = len(chosen) == len(self._counters)
        return [Reset(self._typed(), () if everything else chosen)], ""

    def _typed(self) -> int:
        value = read_value(self.value.text(), "int")
        assert isinstance(value, int)
        check_count(value)
        return value

    def _refresh(self) -> None:
        """Show what each would be."""
        try:
            value: int | None = self._typed()
            self.notice.clear()
        except InvalidEdit as error:
            value = None
            self.notice.show_error(error)
        self.table.blockSignals(True)
        for at, counter in enumerate(self._counters):
            row = self.table.topLevelItem(at)
            if row is not None:
                row.setText(2, "" if value is None else value_text(counter.at(value)))
        self.table.blockSignals(False)
        self._on_changed()

    def _on_changed(self) -> None:
        self.apply_button.setEnabled(any(ticks(self.table)) and self.notice.mood != "danger")
