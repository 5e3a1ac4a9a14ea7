"""Looks now and then whether a running training has written another checkpoint, for a timeline that follows it.

Contract: looks in jobs, and only where it was asked to; `wanted` comes where the files are others than those that were
read and have not changed between two looks, for what still grows is not read. Whoever reads them tells by `note_read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ckpt_viewer.core.folders import checkpoint_files
from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.gui.jobs import Jobs

LOOK_MS = 2000
_KEY = "follow"
State = tuple[tuple[Path, tuple[int, ...]], ...]


class FilesWatch(QObject):
    """The watch of one timeline."""

    wanted = Signal()

    def __init__(self, places: Sequence[Path], jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._places, self._jobs = tuple(places), jobs
        self._read: State = ()  # the files as they were when they were read, or that was asked for
        self._last: State = ()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def following(self) -> bool:
        return self._timer.isActive()

    def follow(self, wanted: bool) -> None:
        """Look from now on, first at once, or no longer."""
        if wanted:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()
            self._jobs.forget(_KEY)

    def note_read(self, files: State) -> None:
        """The files are read as they were then."""
        self._read = files

    def look(self) -> None:
        """Ask what the files are now, unless they are being read."""
        if self._jobs.idle:
            places = self._places
            self._jobs.submit(_KEY, lambda task: state_of(checkpoint_files(places, task)), self._on_seen,
                              lambda _error: None, quiet=True)

    def _on_seen(self, now: State) -> None:
        calm, self._last = now == self._last, now
        if calm and now != self._read:
            self._read = now
            self.wanted.emit()


def state_of(files: Sequence[Path]) -> State:
    """What tells these files from others, and from later ones of the same names."""
    return tuple((path, identity_at(path)) for path in files)
