"""Keeps edits that are not saved on the disk, a moment after each, and offers those that a killed program left.

Contract: files are written and looked for in jobs. What was saved, taken back or given up is forgotten at once. Edits
that were left are made again as one step, when a person wants them and not before: the file may be another by now.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from ckpt_viewer.core.drafts import Draft, Drafts
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.window.workspace import Workspace

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.document import Step
    from ckpt_viewer.core.graph import Graph
    from ckpt_viewer.gui.document_tab import DocumentTab

SOON_MS = 500  # after an edit
_KEY = "drafts"
_STEP = later("edits that were not saved")
Edited = tuple[str, tuple[int, ...], "tuple[Step, ...] | None"]


class Drafting(QObject):
    """For one window, until the program ends."""

    def __init__(self, workspace: Workspace, jobs: Jobs, drafts: Drafts, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self._drafts = workspace, jobs, drafts
        self._kept: dict[Path, Graph] = {}
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._on_time)
        workspace.changed.connect(self._on_changed)
        workspace.opened.connect(self._on_opened)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self._on_end)

    def _on_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_time(self) -> None:
        if self._jobs.is_running(_KEY):
            self._timer.start()
            return
        edited = {tab.path: tab for tab in self._workspace.document_tabs if tab.dirty}
        gone = [str(path) for path in self._kept if path not in edited]
        new = [_edited(tab) for path, tab in edited.items() if self._kept.get(path) is not tab.document.graph]
        self._kept = {path: tab.document.graph for path, tab in edited.items()}
        if gone or new:
            self._jobs.submit(_KEY, lambda task: self._write(gone, new, task), lambda _none: None,
                              lambda _error: None, quiet=True)

    def _write(self, gone: list[str], new: list[Edited], task: Task) -> None:
        for path in gone:
            self._drafts.forget(path)
        for path, identity, steps in new:
            try:
                draft = None if steps is None else self._drafts.draft_of(path, identity, steps)
            except CheckpointError:  # some of the edits alone would be others than the person's
                draft = None
            if draft is None:
                self._drafts.forget(path)
            else:
                self._drafts.keep(draft, task)

    def _on_opened(self, path: str) -> None:
        self._jobs.submit(f"draft of {path}", lambda _task: self._drafts.find(path),
                          lambda draft: self._offer(path, draft), lambda _error: None, quiet=True)

    def _offer(self, path: str, draft: Draft | None) -> None:
        tab = next((tab for tab in self._workspace.document_tabs if str(tab.path) == path), None)
        if draft is None or tab is None or tab.dirty:
            return
        changes = tr("; ").join(told(plain_text(line, 120)) for line in draft.lines)
        if draft.count > len(draft.lines):
            changes = tr("{changes} and {count} more", changes=changes, count=draft.count - len(draft.lines))
        text = (tr("Edits were not saved when the program ended: {changes}.", changes=changes)
                if draft.identity == _identity(tab) else
                tr("Edits were not saved when the program ended: {changes}. The file has changed since.",
                   changes=changes))
        tab.banner.tell("warning", text, (tr("Make them again"), lambda: self._make_again(tab, draft)),
                        (tr("Forget them"), lambda: self._forget(path)), topic="draft")

    def _make_again(self, tab: DocumentTab, draft: Draft) -> None:
        checkpoint = tab.document.checkpoint

        def make(graph: Graph) -> Step | None:
            from ckpt_viewer.core.recipes import parse_recipe, replayed

            step = replayed(checkpoint, graph, parse_recipe(draft.recipe.encode(), _STEP))
            return None if step is None else replace(step, text=_STEP)

        def done(_step: Step | None) -> None:
            self._kept[tab.path] = checkpoint.graph  # once they are saved or taken back, nothing stays of them

        tab.change(make, done)

    def _forget(self, path: str) -> None:
        self._jobs.submit(f"draft of {path}", lambda _task: self._drafts.forget(path), lambda _none: None, quiet=True)

    def _on_end(self) -> None:
        if not any(tab.dirty for tab in self._workspace.document_tabs):
            self._drafts.end()


def _edited(tab: DocumentTab) -> Edited:
    return str(tab.path), _identity(tab), tab.document.unsaved


def _identity(tab: DocumentTab) -> tuple[int, ...]:
    return tab.document.written or tab.document.checkpoint.source.identity()
