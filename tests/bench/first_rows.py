"""How long a person waits for the tree of a file: starts the program as `ckpt-viewer FILE` does and prints the seconds
from the start of the process until the first rows are painted.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.first_rows FILE
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.app import WarmUp, make_app
from ckpt_viewer.gui.main_window import MainWindow


class FirstRows(QObject):
    """Ends the event loop once the tree of a document has been painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.workspace.changed.connect(self._look)

    def _look(self) -> None:
        if self._window.document_tab is not None:
            self._window.document_tab.tree.tree.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, QApplication.exit)  # it is painted once this filter has let it through
        return False


def main() -> None:
    app = make_app()
    window = MainWindow(Settings())
    window.resize(1200, 800)
    FirstRows(window)
    window.first_painted.connect(lambda: window.open_files([Path(sys.argv[1])]))
    window.first_painted.connect(lambda: WarmUp(window))
    window.show()
    app.exec()
    print(time.time() - process_start())
    window.close()


def process_start() -> float:
    """When this process began, in seconds since 1970; Linux only."""
    ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / 100


if __name__ == "__main__":
    main()
