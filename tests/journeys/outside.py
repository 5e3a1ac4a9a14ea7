"""What stands outside the window in a journey: an X server, children whose lines one can wait for, the hand's program.

Contract: nothing here sleeps and nothing waits for ever; what does not come in time fails the test with what came, and
with where the child was at that moment, be it in its first import.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
_ENDED = "\0"  # in place of a line
# A desktop's own choices must not reach the window: its theme, its file dialog, its idea of a session.
_DESKTOP = ("XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "QT_QPA_PLATFORMTHEME", "QT_STYLE_OVERRIDE", "WAYLAND_DISPLAY",
            "SESSION_MANAGER", "QT_IM_MODULE", "XMODIFIERS")


class Process:
    """A child that says lines and may be told some; what it writes to stderr is kept."""

    def __init__(self, command: Sequence[str], display: str, folder: Path = ROOT) -> None:
        env = {name: value for name, value in os.environ.items() if name not in _DESKTOP}
        env |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        self._child = subprocess.Popen([sys.executable, "-X", "faulthandler", *command], env=env, cwd=folder, text=True,
                                       encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
        self._lines: Queue[str] = Queue()
        self._complaints: list[str] = []
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._listen)]
        for reader in self._readers:
            reader.start()

    @property
    def complaints(self) -> str:
        """What it has written to stderr so far."""
        return "".join(self._complaints)

    def tell(self, line: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(f"{line}\n")
        self._child.stdin.flush()

    def wait_for(self, word: str) -> str:
        """The next line that begins so; lines before it are skipped."""
        seen: list[str] = []
        while True:
            try:
                seen.append(self._lines.get(timeout=PATIENCE))
            except Empty:
                pytest.fail(f"no line {word!r} came, only {seen}\n{self._last_words()}")
            if seen[-1] == _ENDED:
                pytest.fail(f"it ended ({self._child.wait(PATIENCE)}), only {seen[:-1]} came\n{self._heard_out()}")
            if seen[-1].startswith(word):
                return seen[-1]

    def says(self, word: str, within: float) -> bool:
        """Whether a line that begins so comes in this time."""
        try:
            while not (line := self._lines.get(timeout=within)).startswith(word):
                assert line != _ENDED, self._heard_out()
        except Empty:
            return False
        return True

    def _last_words(self) -> str:
        """Of a child that is silent, which ends here: its threads as the system sees them, and where Python is in each.
        A child that had no time of a processor is another matter than one that hangs."""
        threads = "".join(_condition(thread) for thread in sorted(Path(f"/proc/{self._child.pid}/task").iterdir()))
        load = Path("/proc/loadavg").read_text(encoding="ascii")
        self._child.send_signal(signal.SIGABRT)
        self._child.wait(PATIENCE)
        return f"load {load}{threads}{self._heard_out()}"

    def _heard_out(self) -> str:
        """All that a child has written to stderr that is no more."""
        for reader in self._readers:
            reader.join()
        return self.complaints

    def end(self) -> None:
        self._child.terminate()
        self._child.wait(PATIENCE)
        for reader in self._readers:
            reader.join()
        for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._lines.put(line.strip())
        self._lines.put(_ENDED)

    def _listen(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self._complaints.append(line)


def _condition(thread: Path) -> str:
    """Name, state, what it waits for in the kernel, and the seconds of a processor it has had."""
    name, _, rest = (thread / "stat").read_text(encoding="utf-8").partition("(")[2].rpartition(") ")
    fields = rest.split()
    had = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return f"thread {name}: {fields[0]}, in {(thread / 'wchan').read_text(encoding='ascii')}, had {had:.1f} s\n"


@contextmanager
def process(command: Sequence[str], display: str, folder: Path = ROOT) -> Iterator[Process]:
    """A child that has said that it is ready, until the end."""
    made = Process(command, display, folder)
    try:
        made.wait_for("ready")
        yield made
    finally:
        made.end()


@contextmanager
def x_server(screen: str) -> Iterator[str]:
    """An X server of its own; the name of its display. Keys that stay down, on a busy machine, are not repeated."""
    read, write = os.pipe()
    server = subprocess.Popen([program("Xvfb"), "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp",
                               "-r"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as numbers:
        number = numbers.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """openbox, without anybody's settings, once it gives new windows the keyboard."""
    command = [program("openbox"), "--sm-disable", "--config-file", "/nonexistent", "--startup", "echo ready"]
    manager = subprocess.Popen(command, env=os.environ | {"DISPLAY": display}, text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    try:
        assert manager.stdout is not None
        assert any(line == "ready\n" for line in manager.stdout), "openbox did not start"
        yield
    finally:
        manager.terminate()
        manager.communicate(timeout=PATIENCE)


def xdotool(display: str, *words: str) -> str:
    """Let the hand do something; what it says. It has reached the server when this returns."""
    return subprocess.run([program("xdotool"), *words], env=os.environ | {"DISPLAY": display}, check=True, text=True,
                          capture_output=True, timeout=PATIENCE).stdout


def mouse(display: str, *commands: str) -> None:
    """Commands of xdotool as one writes them in a line."""
    xdotool(display, *" ".join(commands).split())


def program(name: str) -> str:
    """Where a test program lies."""
    found = shutil.which(name)
    assert found, f"{name} is missing: packaging/dev.py installs it"
    return found
