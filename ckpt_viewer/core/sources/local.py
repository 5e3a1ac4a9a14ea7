"""Sources on this machine: a regular file read with `pread`, held open or not, and bytes held in memory.

Without pathlib, which takes three milliseconds to import.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import islice

from ckpt_viewer.core.errors import ChangedOnDisk, SourceError
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.sources.base import Source, check_bare

if TYPE_CHECKING:
    from pathlib import Path


class LocalFile(Source):
    """A regular file. Positional reads, not a memory map: a file truncated by a training job must not kill us.

    It is held open, so that its bytes stay whole when another file takes its name; but not on Windows, where nothing
    could replace it then, not even a save of ours.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open `path`. Raises SourceError when it is missing, not readable, a folder, pipe or device."""
        self._name = os.fsdecode(path)
        self._fd, self._closed = -1, False
        try:
            found = os.stat(path)
            if not stat.S_ISREG(found.st_mode):
                raise SourceError(_not_regular(found.st_mode), str(path), "Choose a file.")
            self._fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
            self._stat = os.fstat(self._fd)
            if not hasattr(os, "preadv"):
                self._let_go()
        except (FileNotFoundError, NotADirectoryError):
            raise _missing(self._name) from None
        except PermissionError:
            raise SourceError("no permission to read this file", str(path), "Ask its owner for read access.") from None
        except OSError as error:
            raise SourceError(f"cannot be opened ({error.strerror or error})", str(path), _what_to_do(error)) from None
        except ValueError:  # with a NUL, or letters that no name has
            raise SourceError("no file can be called that", repr(self._name), "Check the name.") from None

    @property
    def size(self) -> int:
        return self._stat.st_size

    @property
    def name(self) -> str:
        return self._name

    @property
    def path(self) -> Path:
        from pathlib import Path

        return Path(self._name)

    @property
    def real_name(self) -> str:
        return os.path.realpath(self._name)

    def beside(self, name: str) -> Source:
        return _beside(self._name, name)

    def names_beside(self, limit: int) -> tuple[str, ...]:
        try:
            with os.scandir(os.path.dirname(self._name) or os.curdir) as entries:
                names = [entry.name for entry in islice(entries, limit + 1)]
        except OSError:
            return ()
        return tuple(sorted(names)) if len(names) <= limit else ()

    def identity(self) -> tuple[int, ...]:
        return _identity(self._stat)

    def changed(self) -> bool:
        return identity_at(self._name) != self.identity()

    def read_at(self, offset: int, count: int) -> bytes:
        self._refuse(offset, count)
        if self._fd >= 0:
            with suppress(OSError):  # it comes again, and is told
                got = os.pread(self._fd, count, offset)
                if len(got) == count:  # without a copy, which takes as long again for a large directory or pickle
                    return got
        return super().read_at(offset, count)

    def next_data(self, offset: int) -> int:
        if self._fd < 0 or not hasattr(os, "SEEK_DATA"):
            return super().next_data(offset)
        try:
            return os.lseek(self._fd, offset, os.SEEK_DATA)  # no reading of ours goes by where the handle stands
        except OSError as error:
            return self.size if error.errno == errno.ENXIO else super().next_data(offset)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self._refuse(offset, buffer.nbytes)
        view = buffer.cast("B")
        while view.nbytes:
            got = self._pread(view, offset)
            if got == 0:
                raise _changed(self.name)
            view, offset = view[got:], offset + got

    def _pread(self, view: memoryview, offset: int) -> int:
        try:
            if self._fd >= 0:
                return os.preadv(self._fd, [view], offset)
            return self._read_by_another_handle(view, offset)
        except OSError as error:
            raise SourceError(f"reading failed ({error.strerror or error})", self.name, _what_to_do(error)) from None

    def _read_by_another_handle(self, view: memoryview, offset: int) -> int:
        """Windows reads only from where a handle stands, which threads would move under one another's hands."""
        with open(self._name, "rb", buffering=0) as file:
            if _identity(os.fstat(file.fileno())) != self.identity():
                raise _changed(self.name)
            file.seek(offset)
            return file.readinto(view) or 0

    def _refuse(self, offset: int, count: int) -> None:
        if self._closed:
            raise SourceError("the file was closed", self.name, "Open it again.")
        self.check_reach(offset, count)
        self._refuse_if_changed()

    def _refuse_if_changed(self) -> None:
        # fstat of the handle sees an overwrite in place; a file replaced by another name keeps our old bytes whole.
        if self._fd < 0:
            if self.changed():
                raise _changed(self.name)
            return
        now = os.fstat(self._fd)
        if (now.st_size, now.st_mtime_ns) != (self._stat.st_size, self._stat.st_mtime_ns):
            raise _changed(self.name)

    def close(self) -> None:
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) >= 0:
            self._let_go()


