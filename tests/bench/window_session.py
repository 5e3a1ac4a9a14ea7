"""What a person at the window waits for: opens a file, works with it, closes; writes seconds as JSON.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.window_session FILE [OTHER_FILE TARGET]

`…_pause` is the longest time for which the event loop stood still meanwhile. Run as a process of its own, since the
first part of it is the start.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.app import WarmUp, make_app
from ckpt_viewer.gui.main_window import MainWindow

TICK = 5
PATIENCE = 300.0


class Pulse(QObject):
    """Notes the longest gap between two ticks of a timer."""

    def __init__(self) -> None:
        super().__init__()
        self.worst, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def taken(self) -> float:
        """The worst since this was asked last."""
        self._on_tick()
        worst, self.worst = self.worst, 0.0
        return worst

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.worst, self._last = max(self.worst, now - self._last - TICK / 1000), now


class Session:
    """One window and the clock beside it."""

    def __init__(self, app: QApplication) -> None:
        self._app, self.found = app, dict[str, float]()
        self.window = MainWindow(Settings())
        self.window.resize(1200, 800)
        self.window.show()
        self._until(lambda: self.window.isVisible() and app.topLevelWindows() != [])
        self.pulse = Pulse()

    def open(self, path: Path) -> None:
        self.window.open_files([path])
        WarmUp(self.window)
        self._until(lambda: self.window.document_tab is not None)
        self._app.processEvents()
        self.found["first rows"] = time.time() - process_start()
        self._settled("open")
        self.tab = self.window.document_tab
        assert self.tab is not None

    def look_around(self) -> None:
        """Filter key by key, unfold, scroll, and the statistics of what is chosen."""
        assert self.tab is not None
        pane = self.tab.tree
        for text in ("w", "we", "wei", "weight", "weight7", ""):
            pane.filter_box.setText(text)
            self._until(lambda: pane.settled and self.tab is not None and self.tab.settled)
            self._idle()
        self._note("filter")
        self._at_once("expand", lambda: pane.expand_all(True))
        bar = pane.tree.verticalScrollBar()
        for share in range(1, 9):
            self._at_once("scroll", lambda share=share: bar.setValue(bar.maximum() * share // 8))  # type: ignore[misc]
        self._at_once("fold", lambda: pane.expand_all(False))
        pane.tree.choose([1])
        self._settled("statistics")

    def compare(self, other: Path) -> None:
        self.window.compare_with_files([other])
        self._until(lambda: getattr(self.window.front, "busy", None) is False)
        self._settled("compare")

    def close(self, path: Path) -> None:
        """While a file is being opened."""
        self.window.open_files([path])
        self._app.processEvents()
        begin = time.perf_counter()
        self.window.close()
        self.found["close"] = time.perf_counter() - begin
        self.found["threads"] = threading.active_count() - 1

    def _at_once(self, name: str, act: Callable[[], object]) -> None:
        begin = time.perf_counter()
        act()
        self._app.processEvents()
        self.found[name] = max(self.found.get(name, 0.0), time.perf_counter() - begin)
        self.pulse.taken()

    def _settled(self, name: str) -> None:
        self._until(lambda: not self.window.workspace.busy)
        self._idle()
        self._note(name)

    def _idle(self) -> None:
        self._until(lambda: self.window.jobs.idle)

    def _note(self, name: str) -> None:
        self.found[f"{name} pause"] = self.pulse.taken()

    def _until(self, there: Callable[[], bool]) -> None:
        end = time.perf_counter() + PATIENCE
        while not there():
            if time.perf_counter() > end:
                raise TimeoutError
            self._app.processEvents()
            time.sleep(0.001)


def process_start() -> float:
    """When this process began, in seconds since 1970; Linux only."""
    ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / 100


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]]
    session = Session(make_app())
    session.open(paths[0])
    session.look_around()
    if len(paths) > 1:
        session.compare(paths[1])
    session.close(paths[0])
    print(json.dumps(session.found))


if __name__ == "__main__":
    main()
