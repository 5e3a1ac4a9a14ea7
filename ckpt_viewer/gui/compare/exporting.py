"""Writes what a comparison tab shows into a file that a person chooses.

Contract: the file is made by a job; `told` brings the words for what became of it, and what can be done with it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.export import Kind
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.exporting import write_comparison
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.notice import Mood, Offer, error_text
from ckpt_viewer.gui.parts.show_folder import open_elsewhere, show_folder

_KEY = "export"


class Exporting(QObject):
    """One export at a time."""

    told = Signal(str, str, tuple)  # Mood, text, Offers

    def __init__(self, jobs: Jobs, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._engine = jobs, engine

    def start(self, found: Compared, target: Path, compared: tuple[str, str]) -> None:
        """Write to `target`, in the kind that its ending says; a page where it says none. It may be overwritten: the
        dialog has asked."""
        kind = kind_of(target)
        target = target if target.suffix else target.with_suffix(f".{kind}")
        engine = self._engine

        def work(task: Task) -> None:
            write_comparison(found, target, kind, engine, task, overwrite=True, compared=compared)

        self._jobs.submit(_KEY, work, lambda _none: self._on_done(target), self._on_failed,
                          title=tr("Exporting the comparison"))

    def _on_done(self, target: Path) -> None:
        self._say("good", tr("Exported to {name}", name=plain_text(str(target), 500)),
                  (tr("Open it"), lambda: open_elsewhere(target)),
                  (tr("Show in folder"), lambda: show_folder(target)))

    def _say(self, mood: Mood, text: str, *offers: Offer) -> None:
        self.told.emit(mood, text, offers)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._say("danger", error_text(error))


def kind_of(target: Path) -> Kind:
    kinds: dict[str, Kind] = {".csv": "csv", ".json": "json"}
    return kinds.get(target.suffix.lower(), "html")
