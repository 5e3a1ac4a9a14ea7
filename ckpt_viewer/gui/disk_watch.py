"""Looks now and then whether the file of a document is still what was opened, and when it may be read again.

Contract: looks in jobs, since a file on a network may take its time to answer, and says what it found: `changed` once,
until what is open and the file are the same again, `gone` and `back`; `wanted` where the file is followed, nothing is
edited, and it no longer grows. What comes of a wish is told by `takes` and `failed`: a training that is in the middle
of writing is waited for in silence, up to LOOKS readings of one state or as many looks at no file.
While a dialog is open what it works on stays: a followed file is read again when that is closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.jobs import Jobs

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.document import Document

WATCH_MS = 3000
FOLLOW_MS = 1000  # between two looks at a file that is followed
CALM_MS = 250  # it is read when it still is what it was so long before; some trainings write every second
LOOKS = 3  # at a state that cannot be read, or that is followed and not there, before that is said
_KEY = "watch"


class DiskWatch(QObject):
    """The watch of one page: it looks while that is seen, and always where the file is followed."""

    changed = Signal()
    gone = Signal()
    back = Signal()
    wanted = Signal()

    def __init__(self, path: Path, document: Document, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._path, self._document, self._jobs, self._page = path, document, jobs, page
        self._following = False
        self._seen: tuple[int, ...] = ()
        self._tried: tuple[int, ...] = ()  # what was already asked for
        self._failures = 0  # to read that
        self._is_ours = False  # what is being read was asked for here
        self._absences = 0  # of the file, one look after another
        self._is_gone = self._is_told = False  # and that was said; likewise that it was changed
        self._timer = QTimer(self, interval=WATCH_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def following(self) -> bool:
        """Whether the file is read again whenever it was changed, as a running training does."""
        return self._following

    def follow(self, wanted: bool) -> None:
        """Follow the file from now on, or no longer."""
        self._following = wanted
        self._timer.start(FOLLOW_MS if wanted else WATCH_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask what the file is now."""
        if (self._page.isVisible() or self._following) and not self._jobs.is_running(_KEY):
            source, written, path = self._document.checkpoint.source, self._document.written, self._path

            def ask(_task: Task) -> tuple[bool, tuple[int, ...]]:
                found = identity_at(path)
                return (found != written if written else source.changed()), found

            self._jobs.submit(_KEY, ask, self._on_seen, _ignore, quiet=True)

    def takes(self, checkpoint: Checkpoint) -> bool:
        """Whether what was read is to be shown in place of what is: not what a training has written by half, and not
        while a dialog is open."""
        if self._is_ours and self._following and _dialog_is_open():
            self._is_ours, self._tried = False, ()
            return False
        return not (self._is_ours and checkpoint.damage and self._waits())

    def failed(self) -> bool:
        """The file could not be read; whether that is worth a word."""
        return not (self._is_ours and self._waits())

    def _waits(self) -> bool:
        """Another look, unless there were enough."""
        self._is_ours = False
        self._failures += 1
        if self._failures < LOOKS:
            self._tried = ()
        return self._failures < LOOKS

    def _on_seen(self, seen: tuple[bool, tuple[int, ...]]) -> None:
        is_changed, found = seen
        if found and self._is_gone:
            self._is_gone = False
            self.back.emit()
        follows = self._following and not self._document.dirty
        self._absences = 0 if found else self._absences + 1
        if not is_changed:
            self._is_told = False
        elif found and follows:
            self._follow(found)
        elif found and not self._is_told:
            self._is_told = True
            self.changed.emit()
        elif not found and not self._is_gone and self._absences >= (LOOKS if follows else 1):
            self._is_gone, self._is_told = True, False  # it may come back, which is told as any other change
            self.gone.emit()

    def _follow(self, found: tuple[int, ...]) -> None:
        """Read the file again once it no longer grows."""
        if found != self._seen:
            self._seen, self._failures = found, 0
            QTimer.singleShot(CALM_MS, self, self.look)
        elif found != self._tried and not _dialog_is_open():
            self._tried, self._is_ours = found, True
            self.wanted.emit()


def _dialog_is_open() -> bool:
    return QApplication.activeModalWidget() is not None


def _ignore(_error: Exception) -> None:
    """A file that cannot be asked is asked again."""