class ReopenedFile(Source):
    """A regular file that is opened for each read and closed again: a checkpoint may lie in more files than a process
    may hold open. So a file that another one has replaced under its name is gone, and counts as changed."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Look at `path`; raises as `LocalFile`."""
        self._name = os.fspath(path)
        self._closed = False
        with closing(LocalFile(path)) as file:
            self._found = file.identity()

    @property
    def size(self) -> int:
        return self._found[0]

    @property
    def name(self) -> str:
        return self._name

    @property
    def real_name(self) -> str:
        return os.path.realpath(self._name)

    def beside(self, name: str) -> Source:
        return _beside(self._name, name)

    def identity(self) -> tuple[int, ...]:
        return self._found

    def changed(self) -> bool:
        try:
            return _identity(os.stat(self._name)) != self._found
        except OSError:
            return True

    def next_data(self, offset: int) -> int:
        with closing(self._open()) as file:
            return file.next_data(offset)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        if self._closed:
            raise SourceError("the file was closed", self.name, "Open it again.")
        with closing(self._open()) as file:
            file.readinto_at(offset, buffer)

    def _open(self) -> LocalFile:
        if not os.path.exists(self._name):
            raise _changed(self.name)
        file = LocalFile(self._name)
        if file.identity() == self._found:
            return file
        file.close()
        raise _changed(self.name)

    def close(self) -> None:
        self._closed = True


class MemorySource(Source):
    """Bytes made here: the value of an edited tensor, a record that was inflated."""

    def __init__(self, data: bytes, name: str = "memory") -> None:
        self._data = data
        self._name = name

    @property
    def size(self) -> int:
        return len(self._data)

    @property
    def name(self) -> str:
        return self._name

    def identity(self) -> tuple[int, ...]:
        return (id(self._data), len(self._data))

    def changed(self) -> bool:
        return False

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.check_reach(offset, buffer.nbytes)
        buffer.cast("B")[:] = self._data[offset : offset + buffer.nbytes]


def _beside(path: str, name: str) -> ReopenedFile:
    check_bare(name)
    return ReopenedFile(os.path.join(os.path.dirname(path), name))


def _missing(name: str) -> SourceError:
    scheme, is_address, _ = name.partition(":/")  # one slash is what a Path leaves of two
    if is_address and scheme.isalnum() and len(scheme) > 1:  # unlike a drive
        return SourceError("this is an address, and nothing is fetched from one", name,
                           "Download the file, and open what was downloaded.")
    return SourceError("no such file", name, "Check the name and the folder.")


def is_file_at(path: str | os.PathLike[str]) -> bool:
    """False also of what no file can be called, and where one may not look; `Path.is_file` raises OSError there."""
    return _is_at(path, stat.S_ISREG)


def is_folder_at(path: str | os.PathLike[str]) -> bool:
    """The same of a folder."""
    return _is_at(path, stat.S_ISDIR)


def _is_at(path: str | os.PathLike[str], kind: Callable[[int], bool]) -> bool:
    try:
        return kind(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def identity_at(path: str | os.PathLike[str]) -> tuple[int, ...]:
    """The identity of what a file opened now at this path would have; empty where there is none."""
    try:
        return _identity(os.stat(path))
    except OSError:
        return ()


def _identity(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev


def _changed(name: str) -> ChangedOnDisk:
    return ChangedOnDisk("the file was changed on disk after it was opened", name, "Reload it.")


def _what_to_do(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "Check the name; no file's can be as long as this."
    return "Check that the disk or the network folder is there, or copy the file to another disk and open the copy."


def _not_regular(mode: int) -> str:
    kinds = [(stat.S_ISDIR, "this is a folder"), (stat.S_ISFIFO, "this is a pipe"), (stat.S_ISSOCK, "this is a socket")]
    return next((text for test, text in kinds if test(mode)), "this is a device, not a file")
