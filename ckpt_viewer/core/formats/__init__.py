"""The containers we know. A new one is a new file here and its lines in `formats`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats.base import CERTAIN, Format, Peek, Writer, peek_at
from ckpt_viewer.core.graph import Mapping
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task


def open_checkpoint(path: str | os.PathLike[str], task: Task | None = None) -> Checkpoint:
    """Read the checkpoint at `path`: its graph, but not a byte of its tensors.

    The content decides what it is, never the extension. The file stays open until `Checkpoint.close`.
    Raises SourceError, NotACheckpoint, Damaged, Unsupported, Cancelled.
    """
    source = LocalFile(path)
    with _naming(source), ExitStack() as on_failure:
        on_failure.callback(source.close)
        checkpoint = _with_note_on_shard(read_checkpoint(source, task or Task()), source)
        held = checkpoint.graph[checkpoint.graph.root]
        if isinstance(held, Mapping) and "param_groups" in held.keys:  # an optimizer alone, whose names lie elsewhere
            from ckpt_viewer.core.formats.model_beside import with_model_beside
            from ckpt_viewer.core.formats.schedule_beside import with_note_on_schedule

            checkpoint = with_model_beside(checkpoint, source, read_checkpoint, task or Task())
            checkpoint = with_note_on_schedule(checkpoint, source)
        if isinstance(held, Mapping) and "ds_version" in held.keys:  # a file of DeepSpeed, maybe one of many
            from ckpt_viewer.core.formats.model_parallel import with_note_on_zero

            checkpoint = with_note_on_zero(checkpoint)
        on_failure.pop_all()
    return checkpoint


def read_checkpoint(source: Source, task: Task) -> Checkpoint:
    """The checkpoint that `source` holds; same errors as `open_checkpoint`."""
    peek = peek_at(source)
    best, sure = recognise(peek)
    if not sure:
        from ckpt_viewer.core.formats.strangers import describe_stranger

        raise describe_stranger(peek)
    with no_collection():
        checkpoint = best.read(source, task)
    if not checkpoint.damage:
        return checkpoint
    from ckpt_viewer.core.formats.arrival import with_arrival

    return with_arrival(checkpoint)


def recognise(peek: Peek) -> tuple[Format, int]:
    """The format that a file most likely has, and how sure it is of itself: 0 where none takes it for its own."""
    found: list[tuple[Format, int]] = []
    for form in formats():
        found.append((form, form.probe(peek)))
        if found[-1][1] == CERTAIN:
            break
    return max(found, key=lambda pair: pair[1])


def format_named(name: str) -> Format:
    """The format whose `name` this is. Raises KeyError."""
    for form in formats():
        if form.name == name:
            return form
    raise KeyError(name)


def writer_named(name: str) -> Writer:
    """The format of that name, which can write. Raises KeyError where there is none."""
    form = format_named(name)
    if not isinstance(form, Writer):
        raise KeyError(name)
    return form


def formats() -> Iterator[Format]:
    """All of them, the most common first. Each is imported when it is its turn: most files are recognised by then."""
    from ckpt_viewer.core.formats.torch_zip import TorchZip
    yield TorchZip()
    from ckpt_viewer.core.formats.safetensors import SafeTensors
    yield SafeTensors()
    from ckpt_viewer.core.formats.torch_legacy import TorchLegacy
    yield TorchLegacy()
    from ckpt_viewer.core.formats.torch_tar import TorchTar
    yield TorchTar()
    from ckpt_viewer.core.formats.torchscript import TorchScript
    yield TorchScript()
    from ckpt_viewer.core.formats.numpy_files import NumpyArchive, NumpyArrayFile
    yield from (NumpyArrayFile(), NumpyArchive())
    from ckpt_viewer.core.formats.sharded import ShardedIndex
    yield ShardedIndex()
    from ckpt_viewer.core.formats.bare_pickle import BarePickle
    yield BarePickle()
    from ckpt_viewer.core.formats.torchscript_json import TorchScriptJson
    yield TorchScriptJson()
    from ckpt_viewer.core.formats.distributed_part import DistributedPart
    yield DistributedPart(read_checkpoint)
    from ckpt_viewer.core.formats.export_archive import ExportArchive
    yield ExportArchive(read_checkpoint)
    from ckpt_viewer.core.formats.torch_package import TorchPackage
    yield TorchPackage(read_checkpoint)
    from ckpt_viewer.core.formats.bundles import Compressed, TarBundle, ZipBundle
    yield from (ZipBundle(read_checkpoint), TarBundle(read_checkpoint), Compressed(read_checkpoint))


@contextmanager
def _naming(source: Source) -> Iterator[None]:
    """What goes wrong within the file says which file: there may be two of them, or a hundred."""
    try:
        yield
    except CheckpointError as error:
        if source.name not in error.where:
            error.where = f"{source.name}: {error.where}" if error.where else source.name
        raise


def _with_note_on_shard(checkpoint: Checkpoint, source: LocalFile) -> Checkpoint:
    name = os.path.basename(source.name)  # noqa: PTH119 (pathlib takes three milliseconds to import)
    note = None
    if "-of-" in name:
        from ckpt_viewer.core.formats.sharded import note_on_shard

        note = note_on_shard(source)
    elif name.startswith("consolidated.") or "mp_rank_" in name:
        from ckpt_viewer.core.formats.model_parallel import note_on_part

        note = note_on_part(source)
    return checkpoint if note is None else checkpoint.with_notes((note, *checkpoint.notes))
