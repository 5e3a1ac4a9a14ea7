"""Tensors dragged out of the window, to a file manager or a notebook, as `.npy` files made when the drag begins; and a
handle to drag something out by.

Contract: a job writes the files into a folder of our own, which `shut` removes; what a killed window left there is
removed by `remove_left_files`. If the button is still held when they are written, the drag goes on with them; else they
wait for the next drag of the same tensors. What is too large is refused in words. `told` says what to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from tempfile import gettempdir

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text
from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.notice import Mood, error_text
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme

MOST_BYTES = 1 << 30
MOST_TENSORS = 100
_KEY = "drag"
Named = tuple[str, Tensor]  # the name of the file without its suffix


class DragOut(QObject):
    """For one tab. `carry` performs the drag of files and `held` says whether the button still is."""

    told = Signal(str, str)  # Mood, text; an empty text where there is nothing to say any more

    def __init__(self, jobs: Jobs, parent: QWidget, carry: Callable[[QWidget, Sequence[Path]], None] | None = None,
                 held: Callable[[], bool] | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._widget = jobs, parent
        self._carry, self._held = carry or carry_files, held or _is_held
        self._folder: Path | None = None
        self._keeping = ExitStack()  # what keeps the folder
        self._ready: dict[tuple[Named, ...], list[Path]] = {}
        self._begun = 0

    def begin(self, tensors: Sequence[Named]) -> None:
        """A person has begun to drag these."""
        wanted = tuple(tensors)
        if not wanted:
            return
        size = sum(tensor.spec.nbytes for _, tensor in wanted)
        if size > MOST_BYTES or len(wanted) > MOST_TENSORS:
            what = told(bytes_text(size)) if size > MOST_BYTES else told(count_text(len(wanted), "tensor"))
            self._tell("warning", tr("This is too much to drag: {what}; at most {size} and {count} tensors. Use File ▸ "
                                     "Export the tensor as .npy.",
                                     what=what, size=told(bytes_text(MOST_BYTES)), count=MOST_TENSORS))
        elif wanted in self._ready:
            self._carry(self._widget, self._ready[wanted])
        else:
            self._write(wanted)

    def shut(self) -> None:
        """Stop, and remove the files."""
        self._jobs.forget(_KEY)
        self._ready.clear()
        self._folder = None
        self._keeping.close()

    def _write(self, wanted: tuple[Named, ...]) -> None:
        from ckpt_viewer.core.exporting import write_npy_files
        from ckpt_viewer.core.saving.replacing import save_failed

        try:
            folder = self._place()
        except OSError as error:
            self._on_failed(save_failed(error, Path(str(error.filename))))
            return
        self._jobs.submit(_KEY, lambda task: write_npy_files(wanted, folder, task),
                          partial(self._on_written, wanted), self._on_failed, title=tr("Writing .npy"))

    def _place(self) -> Path:
        """A new folder for the files of one drag, so that each has the name of its tensor. Raises OSError."""
        from ckpt_viewer.core.saving.leftovers import own_folder

        if self._folder is None:
            self._folder = self._keeping.enter_context(own_folder(Path(gettempdir())))
        self._begun += 1
        return self._folder / str(self._begun)

    def _on_written(self, wanted: tuple[Named, ...], paths: list[Path]) -> None:
        self._ready[wanted] = paths
        if self._held():
            self._carry(self._widget, paths)
            return
        if len(paths) == 1:
            text = tr("{name} is ready now: drag again to take it along.", name=plain_text(paths[0].name, 100))
        else:
            text = tr("{files} are ready now: drag again to take them along.",
                      files=told(count_text(len(paths), "file")))
        self._tell("info", text)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._tell("danger", error_text(error))

    def _tell(self, mood: Mood, text: str) -> None:
        self.told.emit(mood, text)


class DragHandle(Themed, QToolButton):
    """A small button with an arrow that leaves a box. `dragged` comes once the pointer has gone far enough with the
    button held, `clicked` otherwise."""

    dragged = Signal()

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPoint | None = None
        self.setAutoRaise(True)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.retheme()
        self.follow_theme()

    def retheme(self) -> None:
        self.setIcon(icon("drag-out", active_theme().muted))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
        elif far_enough(self._from, event.position().toPoint()):
            self._from = None
            self.setDown(False)
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None
        super().mouseReleaseEvent(event)


def is_dragged_out(path: Path) -> bool:
    """Whether a file is one of those made for a drag, which go with their tab."""
    from ckpt_viewer.core.saving.leftovers import is_own

    return any(is_own(folder) for folder in path.parents)


def remove_left_files() -> None:
    """Remove what windows that were killed left of tensors dragged out of them; what a living one uses stays."""
    from ckpt_viewer.core.saving.leftovers import remove_leftovers

    with suppress(OSError):  # there may be no place for temporary files
        remove_leftovers(Path(gettempdir()))


def files_as_mime(paths: Sequence[Path]) -> QMimeData:
    """What a file manager takes."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def carry_files(widget: QWidget, paths: Sequence[Path]) -> None:
    """Drag files from here; copies only, as the folder goes with the tab."""
    drag = QDrag(widget)
    drag.setMimeData(files_as_mime(paths))
    drag.setPixmap(icon("file").pixmap(20, 20))
    drag.exec(Qt.DropAction.CopyAction)


def far_enough(start: QPoint, now: QPoint) -> bool:
    """Whether the pointer has gone as far as a person goes who means to drag."""
    return (now - start).manhattanLength() >= QApplication.startDragDistance()


def _is_held() -> bool:
    return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
