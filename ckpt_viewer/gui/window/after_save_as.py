"""After the whole document was saved as another file: its tab is that file's from then on.

Contract: the tab bears the new name at once, and shows the new file as soon as that is read, for what is open must not
depend on a file that others may overwrite. Undo goes on, its history being told of the new file. That is not followed,
though the old one was: nobody trains into a copy. Where the tab is edited meanwhile, or the file cannot be read, it
stays what it was, and what its file lacks is not saved.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.window.opening import open_file
from ckpt_viewer.gui.window.workspace import Workspace

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.carrying import Carried
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.document import History
    from ckpt_viewer.gui.document_tab import DocumentTab, Opened


def move_on(workspace: Workspace, tab: DocumentTab, path: Path | None) -> None:
    """Make the tab that of this file, and of no other one; None is for a save after which it stays."""
    if path is None or tab not in workspace.document_tabs:
        return
    for other in workspace.document_tabs:
        if other.path == path and not other.dirty:
            workspace.close_page(other)  # what it shows is no longer there

    def done(read: tuple[Opened, Carried]) -> None:
        opened, found = read
        if tab.dirty:
            opened.document.checkpoint.close()
            stay()
        else:
            workspace.replace_document(tab, _with_history(opened, found, before))
            workspace.opened.emit(str(path))

    def failed(error: Exception) -> None:
        stay()
        tab.banner.tell_error(error)

    def stay() -> None:
        tab.document.mark_unsaved()
        tab.follow(following)
        workspace.rename(tab, Path(tab.document.name))

    following, document = tab.following, tab.document
    history, before = document.history, document.snapshot()
    tab.follow(False)
    workspace.rename(tab, path)
    workspace.jobs.submit(f"reload {id(tab)}", lambda task: _reopened(path, history, before, task), done, failed,
                          tr("Opening {title}", title=plain_text(path.name, 80)))


def _reopened(path: Path, history: History, before: Checkpoint, task: Task) -> tuple[Opened, Carried]:
    """The file as it was saved, and the history of what was open `before` in its terms. Raises as `open_file`."""
    from ckpt_viewer.core.carrying import carried

    opened, found = open_file(path, task), None
    try:
        found = carried(history, before.graph, opened.document.graph, task)
    finally:
        if found is None:
            opened.document.checkpoint.close()
    return opened, found


def _with_history(opened: Opened, found: Carried, before: Checkpoint) -> Opened:
    from ckpt_viewer.core.document import Document

    checkpoint = opened.document.checkpoint
    if found.needs_old:
        checkpoint = replace(checkpoint, unpacked=(*checkpoint.unpacked, *before.sources))
    return replace(opened, document=Document(checkpoint, found.history))
