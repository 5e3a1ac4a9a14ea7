"""The pages of a workspace, made and connected with it, but not yet among its tabs.

Contract: the class of a page is imported when one is made, and not before: numpy comes with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import tr

if TYPE_CHECKING:
    from ckpt_viewer.core.folders import Listing
    from ckpt_viewer.gui.compare.tab import DiffTab
    from ckpt_viewer.gui.document_tab import DocumentTab, Opened
    from ckpt_viewer.gui.timeline.tab import TimelineTab
    from ckpt_viewer.gui.window.folder_page import FolderPage
    from ckpt_viewer.gui.window.workspace import Workspace


def document_page(workspace: Workspace, opened: Opened) -> DocumentTab:
    from ckpt_viewer.gui.document_tab import DocumentTab

    page = DocumentTab(opened, workspace.jobs, workspace.tabs)
    page.title_changed.connect(lambda: workspace.name(page))
    page.edited.connect(workspace.changed)
    page.selection_changed.connect(workspace.changed)
    page.reload_wanted.connect(lambda: workspace.reload(page))
    page.action_requested.connect(workspace.action_requested)
    workspace.tab_made.emit(page)
    return page


def comparison_page(workspace: Workspace, left: Checkpoint, right: Checkpoint, titles: tuple[str, str]) -> DiffTab:
    from ckpt_viewer.core.engine import CpuEngine
    from ckpt_viewer.gui.compare.tab import DiffTab

    page = DiffTab(left, right, CpuEngine(), workspace.jobs, workspace.tabs, titles)
    page.settled.connect(workspace.changed)
    page.title_changed.connect(lambda title: workspace.tabs.name(page, title, comparison_tip(left, right)))
    return page


def timeline_page(workspace: Workspace, places: list[Path]) -> TimelineTab:
    from ckpt_viewer.core.engine import CpuEngine
    from ckpt_viewer.gui.timeline.tab import TimelineTab

    page = TimelineTab(places, CpuEngine(), workspace.jobs, workspace.tabs)
    page.settled.connect(workspace.changed)
    page.following_changed.connect(workspace.changed)
    page.open_wanted.connect(workspace.open_at)
    return page


def folder_page(workspace: Workspace, listing: Listing) -> FolderPage:
    from ckpt_viewer.gui.window.folder_page import FolderPage

    page = FolderPage(listing, workspace.tabs)
    page.open_wanted.connect(workspace.open_files)
    page.compare_wanted.connect(workspace.compare_files)
    page.timeline_wanted.connect(workspace.open_timeline)
    page.again_wanted.connect(lambda: workspace.read_again(page))
    return page


def comparison_tip(left: Checkpoint, right: Checkpoint) -> str:
    return plain_text(tr("{left} compared with {right}", left=left.name, right=right.name), 600)
