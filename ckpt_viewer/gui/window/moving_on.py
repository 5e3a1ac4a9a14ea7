"""After the whole document was saved as another file: its tab is that file's from then on.

Contract: the tab bears the new name at once, and shows the new file as soon as that is read, for what is open must not
depend on a file that others may overwrite. It is not followed, though the old one was: nobody trains into a copy. Where
it is edited meanwhile, or the file cannot be read, the tab stays what it was, and what its file lacks is not saved.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.window.opening import open_file
from ckpt_viewer.gui.window.workspace import Workspace

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab, Opened


def move_on(workspace: Workspace, tab: DocumentTab, path: Path | None) -> None:
    """Make the tab that of this file, and of no other one; None is for a save after which it stays."""
    if path is None or tab not in workspace.document_tabs:
        return
    for other in workspace.document_tabs:
        if other.path == path and not other.dirty:
            workspace.close_page(other)  # what it shows is no longer there

    def done(opened: Opened) -> None:
        if tab.dirty:
            opened.document.checkpoint.close()
            stay()
        else:
            workspace.replace_document(tab, opened)
            workspace.opened.emit(str(path))

    def failed(error: Exception) -> None:
        stay()
        tab.banner.tell_error(error)

    def stay() -> None:
        tab.document.mark_unsaved()
        tab.follow(following)
        workspace.rename(tab, Path(tab.document.name))

    following = tab.following
    tab.follow(False)
    workspace.rename(tab, path)
    workspace.jobs.submit(f"reload {id(tab)}", lambda task: open_file(path, task), done, failed,
                          tr("Opening {title}", title=plain_text(path.name, 80)))
