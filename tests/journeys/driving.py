"""Hands for the journeys: they open files, press menu entries and wait, as a person at the window does."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.main_window import MainWindow

D = TypeVar("D", bound=QWidget)
PATIENCE = 20_000  # milliseconds; importing torch and pyqtgraph takes seconds on a busy machine


class Hands:
    """One window and what can be done in it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def settle(self) -> None:
        """Until nothing is opened, read or counted any more."""
        self.qtbot.waitUntil(lambda: not self.window.workspace.busy, timeout=PATIENCE)

    def activate(self) -> None:
        """Give the window the keyboard: where no window manager does, nobody has it."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE)

    def open(self, path: Path) -> DocumentTab:
        self.window.open_files([path])
        self.settle()
        return self.document

    @property
    def document(self) -> DocumentTab:
        """The open file in front."""
        tab = self.window.document_tab
        assert tab is not None
        return tab

    @property
    def comparison(self) -> DiffTab:
        """The comparison in front, with its numbers."""
        self.settle()
        front = self.window.front
        assert isinstance(front, DiffTab)
        self.qtbot.waitUntil(lambda: not front.busy, timeout=PATIENCE)
        return front

    def press(self, action: str) -> None:
        """Choose a menu entry, which must be enabled when the menu is opened."""
        self.window.refresh_actions()
        entry = self.window.commands[action]
        assert entry.isEnabled(), action
        entry.trigger()

    def dialog(self, kind: type[D]) -> D:
        """The dialog that is open now."""
        found = [child for child in self.window.findChildren(kind) if child.isVisible()]
        assert len(found) == 1
        return found[0]

    def save_dialog(self, action: str) -> SaveDialog:
        """The save dialog with its plan."""
        self.press(action)
        dialog = self.dialog(SaveDialog)
        self.settle_plan(dialog)
        return dialog

    def settle_plan(self, dialog: SaveDialog) -> None:
        self.qtbot.waitUntil(lambda: self.document.jobs.idle and not dialog.planning, timeout=PATIENCE)

    def save(self, dialog: SaveDialog, target: Path | None = None) -> Path:
        """Press Enter and wait for the report; the file that was written."""
        if target is not None:
            dialog.target.selectAll()
            QTest.keyClicks(dialog.target, str(target))
        self.settle_plan(dialog)
        with self.qtbot.waitSignal(dialog.saved, timeout=PATIENCE) as saved:
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        written: Path = saved.args[0].target
        return written

    def close(self, dialog: QDialog) -> None:
        dialog.accept()
        assert not dialog.isVisible()


class Drag:
    """Files held over the window by a program that is not there."""

    def __init__(self, files: list[Path]) -> None:
        self.mime = QMimeData()  # kept here: the events only point to it
        self.mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])

    def hover(self, target: QWidget, place: QPoint) -> bool:
        with warnings.catch_warnings():  # since Qt 6.12 a place in whole pixels is deprecated, before it the only one
            warnings.simplefilter("ignore", DeprecationWarning)
            event = QDragEnterEvent(place, Qt.DropAction.CopyAction, self.mime, Qt.MouseButton.LeftButton,
                                    Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)
        return event.isAccepted()

    def drop(self, target: QWidget, place: QPoint) -> bool:
        event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, self.mime, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)
        return event.isAccepted()


@contextmanager
def window(qtbot: QtBot, settings: Settings | None = None) -> Iterator[Hands]:
    """A window with default settings, or these; closing it at the end loses nothing that was not meant to be lost."""
    made = MainWindow(Settings() if settings is None else settings)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    made.show()
    qtbot.waitExposed(made)
    hands = Hands(qtbot, made)
    yield hands
    for tab in made.document_tabs:
        tab.document.mark_saved()
    made.close()
