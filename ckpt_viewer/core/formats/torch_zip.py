"""The zip container of torch.save since 1.6: `<folder>/data.pkl` and one record per storage in `<folder>/data/`.

Layout from torch/serialization.py (`_save`, `_load`) and caffe2/serialize/inline_container.cc.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.formats.base import CERTAIN, PART, Peek, Sink, Writer, Written, begins_with_pickle
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.formats.zip_directory import BEGINS, EMPTY_MAGIC, LOCAL_MAGIC, is_local
from ckpt_viewer.core.formats.zip_rows import ZipEntry, unlike_its_sum
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

_TELLING = (".format_version", ".storage_alignment", ".data/serialization_id", "byteorder")  # of which release wrote it
_BEGUN = ("The file begins with “{0}” in place of “PK”, as GPT-SoVITS marks its versions; torch.load refuses it so. A "
          "save of the same kind keeps this mark, any other writes “PK”")
_LAST_NAMES = (b"data.pkl", b"/version", b"/.data/serialization_id")


class TorchZip(Writer):
    """`.pth`, `.pt`, `.ckpt`, `.bin` as torch.save writes them today."""

    name = "torch_zip"
    title = "PyTorch zip checkpoint"

    def probe(self, peek: Peek) -> int:
        if not peek.head.startswith((LOCAL_MAGIC, EMPTY_MAGIC)):
            behind = EMPTY_MAGIC in peek.tail and any(name in peek.tail for name in _LAST_NAMES)
            return 20 if behind else 0  # something was put before the zip
        if not peek.records:  # a directory that cannot be read may be one of ours
            alone = not peek.name.endswith(PART)  # others may follow
            return CERTAIN if alone and begins_with_pickle(peek.head) else 60
        return 80 if any(name == "data.pkl" or name.endswith("/data.pkl") for name in peek.records) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        archive = Archive.open(source, task)
        if archive.is_script:
            from ckpt_viewer.core.formats.torchscript import read_script  # most are none

            return read_script(archive, task)
        data = archive.pickle("data.pkl")
        entry = archive.entries["data.pkl"]
        where = entry.name
        spent = Spending(len(data))
        ran = run_pickle(data, task, where=where, packing=True, spent=spent)
        ids = PersistentIds(archive.locate, archive.problem, archive.locate_lone, archive.records,
                            little_endian=archive.little_endian)
        graph = build_graph(ran.top, ids, task)
        notes, uses = (*archive.notes, *_overwritten(entry, data), *ran.notes), ran.globals
        if ran.end < len(data):
            from ckpt_viewer.core.pickles.sequence import run_following, together  # torch.save leaves nothing there

            after = run_following(data, ran.end, task, where, spent=spent)
            notes, uses = (*notes, *after.notes), together((*uses, *after.globals))
        details: dict[str, str | int] = {"folder": archive.folder, "protocol": ran.protocol,
                                         "byteorder": archive.byteorder}
        if archive.version:
            details["version"] = archive.version
        if told := [name for name in _TELLING if name in archive.entries]:
            details["records"] = " ".join(told)
        if (begins := source.read_at(0, 4)) not in (LOCAL_MAGIC, EMPTY_MAGIC) and is_local(begins, 0):
            details[BEGINS] = mark = begins[:2].decode("latin-1")
            notes = (*notes, Note("warning", _BEGUN.format(plain_text(mark))))
        return Checkpoint(graph, source, self.name, notes, uses, details, archive.damage)

    def write(self, graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
        from ckpt_viewer.core.formats.torch_zip_writer import write_zip  # only a save needs it

        return write_zip(graph, out, task, details)

    def written_size(self, graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
        from ckpt_viewer.core.formats.torch_zip_writer import zip_written_size

        return zip_written_size(graph, task, details)


def _overwritten(entry: ZipEntry, data: bytes) -> Iterator[Note]:
    """A pickle that is not the one of the directory: a newer checkpoint lies over a part of an older one. To load a
    quicker sum than zlib's would take longer than to sum it."""
    if entry.crc > 0 and zlib.crc32(data) != entry.crc:
        yield Note("warning", unlike_its_sum(entry))
