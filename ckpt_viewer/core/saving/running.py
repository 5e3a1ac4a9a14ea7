"""Carrying out a plan: write beside, force to the disk, read back and compare, and only then put in place.

Contract: until the last step the target is untouched; whatever fails, raises or is cancelled leaves no file behind.
Raises SaveFailed, ChangedOnDisk when the opened file changed meanwhile, other CheckpointErrors of reading it,
Cancelled. Memory stays constant in the size of the tensors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.errors import ChecksumFailed, Damaged, NotACheckpoint, SaveFailed, SourceError, Unsupported
from ckpt_viewer.core.formats import open_checkpoint, writer_named
from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.checksums import CopySums, Mismatch, check_copied, check_written
from ckpt_viewer.core.freeing import let_go
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.saving.folder_replacing import FolderReplacement
from ckpt_viewer.core.saving.forms import SavedFile, SavePlan, SaveReport, refusal_error
from ckpt_viewer.core.saving.reading_back import ReadBack
from ckpt_viewer.core.saving.replacing import Replacement, save_failed
from ckpt_viewer.core.saving.sharding import Sharded
from ckpt_viewer.core.saving.verify import BytesDiffer, ReadBackSums, verify
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text

_BLOCK = 1 << 18


def save(plan: SavePlan, task: Task | None = None) -> SaveReport:
    """Write the file that `plan` describes and report what was proved."""
    task = task or Task()
    started = time.monotonic()
    if plan.refusal:
        raise refusal_error(plan.refusal, str(plan.target))
    if plan.sharded is not None:
        return _save_shards(plan, plan.sharded, task, started)
    with Replacement(plan.target, overwrite=plan.options.overwrite) as new, ReadBack(new.out, new.path) as out:
        written = _write(plan, out, task)
        task.start(0, "waiting for the disk")
        nbytes = new.finish_writing(task)
        if nbytes != out.count:
            raise SaveFailed(f"{nbytes:,} bytes are on the disk of {out.count:,} that were written", str(plan.target),
                             "Choose another disk.")
        sums = {str(new.path): _read_back(plan, out, task)}
        verified = _verify(plan, new.path, written, sums, task)
        _refuse_changed_source(plan.checkpoint.source)
        task.check()
        new.put_in_place()
    return SaveReport(plan.target, plan.form, plan.format, nbytes, time.monotonic() - started, plan.tensors, verified,
                      plan.loses, plan.warnings)


def _save_shards(plan: SavePlan, files: Sharded, task: Task, started: float) -> SaveReport:
    """The same for several files and their index."""
    records: list[Written] = []
    saved: list[SavedFile] = []
    sums: dict[str, PartedDict[int, int]] = {}
    writer = writer_named(files.container)
    with FolderReplacement(files.place.folder) as new:
        writing = task.whole(files.nbytes, f"writing {count_text(len(files.shards), 'file')}")
        for shard in files.shards:
            with new.file(shard.name, task) as file, ReadBack(file, new.path / shard.name) as out:
                written = _written(plan, out, lambda: writer.write(shard.graph, out, writing, {}))  # noqa: B023
                sums[str(new.path / shard.name)] = _read_back(plan, out, task)
            saved.append(SavedFile(shard.name, out.count))
            # The reader of an index tells the storages of its shards apart by their names.
            prefix = f"{shard.name}/" if files.index is not None else ""
            records += [replace(record, key=f"{prefix}{record.key}") for record in written]
        task.start(0, "reading back")
        if files.index is not None:
            with new.file(files.target.name, task) as file:
                file.write(files.index)
            saved.append(SavedFile(files.target.name, len(files.index)))
        _refuse_wrong_bytes(plan, _summed(records), task)
        verified = _verify(plan, new.path / files.target.name, tuple(records), sums, task)
        _refuse_changed_source(plan.checkpoint.source)
        task.check()
        new.put_in_place(files.names, files.place.in_the_way() if plan.options.overwrite else ())
    return SaveReport(plan.target, plan.form, plan.format, sum(file.nbytes for file in saved),
                      time.monotonic() - started, plan.tensors, verified, plan.loses, plan.warnings,
                      tuple(saved) if files.index is not None else ())


def _write(plan: SavePlan, out: ReadBack, task: Task) -> tuple[Written, ...]:
    if plan.as_it_is:
        return _written(plan, out, lambda: _copy_checked(plan, out, task))
    written = _written(plan, out, lambda: writer_named(plan.format).write(plan.graph, out, task, plan.details))
    _refuse_wrong_bytes(plan, _summed(written), task)
    return written


def _written(plan: SavePlan, out: ReadBack, write: Callable[[], tuple[Written, ...]]) -> tuple[Written, ...]:
    """What writing gives, when the file has it all, with the errors of a save."""
    try:
        with no_collection():
            written = write()
        out.flush()
    except OSError as error:
        raise save_failed(error, plan.target) from None
    except Unsupported as error:
        raise SaveFailed(error.what, error.where or str(plan.target), error.hint) from None
    return written


def _read_back(plan: SavePlan, out: ReadBack, task: Task) -> PartedDict[int, int]:
    try:
        sums = out.finish(task)
    except OSError as error:
        raise save_failed(error, plan.target) from None
    if out.differs:
        raise SaveFailed("the new file was read back and its bytes are not those that were written", str(plan.target),
                         "Choose another disk, and check this one.")
    return sums


def _summed(written: Iterable[Written]) -> tuple[Written, ...]:
    """Without those whose sum was taken over: reading back proves it, or asks for the opened file's bytes once more."""
    return tuple(one for one in written if not one.taken)


