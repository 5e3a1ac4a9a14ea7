"""Copies what is selected as text, made in a job: everything may be selected, which is a million lines.

Contract: the clipboard gets all of the text, which the status bar then says, or stays as it is and the tab says why.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import Context
from ckpt_viewer.gui.language import tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.outline.tree import Outline
    from ckpt_viewer.gui.document_tab import DocumentTab

_SHOWN = 80  # characters of what was copied
_STRIDE = 1024  # rows between two looks at the task


def copy_rows(context: Context, tab: DocumentTab, text_of: Callable[[Outline, int], str]) -> None:
    """A line for each selected row."""
    outline, picked = tab.tree.outline, tab.tree.tree.picked

    def lines(task: Task) -> str:
        found: list[str] = []
        for start in range(0, len(picked), _STRIDE):
            task.check()
            found += [text_of(outline, row) for row in picked[start : start + _STRIDE].tolist()]
        return "\n".join(found)

    _copy(context, tab, lines)


def copy_nodes(context: Context, tab: DocumentTab,
               text_of: Callable[[Graph, tuple[tuple[NodeId, Path], ...]], str]) -> None:
    """One text for all that is selected."""
    graph, outline, picked = tab.document.graph, tab.tree.outline, tab.tree.tree.picked

    def whole(task: Task) -> str:
        found: list[tuple[NodeId, Path]] = []
        for start in range(0, len(picked), _STRIDE):
            task.check()
            rows = picked[start : start + _STRIDE].tolist()
            found += [(int(outline.node[row]), outline.path(row)) for row in rows]
        return text_of(graph, tuple(found))

    _copy(context, tab, whole)


def _copy(context: Context, tab: DocumentTab, make: Callable[[Task], str]) -> None:
    def work(task: Task) -> str:
        from ckpt_viewer.core.exporting import for_clipboard  # numpy comes with it

        return for_clipboard(make(task))

    def done(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        first, _, more = text.strip().replace("\t", "  ").partition("\n")
        context.note(tr("Copied: {text}", text=plain_text(f"{first} …" if more else first, _SHOWN)))

    tab.jobs.submit("copy", work, done, partial(tab.banner.tell_error, topic="copy"), title=tr("Copying"))
