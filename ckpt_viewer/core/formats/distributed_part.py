"""`.distcp`: one file of a distributed checkpoint, in which torch.save wrote one zip after another, one for each piece
of a tensor (torch/distributed/checkpoint/filesystem.py). Which piece of what each is, stands in the `.metadata` beside.

Contract: every zip is read as a file of its own, in the place that `.metadata` gives it, where that is there: torch
writes a nested state_dict flat, and `planner_data` says where each entry of it stood, as `dcp_to_torch_save` goes by it
(torch/distributed/checkpoint/_nested_dict.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.foreign import leaf, state_of
from ckpt_viewer.core.foreign.reading import leaves, named_items, whole_numbers
from ckpt_viewer.core.formats.arrival import cut_text
from ckpt_viewer.core.formats.base import PART, Outer, Peek, Read, begins_with_pickle
from ckpt_viewer.core.formats.members import Members
from ckpt_viewer.core.formats.nesting import MAX_DEPTH, Nest, Way
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC
from ckpt_viewer.core.formats.zip_ends import appended_at
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, NodeKey, Sequence
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import Window, allowance_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, natural, some_text

_METADATA = ".metadata"
_END, _ENDING = 22, 128
"""Bytes of the record that ends a zip, and as many as hold all that its end consists of."""
_BLOCK = 1 << 20
_MOST_NEIGHBOURS, _SHOWN = 10_000, 3


class DistributedPart(Outer):
    name = "distcp"
    title = "part of a distributed checkpoint"
    not_written = ("This program does not write parts of a distributed checkpoint. Save it as a state_dict or "
                   "safetensors.")

    def probe(self, peek: Peek) -> int:
        told = peek.name.endswith(PART) and begins_with_pickle(peek.head)
        return 97 if told and (appended_at(peek.tail, peek.size) or EMPTY_MAGIC not in peek.tail[-_END:]) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        joiner = Joiner()
        members = Members(self._read, joiner, source)
        places, absent = _said_beside(self._read, source, task)
        nest, count = Nest(), 0
        whole = _last_end(source, task)
        cut = [(whole, source.size)] if whole < source.size else []
        for start, end in _zips(source, whole, task) + cut:
            name, way = places.get(start, (f"piece at byte {start:,}", ()))
            place = nest.claim(way or (name,), name)
            piece = Window(source, start, end - start, source.name, allowance_of(source))
            nest.put(place, members.add(name, piece, task, place))
            count += 1
        note = Note("info", f"{count_text(count, 'piece')} of tensors, "
                            f"{'named by' if places else 'without names: there is no'} {_METADATA} beside it")
        root = nest.build(joiner)
        notes = (*_missing(absent), note, *members.notes)
        return Checkpoint(joiner.graph(root), source, self.name, notes, together(members.uses),
                          damage=cut_text(source.size) if cut else "", members=tuple(members.checkpoints),
                          unpacked=members.unpacked)


def _last_end(source: Source, task: Task) -> int:
    """Where the last whole zip that others stand before ends; 0 where there is none."""
    if appended_at(_before(source, source.size), source.size):
        return source.size
    high = source.size
    while high > 0:
        task.check()
        high = source.end_of_data(high)
        low = max(0, high - _BLOCK)
        data = source.read_at(low, min(high + _END, source.size) - low)
        at = data.rfind(EMPTY_MAGIC)
        while at >= 0:
            end = low + at + _END
            if end <= source.size and appended_at(_before(source, end), end):
                return end
            at = data.rfind(EMPTY_MAGIC, 0, at)
        high = low
    return 0


def _before(source: Source, end: int) -> bytes:
    return source.read_at(max(0, end - _ENDING), min(_ENDING, end))


def _zips(source: Source, end: int, task: Task) -> list[tuple[int, int]]:
    """Beginning and end of each zip, in the order of the file; what is none, in front of the first, is one of them."""
    found = []
    while end > 0:
        task.check()
        start = appended_at(_before(source, end), end)
        if source.read_at(start, min(4, end - start)) != LOCAL_MAGIC:
            start = 0
        found.append((start, end))
        end = start
    return found[::-1]


def absent_parts(metadata: Graph, there: Collection[str]) -> tuple[str, ...]:
    """The files of pieces that a `.metadata` names and that are not among those in its folder."""
    named = {place for place, *_ in _stored(metadata)}
    return tuple(sorted(named.difference(there), key=natural))


def _missing(absent: tuple[str, ...]) -> Iterator[Note]:
    if len(absent) == 1:
        yield Note("warning", f"{absent[0]}, which {_METADATA} names, is not beside it: the pieces of tensors in that "
                              "file are missing, and torch cannot load the whole without it")
    elif absent:
        yield Note("warning", f"{count_text(len(absent), 'file')} that {_METADATA} names are not beside it "
                              f"({some_text(absent[:_SHOWN], len(absent))}): the pieces of tensors in those files are "
                              "missing, and torch cannot load the whole without them")


def _said_beside(read: Read, source: Source, task: Task) -> tuple[dict[int, tuple[str, Way]], tuple[str, ...]]:
    """By the metadata beside it: the name of what lies at which byte of this file, with its place; and which other
    files are not there. Nothing where it cannot be had."""
    try:
        with closing(source.beside(_METADATA)) as beside:
            graph = read(beside, task).graph
            there = source.names_beside(_MOST_NEIGHBOURS)
            return _placed(graph, source.name.rpartition("/")[2]), absent_parts(graph, there) if there else ()
    except CheckpointError:
        return {}, ()


def _placed(graph: Graph, file: str) -> dict[int, tuple[str, Way]]:
    planned = _planned(graph)
    found: dict[int, tuple[str, Way]] = {}
    for place, at, fqn, piece in _stored(graph):
        if place == file:
            way = _way(graph, planned[fqn]) if fqn in planned else ()
            found[at] = f"{fqn}{piece}", (*way[:-1], f"{way[-1]}{piece}") if way and piece else way
    return found


def _planned(graph: Graph) -> dict[str, NodeId]:
    """From `planner_data`: fqn -> the keys on the way to it. Nothing where another planner wrote something else."""
    planned = (state_of(graph, graph.root) or {}).get("planner_data")
    return {} if planned is None else dict(named_items(graph, planned))


def _way(graph: Graph, node: NodeId) -> Way:
    held = graph[node]
    keys = leaves(graph, held.items) if isinstance(held, Sequence) and len(held.items) <= MAX_DEPTH else []
    way = tuple([key for key in keys if type(key) is str or type(key) is int])
    return way if len(way) == len(keys) else ()


def _stored(graph: Graph) -> Iterator[tuple[str, int, str, str]]:
    """From `storage_data`: (fqn, offset of the piece in the tensor) -> (file, where, how long). Gives the file, where,
    the fqn, and of a piece behind the first which it is."""
    stored = (state_of(graph, graph.root) or {}).get("storage_data")
    held = graph[stored] if stored is not None else None
    for key, value in zip(held.keys, held.values, strict=True) if isinstance(held, Mapping) else ():
        said, place = state_of(graph, key.node) if isinstance(key, NodeKey) else None, state_of(graph, value)
        if not said or not place or "fqn" not in said or not {"relative_path", "offset"} <= place.keys():
            continue
        name, at, file = leaf(graph, said["fqn"]), leaf(graph, place["offset"]), leaf(graph, place["relative_path"])
        if isinstance(file, str) and isinstance(name, str) and isinstance(at, int):
            offset = whole_numbers(graph, said["offset"]) if "offset" in said else None
            yield file, at, name, f" from {list(offset)}" if offset and any(offset) else ""
