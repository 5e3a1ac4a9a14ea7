"""From a path to a tab: the work of opening, and the pages shown while it runs and where it fails.

Contract: `open_file`, `open_place` and `open_pair` run in a job and import there what the window does not need before
(numpy, the formats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Progress
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.parts.labels import embolden
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.progress_bar import ProgressBar
from ckpt_viewer.gui.parts.wrap_label import WrapLabel

if TYPE_CHECKING:  # numpy comes with it, and the formats
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.folders import Listing
    from ckpt_viewer.core.outline.view import OutlineView
    from ckpt_viewer.gui.document_tab import Opened

    Arrange = Callable[[OutlineView, Task], None]

SOON_MS = 100  # a shorter look than this shows an empty page
CALM_MS = 400  # a file that has come is read when it did not grow for so long


def absolute(path: Path) -> Path:
    """Without following the last link: a person knows the file by this name."""
    path = path.expanduser()
    try:
        return path.parent.resolve() / path.name
    except OSError:
        return path


def open_file(path: Path, task: Task, arrange: Arrange | None = None) -> Opened:
    """Read a checkpoint and lay out its tree, which `arrange` filters and sorts. Raises CheckpointError, Cancelled."""
    with undisturbed():
        return _read(path, task, arrange)


def open_place(path: Path, task: Task) -> Opened | Listing:
    """Read a checkpoint, or look through a folder; the only checkpoint in a folder is read. Raises as `open_file`."""
    if path.is_dir():
        from ckpt_viewer.core.folders import search

        listing = search(path, task)
        if listing.only is None:
            return listing
        path = listing.only.path
    return open_file(path, task)


def open_pair(paths: tuple[Path, Path], known: Mapping[Path, Checkpoint], task: Task
              ) -> tuple[Checkpoint, Checkpoint]:
    """Two checkpoints to compare, but for those that are `known`. Raises as `open_file`, and then leaves none open."""
    from ckpt_viewer.core.folders import open_one

    with ExitStack() as on_failure, undisturbed():
        found = []
        for path in paths:
            found.append(known.get(path) or open_one(path, task))
            if path not in known:
                on_failure.callback(found[-1].close)
        on_failure.pop_all()
    return found[0], found[1]


def _read(path: Path, task: Task, arrange: Arrange | None) -> Opened:
    from ckpt_viewer.core import formats
    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.engine import CpuEngine
    from ckpt_viewer.core.formats.zip_ends import may_be_updated
    from ckpt_viewer.core.outline.building import build_outline
    from ckpt_viewer.core.outline.view import OutlineView
    from ckpt_viewer.gui.document_tab import Opened
    from ckpt_viewer.gui.panels import PANELS

    task.start(0, later("Reading"))
    checkpoint = formats.open_checkpoint(path, task)
    opened = None
    try:
        task.start(0, later("Laying out the tree"))
        view = OutlineView(build_outline(checkpoint.graph, task, path.name, damaged=bool(checkpoint.damage)))
        if arrange is not None:
            arrange(view, task)
        updated = checkpoint.format == "torch_zip" and may_be_updated(checkpoint.source)
        opened = Opened(path, Document(checkpoint), view, CpuEngine(), PANELS, updated)
    finally:
        if opened is None:
            checkpoint.close()
    return opened


def warm_up(_task: Task) -> None:
    """Import in a worker what the first selected tensor needs: done by the window itself it would freeze it for half a
    second, from here the longest pause is a tenth of that."""
    from ckpt_viewer.gui import document_tab  # noqa: F401
    from ckpt_viewer.gui.compare import tab  # noqa: F401
    from ckpt_viewer.gui.parts import summary_table  # noqa: F401
    from ckpt_viewer.gui.plots import distribution_view, histogram_view, picture_view  # noqa: F401
    from ckpt_viewer.gui.strips import arranging, listing, measuring, shades  # noqa: F401


class OpeningPage(QWidget):
    """Stands in the tab of a file until it is read, and says why where it could not be. A file that is not there is
    tried again once it is. What is to be seen is made once somebody has looked for a moment: most files are read before
    that, and of twenty that are opened together most are never looked at."""

    cancel_wanted = Signal()
    retry_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.parameter = ""  # the name of the one to be shown first
        self.failed = False
        self._made: _Sight | None = None
        self._watch, self._size = QFileSystemWatcher(self), 0  # of its folder, where the file is not there
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._on_soon)
        self._watch.directoryChanged.connect(lambda _folder: self._calm.start())
        self._calm.timeout.connect(self._on_calm)

    @property
    def title(self) -> str:
        return plain_text(self.path.name, 300)

    @property
    def notice(self) -> Notice:
        """Why the file is not open."""
        return self._sight.notice

    @property
    def again_button(self) -> QPushButton:
        return self._sight.again_button

    def show_parameter(self, name: str) -> None:
        """To be done by the tab that will stand here."""
        self.parameter = name

    def can_look_again(self) -> bool:
        return self.failed

    def look_again(self) -> None:
        """A person wants another try."""
        self.retry_wanted.emit()

    def begin(self) -> None:
        """Opening starts, for the first time or again."""
        self.failed = False
        self._calm.stop()
        if self._watch.directories():
            self._watch.removePaths(self._watch.directories())
        if self._made is not None:
            self._made.begin()

    def follow(self, progress: Progress) -> None:
        """Show how far reading is."""
        if progress.total > 0 and self._made is not None:
            self._made.bar.show_share(progress.done, progress.total)

    def fail(self, error: Exception) -> None:
        """Say why the file cannot be shown."""
        self.failed = True
        self.notice.show_error(error, tr("Opening {title} was stopped.", title=self.title))
        self._size = 0
        if not self.path.exists() and self.path.parent.is_dir():
            self._watch.addPath(str(self.path.parent))
            self._calm.start()
        self._sight.show_state(running=False)
        self.setFocusProxy(self.again_button)
        self.again_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        self._soon.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._soon.stop()
        super().hideEvent(event)

    @property
    def _sight(self) -> _Sight:
        if self._made is None:
            self._made = _Sight(self)
            lay_column((self._made, 1), on=self, margins=0)
        return self._made

    def _on_soon(self) -> None:
        self._sight.show()

    def _on_calm(self) -> None:
        try:
            size = self.path.stat().st_size
        except OSError:
            size = 0
        if size and size == self._size:
            self.retry_wanted.emit()
        elif size:
            self._size = size
            self._calm.start()


class _Sight(QWidget):
    """What is to be seen of a page."""

    def __init__(self, page: OpeningPage) -> None:
        super().__init__(page)
        self._title = page.title
        self._label, self._folder = WrapLabel(self), WrapLabel(self)
        embolden(self._label)
        self._folder.setText(plain_text(str(page.path.parent), 500))
        self._folder.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.bar = ProgressBar(self, tr("Progress of opening"))
        self.bar.setFixedSize(280, 8)
        self.notice = Notice(self)
        self._cancel = _button(tr("Cancel"), page.cancel_wanted.emit, self)
        self.again_button = _button(tr("Try again"), page.retry_wanted.emit, self)
        self._close = _button(tr("Close tab"), page.close_wanted.emit, self)
        self._arrange()
        self.begin()

    def begin(self) -> None:
        self.notice.clear()
        self.bar.show_share(0, 0)
        self.show_state(running=True)

    def show_state(self, *, running: bool) -> None:
        self._label.setText(tr("Opening {title}…", title=self._title) if running else
                            tr("{title} is not open", title=self._title))
        for widget in (self.bar, self._cancel):
            widget.setVisible(running)
        for widget in (self.again_button, self._close):
            widget.setVisible(not running)

    def _arrange(self) -> None:
        buttons = lay_row(STRETCH, self._cancel, self.again_button, self._close, STRETCH)
        self.notice.setMinimumWidth(420)
        self.notice.setMaximumWidth(720)
        column = scrolling_column(self, 12, tr("Opening"))
        column.addStretch(2)
        for label in (self._label, self._folder):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        # An aligned widget would get too low for lines that wrap.
        fill(column, lay_row(STRETCH, (self.notice, 4), STRETCH), buttons)
        column.addStretch(3)


def _button(text: str, act: Callable[[], None], parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(True)  # Enter presses it
    button.clicked.connect(lambda _checked: act())
    return button
