"""Changing an opened zip checkpoint where it lies, in the time that its pickle takes and not its tensors.

Nothing of the file is overwritten: the new state is added behind the old one, forced to the disk, read back and
compared (see core/formats/torch_zip_update.py). A failure or a cancel cuts the file back to what it was. A crash at any
moment leaves a file that every reader of zips takes for the old state, or for the new one; in between the old one is
followed by the beginning of the new, which `undo_update` cuts off too. For that the file is first made as long as it
will be, with an end that leads to the old directory; only when all before it is on the disk does the new end take its
place, in one sector. The journal is thus the file itself; no second file lies about.
"""

from __future__ import annotations

import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import Damaged, NotACheckpoint, SaveFailed, Unsupported
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.torch_zip_update import Updated, write_update
from ckpt_viewer.core.formats.zip_directory import ZipRecord, find_directory, read_directory
from ckpt_viewer.core.formats.zip_ends import (
    UpdateMark,
    ends_of_zips,
    is_begun_update,
    is_followed_by_a_zip,
    update_mark,
)
from ckpt_viewer.core.graph import nbytes_in
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.saving.forms import refusal_error
from ckpt_viewer.core.saving.leftovers import lock
from ckpt_viewer.core.saving.replacing import save_failed
from ckpt_viewer.core.saving.verify import verify
from ckpt_viewer.core.sources.base import Source, WindowSource
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text, count_text

