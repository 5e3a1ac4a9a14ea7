"""What a save wrote and what was proved by reading the file back, with what one may want to do next.

Contract: shows a finished `SaveReport` and emits what was asked for; it opens and compares nothing itself. The checksum
of the file is calculated in a job, on demand: that takes about as long as saving it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.saving import FORM_TITLES, SaveReport, sha256_of
from ckpt_viewer.core.wording import count_text, exact_bytes_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.labels import Line, heading, hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, lay_row, scrolled
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.show_folder import show_folder
from ckpt_viewer.gui.parts.wrap_label import WrapLabel

CHECKSUM = "saved-checksum"


class SaveReportView(QWidget):
    """The report as a page of a dialog. `stays` says what is open after it; `closed` is the last button's."""

    compare_requested = Signal()
    open_requested = Signal()
    closed = Signal()

    def __init__(self, report: SaveReport, jobs: Jobs, parent: QWidget | None = None, stays: str = "") -> None:
        super().__init__(parent)
        self._report, self._jobs = report, jobs
        self.notice = Notice(self)
        self.notice.say("good", tr("{files} were written, read back and found equal to what was to be saved.",
                                   files=told(count_text(len(report.files), "file"))) if report.files else
                        tr("{name} was written, read back and found equal to what was to be saved.",
                           name=report.target.name))
        self.stays = hint(stays, self)
        self.stays.setVisible(bool(stays))
        lay_column(self.notice, self.stays, (self._scrolled(self._facts()), 1), self._buttons(), on=self, margins=0,
                   spacing=10)

    def _facts(self) -> QWidget:
        report, page = self._report, QWidget(self)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(18)
        for name, text in ((tr("File:"), str(report.target)), (tr("Saved as:"), told(FORM_TITLES[report.form])),
                           (tr("Size:"), told(exact_bytes_text(report.nbytes))),
                           (tr("Holds:"), told(count_text(report.tensors, "tensor"))),
                           (tr("Took:"), seconds_text(report.seconds))):
            form.addRow(name, _fact(text, page))
        if not report.files:
            form.addRow(tr("SHA-256:"), self._checksum(page))
        column = lay_column(form, on=page, margins=0)
        files = [tr("{name}: {size}", name=file.name, size=told(exact_bytes_text(file.nbytes)))
                 for file in report.files]
        for title, lines, symbol in (
                (tr("Verified by reading the file back"), list(map(told, report.verified)), "✓"),
                (tr("Files"), files, "•"), (tr("Not in this file"), list(map(told, report.loses)), "−"),
                (tr("Worth knowing"), list(map(told, report.warnings)), "⚠")):
            if lines:
                fill(column, 6, heading(title, page))
                for line in lines:
                    column.addWidget(Line(symbol, line, page))
        column.addStretch(1)
        return page

    def _checksum(self, parent: QWidget) -> QWidget:
        row = QWidget(parent)
        self.checksum = QLineEdit(row)
        self.checksum.setReadOnly(True)
        self.checksum.setFont(fixed_font())
        self.checksum.setPlaceholderText(tr("Not calculated: reads the whole file once more"))
        self.checksum.setAccessibleName(tr("SHA-256 of the file"))
        self.checksum_button = push_button(tr("Calc&ulate"), row, self._on_checksum,
                                           tip=tr("Calculate the checksum, for those you give the file to"))
        lay_row((self.checksum, 1), self.checksum_button, on=row, margins=0)
        return row

    def _on_checksum(self) -> None:
        if self.checksum.text():
            QGuiApplication.clipboard().setText(self.checksum.text())
            return
        path = self._report.target
        self.checksum_button.setEnabled(False)
        self._jobs.submit(CHECKSUM, lambda task: sha256_of(path, task), self._on_sum, self._on_no_sum,
                          tr("Calculating the checksum of {name}", name=path.name))

    def _on_sum(self, checksum: str) -> None:
        self.checksum.setText(checksum)
        self.checksum.setCursorPosition(0)
        self.checksum_button.setText(tr("Cop&y"))
        self.checksum_button.setToolTip(tr("Copy the checksum to the clipboard"))
        self.checksum_button.setEnabled(True)

    def _on_no_sum(self, error: Exception) -> None:
        self.checksum_button.setEnabled(True)
        self.notice.show_error(error)

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = scrolled(page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _buttons(self) -> QHBoxLayout:
        self.compare_button = QPushButton(tr("Com&pare with the document"), self)
        self.compare_button.setToolTip(tr("Open a comparison of what you had here and what the file holds now"))
        self.open_button = QPushButton(tr("&Open the saved file"), self)
        self.folder_button = QPushButton(tr("Show in &folder"), self)
        self.close_button = QPushButton(tr("&Done"), self)
        self.compare_button.clicked.connect(self.compare_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.folder_button.clicked.connect(lambda: show_folder(self._report.target))
        self.close_button.clicked.connect(self.closed)
        for button in (self.compare_button, self.open_button, self.folder_button):
            button.setAutoDefault(False)
        self.close_button.setDefault(True)
        return lay_row(self.compare_button, self.open_button, self.folder_button, STRETCH, self.close_button)


def what_stays(name: str, successor: Path | None, document: Document) -> str:
    """What is open after a save of the document beside the original, which is called so."""
    if successor is not None and document.undo_text:
        return tr("{new} is the open file from now on, and undo still works; {name} stays as it was.",
                  new=successor.name, name=name)
    if successor is not None:
        return tr("{new} is the open file from now on; {name} stays as it was.", new=successor.name, name=name)
    if document.dirty:
        return tr("{name} is still the open file, and your changes are not saved in it.", name=name)
    return tr("{name} is still the open file.", name=name)


def seconds_text(seconds: float) -> str:
    """A duration as one would say it."""
    if seconds < 0.1:
        return tr("under 0.1 seconds")
    if seconds < 60:
        return tr("{seconds:.1f} seconds", seconds=seconds)
    return tr("{minutes} min {seconds} s", minutes=int(seconds // 60), seconds=int(seconds % 60))


def _fact(text: str, parent: QWidget) -> WrapLabel:
    label = WrapLabel(parent)
    label.setText(text)
    return label
