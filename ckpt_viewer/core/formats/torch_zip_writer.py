"""Writes the zip container of torch.save, with the records, the order and the alignment of PyTorch's own files.

See `_save` in torch/serialization.py and PyTorchStreamWriter in caffe2/serialize/inline_container.cc. Tested against
files of torch 2.13 byte for byte, the serialization id aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.storage_stream import storage_blocks
from ckpt_viewer.core.formats.zip_emitter import ALIGNMENT, ZipEmitter
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.pickles.writer import write_pickle
from ckpt_viewer.core.task import Task

_FORMAT_VERSION = b"1"
_FILE_VERSION = b"3\n"


def write_zip(graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
    """Write `graph` to `out`. From `details`: `folder` is the folder inside the zip, `protocol` that of the pickle,
    `byteorder` that of the storages (little where there is none). Raises as `Writer.write` does."""
    folder = str(details.get("folder") or "archive")
    little = details.get("byteorder", "little") != "big"
    pickled = write_pickle(graph, task, source_protocol=int(details.get("protocol", 2)))
    task.start(sum(s.nbytes for s in pickled.storages.values()), "writing")
    emitter = ZipEmitter(out)
    emitter.add(f"{folder}/data.pkl", pickled.data)
    emitter.add(f"{folder}/.format_version", _FORMAT_VERSION)
    emitter.add(f"{folder}/.storage_alignment", str(ALIGNMENT).encode())
    emitter.add(f"{folder}/byteorder", b"little" if little else b"big")
    written: list[Written] = []
    for key, storage in pickled.storages.items():
        blocks = storage_blocks(storage, task, little_endian=little)
        crc = emitter.stream(f"{folder}/data/{key}", storage.nbytes, blocks)
        written.append(Written(key, storage, crc))
    emitter.add(f"{folder}/version", _FILE_VERSION)
    emitter.add(f"{folder}/.data/serialization_id", _serialization_id(pickled.data, written))
    emitter.close()
    return tuple(written)


def _serialization_id(pickle: bytes, written: list[Written]) -> bytes:
    """Two numbers of twenty digits that depend on the content, as torch has it; the same content gives the same."""
    sums = b"".join(record.crc.to_bytes(4, "little") for record in written)
    digest = hashlib.sha256(pickle + sums).digest()
    first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")
    return f"{first:020d}{second:020d}".encode()
