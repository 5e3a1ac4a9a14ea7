"""All tabs of one workspace in another: made anew with the same documents, as when the language has changed.

Contract: edits, undo, what is selected and in sight, the order of the tabs and the one in front stay. A comparison and
a timeline are computed again, and a file that is still being read begins again. The old workspace is empty afterwards;
no file was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ckpt_viewer.gui.window.opening import OpeningPage
from ckpt_viewer.gui.window.workspace import Workspace

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab


def renew(old: Workspace, new: Workspace) -> None:
    """Move everything that is open from `old` to `new`."""
    front, made = old.front, None
    for page in old.tabs.pages():
        again = _again(page, old, new)
        made = again if page is front else made
    old.retire()
    if made is not None:
        new.tabs.setCurrentWidget(made)


def _again(page: QWidget, old: Workspace, new: Workspace) -> QWidget:
    if isinstance(page, OpeningPage):
        return new.open_file(page.path)
    if page in old.document_tabs:
        return _document_again(page, new)
    if old.is_comparison(page):
        left, right = page.compared  # type: ignore[attr-defined]  # a DiffTab
        return new.compare(left, right, page.detail.titles)  # type: ignore[attr-defined]
    listing = getattr(page, "listing", None)
    if listing is not None:
        return new.show_folder(listing)
    return new.open_timeline(list(page.places))  # type: ignore[attr-defined]  # a TimelineTab


def _document_again(tab: DocumentTab, new: Workspace) -> QWidget:
    made = new.show_document(tab.reopened())
    made.succeed(tab)
    return made
