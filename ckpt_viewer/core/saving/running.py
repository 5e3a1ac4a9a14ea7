"""Carrying out a plan: write beside, force to the disk, read back and compare, and only then put in place.

Contract: until the last step the target is untouched; whatever fails, raises or is cancelled leaves no file behind.
Raises SaveFailed, ChangedOnDisk when the opened file changed meanwhile, other CheckpointErrors of reading it,
Cancelled. Memory stays constant in the size of the tensors.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from ckpt_viewer.core.errors import ChecksumFailed, Damaged, NotACheckpoint, SaveFailed, Unsupported
from ckpt_viewer.core.formats import open_checkpoint, writer_named
from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.checksums import CopySums, Mismatch, check_copied, check_written
from ckpt_viewer.core.saving.forms import SavePlan, SaveReport
from ckpt_viewer.core.saving.reach import reachable
from ckpt_viewer.core.saving.replacing import Replacement, save_failed
from ckpt_viewer.core.saving.verify import verify
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text

_BLOCK = 4 << 20


def save(plan: SavePlan, task: Task | None = None) -> SaveReport:
    """Write the file that `plan` describes and report what was proved."""
    task = task or Task()
    started = time.monotonic()
    if plan.refusal:
        raise SaveFailed(plan.refusal.rstrip("."), str(plan.target))
    with Replacement(plan.target, overwrite=plan.options.overwrite) as new:
        sink = _Summing(new.out)
        written = _write(plan, sink, task)
        task.start(0, "waiting for the disk")
        nbytes = new.finish_writing()
        if nbytes != sink.count:
            raise SaveFailed(f"{nbytes:,} bytes are on the disk of {sink.count:,} that were written", str(plan.target),
                             "Choose another disk.")
        verified = _verify(plan, new.path, written, sink.digest(), task)
        _refuse_changed_source(plan.checkpoint.source)
        task.check()
        new.put_in_place()
    return SaveReport(plan.target, plan.form, plan.format, nbytes, time.monotonic() - started, plan.tensors, verified,
                      sink.digest(), plan.loses, plan.warnings)


class _Summing:
    """Counts and sums what goes into a file, or nowhere."""

    def __init__(self, out: Sink | None = None) -> None:
        self._out = out
        self._sum = hashlib.sha256()
        self.count = 0

    def write(self, data: bytes | memoryview, /) -> None:
        self._sum.update(data)
        if self._out is not None:
            self._out.write(data)
        self.count += len(data)

    def digest(self) -> str:
        return self._sum.hexdigest()


def _write(plan: SavePlan, sink: _Summing, task: Task) -> tuple[Written, ...]:
    try:
        if plan.as_it_is:
            _copy_checked(plan, sink, task)
            return ()
        written = writer_named(plan.format).write(plan.graph, sink, task, plan.details)
    except OSError as error:
        raise save_failed(error, plan.target) from None
    except Unsupported as error:
        raise SaveFailed(error.what, error.where or str(plan.target), error.hint) from None
    nodes = reachable(plan.graph)
    _refuse_mismatches(plan, check_written(plan.checkpoint.graph, plan.graph, nodes, written, task))
    return written


def _copy_checked(plan: SavePlan, sink: _Summing, task: Task) -> None:
    source, graph = plan.checkpoint.source, plan.checkpoint.graph
    sums = CopySums(source, task)
    _copy(source, sink, task, sums)
    _refuse_mismatches(plan, check_copied(graph, source, sums.passed, task))


def _refuse_mismatches(plan: SavePlan, mismatches: tuple[Mismatch, ...]) -> None:
    """What PyTorch would load without a word must not be copied without one."""
    if not mismatches:
        return
    first, more = mismatches[0], len(mismatches) - 1
    others = f", nor do those of {count_text(more, 'other record')}" if more else ""
    raise ChecksumFailed(f"{first.name}: {first.reason}{others}", str(plan.target),
                         "Check every byte of the opened file: what fails is marked and can then be left out.")


def _copy(source: Source, sink: _Summing, task: Task, sums: CopySums | None = None) -> None:
    task.start(source.size, "copying")
    buffer = memoryview(bytearray(min(_BLOCK, source.size)))
    for start in range(0, source.size, _BLOCK):
        block = buffer[: min(_BLOCK, source.size - start)]
        source.readinto_at(start, block)
        sink.write(block)
        if sums is not None:
            sums.add(block)
        task.advance(block.nbytes)


def _verify(plan: SavePlan, path: Path, written: tuple[Written, ...], digest: str, task: Task) -> tuple[str, ...]:
    """Open the new file with our own reader and compare."""
    try:
        new = open_checkpoint(path, task)
    except (Damaged, NotACheckpoint, Unsupported) as error:
        raise SaveFailed(f"the new file cannot be read back ({error.what})", str(plan.target),
                         "The old file is untouched. Please report this.") from None
    try:
        if plan.as_it_is:
            return _verify_copy(plan, new.source, digest, task)
        return verify(plan.graph, written, new.graph, task, str(plan.target))
    finally:
        new.close()


def _verify_copy(plan: SavePlan, copy: Source, digest: str, task: Task) -> tuple[str, ...]:
    check = _Summing()
    _copy(copy, check, task)
    if check.digest() != digest:
        raise SaveFailed("the copy was read back and differs from the original", str(plan.target),
                         "Choose another disk, and check this one.")
    return (f"all {check.count:,} bytes are those of the opened file, by checksum (SHA-256)",
            "the copy opens as the same kind of checkpoint")


def _refuse_changed_source(source: Source) -> None:
    """A file that was overwritten in place while we read it gave us a mixture; reading it once more tells."""
    if source.size:
        source.read_at(0, 1)
