"""What the dialogs that change a document have in common: a sentence, fields, a word on what is wrong, two buttons.

Contract: a dialog reads a document's graph and applies at most one step through the `apply` it was given. Enter does
what the first button says, Escape leaves everything as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from ckpt_viewer.core.document import MUCH, Document, make_step
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Path, to_pointer
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.labels import verb_buttons
from ckpt_viewer.gui.parts.laying import fill, lay_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.reading_order import InReadingOrder, reading_order
from ckpt_viewer.gui.parts.wrap_label import WrapLabel


class ChangeDialog(InReadingOrder, QDialog):
    """The frame. What a dialog adds to `form` and `column` stands between the sentence and the notice."""

    def __init__(self, title: str, explain: str, verb: str, document: Document, apply: Apply,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self._apply = document, apply
        self.setWindowTitle(title)
        sentence = WrapLabel(self)
        sentence.setText(explain)
        self.form, self.column = QFormLayout(), QVBoxLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.notice = Notice(self)
        self.buttons, self.apply_button = verb_buttons(self, verb, self.finish, tr("Cancel"))
        outer = lay_column(sentence, self.form, (self.column, 1), on=self, spacing=10)
        outer.addStretch()  # takes what is left where no table does
        fill(outer, self.notice, self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field, if nobody chose another. Qt would where Enter does nothing but leave: at Cancel,
        as long as the other button cannot be pressed."""
        super().showEvent(event)
        if self.focusWidget() is None or self.buttons.isAncestorOf(self.focusWidget()):
            reading_order(self)[0].setFocus()

    def edits(self) -> tuple[Sequence[Edit], str]:
        """What the fields ask for, and the words for the undo menu. Raises CheckpointError."""
        raise AssertionError(f"{type(self).__name__} does not say what it does")

    def finish(self) -> None:
        """Apply what the fields ask for, if it can be done."""
        if not self.apply_button.isEnabled():
            return
        try:
            edits, text = self.edits()
            graph = self.document.graph
            if len(graph) <= MUCH:  # else it takes too long to do it twice, and what cannot be is said in the tab
                make_step(graph, tuple(edits))
        except CheckpointError as error:
            self.notice.show_error(error)
            return
        self._apply(*edits, text=text)
        self.accept()


class ScopeBox(ChoiceBox):
    """The whole file, or the place that was selected; hidden where nothing was."""

    def __init__(self, selected: Path, whole: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Where"))
        self._pointers = ["", to_pointer(selected)] if selected else [""]
        self.addItems([whole, *([path_text(selected, 80)] if selected else [])])
        self.setCurrentIndex(len(self._pointers) - 1)

    @property
    def pointer(self) -> str:
        """The chosen place; empty for the whole file."""
        return self._pointers[max(0, self.currentIndex())]


def one_line(error: CheckpointError) -> str:
    """What is wrong and what to do, where the place is plain."""
    what = told(error.what)
    return tr("{what}. {hint}", what=what[:1].upper() + what[1:], hint=told(error.hint)).strip()
