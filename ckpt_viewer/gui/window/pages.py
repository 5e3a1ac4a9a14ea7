"""The pages of a workspace, made and connected with it, but not yet among its tabs.

Contract: the class of a page is imported when one is made, and not before: numpy comes with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.window.file_tabs import FileTabs

if TYPE_CHECKING:
    from ckpt_viewer.core.folders import Listing
    from ckpt_viewer.gui.compare.tab import DiffTab
    from ckpt_viewer.gui.document_tab import DocumentTab, Opened
    from ckpt_viewer.gui.timeline.tab import TimelineTab
    from ckpt_viewer.gui.window.folder_page import FolderPage


class Host(Protocol):
    """The workspace as far as pages are connected with it. Signals are Any: Qt's stubs have two types for each."""

    jobs: Jobs
    tabs: FileTabs

    @property
    def changed(self) -> Any: ...

    @property
    def tab_made(self) -> Any: ...

    @property
    def action_requested(self) -> Any: ...

    def name(self, tab: DocumentTab) -> None: ...

    def reload(self, tab: DocumentTab) -> None: ...

    def read_again(self, page: FolderPage) -> None: ...

    def open_files(self, paths: list[Path]) -> None: ...

    def open_at(self, path: Path, parameter: str) -> None: ...

    def compare_files(self, first: Path, second: Path, page: DiffTab | None = None) -> None: ...

    def open_timeline(self, places: list[Path]) -> TimelineTab: ...


def document_page(workspace: Host, opened: Opened) -> DocumentTab:
    from ckpt_viewer.gui.document_tab import DocumentTab

    page = DocumentTab(opened, workspace.jobs, workspace.tabs)
    page.title_changed.connect(lambda: workspace.name(page))
    page.edited.connect(workspace.changed)
    page.selection_changed.connect(workspace.changed)
    page.reload_wanted.connect(lambda: workspace.reload(page))
    page.action_requested.connect(workspace.action_requested)
    workspace.tab_made.emit(page)
    return page


def comparison_page(workspace: Host, left: Checkpoint, right: Checkpoint, titles: tuple[str, str]) -> DiffTab:
    from ckpt_viewer.core.engine import CpuEngine
    from ckpt_viewer.gui.compare.tab import DiffTab

    page = DiffTab(left, right, CpuEngine(), workspace.jobs, workspace.tabs, titles)
    page.settled.connect(workspace.changed)
    page.again_wanted.connect(lambda: workspace.compare_files(*page.places, page))
    page.title_changed.connect(lambda title: workspace.tabs.name(page, title, comparison_tip(left, right)))
    return page


def timeline_page(workspace: Host, places: list[Path]) -> TimelineTab:
    from ckpt_viewer.core.engine import CpuEngine
    from ckpt_viewer.gui.timeline.tab import TimelineTab

    page = TimelineTab(places, CpuEngine(), workspace.jobs, workspace.tabs)
    page.settled.connect(workspace.changed)
    page.following_changed.connect(workspace.changed)
    page.open_wanted.connect(workspace.open_at)
    page.compare_wanted.connect(workspace.compare_files)
    return page


def folder_page(workspace: Host, listing: Listing) -> FolderPage:
    from ckpt_viewer.gui.window.folder_page import FolderPage

    page = FolderPage(listing, workspace.tabs)
    page.open_wanted.connect(workspace.open_files)
    page.compare_wanted.connect(workspace.compare_files)
    page.timeline_wanted.connect(workspace.open_timeline)
    page.again_wanted.connect(lambda: workspace.read_again(page))
    return page


def comparison_tip(left: Checkpoint, right: Checkpoint) -> str:
    return plain_text(tr("{left} compared with {right}", left=left.name, right=right.name), 600)
