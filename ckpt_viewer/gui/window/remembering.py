"""Writes settings to the disk in a job: a disk that is slow to say that it has them must not stop the window.

Contract: one after another, the newest at last. What is on its way when the jobs are shut down may be lost.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.jobs import Jobs

_KEY = "settings"


class Remembering(QObject):
    """Knows what is still to be written."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._next: Settings | None = None

    def store(self, settings: Settings) -> None:
        self._next = settings
        if not self._jobs.is_running(_KEY):
            self._write()

    def _write(self) -> None:
        settings, self._next = self._next, None
        if settings is not None:
            self._jobs.submit(_KEY, lambda _task: stored.store(settings), lambda _done: self._write(), quiet=True)
