"""Writes the zip container of torch.save, with the records, the order and the alignment of PyTorch's own files.

See `_save` in torch/serialization.py and PyTorchStreamWriter in caffe2/serialize/inline_container.cc. Tested against
files of torch 2.13 byte for byte, the serialization id aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.checksums import known_sum
from ckpt_viewer.core.formats.storage_stream import StorageStream
from ckpt_viewer.core.formats.zip_copying import grouped, window
from ckpt_viewer.core.formats.zip_directory import BEGINS
from ckpt_viewer.core.formats.zip_emitter import ALIGNMENT, ZipEmitter, zip_size
from ckpt_viewer.core.graph import Graph, storage_in
from ckpt_viewer.core.pickles.writer import Pickled, write_pickle
from ckpt_viewer.core.task import Task

_FORMAT_VERSION = b"1"
_FILE_VERSION = b"3\n"
_ID_DIGITS = 40


def write_zip(graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
    """Write `graph` to `out`. From `details`: `folder` is the folder inside the zip, `protocol` that of the pickle,
    `byteorder` that of the storages (little where there is none), `begins` what the file has for PK. Raises as
    `Writer.write` does."""
    folder, little = _folder(details), details.get("byteorder", "little") != "big"
    pickled = _pickled(graph, task, details)
    task.start(sum(nbytes for _, nbytes in pickled.sizes(graph)), "writing")
    emitter = ZipEmitter(out, begins=str(details.get(BEGINS, "PK")).encode("latin-1"))
    for name, data in _first_records(pickled, little=little):
        emitter.add(f"{folder}/{name}", data)
    written, room = list[Written](), window()
    stream = StorageStream(out, task, little_endian=little)
    for group in grouped(graph, pickled.storages, little_endian=little):
        found = group.read(room)
        if found:
            named = zip(group.storages, found, strict=True)
            emitter.copy((f"{folder}/data/{key}", data, crc) for (key, _), (data, crc) in named)
            written += [Written(*held, crc, taken=True) for held, (_, crc) in zip(group.storages, found, strict=True)]
            task.advance(sum(data.nbytes for data, _ in found))
            continue
        for key, held in group.storages:
            storage = storage_in(graph, held)
            known = known_sum(storage, little_endian=little)
            crc = emitter.stream(f"{folder}/data/{key}", storage.nbytes, stream.blocks(storage), known)
            written.append(Written(key, storage, crc, taken=known is not None))
    emitter.add(f"{folder}/version", _FILE_VERSION)
    emitter.add(f"{folder}/.data/serialization_id", _serialization_id(pickled.data, written))
    emitter.close()
    return tuple(written)


def zip_written_size(graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
    """Bytes that `write_zip` would write."""
    pickled = _pickled(graph, task, details)
    little = details.get("byteorder", "little") != "big"
    records = [(name, len(data)) for name, data in _first_records(pickled, little=little)]
    records += [(f"data/{key}", nbytes) for key, nbytes in pickled.sizes(graph)]
    records += [("version", len(_FILE_VERSION)), (".data/serialization_id", _ID_DIGITS)]
    folder = _folder(details)
    return zip_size((f"{folder}/{name}", size) for name, size in records)


def _folder(details: Mapping[str, str | int]) -> str:
    return str(details.get("folder") or "archive")


def _pickled(graph: Graph, task: Task, details: Mapping[str, str | int]) -> Pickled:
    return write_pickle(graph, task, source_protocol=int(details.get("protocol", 2)))


def _first_records(pickled: Pickled, *, little: bool) -> list[tuple[str, bytes]]:
    """What stands before the storages."""
    return [("data.pkl", pickled.data), (".format_version", _FORMAT_VERSION),
            (".storage_alignment", str(ALIGNMENT).encode()), ("byteorder", b"little" if little else b"big")]


def _serialization_id(pickle: bytes, written: list[Written]) -> bytes:
    """Two numbers of twenty digits that depend on the content, as torch has it; the same content gives the same."""
    sums = b"".join(record.crc.to_bytes(4, "little") for record in written)
    digest = hashlib.sha256(pickle + sums).digest()
    first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")
    return f"{first:020d}{second:020d}".encode()
