"""Runs a command that may hang, crash, print, fork or allocate, and leaves nothing of it behind.

Contract: the command gets a session of its own, no input, and an end: by itself, by the time limit, or because the task
was cancelled. Then its whole process group is killed, and on Linux also what left the group, which a mark in the
environment tells. Of its output the last few KiB are kept; the rest is read and dropped, so that it never blocks.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task

KEPT_OUTPUT = 16 << 10  # bytes
_MARK = "CKPT_VIEWER_WORKER"
_LOOK = 0.03  # seconds between two looks at a running command
_READ = 1 << 16
_SWEEPS = 20
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows opens one for what a window starts


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status (negative: the signal that ended it), whether time was up, its last
    output, and whether there was more."""

    status: int
    timed_out: bool
    output: str
    cut: bool


def run(command: Sequence[str], folder: Path, seconds: float, task: Task,
        environment: Mapping[str, str] | None = None) -> Ended:
    """Run `command` in `folder` for at most `seconds`. Raises Cancelled; OSError where it cannot be started."""
    mark = secrets.token_hex(16)
    process = subprocess.Popen(  # noqa: S603 (to run what a person named is what this module is for)
        command, cwd=folder, env={**os.environ, **(environment or {}), _MARK: mark}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, creationflags=_NO_CONSOLE, bufsize=0)
    output = _Output(process)
    deadline = time.monotonic() + seconds
    timed_out = False
    try:
        while not timed_out and not _has_ended(process):
            task.check()
            output.drain()
            timed_out = time.monotonic() > deadline
        output.drain()
    finally:
        _end(process, mark)
        output.close()
    return Ended(process.returncode, timed_out, output.text, output.cut)


class _Output:
    """The end of what a process prints."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._pipe = process.stdout
        self._kept = bytearray()
        self.cut = False
        self._waiting = _teller()
        if self._waiting is None:
            os.set_blocking(self._pipe.fileno(), False)

    def drain(self) -> None:
        """Take what is there, for about as long as between two looks."""
        until = time.monotonic() + _LOOK
        with suppress(BlockingIOError, BrokenPipeError):
            while block := self._read():
                self._kept += block
                self.cut = self.cut or len(self._kept) > KEPT_OUTPUT
                del self._kept[:-KEPT_OUTPUT]
                if time.monotonic() > until:
                    return

    def _read(self) -> bytes:
        pipe = self._pipe.fileno()
        count = _READ if self._waiting is None else min(_READ, self._waiting(pipe))
        return os.read(pipe, count) if count else b""

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", "replace")

    def close(self) -> None:
        self._pipe.close()


def _teller() -> Callable[[int], int] | None:
    """What tells how many bytes wait in a pipe, where a pipe cannot be told not to block: on Windows before Python
    3.12. It raises BrokenPipeError where the pipe is empty and nobody writes into it any more."""
    if sys.platform == "win32":
        import msvcrt
        from _winapi import PeekNamedPipe  # as multiprocessing.connection does

        return lambda pipe: int(PeekNamedPipe(msvcrt.get_osfhandle(pipe), 0)[0])  # of nothing taken: waiting, left
    return None


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has, after a short wait. Where the system can tell without it, it stays unburied: until then its
    number, which is that of its group too, goes to nobody else."""
    if hasattr(os, "waitid"):
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        time.sleep(_LOOK)
        return False
    try:
        process.wait(_LOOK)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    """Kill the group first, then wait for the process, then kill whoever left the group."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    for _ in range(_SWEEPS):
        left = _marked(mark)
        for number in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        if not left:
            return
        time.sleep(_LOOK)


def _marked(mark: str) -> list[int]:
    """Running processes that were started with this mark, where the system shows it."""
    wanted = f"{_MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0") and not _is_dead(folder):
                found.append(int(folder.name))
    return found


def _is_dead(folder: Path) -> bool:
    """A process that was killed and waits for its parent to look."""
    return (folder / "stat").read_bytes().rpartition(b") ")[2][:1] in (b"Z", b"X")
