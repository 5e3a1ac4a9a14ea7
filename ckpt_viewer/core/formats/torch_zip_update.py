"""A new state of a zip checkpoint behind the old one, in the same file: the bytes of its tensors stay where they are.

Layout: the old file, untouched; a new `data.pkl`; records for storages that the old file does not hold; a new
directory, which lists these and every old record but the old `data.pkl`. Readers of zips take the last directory, so
cutting the file back to its old length gives the old state, byte for byte. How long it was stands in the comment of the
new directory. `.format_version` is not listed any more: with it torch may calculate where records lie instead of
reading it (torch/serialization.py, _get_offset), which an update makes wrong.

The end of the new directory comes last, in one sector. While the rest is written, another end stands in its place that
leads to the old directory: readers look for an end in the last 64 KiB of a file only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count as numbers

from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.storage_stream import StorageStream
from ckpt_viewer.core.formats.zip_directory import ZipRecord, find_directory, read_directory
from ckpt_viewer.core.formats.zip_emitter import ZipEmitter, end_records
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles.writer import write_pickle
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage


@dataclass(frozen=True, slots=True)
class Updated:
    """What was written behind the old file: `added` storages with new bytes, `kept` ones that stayed.

    `end` belongs right behind it and makes it the state of the file; `end_before`, as long, leaves the old state.
    """

    added: tuple[Written, ...]
    kept: tuple[Written, ...]
    end: bytes
    end_before: bytes


def write_update(graph: Graph, source: Source, out: Sink, task: Task, details: Mapping[str, str | int],
                 comment: bytes) -> Updated:
    """Write to `out`, which stands at the end of `source`, what makes `graph` of it, but for the end. `task` counts
    bytes.

    `details` is `Checkpoint.details`. Raises Unsupported where the file is not one that can be added to, or the graph
    one that no zip can hold; what reading raises; Cancelled.
    """
    folder, little = str(details.get("folder", "")), details.get("byteorder", "little") != "big"
    entries = _entries(source, f"{folder}/" if folder else "", task)
    keys = _Keys(entries)
    pickled = write_pickle(graph, task, source_protocol=int(details.get("protocol", 2)), name=keys.name)
    storages = dict(pickled.made(graph))
    added = {key: storage for key, storage in storages.items() if key not in keys.kept}
    task.start(sum(storage.nbytes for storage in added.values()), "writing")
    emitter = ZipEmitter(out, at=source.size)
    for name, entry in entries.items():
        if name not in ("data.pkl", ".format_version"):
            emitter.keep(entry)
    prefix = f"{folder}/" if folder else ""
    emitter.add(f"{prefix}data.pkl", pickled.data)
    written, stream = [], StorageStream(out, task, little_endian=little)
    for key, storage in added.items():
        crc = emitter.stream(f"{prefix}data/{key}", storage.nbytes, stream.blocks(storage))
        written.append(Written(key, storage, crc))
    old, at_end = find_directory(source), len(end_records(0, 0, 0, 0, comment))
    count, start, size = emitter.close_apart(at_end)
    end = end_records(start + size, count, start, size, comment)
    end_before = end_records(start + size, old.count, old.offset, old.size, comment)
    kept = (Written(key, storages[key], entry.crc) for key, entry in keys.kept.items())
    return Updated(tuple(written), tuple(kept), end, end_before)


def _entries(source: Source, prefix: str, task: Task) -> dict[str, ZipEntry]:
    """The records by their names within the folder. Raises Unsupported for what only PyTorch's own zips have not."""
    entries: dict[str, ZipEntry] = {}
    for entry in read_directory(source, task):
        name = entry.name.removeprefix(prefix)
        if name in entries:
            raise Unsupported(f"the zip lists {name!r} twice", source.name, "Save a copy instead.")
        if entry.method or entry.flags & 1 or "\ufffd" in name:
            raise Unsupported("the zip is compressed, encrypted or oddly named", source.name, "Save a copy instead.")
        entries[name] = entry
    return entries


class _Keys:
    """Names storages: one whose bytes are a record of the file by that record, others by numbers that are free."""

    def __init__(self, entries: Mapping[str, ZipEntry]) -> None:
        self.kept: dict[str, ZipEntry] = {}
        self._by_header = {entry.header: (name, entry) for name, entry in entries.items() if name.startswith("data/")}
        self._free: Iterator[str] = (key for key in map(str, numbers()) if f"data/{key}" not in entries)

    def name(self, storage: Storage) -> str:
        found = self._record(storage)
        if found is None:
            return next(self._free)
        name, entry = found
        key = name.removeprefix("data/")
        self.kept[key] = entry
        return key

    def _record(self, storage: Storage) -> tuple[str, ZipEntry] | None:
        if len(storage.chunks) != 1:
            return None
        (chunk,) = storage.chunks
        if not isinstance(chunk.source, ZipRecord) or chunk.offset or chunk.start:
            return None
        entry = chunk.source.entry
        found = self._by_header.get(entry.header)
        same = found is not None and found[1] == entry and entry.size == chunk.nbytes == storage.nbytes
        return found if same else None
