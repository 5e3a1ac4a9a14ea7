"""All that a workspace shows made anew for the same documents, as when the language has changed: a step in each turn of
the event loop, what is in sight first. All at once would take 50 ms, and as much again for each tab.

Contract: edits, undo, what is selected and in sight, the order of the tabs and the one in front stay. A comparison and
a timeline are computed again, and a file that is still being read begins again. No file is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ckpt_viewer.gui.window.file_tabs import FileTabs
from ckpt_viewer.gui.window.opening import OpeningPage

BREATH_MS = 1
"""Between two steps, so that what a person does and what is to be painted comes between them: a timer that is due again
at once goes before both."""


class Renewable(Protocol):
    """The workspace as far as it is needed here."""

    tabs: FileTabs

    @property
    def front(self) -> QWidget | None: ...

    @property
    def document_tabs(self) -> tuple[QWidget, ...]: ...

    def read_again(self, page: OpeningPage) -> None: ...

    def again(self, page: QWidget) -> QWidget: ...

    def replace(self, old: QWidget, new: QWidget) -> None: ...


class Renewing(QObject):
    """Makes the pages of one workspace anew."""

    def __init__(self, workspace: Renewable, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._steps = _nothing()
        self._timer = QTimer(self, singleShot=True, interval=BREATH_MS)
        self._timer.timeout.connect(self._on_turn)

    @property
    def active(self) -> bool:
        return self._timer.isActive()

    def begin(self, *first: Callable[[], None]) -> None:
        """From the next turn on do what is `first`, then go on with the pages."""
        self._steps.close()
        self._steps = _steps(self._workspace, first)
        self._timer.start()

    def stop(self) -> None:
        """What was begun is put in its place, the rest stays as it is."""
        self._timer.stop()
        self._steps.close()

    def _on_turn(self) -> None:
        if next(self._steps, self) is self:
            self._timer.stop()
        else:
            self._timer.start()


def _nothing() -> Generator[None]:
    yield from ()


def _steps(workspace: Renewable, first: tuple[Callable[[], None], ...]) -> Generator[None]:
    for act in first:
        act()
        yield
    front = workspace.front
    for page in sorted(workspace.tabs.pages(), key=lambda page: page is not front):
        if page not in workspace.tabs.pages():
            continue
        if isinstance(page, OpeningPage):
            workspace.read_again(page)
            yield
            continue
        made = workspace.again(page)
        try:
            yield
            if page in workspace.document_tabs:
                made.panels.make_as(page.panels)  # type: ignore[attr-defined]  # a DocumentTab
                yield
        finally:
            workspace.replace(page, made)
        yield
