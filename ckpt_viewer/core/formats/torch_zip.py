"""The zip container of torch.save since 1.6: `<folder>/data.pkl` and one record per storage in `<folder>/data/`.

Layout from torch/serialization.py (`_save`, `_load`) and caffe2/serialize/inline_container.cc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats.base import Peek, Sink, Writer, Written
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC, ZipEntry, ZipRecord, read_directory
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Storage

MAX_PICKLE = 512 << 20


class TorchZip(Writer):
    """`.pth`, `.pt`, `.ckpt`, `.bin` as torch.save writes them today."""

    name = "torch_zip"
    title = "PyTorch zip checkpoint"

    def probe(self, peek: Peek) -> int:
        if not peek.head.startswith((LOCAL_MAGIC, EMPTY_MAGIC)):
            return 0
        return 90 if b"data.pkl" in peek.head or b"data.pkl" in peek.tail else 60

    def read(self, source: Source, task: Task) -> Checkpoint:
        archive = _Archive.open(source, task)
        pickle = archive.record("data.pkl")
        if pickle.size > MAX_PICKLE:
            raise Unsupported(f"its pickle has {pickle.size:,} bytes, more than {MAX_PICKLE:,}", source.name)
        where = pickle.entry.name
        ran = run_pickle(pickle.read_at(0, pickle.size), task, where=where)
        graph = build_graph(ran.top, PersistentIds(archive.locate), task)
        notes = [*archive.notes, *ran.notes]
        if ran.end < pickle.size:
            notes.append(Note("warning", f"{pickle.size - ran.end:,} bytes follow the end of the pickle in {where}"))
        details: dict[str, str | int] = {"folder": archive.folder, "protocol": ran.protocol,
                                         "byteorder": "little" if archive.little_endian else "big"}
        return Checkpoint(graph, source, self.name, tuple(notes), ran.globals, details)

    def write(self, graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
        from ckpt_viewer.core.formats.torch_zip_writer import write_zip  # only a save needs it

        return write_zip(graph, out, task, details)

    def written_size(self, graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
        from ckpt_viewer.core.formats.torch_zip_writer import zip_written_size

        return zip_written_size(graph, task, details)


@dataclass(frozen=True, slots=True)
class _Archive:
    """The records of a checkpoint by their names within its folder."""

    source: Source
    folder: str
    entries: dict[str, ZipEntry]
    little_endian: bool
    notes: tuple[Note, ...]

    @classmethod
    def open(cls, source: Source, task: Task) -> _Archive:
        rows = read_directory(source, task)
        pickles = [row for row in rows if row.name == "data.pkl" or row.name.endswith("/data.pkl")]
        if not pickles:
            raise _without_pickle(source, rows)
        # torch takes the folder of the first record; data.pkl may come last, and a second one may hide elsewhere.
        first = min(pickles, key=lambda row: row.name.count("/"))
        folder = first.name.removesuffix("data.pkl").rstrip("/")
        prefix = f"{folder}/" if folder else ""
        entries: dict[str, ZipEntry] = {}
        doubles = []
        for row in rows:
            name = row.name.removeprefix(prefix)
            if name in entries:
                doubles.append(name)
            entries.setdefault(name, row)
        _refuse_scripts(source, entries)
        notes = [Note("danger", f"the zip lists {name!r} twice; PyTorch reads the first") for name in doubles[:10]]
        if len(pickles) > len({row.name for row in pickles}) or len(pickles) > 1:
            others = ", ".join(row.name[:80] for row in pickles if row is not first)
            notes.append(Note("danger", f"there is more than one data.pkl; not shown: {others}"))
        little = cls._byteorder(source, entries)
        return cls(source, folder, entries, little, tuple(notes))

    @staticmethod
    def _byteorder(source: Source, entries: dict[str, ZipEntry]) -> bool:
        entry = entries.get("byteorder")
        if entry is None:
            return True
        text = ZipRecord(source, entry).read_at(0, min(entry.size, 16))
        if text not in (b"little", b"big"):
            raise Damaged(f"the byte order is {text!r}, neither little nor big", source.name)
        return text == b"little"

    def record(self, name: str) -> ZipRecord:
        return ZipRecord(self.source, self.entries[name])

    def locate(self, wanted: StorageId) -> Storage:
        entry = self.entries.get(f"data/{wanted.key}")
        problem = ""
        chunks: tuple[Chunk, ...] = ()
        if wanted.device == "meta":
            problem = "a tensor on the meta device has no values"
        elif entry is None:
            problem = f"the record data/{wanted.key} is missing from the file"
        elif entry.size < wanted.nbytes:
            problem = f"the record data/{wanted.key} has {entry.size:,} of {wanted.nbytes:,} bytes"
        elif wanted.nbytes:
            chunks = (Chunk(ZipRecord(self.source, entry), 0, wanted.nbytes),)
        return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, chunks, self.little_endian, problem)


def _refuse_scripts(source: Source, entries: dict[str, ZipEntry]) -> None:
    if "constants.pkl" in entries or any(name.startswith("code/") for name in entries):
        hint = "Save its state_dict with torch.save(torch.jit.load(file).state_dict(), other) and open that."
        raise Unsupported("this is a TorchScript archive, which this version does not open yet", source.name, hint)


def _without_pickle(source: Source, rows: list[ZipEntry]) -> NotACheckpoint:
    names = ", ".join(row.name[:40] for row in rows[:4]) or "nothing"
    if any(row.flags & 1 for row in rows):
        return NotACheckpoint("this is an encrypted zip", source.name, "Unpack it with its password first.")
    hint = "If it is a bundle, unpack it and open what is inside."
    return NotACheckpoint(f"this is a zip without data.pkl, so no checkpoint; it holds {names}", source.name, hint)
