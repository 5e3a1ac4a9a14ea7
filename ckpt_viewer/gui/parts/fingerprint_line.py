"""The fingerprint of a file's weights, read when a person asks for it, to be compared and copied.

Contract: `present` names the checkpoint; another one takes the answer back. The reading is a job that can be cancelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.labels import push_button
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.notice import error_text

if TYPE_CHECKING:
    from ckpt_viewer.core.diffing.fingerprint import Fingerprint

KEY = "fingerprint"


class FingerprintLine(QWidget):
    """A button, and in its place what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs: Jobs | None = None
        self._checkpoint: Checkpoint | None = None
        self.take = push_button(tr("Fingerprint of the &weights"), self, self._on_take,
                                tr("A text that is the same for the same weights, whatever file they are in. All of "
                                   "them are read to compute it"))
        self.shown = QLabel(self)
        self.shown.setTextFormat(Qt.TextFormat.PlainText)
        self.shown.setFont(fixed_font())
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                           | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.of = QLabel(self)
        self.of.setTextFormat(Qt.TextFormat.PlainText)
        self.of.setWordWrap(True)
        self.copy = push_button(tr("Copy"), self, lambda: QGuiApplication.clipboard().setText(self.shown.text()))
        self.copy.setAccessibleName(tr("Copy the fingerprint"))
        row = FlowLayout()
        for part in (self.take, self.shown, self.copy):
            row.addWidget(part)
        lay_column(row, self.of, on=self, margins=0, spacing=4)
        self._reset()

    def present(self, checkpoint: Checkpoint, jobs: Jobs) -> None:
        """Stand for this checkpoint."""
        if self._checkpoint is None or self._checkpoint.graph is not checkpoint.graph:
            self._reset()
        self._checkpoint, self._jobs = checkpoint, jobs

    def _reset(self) -> None:
        if self._jobs is not None:
            self._jobs.forget(KEY)
        self._checkpoint = None
        self._say("", "")

    def _on_take(self) -> None:
        checkpoint = self._checkpoint
        if checkpoint is None or self._jobs is None:
            return
        self.take.setEnabled(False)
        self._jobs.submit(KEY, lambda task: _read(checkpoint, task), self._on_found, self._on_failed,
                          title=tr("Reading the weights"))

    def _on_found(self, found: Fingerprint | None) -> None:
        if found is None:
            self._say("", tr("There are no tensors to compute it from."))
            return
        tensors = told(count_text(found.tensors, "tensor"))
        of = tr("{tensors} of {place}", tensors=tensors, place=told(found.of)) if found.of else tensors
        self._say(found.text, of)
        self.shown.setAccessibleName(tr("Fingerprint of the weights: {text}", text=found.text))

    def _on_failed(self, error: Exception) -> None:
        self._say("", "" if isinstance(error, Cancelled) else error_text(error))

    def _say(self, text: str, of: str) -> None:
        self.shown.setText(text)
        self.of.setText(of)
        self.of.setVisible(bool(of))
        self.take.setEnabled(True)
        self.take.setVisible(not text)
        self.shown.setVisible(bool(text))
        self.copy.setVisible(bool(text))


def _read(checkpoint: Checkpoint, task: Task) -> Fingerprint | None:
    from ckpt_viewer.core.diffing.fingerprint import fingerprint  # brings numpy, which a first look does not need

    return fingerprint(checkpoint, task)
