"""Writes the stream of torch.save before 1.6, for files that were such streams.

See `_legacy_save` in torch/serialization.py. Storages are little-endian in it, whatever the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.storage_stream import StorageStream
from ckpt_viewer.core.graph import Graph, Node, Scalar, Sequence
from ckpt_viewer.core.graph import Mapping as MappingNode
from ckpt_viewer.core.pickles.writer import Pickled, write_pickle
from ckpt_viewer.core.task import Task

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
_COUNT = struct.Struct("<q")
_TYPE_SIZES = {"short": 2, "int": 4, "long": 4}


def write_legacy(graph: Graph, out: Sink, task: Task, details: Mapping[str, str | int]) -> tuple[Written, ...]:
    """Write `graph` to `out`; `protocol` of `details` is that of the object's pickle. Raises as `Writer.write` does."""
    body = _body(graph, task, details)
    storages = dict(body.made(graph))
    task.start(sum(s.nbytes for s in storages.values()), "writing")
    for data in _pickles(body, task):
        out.write(data)
    written: list[Written] = []
    stream = StorageStream(out, task, little_endian=True)
    for key, storage in storages.items():
        out.write(_COUNT.pack(storage.nbytes // body.itemsizes[key]))
        crc = 0
        for block in stream.blocks(storage):
            crc = crc32(block, crc)
            out.write(block)
        written.append(Written(key, storage, crc))
    return tuple(written)


def legacy_written_size(graph: Graph, task: Task, details: Mapping[str, str | int]) -> int:
    """Bytes that `write_legacy` would write."""
    body = _body(graph, task, details)
    return sum(map(len, _pickles(body, task))) + sum(_COUNT.size + s.nbytes for _, s in body.made(graph))


def _body(graph: Graph, task: Task, details: Mapping[str, str | int]) -> Pickled:
    return write_pickle(graph, task, persistence="legacy", source_protocol=int(details.get("protocol", 2)))


def _pickles(body: Pickled, task: Task) -> list[bytes]:
    """The five pickles before the storages."""
    keys = write_pickle(_key_list(list(body.storages)), task).data
    sys_info = write_pickle(_sys_info(), task).data
    return [_scalar_pickle(MAGIC, task), _scalar_pickle(PROTOCOL, task), sys_info, body.data, keys]


def _scalar_pickle(value: int, task: Task) -> bytes:
    return write_pickle(Graph([Scalar(value)], 0), task).data


def _sys_info() -> Graph:
    sizes = MappingNode(tuple(_TYPE_SIZES), (4, 5, 6))
    nodes: list[Node] = [MappingNode(("protocol_version", "little_endian", "type_sizes"), (1, 2, 3)), Scalar(PROTOCOL),
                         Scalar(True), sizes, *map(Scalar, _TYPE_SIZES.values())]
    return Graph(nodes, 0)


def _key_list(keys: list[str]) -> Graph:
    nodes: list[Node] = [Sequence("list", tuple(range(1, len(keys) + 1))), *map(Scalar, keys)]
    return Graph(nodes, 0)
