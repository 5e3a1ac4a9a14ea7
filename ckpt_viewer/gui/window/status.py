"""The left end of the status bar: what is being done, how far it is, and a button that stops it.

Contract: shows the newest job that has been running for a moment, with how many others there are; quick jobs never
flicker. What leaves no other trace, such as a copy, is said here for a while where nothing is being done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from ckpt_viewer.core.wording import bytes_text, count_text, plain_text
from ckpt_viewer.gui.jobs import Jobs, Progress
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import push_button
from ckpt_viewer.gui.parts.laying import STRETCH, lay_row
from ckpt_viewer.gui.parts.progress_bar import ProgressBar
from ckpt_viewer.gui.parts.spoken import announce

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab

PATIENCE_MS = 250
SAID_MS = 4000


class JobStatus(QWidget):
    """Follows a `Jobs` and its branches."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._label = QLabel(self)
        self._bar = ProgressBar(self)
        self._bar.setFixedSize(160, 8)
        self.cancel_button = push_button(tr("Cancel"), self, jobs.cancel_all, tip=tr("Stop what is running"))
        lay_row(self._label, self._bar, self.cancel_button, STRETCH, on=self, margins=(6, 0, 0, 0), spacing=8)
        self._note = ""
        self._said = QTimer(self, interval=SAID_MS)
        self._said.timeout.connect(self._on_said)
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._wait.timeout.connect(self._update)
        jobs.changed.connect(self._on_changed)
        jobs.progressed.connect(self._on_progressed)
        self._show(())

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str) -> None:
        """Show this for a while, and tell it to a screen reader."""
        self._note = text
        self._said.start()
        announce(self, text)
        if not self.cancel_button.isVisibleTo(self):
            self._show(())

    def _on_said(self) -> None:
        self._said.stop()
        self._note = ""
        if not self.cancel_button.isVisibleTo(self):
            self._show(())

    def _on_changed(self) -> None:
        if not self._jobs.active():
            self._wait.stop()
            self._show(())
        elif not self.cancel_button.isVisibleTo(self) and not self._wait.isActive():
            self._wait.start()
        elif self.cancel_button.isVisibleTo(self):
            self._update()

    def _on_progressed(self, _progress: Progress) -> None:
        if self.cancel_button.isVisibleTo(self):
            self._update()

    def _update(self) -> None:
        self._show(self._jobs.active())

    def _show(self, active: tuple[Progress, ...]) -> None:
        for widget in (self._bar, self.cancel_button):
            widget.setVisible(bool(active))
        self._label.setVisible(bool(active or self._note))
        if not active:
            self._label.setText(self._note)
            return
        newest = active[-1]
        stage = tr(told(newest.text))
        words = [newest.title, stage if stage not in newest.title else ""]
        text = plain_text(" – ".join(word for word in words if word), 120)
        self._label.setText(text if len(active) == 1 else
                            tr("{job} (and {count} more)", job=text, count=len(active) - 1))
        self._bar.show_share(newest.done, newest.total)


def facts_of(tab: DocumentTab) -> str:
    """The right end of the status bar: format, tensors, bytes, where numbers are computed, what is selected."""
    from ckpt_viewer.core.formats import format_named  # needed to open a file, and not before

    tensors, nbytes = tab.tree.model.view.outline.totals
    parts = [told(format_named(tab.document.checkpoint.format).title)]
    parts += [told(count_text(tensors, "tensor")), told(bytes_text(nbytes))] if tensors else []
    parts += [tr("followed on disk")] if tab.following else []
    parts.append(tr("on {device}", device=tab.on_device) if tab.on_device else tr("read from file"))
    chosen = len(tab.tree.tree.picked)
    return " · ".join([tr("{count:,} selected", count=chosen), *parts] if chosen > 1 else parts)
