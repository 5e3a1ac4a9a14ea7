"""One window for one person and screen: a second start hands its files to the first and ends, and macOS does without.

Contract: `hand_over` is quick where nothing runs: it looks for a socket before anything of Qt's network is imported.
What comes in is a list of absolute paths from this person's own processes; anything else is dropped. Where no socket
can be made there are simply two windows.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from ckpt_viewer.core import settings as stored

if TYPE_CHECKING:  # takes its time to import, and most starts are the first
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 1500  # a window that does not answer in this time is not waited for
MOST_BYTES = 1 << 20
_TAKEN = b"taken\n"


def socket_name() -> str:
    """The place of the socket: its own for each person, screen and folder of settings."""
    parts = (str(getattr(os, "getuid", lambda: 0)()), os.environ.get("USERNAME", ""), os.environ.get("DISPLAY", ""),
             os.environ.get("WAYLAND_DISPLAY", ""), str(stored.folder()))
    name = f"ckpt_viewer-{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}"
    if os.name == "nt":
        return name  # a named pipe
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"{name}.socket")


def hand_over(files: Sequence[Path], name: str) -> bool:
    """Give files to the window that runs already, which comes to the front; False where there is none."""
    if not _may_be_ours(name):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(json.dumps([str(_absolute(path)) for path in files]).encode() + b"\n")
    return socket.waitForBytesWritten(PATIENCE_MS) and socket.waitForReadyRead(PATIENCE_MS) \
        and socket.readAll().data() == _TAKEN


class Instance(QObject):
    """The first window's ear."""

    files_wanted = Signal(list)  # of paths; none where the window is only to come to the front

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def listen(self, name: str) -> bool:
        """Take what later starts hand over; False where that cannot be."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(name):
            QLocalServer.removeServer(name)  # left behind by a crash: whoever ran it did not answer
            if not server.listen(name):
                return False
        server.newConnection.connect(self._on_connection)
        self._server = server
        return True

    def close(self) -> None:
        """Later starts are on their own."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _on_connection(self) -> None:
        if self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda: self._on_read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():  # it may have come together with the connection
                self._on_read(socket)

    def _on_read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > MOST_BYTES:
            socket.abort()
        elif socket.canReadLine():
            files = _understood(bytes(socket.readLine().data()))
            if files is None:
                socket.abort()
                return
            socket.write(_TAKEN)
            self.files_wanted.emit(files)


class Finder(QObject):
    """How macOS says which files a person has double-clicked: by events, at the start too, never by arguments."""

    files_wanted = Signal(list)  # of paths

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return False
        self.files_wanted.emit([Path(event.file())])
        return True


def _understood(line: bytes) -> list[Path] | None:
    """The paths of a message; None where it is none of ours."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(path, str) and os.path.isabs(path) for path in found):  # noqa: PTH117
        return None
    return [Path(path) for path in found]


def _may_be_ours(name: str) -> bool:
    """In a folder that everybody may write to, a socket may be another person's."""
    if os.name == "nt":
        return True
    try:
        return Path(name).stat().st_uid == os.getuid()
    except OSError:
        return False


def _absolute(path: Path) -> Path:
    return Path.cwd() / path.expanduser()
