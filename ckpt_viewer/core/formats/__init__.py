"""The containers we know. A new one is a new file here and one line in FORMATS."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.formats.arrival import with_arrival
from ckpt_viewer.core.formats.bare_pickle import BarePickle
from ckpt_viewer.core.formats.base import Format, Peek, Writer, peek_at
from ckpt_viewer.core.formats.numpy_files import NumpyArchive, NumpyArrayFile
from ckpt_viewer.core.formats.safetensors import SafeTensors
from ckpt_viewer.core.formats.sharded import ShardedIndex, note_on_shard
from ckpt_viewer.core.formats.strangers import describe_stranger
from ckpt_viewer.core.formats.torch_legacy import TorchLegacy
from ckpt_viewer.core.formats.torch_tar import TorchTar
from ckpt_viewer.core.formats.torch_zip import TorchZip
from ckpt_viewer.core.formats.torchscript import TorchScript
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task

FORMATS: tuple[Format, ...] = (TorchZip(), TorchLegacy(), TorchTar(), TorchScript(), SafeTensors(), NumpyArrayFile(),
                               NumpyArchive(), ShardedIndex(), BarePickle())


def open_checkpoint(path: str | os.PathLike[str], task: Task | None = None) -> Checkpoint:
    """Read the checkpoint at `path`: its graph, but not a byte of its tensors.

    The content decides what it is, never the extension. The file stays open until `Checkpoint.close`.
    Raises SourceError, NotACheckpoint, Damaged, Unsupported, Cancelled.
    """
    source = LocalFile(path)
    with ExitStack() as on_failure:
        on_failure.callback(source.close)
        checkpoint = read_checkpoint(source, task or Task())
        note = note_on_shard(source)
        on_failure.pop_all()
    return checkpoint if note is None else replace(checkpoint, notes=(note, *checkpoint.notes))


def read_checkpoint(source: Source, task: Task) -> Checkpoint:
    """The checkpoint that `source` holds; same errors as `open_checkpoint`."""
    peek = peek_at(source)
    best, sure = recognise(peek)
    if not sure:
        raise describe_stranger(peek)
    with no_collection():
        checkpoint = best.read(source, task)
    return with_arrival(checkpoint)


def recognise(peek: Peek) -> tuple[Format, int]:
    """The format that a file most likely has, and how sure it is of itself: 0 where none takes it for its own."""
    best = max(FORMATS, key=lambda form: form.probe(peek))
    return best, best.probe(peek)


def format_named(name: str) -> Format:
    """The format whose `name` this is. Raises KeyError."""
    return {form.name: form for form in FORMATS}[name]


def writer_named(name: str) -> Writer:
    """The format of that name, which can write. Raises KeyError where there is none."""
    return {form.name: form for form in FORMATS if isinstance(form, Writer)}[name]
