"""Two small dialogs about keys: another name for one, and a new one with a value.

Contract: as of every ChangeDialog.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Path, key_text, to_pointer
from ckpt_viewer.core.recipes import InsertAt, Metadata, RenameAt
from ckpt_viewer.core.wording import path_text, read_value
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.text_size import open_at

_KINDS = ((later("Text"), "str"), (later("Whole number"), "int"), (later("Number"), "float"),
          (later("True or False"), "bool"), ("None", "None"))


class KeyDialog(ChangeDialog):
    """Another name for the key at `path`, which is not empty."""

    def __init__(self, document: Document, apply: Apply, path: Path, parent: QWidget | None = None) -> None:
        explain = tr("Another name for {place}. Where an optimizer keeps names of parameters, the one of this name "
                     "follows.", place=path_text(path))
        super().__init__(tr("Rename a key"), explain, tr("&Rename"), document, apply, parent)
        self._path = path
        self.name = QLineEdit(key_text(path[-1]), self)
        self.name.selectAll()
        self.form.addRow(tr("&New name:"), self.name)
        self.name.textChanged.connect(self._on_typed)
        self._on_typed()
        open_at(self, 460, 160)

    def edits(self) -> tuple[Sequence[Edit], str]:
        return [RenameAt(to_pointer(self._path), self.name.text())], ""

    def _on_typed(self) -> None:
        self.notice.clear()
        self.apply_button.setEnabled(self.name.text() not in ("", key_text(self._path[-1])))


class InsertDialog(ChangeDialog):
    """A new value under `path`; in a safetensors file a text of its metadata, which is all that it has a place for."""

    def __init__(self, document: Document, apply: Apply, path: Path, parent: QWidget | None = None) -> None:
        self._texts_only = "safetensors" in (document.checkpoint.format, document.checkpoint.details.get("container"))
        explain = (tr("A new value in the metadata of the file.") if self._texts_only else
                   tr("A new value in {place}.", place=path_text(path)))
        super().__init__(tr("Add a value"), explain, tr("&Add"), document, apply, parent)
        self._path = path
        self.key, self.value, self.kind = QLineEdit(self), QLineEdit(self), ChoiceBox(self)
        for title, kind in _KINDS:
            self.kind.addItem(tr(title), kind)
        self.key.setPlaceholderText(tr("for example note"))
        for label, field in ((tr("&Name:"), self.key), (tr("&Kind:"), self.kind), (tr("&Value:"), self.value)):
            self.form.addRow(label, field)
        self.form.setRowVisible(self.kind, not self._texts_only)
        self.key.textChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self.kind.currentIndexChanged.connect(self._on_changed)
        self._on_changed()
        open_at(self, 460, 200)

    def edits(self) -> tuple[Sequence[Edit], str]:
        if self._texts_only:
            return [Metadata(self.key.text(), self.value.text())], ""
        kind = self.kind.currentData()
        value = None if kind == "None" else read_value(self.value.text(), kind)
        return [InsertAt(to_pointer((*self._path, self.key.text())), value)], ""

    def _on_changed(self) -> None:
        self.value.setEnabled(self._texts_only or self.kind.currentData() != "None")
        self.notice.clear()
        ready = bool(self.key.text())
        if ready and self.value.text():
            try:
                self.edits()
            except InvalidEdit as error:
                self.notice.show_error(error)
                ready = False
        self.apply_button.setEnabled(ready)