def _refuse_wrong_bytes(plan: SavePlan, written: tuple[Written, ...], task: Task) -> None:
    _refuse_mismatches(plan, check_written(plan.checkpoint.graph, written, task))


def _copy_checked(plan: SavePlan, sink: Sink, task: Task) -> tuple[Written, ...]:
    source, graph = plan.checkpoint.source, plan.checkpoint.graph
    sums = CopySums(source, task)
    task.start(source.size, "copying")
    for block in source.blocks(_BLOCK):
        sink.write(block)
        sums.add(block)
        task.advance(block.nbytes)
    mismatches = check_copied(graph, source, sums, task)
    sums.clear()
    _refuse_mismatches(plan, mismatches)
    return ()


def _refuse_mismatches(plan: SavePlan, mismatches: tuple[Mismatch, ...]) -> None:
    """What PyTorch would load without a word must not be copied without one."""
    if not mismatches:
        return
    first, more = mismatches[0], len(mismatches) - 1
    others = f", nor do those of {count_text(more, 'other record')}" if more else ""
    raise ChecksumFailed(f"{first.name}: {first.reason}{others}", str(plan.target),
                         "Check every byte of the opened file: what fails is marked and can then be left out.")


def _verify(plan: SavePlan, path: Path, written: tuple[Written, ...], sums: ReadBackSums,
            task: Task) -> tuple[str, ...]:
    """Open the new file with our own reader and compare."""
    try:
        new = open_checkpoint(path, task)
    except (Damaged, NotACheckpoint, Unsupported) as error:
        raise SaveFailed(f"the new file cannot be read back ({error.what})", str(plan.target),
                         "The old file is untouched. Please report this.") from None
    except SourceError:
        raise SaveFailed("the new file disappeared before it had its name: another program moved or removed it, or its "
                         "folder", str(plan.target), "Nothing was replaced. Save again.") from None
    try:
        complaints = [note.text for note in new.notes if note.severity != "info"] if plan.sharded is not None else []
        if complaints:
            raise SaveFailed(f"the new files were read back and do not fit together ({complaints[0]})",
                             str(plan.target), "Nothing was changed. Please report this.")
        if plan.as_it_is:
            proved = _verify_copy(plan, new.source, task)
        else:
            proved = verify(plan.graph, written, new.graph, task, str(plan.target), read_back=sums)
    except BytesDiffer:
        # Where the sum is that of the opened file, it may be that one's bytes that are wrong.
        _refuse_wrong_bytes(plan, written, task)
        raise
    finally:
        new.close()
    read: list[object] = [new]
    del new
    let_go(read, task)
    return proved


def _verify_copy(plan: SavePlan, copy: Source, task: Task) -> tuple[str, ...]:
    original = plan.checkpoint.source
    task.start(copy.size, "reading back")
    same = copy.size == original.size
    for ours, theirs in zip(copy.blocks(_BLOCK), original.blocks(_BLOCK), strict=False):
        # Of the kinds of buffers that Python has, it compares these without looking at each byte.
        same = same and bytes(ours) == bytes(theirs)
        task.advance(ours.nbytes)
    if not same:
        raise SaveFailed("the copy was read back and differs from the original", str(plan.target),
                         "Choose another disk, and check this one.")
    return (f"all {copy.size:,} bytes are those of the opened file, compared byte for byte",
            "the copy opens as the same kind of checkpoint")


def _refuse_changed_source(source: Source) -> None:
    """A file that was overwritten in place while we read it gave us a mixture; reading it once more tells."""
    if source.size:
        source.read_at(0, 1)
