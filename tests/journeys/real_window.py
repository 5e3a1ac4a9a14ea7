"""The program as its entry point starts it, with a listener on stdin that tells a hand outside where things are.

Contract: run as a script, its arguments are the program's. It says `ready` after the first paint. To each line
`KIND<tab>NAME…` it answers one line, once nothing is computed and the answer stays the same: `at X Y` for a place,
`yes …` for what is to be seen, `missing …` where nothing came in time. The listener only tells; it presses nothing.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from ckpt_viewer import __main__ as program
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.main_window import MainWindow
from tests.journeys.places import Place, Scene

POLL_MS = 10
CALM_POLLS = 2  # so often in a row the answer is the same before it is given
PATIENCE = 20  # seconds
# Of xcb: the byte that says what an event is, and, for the mouse, the type that the X Input extension gives it.
_KEY, _GENERIC, _XI_RELEASE, _XI_TYPE_AT = 2, 35, 5, 8
_SENT_BY_A_CLIENT = 0x80


class Counted(QAbstractNativeEventFilter):
    """How many keys went down and how many buttons of the mouse came up, as the X server reports them to the window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        head = ctypes.string_at(int(message), _XI_TYPE_AT + 2)
        kind = head[0] & ~_SENT_BY_A_CLIENT
        if kind == _KEY:
            self.seen["key"] += 1
        elif kind == _GENERIC and int.from_bytes(head[_XI_TYPE_AT:], sys.byteorder) == _XI_RELEASE:
            self.seen["click"] += 1
        return False, 0


class Listener(QObject):
    """Answers one question after the other."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._counted = Counted()
        app.installNativeEventFilter(self._counted)
        self._question: list[str] = []
        self._deadline, self._calm, self._last, self._typed = time.monotonic() + PATIENCE, 0, "", b""
        self._ready = False
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll)
        self._poll.start()
        self._stdin = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._stdin.activated.connect(self._on_line)

    def _on_line(self) -> None:
        self._typed += os.read(sys.stdin.fileno(), 1 << 16)
        if not self._typed:
            self._stdin.setEnabled(False)  # the hand has gone
        elif self._typed.endswith(b"\n"):
            self._question, self._typed = self._typed.decode().rstrip("\n").split("\t"), b""
            self._deadline, self._calm, self._last = time.monotonic() + PATIENCE, 0, ""

    def _on_poll(self) -> None:
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if not self._ready:
            self._begin(window)
        if self._question and window is not None:
            self._consider(window)

    def _begin(self, window: MainWindow | None) -> None:
        """Say `ready`, or once, where that takes long, what it waits for."""
        if window is not None and window.isActiveWindow() and settled(window):
            self._ready = True
            print("ready", flush=True)
        elif 0 < self._deadline < time.monotonic():
            self._deadline = 0
            is_active = window is not None and window.isActiveWindow()
            print(f"waiting: window {window is not None}, active {is_active}", flush=True)

    def _consider(self, window: MainWindow) -> None:
        """Give the answer once it has been the same for a while and nothing can change it by itself."""
        scene = Scene(window)
        answer = self._answer(scene)
        self._calm = self._calm + 1 if answer and answer == self._last and settled(window) else 0
        self._last = answer
        if self._calm >= CALM_POLLS:
            self._say(answer)
        elif time.monotonic() > self._deadline:
            waits = "" if settled(window) else " (and something is still being computed)"
            self._say(f"missing {self._question}{waits}; there are: {json.dumps(scene.names(*self._question[:2]))}")

    def _say(self, answer: str) -> None:
        self._question = []
        print(answer, flush=True)

    def _answer(self, scene: Scene) -> str:
        """What there is to say now; empty where that is nothing yet."""
        kind, *names = self._question
        match kind, names:
            case "counted", [what, least]:
                return f"yes {self._counted.seen[what]}" if self._counted.seen[what] >= int(least) else ""
            case "says", [text]:
                return next((f"yes {json.dumps(said)}" for said in scene.texts() if text in said), "")
            case "front", [name]:
                return "yes" if scene.front_title().startswith(name) else ""
            case "gone", [name]:
                return "" if scene.front_title().startswith(name) else "yes"
            case "selected", [path]:
                return "yes" if scene.selected() == [path] else ""
            case "cells", [within, *wanted]:
                return "yes" if any(set(wanted) <= set(cells) for cells in scene.cells(within)) else ""
            case "edits", [there]:
                return "yes" if str(scene.window.isWindowModified()) == there else ""
            case "state", []:
                return f"yes {json.dumps(scene.state())}"
            case "picture", [path]:
                return f"yes {take_picture(Path(path))}"
            case _:
                return _at(scene.place(kind, *names))


def _at(place: Place | None) -> str:
    return "" if place is None else f"at {place[0]} {place[1]}"


def settled(window: MainWindow) -> bool:
    """Nothing is computed, and no timer runs out soon that would begin something."""
    soon = any(timer.isActive() and timer.isSingleShot() for timer in window.findChildren(QTimer))
    return not soon and not window.workspace.busy


def take_picture(target: Path) -> bool:
    """Of the whole screen, with frames, menus and dialogs."""
    screen = QApplication.primaryScreen()
    return screen.grabWindow(0).save(str(target))


def main(arguments: list[str]) -> int:
    Listener(make_app())
    return program.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
