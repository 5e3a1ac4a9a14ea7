"""A window to take pictures of, and what brings it into a state: files opened, places selected, all of it settled."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from ckpt_viewer.core.graph import Path as TreePath
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.main_window import MainWindow
from tests.screens.files import Files

PATIENCE = 60.0  # seconds


class Stage:
    """One window. Every scene leaves tabs behind; `clear` closes them."""

    def __init__(self, window: MainWindow, files: Files) -> None:
        self.window, self.files = window, files

    def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Let the window work until nothing is left to do. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3:  # a finished job may ask for the next one
            loop = QEventLoop()  # a window that only looks whether there is something would be at work all the time
            QTimer.singleShot(1, loop.quit)
            loop.exec()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            quiet = quiet + 1 if not self.window.workspace.busy and until() else 0
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to rest")

    def open(self, path: Path, *selected: TreePath, panel: str = "") -> DocumentTab:
        """Open a file with these places selected and this panel in front."""
        self.window.open_files([path])
        self.settle()
        tab = self.window.document_tab
        assert tab is not None
        for place in selected:
            tab.reveal(place)
            self.settle()
        if panel:
            assert tab.panels.bring(panel), f"no panel {panel} for {selected}"
            self.settle()
        return tab

    def dialog(self, action: str, submenu: str = "") -> QWidget:
        """The dialog that a menu entry opens, with its plan made."""
        before = set(self.window.findChildren(QDialog))
        self._entry(action, submenu).trigger()
        opened = [found for found in self.window.findChildren(QDialog) if found not in before and found.isVisible()]
        assert len(opened) == 1, f"{action} opened {len(opened)} dialogs"
        dialog = opened[0]
        self.settle(lambda: not getattr(dialog, "planning", False))
        return dialog

    def _entry(self, action: str, submenu: str) -> QAction:
        if not submenu:
            return self.window.commands[action]
        menu = self.window.commands.submenu(submenu)
        menu.aboutToShow.emit()
        return next(entry for entry in menu.actions() if entry.objectName() == action)

    def clear(self) -> None:
        """An empty window again."""
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        for tab in self.window.document_tabs:
            tab.document.mark_saved()
        self.window.workspace.close_all()
        self.settle()
