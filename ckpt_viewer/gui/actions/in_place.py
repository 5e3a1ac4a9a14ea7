"""Two entries of the File menu: write the edits into the opened file without copying it, and take that back.

The file is read again afterwards: what was opened is a state of the file that is no more. The news stand in its tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.wording import bytes_text, plain_text
from ckpt_viewer.gui.actions.base import Action, Context, on_document, where_document
from ckpt_viewer.gui.language import told, tr

if TYPE_CHECKING:
    from ckpt_viewer.core.saving.in_place import UpdateReport
    from ckpt_viewer.gui.document_tab import DocumentTab

_KEY = "update in place"


def _update(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.core.saving.in_place import update

    checkpoint, graph = tab.document.snapshot(), tab.document.graph

    def done(report: UpdateReport) -> None:
        if tab.document.graph is graph:
            tab.document.mark_saved()
        text = tr("{file} is updated: {size} were added behind its bytes and read back; no tensor was copied.",
                  file=plain_text(report.target.name, 120), size=told(bytes_text(report.added)))
        context.reload(tab, lambda new: new.banner.tell("good", text, (tr("Undo the update"),
                                                                       lambda: _undo(context, new))))

    context.jobs.submit(_KEY, lambda task: update(checkpoint, task), done, tab.banner.tell_error,
                        tr("Updating {file}", file=tab.title))


def _undo(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.core.saving.in_place import undo_update

    def done(taken: int) -> None:
        text = tr("{file} is what it was before its last update; {size} were taken off.", file=tab.title,
                  size=told(bytes_text(taken)))
        context.reload(tab, lambda new: new.banner.tell("good", text))

    context.jobs.submit(_KEY, lambda task: undo_update(tab.path, task), done, tab.banner.tell_error,
                        tr("Taking back the update of {file}", file=tab.title))


UPDATE = Action("update-in-place", "&Update in place", on_document(_update),
                where_document(lambda tab: tab.document.checkpoint.format == "torch_zip" and tab.dirty),
                ("Ctrl+Alt+S",), "save",
                "Write the edits into this file at once, whatever its size; its tensors are not copied")
UNDO_UPDATE = Action("undo-update", "Undo the u&pdate in place", on_document(_undo),
                     where_document(lambda tab: tab.updated),
                     tip="Bring the file back to what it was before its last update in place")
