"""What a system may take its time for while nobody has to wait: bringing a file to the disk, giving up what it took.

Contract: a file of gigabytes whose name is gone costs the system a few tenths of a second when its last handle is
closed, on a busy disk a second; so a thread of its own closes it. The name goes first: nothing is left to be seen, nor
by a process that is killed meanwhile, for the system itself gives up what has neither name nor handle.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from pathlib import Path

from ckpt_viewer.core.task import Task

_SMALL = 4 << 20  # bytes on a disk that are given up sooner than a thread begins
_MOST = 200  # handles that are held at once, of the thousand or so that a process may have
_PATIENCE = 0.02  # seconds between two looks at whether the task was cancelled


def force_to_disk(handle: int, task: Task) -> None:
    """Wait until every byte of an open file is on its disk. Raises OSError, and Cancelled, after which the system goes
    on for as long as it takes; the file may be unlinked and closed."""
    own = os.dup(handle)
    pool = ThreadPoolExecutor(1, "to-the-disk")
    work = pool.submit(_force_and_close, own)
    pool.shutdown(wait=False)
    finished(work, task)


def finished(work: Future[None], task: Task) -> None:
    """Wait for work of another thread. Raises what it raised, Cancelled."""
    while not wait([work], _PATIENCE).done:
        task.check()
    work.result()


def let_go(*handles: int) -> None:
    """Close files that may have no name any more, large ones without being waited for."""
    if any(map(_is_large, handles)):
        pool = ThreadPoolExecutor(1, "letting-go")
        pool.submit(_close_all, handles)
        pool.shutdown(wait=False)
    else:
        _close_all(handles)


def remove_folder(folder: Path) -> None:
    """Remove a folder and all that is in it, as far as the system lets us."""
    handles = []
    for path in islice(_files(folder), _MOST):
        handle = _held(path)
        if handle >= 0 and _is_large(handle):
            handles.append(handle)
        elif handle >= 0:
            os.close(handle)
    shutil.rmtree(folder, ignore_errors=True)
    let_go(*handles)


def _held(path: Path) -> int:
    """A handle of a regular file, or -1 where there is none to be had, or where it would keep the name in use."""
    if os.name != "posix":
        return -1
    with suppress(OSError):
        if stat.S_ISREG(path.lstat().st_mode):
            return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    return -1


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where) / name for name in names)


def _is_large(handle: int) -> bool:
    return os.fstat(handle).st_size > _SMALL


def _force_and_close(handle: int) -> None:
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _close_all(handles: tuple[int, ...]) -> None:
    for handle in handles:
        os.close(handle)
