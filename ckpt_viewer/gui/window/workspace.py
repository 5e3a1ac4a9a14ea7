"""The middle of the window: the empty state or the tabs, and what happens when files are opened, compared and closed.

Contract: every file is opened by a job and shown in a tab at once; a file that is open already is brought to the front.
Sources are closed here, when the last tab that reads from them is gone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.collecting import take_apart, undisturbed
from ckpt_viewer.gui.jobs import Failure, Jobs, Progress
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.banner import PageBanner
from ckpt_viewer.gui.parts.curtain import Curtain
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.window.file_tabs import FileTabs
from ckpt_viewer.gui.window.opening import OpeningPage, absolute, open_file, open_pair, open_place
from ckpt_viewer.gui.window.pages import comparison_page, comparison_tip, document_page, folder_page, timeline_page
from ckpt_viewer.gui.window.renewing import Renewing
from ckpt_viewer.gui.window.welcome import Welcome

if TYPE_CHECKING:  # numpy and the formats come with these
    from ckpt_viewer.core.folders import Listing
    from ckpt_viewer.gui.compare.tab import DiffTab
    from ckpt_viewer.gui.document_tab import DocumentTab, Opened
    from ckpt_viewer.gui.timeline.tab import TimelineTab
    from ckpt_viewer.gui.window.folder_page import FolderPage


class Workspace(QWidget):
    """Tabs of open files and comparisons."""

    changed = Signal()  # another tab is in front, or what it shows has changed
    opened = Signal(str)  # a file was read
    tab_made = Signal(QWidget)  # a DocumentTab, before it is shown
    close_wanted = Signal(QWidget)  # a person wants a tab closed
    open_wanted = Signal()  # a person wants to choose a file
    session_wanted = Signal()  # and what was open last
    action_requested = Signal(str)  # something in a tab asks for an action of the menus by its id

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all_jobs, self.jobs = jobs, jobs.branch(self)
        self._keys = itertools.count()
        self._opening: dict[OpeningPage, str] = {}
        self._comparisons: dict[QWidget, tuple[Checkpoint, Checkpoint]] = {}
        self._timelines: set[QWidget] = set()
        self._awaited: dict[int, Checkpoint] = {}  # what is compared as soon as the other side is read
        self.renewing = Renewing(self, self)
        self.banner = PageBanner(self)
        self.welcome = self._welcome()
        self.tabs = FileTabs(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.tabs)
        self._column = lay_column(self.banner, (self._stack, 1), on=self, margins=0, spacing=0)
        self.tabs.currentChanged.connect(self._on_tabs)
        self.tabs.close_wanted.connect(self.close_wanted)
        jobs.progressed.connect(self._on_progressed)
        jobs.failure.connect(self._on_failure)

    @property
    def front(self) -> QWidget | None:
        return self.tabs.currentWidget()

    @property
    def document_tab(self) -> DocumentTab | None:
        """The open file in front."""
        front = self.front
        return front if front is not None and _is_document(front) else None  # type: ignore[return-value]

    @property
    def document_tabs(self) -> tuple[DocumentTab, ...]:
        return tuple(page for page in self.tabs.pages() if _is_document(page))  # type: ignore[misc]

    def places(self) -> tuple[str, ...]:
        """The files and folders that are open, from left to right."""
        return tuple(str(path) for page in self.tabs.pages() if (path := getattr(page, "path", None)) is not None)

    @property
    def opening(self) -> bool:
        """True while a file is being opened."""
        return bool(self._opening)

    @property
    def busy(self) -> bool:
        """True while a file is being opened or anything else is computed."""
        settled = not self.renewing.active and all(tab.settled for tab in self.document_tabs)
        return bool(self._opening) or not self._all_jobs.idle or not settled

    def open_files(self, paths: list[Path]) -> None:
        """Open files and folders, each in a tab, the last one in front."""
        with QSignalBlocker(self.tabs):  # room for tabs is looked for once, with the last one
            for path in paths[:-1]:
                self._open(absolute(path), front=False)
        for path in paths[-1:]:
            self._open(absolute(path))
        self._on_tabs()

    def reword(self) -> None:
        """The language has changed: what stands beside the pages anew."""
        old, self.welcome = self.welcome, self._welcome()
        self._stack.insertWidget(0, self.welcome)
        self._stack.removeWidget(old)
        old.deleteLater()
        said, self.banner = self.banner, PageBanner(self)
        self._column.replaceWidget(said, self.banner)
        said.deleteLater()
        self.tabs.reword()
        self._on_tabs()

    def again(self, page: QWidget) -> QWidget:
        """Another page for the same, not shown yet; `page` is none that reads a file."""
        if _is_document(page):
            return document_page(self, page.reopened())  # type: ignore[attr-defined]
        if page in self._comparisons:
            left, right = self._comparisons[page]
            return self._comparison(left, right, page.detail.titles)  # type: ignore[attr-defined]
        if page in self._timelines:
            return self._timeline(list(page.places))  # type: ignore[attr-defined]
        return folder_page(self, page.listing)  # type: ignore[attr-defined]

    def replace(self, old: QWidget, new: QWidget) -> None:
        """Put what `again` made in the place of its page, or away where that was closed. The file stays open."""
        if old not in self.tabs.pages():
            self.close_page(new)
            return
        at, compared = self.tabs.indexOf(old), self._comparisons.get(new)
        if _is_document(old):
            new.succeed(old)  # type: ignore[attr-defined]
        self._stop(old)
        take_apart(old, self._all_jobs.leave)
        self._comparisons.pop(old, None)
        self._timelines.discard(old)
        self.tabs.swap(old, new, new.title,  # type: ignore[attr-defined]  # as every page has
                       self.tabs.tabToolTip(at) if compared is None else comparison_tip(*compared))
        if _is_document(new):
            self.name(new)  # type: ignore[arg-type]
        self._on_tabs()

    def read_again(self, page: OpeningPage | FolderPage) -> None:
        """Read the file or the folder of a page anew."""
        if isinstance(page, OpeningPage):
            self.jobs.forget(self._opening.pop(page, ""))
        self._submit(self._opening_page(page.path, replacing=page))

    def reload(self, tab: DocumentTab, then: Callable[[DocumentTab], None] = lambda _new: None) -> None:
        """Read a file again; the tab stays as it is until that has worked. `then` gets the one in its place."""
        arrange = tab.tree.arranging()
        self.jobs.submit(f"reload {id(tab)}", lambda task: open_file(tab.path, task, arrange),
                         lambda opened: self.replace_document(tab, opened, then),
                         lambda error: tab.banner.tell_error(error) if tab.watch.failed() else None,
                         title=tr("Reading {title} again", title=tab.title))

    def replace_document(self, old: DocumentTab, opened: Opened,
                         then: Callable[[DocumentTab], None] = lambda _new: None) -> None:
        """Put what was read again in the place of what a tab shows."""
        if old not in self.document_tabs or not old.watch.takes(opened.document.checkpoint):
            self._close_unused((opened.document.checkpoint,))
            return
        before, tab = self._checkpoints(old), document_page(self, opened)
        if old.isVisible():
            Curtain(old.panels, tab.panels, lambda: tab.jobs.idle)
        old.shut()
        tab.take_over(old)
        take_apart(old, self._all_jobs.leave)
        self.tabs.swap(old, tab, tab.title, plain_text(str(tab.path)))
        self._close_unused(before)
        self._on_tabs()
        then(tab)

    def name(self, tab: DocumentTab) -> None:
        """Write the title of an open file."""
        self.tabs.name(tab, tab.title, plain_text(str(tab.path)), dirty=tab.dirty)

    def rename(self, tab: DocumentTab, path: Path) -> None:
        """The tab is that of another file now."""
        tab.path = path
        self.name(tab)
        self.changed.emit()

    def compare(self, left: Checkpoint, right: Checkpoint, titles: tuple[str, str] = ("", "")) -> DiffTab:
        """A tab that compares two checkpoints."""
        page = self._comparison(left, right, titles)
        self.tabs.add(page, page.title, comparison_tip(left, right))
        return page

    def compare_with_file(self, left: Checkpoint, path: Path, titles: tuple[str, str] = ("", "")) -> None:
        """Compare with a file, as it is on disk or, where it is open, with its edits."""
        path = absolute(path)
        known = None if titles[1] else next((tab for tab in self.document_tabs if tab.path == path), None)
        if known is not None:
            self.compare(left, known.document.snapshot(), titles)
            return

        def read(task: Task) -> Checkpoint:
            from ckpt_viewer.core.folders import open_one

            with undisturbed():
                return open_one(path, task)

        number = next(self._keys)
        self._awaited[number] = left

        def done(right: Checkpoint) -> None:
            self.compare(left, right, titles)
            del self._awaited[number]

        def failed(error: Exception) -> None:
            self._close_unused((self._awaited.pop(number),))
            self.banner.tell_error_over(self.front, error)

        self.jobs.submit(f"compare {number}", read, done, failed, tr("Opening {name}", name=plain_text(path.name, 80)))

    def compare_files(self, first: Path, second: Path, page: DiffTab | None = None) -> None:
        """Compare two files, as they are on disk or, where they are open, with their edits; on `page`, or a new one."""
        known = {tab.path: tab.document.snapshot() for tab in self.document_tabs}
        self.jobs.submit(f"compare {next(self._keys)}", lambda task: open_pair((first, second), known, task),
                         lambda pair: self._on_pair(pair, page),
                         lambda error: self.banner.tell_error_over(self.front, error),
                         title=tr("Opening {name} and another", name=plain_text(first.name, 80)))

    def open_timeline(self, places: list[Path]) -> TimelineTab:
        """A tab that shows what the parameters did over these files, or over those of a folder."""
        page = self._timeline([absolute(place) for place in places])
        self.tabs.add(page, page.title, plain_text("\n".join(map(str, places)), 600))
        return page

    def open_at(self, path: Path, parameter: str) -> None:
        """Open a file, or bring its tab to the front, with one of its parameters selected."""
        self._open(path)
        self._on_tabs()
        self.front.show_parameter(parameter)  # type: ignore[union-attr]  # the tab of the file, or the page before it

    def close_page(self, page: QWidget) -> None:
        """Close a tab without asking."""
        from_page = self._checkpoints(page)
        self._stop(page)
        if isinstance(page, OpeningPage):
            self._opening.pop(page, None)
        self._comparisons.pop(page, None)
        self._timelines.discard(page)
        self.tabs.removeTab(self.tabs.indexOf(page))
        take_apart(page, self._all_jobs.leave)
        page.deleteLater()
        self._close_unused(from_page)
        self._on_tabs()

    def _comparison(self, left: Checkpoint, right: Checkpoint, titles: tuple[str, str]) -> DiffTab:
        page = comparison_page(self, left, right, titles)
        self._comparisons[page] = (left, right)
        return page

    def _timeline(self, places: list[Path]) -> TimelineTab:
        page = timeline_page(self, places)
        self._timelines.add(page)
        return page

    def close_all(self) -> None:
        """Close every tab without asking; the window goes."""
        self.renewing.stop()
        for page in self.tabs.pages():
            self.close_page(page)

    def _open(self, path: Path, *, front: bool = True) -> None:
        for page in self.tabs.pages():
            if getattr(page, "path", None) == path:
                if front:
                    self.tabs.setCurrentWidget(page)
                if isinstance(page, OpeningPage) and page.failed:
                    self._submit(page)
                return
        self._submit(self._opening_page(path, front=front))

    def _stop(self, page: QWidget) -> None:
        """What runs for a page is no longer wanted."""
        if isinstance(page, OpeningPage):
            self.jobs.forget(self._opening.get(page, ""))
        elif _is_document(page):
            self.jobs.forget(f"reload {id(page)}")
            page.shut()  # type: ignore[attr-defined]
        elif page in self._comparisons or page in self._timelines:
            page.shutdown()  # type: ignore[attr-defined]

    def _welcome(self) -> Welcome:
        made = Welcome(self)
        made.path_chosen.connect(lambda path: self.open_files([Path(path)]))
        made.open_wanted.connect(self.open_wanted)
        made.session_wanted.connect(self.session_wanted)
        return made

    def _opening_page(self, path: Path, replacing: QWidget | None = None, *, front: bool = True) -> OpeningPage:
        page = OpeningPage(path, self.tabs)
        page.cancel_wanted.connect(lambda: self.jobs.cancel(self._opening.get(page, "")))
        page.retry_wanted.connect(lambda: self._submit(page))
        page.close_wanted.connect(lambda: self.close_page(page))
        if replacing is None:
            self.tabs.add(page, page.title, plain_text(str(path)), front=front)
        else:
            self.tabs.swap(replacing, page, page.title, plain_text(str(path)))
        return page

    def _submit(self, page: OpeningPage) -> None:
        key = self._opening.get(page) or f"open {next(self._keys)}"
        self._opening[page] = key
        page.begin()
        self.jobs.submit(key, lambda task: open_place(page.path, task), lambda opened: self._on_opened(page, opened),
                         lambda error: self._on_failed(page, error), title=tr("Opening {title}",
                                                                              title=page.title))

    def _on_opened(self, page: OpeningPage, opened: Opened | Listing) -> None:
        if _is_document(opened):
            self._make_document(page, opened)  # type: ignore[arg-type]
        else:
            self._opening.pop(page, None)
            self._show_folder(page, opened)  # type: ignore[arg-type]

    def _show_folder(self, page: OpeningPage, listing: Listing) -> None:
        made = folder_page(self, listing)
        self.tabs.swap(page, made, made.title, plain_text(str(made.path)))
        self._on_tabs()

    def _make_document(self, page: OpeningPage, opened: Opened) -> None:
        there = next((tab for tab in self.document_tabs if tab.path == opened.path), None)
        if there is not None:  # the only file of a folder, which was open already
            opened.document.checkpoint.close()
            self.tabs.setCurrentWidget(there)
            self.close_page(page)
            return
        tab = document_page(self, opened)
        if self.front is page:
            tab.make_ready()
        QTimer.singleShot(0, self, lambda: self._show_document(page, tab))

    def _show_document(self, page: OpeningPage, tab: DocumentTab) -> None:
        """In a turn of its own: made and shown in one, a tab is a pause of 50 ms."""
        if self._opening.pop(page, None) is None:  # it was closed meanwhile
            self.close_page(tab)
            return
        self.tabs.swap(page, tab, tab.title, plain_text(str(tab.path)))
        tab.show_parameter(page.parameter)
        if self.front is tab:
            tab.tree.tree.setFocus()
        self.opened.emit(str(tab.path))
        self._on_tabs()

    def _on_failed(self, page: OpeningPage, error: Exception) -> None:
        self._opening.pop(page, None)
        page.fail(error)
        self._on_tabs()

    def _on_pair(self, pair: tuple[Checkpoint, Checkpoint], page: DiffTab | None) -> None:
        if page is None:
            self.compare(*pair)
        elif page in self._comparisons:  # what it compared may still be read: it is closed when nobody has it any more
            self._all_jobs.leave([self._comparisons.pop(page)])
            self._comparisons[page] = pair
            page.compare_anew(*pair)
        else:
            self._close_unused(pair)

    def _checkpoints(self, page: QWidget) -> tuple[Checkpoint, ...]:
        if _is_document(page):
            return (page.document.checkpoint,)  # type: ignore[attr-defined]
        return self._comparisons.get(page, ())

    def _close_unused(self, checkpoints: tuple[Checkpoint, ...]) -> None:
        held = [held for page in self.tabs.pages() for held in self._checkpoints(page)] + [*self._awaited.values()]
        used = {id(source) for checkpoint in held for source in checkpoint.sources}
        for source in itertools.chain.from_iterable(checkpoint.sources for checkpoint in checkpoints):
            if id(source) not in used:
                source.close()

    def _on_tabs(self) -> None:
        self._stack.setCurrentWidget(self.tabs if self.tabs.count() else self.welcome)
        self.banner.follow(self.front)
        self.changed.emit()

    def _on_progressed(self, progress: Progress) -> None:
        for page, key in self._opening.items():
            if key == progress.key:
                page.follow(progress)

    def _on_failure(self, failure: Failure) -> None:
        self.banner.tell_error(failure.error)


def _is_document(page: object) -> bool:
    """Whether it is an open file or the tab of one: without importing the classes, which bring numpy with them."""
    return hasattr(page, "document")
