"""The questions about a model class: where it is, its arguments, where it is imported from, which Python runs it.

Contract: nothing is imported or run here. `request` is what the fields name, or None; below them stands what would run,
or what is wrong. `changed` says that `request` may be another.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QFormLayout, QLineEdit, QWidget

from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.rebuild import ModelRequest, class_names, read_request
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.labels import hint, push_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.parts.notice import Notice, error_text
from ckpt_viewer.gui.parts.text_size import scaled

_CLASS = 140  # pixels in which the name of a class can be read
ASK = later("Name the class of the model, as my_model.py:Model with its folder or as package.module:Model.")


class ModelForm(QWidget):
    """Four fields, and a line that says what they amount to."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, folder: str = "") -> None:
        """`folder` is where choosing a file begins."""
        super().__init__(parent)
        self._start = folder
        self.request: ModelRequest | None = None
        self.cls = self._field(tr("Class of the model"), "my_model.py:Model")
        self.arguments = self._field(tr("Arguments of the class"),
                                     tr("{named} or {listed}, or nothing", named='{"n_features": 6}', listed="[6]"))
        self.folder = self._field(tr("Folder to import from"), tr("the folder of the file, or what is installed"))
        self.python = self._field(tr("Python that runs it"),
                                  tr("this program's, or a folder with another"))
        self.choose = push_button(tr("Choose a .&py file…"), self, self._on_choose)
        self.says, self.notice = hint(tr(ASK), self), Notice(self)
        row = lay_row((self.cls, 1), self.choose)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.cls.setMinimumWidth(scaled(_CLASS))
        form.addRow(tr("&Model class:"), row)
        form.labelForField(row).setBuddy(self.cls)  # type: ignore[attr-defined]
        form.addRow(tr("Arguments (&JSON):"), self.arguments)
        form.addRow(tr("&Import from:"), self.folder)
        form.addRow(tr("R&un by:"), self.python)
        lay_column(form, self.says, self.notice, on=self, margins=0)

    def _field(self, name: str, example: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setPlaceholderText(example)
        field.textChanged.connect(self._on_changed)
        return field

    def _on_changed(self) -> None:
        self.request = None
        self.notice.clear()
        self.says.setText(tr(ASK))
        self.says.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if self.cls.text().strip():
            try:
                self.request = read_request(self.cls.text(), self.arguments.text(), self.folder.text(),
                                            self.python.text())
                self.says.setText(tr("This will run: {sentence}. It runs in a process of its own, but with "
                                     "your rights: allow it only if you know the code.",
                                     sentence=told(self.request.sentence)))
                self.says.setForegroundRole(QPalette.ColorRole.WindowText)
            except ModelError as error:
                self.says.setText("")
                self.notice.say("warning", error_text(error))
        self.says.setVisible(bool(self.says.text()))
        self.changed.emit()

    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose the file that defines the model"), self._start,
                                              tr("Python files (*.py)"))
        if name:
            self.take_file(Path(name))

    def take_file(self, file: Path) -> None:
        """Name this file, and its likeliest class where its text shows one."""
        names = class_names(file)
        self.cls.setText(f"{file}:{names[0] if names else ''}")
        self.cls.setFocus()
        if names:
            start = len(self.cls.text()) - len(names[0])
            self.cls.setSelection(start, len(names[0]))
