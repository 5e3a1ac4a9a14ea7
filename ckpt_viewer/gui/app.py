"""Puts the window together: the application object, the theme, what to open first, and how it ends.

Contract: `run` returns the exit status. It prints nothing but why a picture that was asked for is not there; what went
wrong before there is a window is for the caller.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ckpt_viewer import __version__
from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.drafts import Drafts
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.resources import samples
from ckpt_viewer.core.settings import Language
from ckpt_viewer.core.settings import Theme as ThemeChoice
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.gui.icons import app_icon
from ckpt_viewer.gui.importing import parents_first
from ckpt_viewer.gui.instance import Finder, Instance, hand_over, socket_name
from ckpt_viewer.gui.jobs import Failure
from ckpt_viewer.gui.language import make_ready, tr, use_language
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.parts.drag_out import remove_left_files
from ckpt_viewer.gui.parts.keyboard_ring import KeyboardRing
from ckpt_viewer.gui.parts.show_folder import show_folder
from ckpt_viewer.gui.parts.spoken import tell_roles
from ckpt_viewer.gui.theme import apply_theme
from ckpt_viewer.gui.turns import wait_briefly
from ckpt_viewer.gui.window.drafting import Drafting
from ckpt_viewer.gui.window.opening import warm_up

POLL_MS = 50
CALM_POLLS = 6  # so often in a row nothing must be running before a picture is taken
PATIENCE_MS = 60_000
DEMO_COMPARE = ("convnet_epoch_01.pth", "convnet_epoch_10.pth")


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for on the command line. `size` is in pixels, (0, 0) for the remembered one."""

    files: tuple[Path, ...] = ()
    demo: bool = False
    smoke: bool = False
    theme: ThemeChoice | None = None
    screenshot: Path | None = None
    size: tuple[int, int] = (0, 0)
    new_window: bool = False
    language: Language | None = None

    @property
    def ordinary(self) -> bool:
        """A start as from a desktop, not one for a picture or a look."""
        return not (self.demo or self.smoke or self.screenshot)


def run(request: Request) -> int:
    """Show the window until it is closed."""
    app = make_app()
    shared = request.ordinary and not request.new_window
    if shared and hand_over(request.files, socket_name()):
        return 0
    settings = stored.load()
    apply_theme(app, request.theme or settings.theme)
    use_language(request.language or settings.language)
    window = MainWindow(settings)
    if any(request.size):
        window.resize(*request.size)
    if sys.platform == "darwin":
        hear_finder(app, window)
    window.show()
    window.first_painted.connect(lambda: begin(window, request))
    if shared:
        window.first_painted.connect(lambda: listen(window, socket_name()))
    return app.exec()


def tell_windows(kind: str, report: Path) -> None:
    """Say in every open window that something went wrong, with a button to the folder of the report."""
    for window in _windows():
        text = tr("Something went wrong inside this program ({kind}). Your files are untouched; you can go on. "
                  "Details: {report}", kind=kind, report=report)
        window.tell("danger", text, (tr("Show the report"), lambda: show_folder(report)))


def close_windows() -> None:
    """As if a person closed them."""
    for window in _windows():
        window.close()


def make_app() -> QApplication:
    """The application object with its name and icon."""
    app = QApplication.instance() or QApplication(["ckpt-viewer"])
    assert isinstance(app, QApplication)
    wait_briefly()
    parents_first()
    app.setApplicationName("ckpt_viewer")
    app.setApplicationDisplayName("")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("ckpt-viewer")
    app.setWindowIcon(app_icon())
    tell_roles()
    if app.findChild(KeyboardRing) is None:
        KeyboardRing(app)
    return app


def listen(window: MainWindow, name: str) -> Instance:
    """Open in this window what later starts are asked to open."""
    instance = Instance(window)
    instance.files_wanted.connect(window.take_files)
    instance.listen(name)
    return instance


def hear_finder(app: QApplication, window: MainWindow) -> None:
    """Open in this window what macOS asks for. Every event goes through it, so not where that never happens."""
    finder = Finder(window)
    finder.files_wanted.connect(window.take_files)
    app.installEventFilter(finder)


def begin(window: MainWindow, request: Request) -> None:
    """After the first paint: open what was asked for."""
    if request.smoke:
        window.close()
        return
    window.keeps_session = request.ordinary
    if request.ordinary:
        Drafting(window.workspace, window.jobs, Drafts(), window)
    if request.demo:
        Demo(window)
    elif request.files:
        window.open_files(list(request.files))
    elif request.ordinary and window.settings.reopen:
        window.open_last_session()
    WarmUp(window)
    if request.screenshot is not None:
        Photographer(window, request.screenshot)