_LEAST_TAIL, _MOST_TAIL = 4096, 999_999  # bytes of the old end that the mark can vouch for
_REACH = 60_000  # readers look for the end of a zip within the last 64 KiB
_BLOCK = 4 << 20
_IN_MEMORY = 64 << 20
_TO_COPY = "Save a copy instead."


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What was added and what was proved. `nbytes` is the length of the file now, `added` how much of it is new."""

    target: Path
    nbytes: int
    added: int
    seconds: float
    verified: tuple[str, ...]


def why_not_in_place(checkpoint: Checkpoint) -> str:
    """Why this checkpoint cannot be updated where it lies, in one or two sentences; empty where it can."""
    if checkpoint.format != "torch_zip" or not isinstance(checkpoint.source, LocalFile):
        return f"Only zip files of PyTorch can be updated in place. {_TO_COPY}"
    if checkpoint.damage:
        return f"The file is damaged, and nothing should be built on it. {_TO_COPY}"
    if checkpoint.graph.as_read:
        return "Nothing was changed, so there is nothing to update. Change something first."
    if checkpoint.source.changed():
        return "The file was changed on disk after it was opened. Reload it first."
    if not os.access(checkpoint.source.path, os.W_OK):
        return f"The file is write-protected. {_TO_COPY}"
    return ""


def update(checkpoint: Checkpoint, task: Task | None = None) -> UpdateReport:
    """Make the graph of `checkpoint` the state of its file. `checkpoint` itself cannot be read afterwards: reopen it.

    Raises SaveFailed with the file as it was, what reading it raises, Cancelled.
    """
    task, started = task or Task(), time.monotonic()
    if refusal := why_not_in_place(checkpoint):
        raise refusal_error(refusal, checkpoint.name)
    source = checkpoint.source
    assert isinstance(source, LocalFile)
    # Made beside and copied then: what reads the file must not meet it growing.
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(source.path.parent)) as spool:
        addition = cast("BinaryIO", spool)
        updated = _write(checkpoint, addition, task)
        added = addition.seek(0, os.SEEK_END) + len(updated.end)
        task.check()
        with _added(source, addition, updated):
            verified = _verify(checkpoint, updated, source.path, task)
            task.check()
    return UpdateReport(source.path, source.size + added, added, time.monotonic() - started, verified)


def undo_update(path: Path, task: Task | None = None) -> int:
    """Cut `path` back to what it was before its last update, finished or broken off; how many bytes that took away.

    Raises SaveFailed where there was no update, or the file is not what it says it was; what opening it raises.
    """
    task = task or Task()
    with closing(LocalFile(path)) as source:
        before = _length_before(source, task)
        task.check()
        with _unchanged(source) as file:
            file.truncate(before)
            os.fsync(file.fileno())
        return source.size - before


@contextmanager
def _unchanged(source: LocalFile) -> Iterator[BinaryIO]:
    """The file open for writing, if it still is the one that was read and nobody else is writing."""
    try:
        with source.path.open("rb+", buffering=0) as file:
            if not lock(file.fileno()):
                raise SaveFailed("another program has locked this file", source.name, "Wait until it is done.")
            if source.changed() or os.fstat(file.fileno()).st_ino != source.path.stat().st_ino:
                raise SaveFailed("the file was changed on disk after it was opened", source.name, "Reload it first.")
            yield file
    except OSError as error:
        raise save_failed(error, source.path) from None


@contextmanager
def _added(source: LocalFile, addition: BinaryIO, updated: Updated) -> Iterator[None]:
    """The file with the addition behind it, on the disk; on an error it gets its old length and time back."""
    with _unchanged(source) as file, ExitStack() as on_failure:
        on_failure.callback(_cut_back, file, source, os.fstat(file.fileno()))
        end_at = source.size + addition.seek(0, os.SEEK_END)
        _write_at(file, end_at, updated.end_before)
        if end_at - source.size > _REACH:
            os.fsync(file.fileno())  # the old end is too far away by now to be found
        _copy_at(file, source.size, addition)
        os.fsync(file.fileno())
        _write_at(file, end_at, updated.end)
        os.fsync(file.fileno())
        yield
        on_failure.pop_all()


def _cut_back(file: BinaryIO, source: LocalFile, was: os.stat_result) -> None:
    try:
        file.truncate(source.size)
        with suppress(OSError):  # whoever may write a file of somebody else may not do this
            os.utime(source.path, ns=(was.st_atime_ns, was.st_mtime_ns))
        os.fsync(file.fileno())
    except OSError as error:
        raise SaveFailed(f"the update failed, and what it added could not be cut off ({error.strerror or error})",
                         source.name, "The old state is still in the file: undo the update in place.") from None


def _copy_at(file: BinaryIO, at: int, addition: BinaryIO) -> None:
    addition.seek(0)
    while block := addition.read(_BLOCK):
        _write_at(file, at, block)
        at += len(block)


def _write_at(file: BinaryIO, at: int, data: bytes) -> None:
    file.seek(at)
    view = memoryview(data)
    while view:  # a file without a buffer may take less than it is given
        view = view[file.write(view) :]


def _write(checkpoint: Checkpoint, out: BinaryIO, task: Task) -> Updated:
    source = checkpoint.source
    directory = source.size - find_directory(source).offset  # with the checksums of all records
    length = min(max(_LEAST_TAIL, directory), _MOST_TAIL, source.size)
    mark = UpdateMark(source.size, length, _crc_before(source, source.size, length))
    try:
        return write_update(checkpoint.graph, source, out, task, checkpoint.details, bytes(mark))
    except OSError as error:
        raise save_failed(error, Path(source.name)) from None
    except Unsupported as error:
        raise SaveFailed(error.what, error.where or source.name, error.hint) from None


def _verify(checkpoint: Checkpoint, updated: Updated, path: Path, task: Task) -> tuple[str, ...]:
    kept = sum(nbytes_in(checkpoint.graph, record.storage) for record in updated.kept)
    try:
        with open_checkpoint(path, task) as new:
            proved = verify(checkpoint.graph, updated.added, new.graph, task, str(path), kept=updated.kept)
    except (Damaged, NotACheckpoint) as error:
        raise SaveFailed(f"the new state cannot be read back ({error.what})", str(path),
                         "The file is as it was. Please report this.") from None
    blocks = count_text(len(updated.kept), "block")
    return (*proved, f"{bytes_text(kept)} of numbers in {blocks} were not touched")


def _length_before(source: LocalFile, task: Task) -> int:
    """How long the file was before its last update."""
    mark = update_mark(source)
    if mark is not None:
        if not mark.length <= mark.before < source.size or _crc_before(source, mark.before, mark.length) != mark.crc:
            raise _changed_meanwhile(source)
        _refuse_other_pickle(source, mark.before, task)
        return mark.before
    broken_off = next((end for end in ends_of_zips(source, task)), source.size)
    begun = broken_off < source.size and is_begun_update(source, broken_off)
    if not begun or is_followed_by_a_zip(source, broken_off, task):
        raise SaveFailed("this file was not updated in place, so there is nothing to undo", source.name,
                         "Only an update in place can be taken back. Give the value that it had, and save again.")
    return broken_off


def _refuse_other_pickle(source: LocalFile, before: int, task: Task) -> None:
    """The old pickle has to be what the old directory says. Tensors are those of both states, and stay what they are.

    Raises SaveFailed.
    """
    old = WindowSource(source, 0, before, source.name)
    for entry in read_directory(old, task):
        if entry.name.endswith("data.pkl") and entry.crc:
            record = ZipRecord(old, entry)
            if zlib.crc32(record.read_at(0, record.size)) != entry.crc:
                raise _changed_meanwhile(source)


def _changed_meanwhile(source: LocalFile) -> SaveFailed:
    return SaveFailed("what stands before the update is no longer the old file", source.name,
                      "It was changed by another program; nothing was done.")


def _crc_before(source: Source, end: int, length: int) -> int:
    return zlib.crc32(source.read_at(end - length, length))
