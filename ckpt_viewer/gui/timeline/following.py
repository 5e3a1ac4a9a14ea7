"""Looks now and then whether a running training has written another checkpoint, for a timeline that follows it.

Contract: looks in jobs, and only where it was asked to; `wanted` comes where the files are others than when it came
last and have not changed between two looks, for what still grows is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ckpt_viewer.core.folders import checkpoint_files
from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.jobs import Jobs

LOOK_MS = 2000
_KEY = "follow"
_State = tuple[tuple[Path, tuple[int, ...]], ...]


class FilesWatch(QObject):
    """The watch of one timeline."""

    wanted = Signal()

    def __init__(self, places: Sequence[Path], jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._places, self._jobs = tuple(places), jobs
        self._read: _State = ()  # the files as they were when reading was asked for
        self._last: _State = ()
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

    def look(self) -> None:
        """Ask what the files are now, unless they are being read."""
        if self._jobs.idle:
            places = self._places
            self._jobs.submit(_KEY, lambda task: _state(places, task), self._on_seen, lambda _error: None, quiet=True)

    def _on_seen(self, now: _State) -> None:
        calm, self._last = now == self._last, now
        if calm and now != self._read:
            self._read = now
            self.wanted.emit()


def _state(places: Sequence[Path], task: Task) -> _State:
    return tuple((path, identity_at(path)) for path in checkpoint_files(places, task))
