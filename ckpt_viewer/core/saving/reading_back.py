"""A new file that is read back while it is still being written, so that little is left to wait for after the last byte.

Contract: bytes go through `ReadBack` into the file, in blocks that begin and end at multiples of their length. A thread
follows: of each range that is written it has the system begin to bring it to the disk, reads what the file now holds
there, and sums the storages in it. The sums are those of bytes that were read from the file, never of those that were
to be written; a sum of all bytes is made on both sides, so that one that is wrong anywhere is noticed. Errors of the
thread are raised where the writer goes on or asks for the sums; on leaving the context the thread is gone and its
handle closed, whatever happened. Constant memory. Nothing here needs more of a system than files: where it cannot be
asked to begin early, it is not.
"""

from __future__ import annotations

import errno
import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.formats.base import StorageSink
from ckpt_viewer.core.formats.checksums import PassingSums
from ckpt_viewer.core.formats.storage_stream import BLOCK
from ckpt_viewer.core.saving.letting_go import finished
from ckpt_viewer.core.task import Task

_RANGE = 8 << 20  # with 32 MiB there is a tenth more to wait for in the end
_BLOCK = BLOCK


class ReadBack(StorageSink):
    """Use as a context, within that of the file, which stands at its beginning."""

    def __init__(self, out: BinaryIO, path: Path) -> None:
        self._out = out
        self.count = 0
        self._held, self._block = 0, memoryview(bytearray(_BLOCK))
        self._handed, self._crc = 0, 0
        self._following = _Following(path)

    def __enter__(self) -> ReadBack:
        return self

    def __exit__(self, *_: object) -> None:
        self._following.stop()

    def write(self, data: bytes | memoryview, /) -> None:
        """Raises OSError, also that of reading back what was written before."""
        end = self._held + len(data)
        if end < _BLOCK:
            self._block[self._held : end] = data
            self._held = end
        else:
            self._write_blocks(memoryview(data))
        self.count += len(data)

    def flush(self) -> None:
        """Bring what is held here into the file, which then has all bytes. Raises OSError."""
        self._hand_over(self._block[: self._held])
        self._held = 0
        self._out.flush()

    def storage_follows(self, nbytes: int, behind: int = 0) -> None:
        self._following.sums.expect(self.count + behind, nbytes)

    def finish(self, task: Task) -> PartedDict[int, int]:
        """When everything was flushed: the CRC-32 of each storage by the offset where it begins. Raises OSError,
        Cancelled."""
        self._following.read_up_to(self.count)
        self._following.finish(task)
        return self._following.sums.passed

    @property
    def differs(self) -> bool:
        """Whether the file, all of which was read, holds other bytes than were written."""
        return self._following.crc != self._crc

    def _hand_over(self, block: memoryview) -> None:
        self._crc = crc32(block, self._crc)
        self._out.write(block)

    def _write_blocks(self, data: memoryview) -> None:
        """Of what is held and of `data`, all whole blocks, of which the caller mostly gives one that needs no copy."""
        written = self.count - self._held
        while self._held + data.nbytes >= _BLOCK:
            block, data = data[: _BLOCK - self._held], data[_BLOCK - self._held :]
            if self._held:
                self._block[self._held :] = block
                block, self._held = self._block, 0
            self._hand_over(block)
            written += _BLOCK
            if written - self._handed >= _RANGE:
                self._out.flush()
                self._following.read_up_to(written)
                self._handed = written
        self._block[: data.nbytes] = data
        self._held = data.nbytes


class _Following:
    """The thread, which reads from the front to the back, as far as it was told."""

    def __init__(self, path: Path) -> None:
        self.sums, self.crc = PassingSums(), 0
        self._path = path
        self._ends: SimpleQueue[int | None] = SimpleQueue()
        self._stopped = False
        self._pool = ThreadPoolExecutor(1, "reading back")
        self._work: Future[None] | None = None

    def read_up_to(self, end: int) -> None:
        """Return at once; raises what went wrong before."""
        self._ends.put(end)
        if self._work is None:
            self._work = self._pool.submit(self._follow)
        elif self._work.done():
            self._work.result()

    def finish(self, task: Task) -> None:
        """Wait until everything is read. Raises what went wrong, Cancelled."""
        self._ends.put(None)
        if self._work is not None:
            finished(self._work, task)

    def stop(self) -> None:
        """Wait for the block that is being read, and for no more."""
        self._stopped = True
        self._ends.put(None)
        self._pool.shutdown()

    def _follow(self) -> None:
        buffer, at = memoryview(bytearray(_BLOCK)), 0
        with self._path.open("rb", buffering=0) as file:
            while (end := self._ends.get()) is not None:
                _begin_flushing(file.fileno(), at, end)
                while at < end and not self._stopped:
                    block = buffer[: file.readinto(buffer[: end - at])]
                    if not block:
                        raise OSError(errno.EIO, "the new file ends before what was written")
                    self.crc = crc32(block, self.crc)
                    self.sums.add(block)
                    at += block.nbytes


def _begin_flushing(handle: int, start: int, end: int) -> None:
    """Have the system begin to bring these bytes to the disk."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            # On Linux this begins to write pages that are not on the disk yet, and keeps them.
            os.posix_fadvise(handle, start, end - start, os.POSIX_FADV_DONTNEED)
