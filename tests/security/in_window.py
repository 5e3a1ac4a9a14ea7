"""Opens hostile files in the window, in a process of its own that watches itself.

    CKPT_VIEWER_HOME=… QT_QPA_PLATFORM=offscreen python -P in_window.py FOLDER

Writes one JSON line per file: {file, page, rows, notice, forbidden, warned}. `page` is the class of its tab, `rows` are
those of the tree where there is one, `notice` is what stands in its place else; `warned` is what Qt and Python
complained of meanwhile.
"""

from __future__ import annotations

import codecs
import gc
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEvent, QEventLoop, QTimer, QtMsgType, qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from ckpt_viewer.core.crc import crc32  # noqa: E402
from ckpt_viewer.core.settings import Settings  # noqa: E402
from ckpt_viewer.core.settings import folder as settings_folder  # noqa: E402
from ckpt_viewer.gui.app import make_app  # noqa: E402
from ckpt_viewer.gui.document_tab import DocumentTab  # noqa: E402
from ckpt_viewer.gui.main_window import MainWindow  # noqa: E402
from ckpt_viewer.gui.window.opening import OpeningPage  # noqa: E402
from tests.security.watched import Watch, import_everything  # noqa: E402

PATIENCE = 20.0


class Visitor:
    """One window, in which files are opened and looked at one after another."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.warned: list[str] = []
        self.window = MainWindow(Settings())
        self.window.resize(1000, 700)
        self.window.show()
        self._app.processEvents()

    def visit(self, file: Path, watch: Watch) -> dict[str, Any]:
        self.warned = []
        with watch:
            self.window.open_files([file])
            self._until(lambda: not self.window.workspace.busy)
            front = self.window.front
            rows, notice = 0, front.notice.text if isinstance(front, OpeningPage) else ""
            if isinstance(front, DocumentTab):
                rows = self._look_around(front)
            if front is not None:
                self.window.close_tab(front)
            self._app.processEvents()
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no event loop runs that would do it
        forbidden = [seen for seen in watch.seen if not _keeps_settings(seen)]
        return {"file": file.name, "page": type(front).__name__, "rows": rows, "notice": notice,
                "forbidden": forbidden, "warned": self.warned}

    def _look_around(self, tab: DocumentTab) -> int:
        """Choose the first rows one by one; how many rows there are."""
        tree = tab.tree.tree
        count = tree.model().rowCount()
        for row in range(min(count, 2)):
            tree.setCurrentIndex(tree.model().index(row, 0))
        self._until(lambda: tab.settled)
        return count

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            loop = QEventLoop()  # workers wait for a window that never stops looking
            QTimer.singleShot(1, loop.quit)
            loop.exec()
            assert time.monotonic() < end, "the window hangs"


def _keeps_settings(event: str) -> bool:
    """The window writes down which files were open: through a file descriptor, which was told when it was opened."""
    return str(settings_folder()) in event or re.match(r"open\(\d+, 'w'\)", event) is not None


def main(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    import_everything("ckpt_viewer")
    crc32(b"")  # its library is imported with the first sum
    for codec in ("unicode_escape", "ascii"):
        codecs.lookup(codec)
    visitor = Visitor(make_app())
    gc.freeze()  # or each tab that closes looks through all the modules again

    def on_message(_kind: QtMsgType, _where: object, text: str) -> None:
        visitor.warned.append(text)

    qInstallMessageHandler(on_message)
    sys.excepthook = lambda kind, error, _trace: visitor.warned.append(f"{kind.__name__}: {error}")
    watch = Watch()
    for file in sorted(folder.iterdir()):
        print(json.dumps(visitor.visit(file, watch)), flush=True)
    visitor.window.close()
    qInstallMessageHandler(None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