class WarmUp(QObject):
    """Imports in a worker what the first selected tensor needs, as soon as no file is being opened any more: both at
    once take turns, and the rows that a person waits for come a quarter of a second later."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._done = window, False
        window.jobs.expected = self._is_due
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        self._timer.start()

    def _is_due(self) -> bool:
        """Whether it goes on, or begins in a moment."""
        return not self._done and (not self._timer.isActive() or not self._window.workspace.opening)

    def _on_poll(self) -> None:
        if not self._window.workspace.opening:
            self._timer.stop()
            self._window.jobs.submit("warm up", warm_up, lambda _: self._go_on(), self._fail, quiet=True)

    def _go_on(self) -> None:
        self._done = True
        self._window.jobs.submit("warm up", warm_up_rest, lambda _: self._tidy_up(), quiet=True)

    def _tidy_up(self) -> None:
        """Last of all: nobody waits for it."""
        self._window.jobs.submit("tidy up", lambda _task: remove_left_files(), lambda _: None, quiet=True)

    def _fail(self, error: Exception) -> None:
        """A panel that needs what could not be imported says so itself."""
        self._done = True
        if not isinstance(error, Cancelled):
            self._window.jobs.failure.emit(Failure("", error))


def warm_up_rest(_task: Task) -> None:
    """Import in a worker all else that the window would import by itself, in the middle of an act: after an
    installation Python has to compile it first, and the first swap of a comparison took a third of a second."""
    import ckpt_viewer.core.exporting  # noqa: F401
    from ckpt_viewer.core.engine import stepping  # noqa: F401
    from ckpt_viewer.core.saving import in_place  # noqa: F401
    from ckpt_viewer.core.views import finding, next_steps  # noqa: F401
    from ckpt_viewer.gui import display  # noqa: F401
    from ckpt_viewer.gui.dialogs import (  # noqa: F401
        cast_dialog,
        device_chooser,
        fit_dialog,
        guide,
        key_dialogs,
        lr_editor,
        rename_dialog,
        reset_dialog,
        save_dialog,
        tag_dialog,
    )
    from ckpt_viewer.gui.parts import imaging  # noqa: F401
    from ckpt_viewer.gui.plots import byte_map_view, rate_view  # noqa: F401
    from ckpt_viewer.gui.strips import exporting  # noqa: F401
    from ckpt_viewer.gui.strips import finding as finding_in_strips  # noqa: F401
    from ckpt_viewer.gui.timeline import tab  # noqa: F401
    from ckpt_viewer.gui.values import table  # noqa: F401
    from ckpt_viewer.gui.window import folder_page  # noqa: F401

    make_ready()


class Demo(QObject):
    """Opens the samples; once they are there, compares two of them and selects a tensor worth seeing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        paths = [path for path, _ in samples()]
        if not paths:
            window.tell("warning", tr("The sample checkpoints are not part of this installation."))
            return
        window.open_files(paths)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        self._timer.start()

    def _on_poll(self) -> None:
        tabs = {tab.path.name: tab for tab in self._window.document_tabs}
        if len(tabs) < len(samples()) and self._window.workspace.busy:
            return
        self._timer.stop()
        pair = [tabs.get(name) for name in DEMO_COMPARE]
        if pair[0] is not None and pair[1] is not None:
            self._window.open_comparison(pair[0].document.snapshot(), pair[1].document.snapshot())
            self._window.workspace.tabs.setCurrentWidget(pair[1])
            pair[1].reveal(("model_state", "head.0.weight"))


class Photographer(QObject):
    """Takes a picture of the window once nothing moves any more, then closes it."""

    def __init__(self, window: MainWindow, target: Path) -> None:
        super().__init__(window)
        self._window, self._target, self._calm = window, target, 0
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        self._timer.start()
        QTimer.singleShot(PATIENCE_MS, self, self._shoot)

    def _on_poll(self) -> None:
        self._calm = 0 if self._window.workspace.busy else self._calm + 1
        if self._calm >= CALM_POLLS:
            self._shoot()

    def _shoot(self) -> None:
        from ckpt_viewer.gui.parts.imaging import image_writer

        self._timer.stop()
        status = 0
        try:
            image_writer(self._window.grab().toImage(), self._target)(Task())
        except CheckpointError as error:
            sys.stderr.write(f"ckpt-viewer: {error}\n")
            status = 2
        self._window.close()
        QApplication.exit(status)


def _windows() -> list[MainWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
