"""A checkpoint in several files with an index beside them, as the Hugging Face libraries save large models.

The tensors stand in one flat mapping, in the order of the index. Shards are safetensors or files of torch.save; each
is opened for its names and places only, and for reading numbers again and again, so that thousands need no handle.
Contract: a shard that is missing, cut short or something else gives a `Broken` node for each tensor it should hold; the
others work. The index may name files in its own folder and nothing else; links in the folder are followed wherever they
lead, because a Hugging Face cache consists of them, and who made the folder made the links, not the index.
"""

from __future__ import annotations

from contextlib import ExitStack

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.errors import CheckpointError, NotACheckpoint
from ckpt_viewer.core.formats.arrival import with_arrival
from ckpt_viewer.core.formats.bare_pickle import BarePickle
from ckpt_viewer.core.formats.base import Format, Peek, peek_at
from ckpt_viewer.core.formats.safetensors import SafeTensors, data_bytes_of, metadata_of
from ckpt_viewer.core.formats.safetensors_header import METADATA
from ckpt_viewer.core.formats.shard_checks import Shard, check_shards
from ckpt_viewer.core.formats.shard_index import Index, looks_like_index, numbered, read_index
from ckpt_viewer.core.formats.strangers import describe_stranger
from ckpt_viewer.core.formats.torch_legacy import TorchLegacy
from ckpt_viewer.core.formats.torch_tar import TorchTar
from ckpt_viewer.core.formats.torch_zip import TorchZip
from ckpt_viewer.core.graph import Broken, Graph, Mapping, NodeId, Scalar, ScalarValue
from ckpt_viewer.core.joining import Joiner, Part
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.several import SeveralFiles
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

_SHARD_FORMATS: tuple[Format, ...] = (SafeTensors(), TorchZip(), TorchLegacy(), TorchTar(), BarePickle())
MAX_NEIGHBOURS = 20_000
_PUT_IT_THERE = "Put the shard beside the index, or download it again."


class ShardedIndex(Format):
    """`model.safetensors.index.json`, `pytorch_model.bin.index.json`, whatever it is called."""

    name = "sharded"
    title = "sharded checkpoint"

    def probe(self, peek: Peek) -> int:
        return 80 if looks_like_index(peek.head, peek.tail) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        index = read_index(source, task)
        with ExitStack() as on_failure:
            shards = _open_shards(source, index, task, on_failure)
            graph = _joined(index, shards, task)
            notes = tuple(check_shards(index, shards, source.names_beside(MAX_NEIGHBOURS), source.real_name))
            on_failure.pop_all()
        several = SeveralFiles(source, tuple(s.source for s in shards.values() if s.source is not None))
        containers = {shard.container for shard in shards.values()} - {""}
        details: dict[str, str | int] = {"shards": len(shards), "unread": sum(bool(s.failure) for s in shards.values())}
        if len(containers) == 1:
            details["container"] = containers.pop()
        return Checkpoint(graph, several, self.name, notes, _joined_globals(shards), details)


def note_on_shard(source: Source) -> Note | None:
    """What to know of a file that is called like one of several; None for any other."""
    part = numbered(source.name.replace("\\", "/").rpartition("/")[2])
    if part is None or part.count == 1:
        return None
    this = f"This is part {part.number} of {part.count} of a checkpoint"
    names = source.names_beside(MAX_NEIGHBOURS)
    index = next((name for name in part.index_names if name in names), None)
    if index is not None:
        return Note("info", f"{this}; {index} beside it opens the whole")
    return Note("info", f"{this}; the index that would open the whole ({part.index_names[0]}) is not beside it")


def _open_shards(source: Source, index: Index, task: Task, on_failure: ExitStack) -> dict[str, Shard]:
    shards: dict[str, Shard] = {}
    files: dict[tuple[int, ...], str] = {}
    for name in index.shards:
        task.check()
        shard = _open_shard(source, name, task, files)
        if shard.source is not None:
            on_failure.callback(shard.source.close)
        shards[name] = shard
    return shards


def _open_shard(index: Source, name: str, task: Task, files: dict[tuple[int, ...], str]) -> Shard:
    """`files` are the shards opened so far: links to one large file must not make us read it a thousand times."""
    try:
        source = index.beside(name)
        first = files.setdefault(source.identity(), name)
        if first != name:
            raise NotACheckpoint(f"this is the same file as {first}", hint=_PUT_IT_THERE)
    except CheckpointError as error:
        advice = _PUT_IT_THERE if error.what == "no such file" else error.hint
        return Shard(name, failure=error.what, advice=advice)
    try:
        with ExitStack() as on_failure:
            on_failure.callback(source.close)
            checkpoint = _read_shard(source, task)
            on_failure.pop_all()
    except CheckpointError as error:
        return Shard(name, failure=error.what, advice=error.hint, globals=named_before(error))
    graph = checkpoint.graph
    root = graph[graph.root]
    if not isinstance(root, Mapping):
        source.close()
        return Shard(name, failure="this file holds no tensors by name", advice="Get the shard that belongs here.",
                     globals=checkpoint.globals)
    nodes = {key: node for key, node in zip(root.keys, root.values, strict=True) if type(key) is str}
    return Shard(name, source, graph, nodes, checkpoint.format, data_bytes_of(checkpoint), notes=checkpoint.notes,
                 globals=checkpoint.globals)


def _read_shard(source: Source, task: Task) -> Checkpoint:
    peek = peek_at(source)
    if looks_like_index(peek.head, peek.tail):
        raise NotACheckpoint("this is an index itself, which an index cannot name", source.name, "Get the shard.")
    best = max(_SHARD_FORMATS, key=lambda form: form.probe(peek))
    if not best.probe(peek):
        raise describe_stranger(peek)
    return with_arrival(best.read(source, task))


def _joined(index: Index, shards: dict[str, Shard], task: Task) -> Graph:
    joiner = Joiner()
    parts = {name: joiner.add_graph(name, shard.graph) for name, shard in shards.items() if not shard.failure}
    places = _Places(joiner, shards, parts)
    values = []
    for count, (tensor, name) in enumerate(index.weight_map.items()):
        if count % 8192 == 0:
            task.check()
        values.append(places.node_of(tensor, name))
    state = _metadata(joiner, index, shards)
    return joiner.graph(joiner.add_node(Mapping(tuple(index.weight_map), tuple(values), None, state)))


class _Places:
    """Finds the node of a tensor: in the shard that the index names, else in any other."""

    def __init__(self, joiner: Joiner, shards: dict[str, Shard], parts: dict[str, Part]) -> None:
        self._joiner, self._shards, self._parts = joiner, shards, parts
        self._anywhere: dict[str, str] | None = None
        self._broken: dict[str, Broken] = {}

    def node_of(self, tensor: str, name: str) -> NodeId:
        holder = name if tensor in self._shards[name].nodes else self._other_holder(tensor)
        if holder is not None:
            return self._parts[holder].id_of(self._shards[holder].nodes[tensor])
        broken = self._broken.get(name)
        if broken is None:
            broken = self._broken[name] = Broken(_why_broken(self._shards[name]))
        return self._joiner.add_node(broken)

    def _other_holder(self, tensor: str) -> str | None:
        if self._anywhere is None:
            self._anywhere = {key: shard.name for shard in self._shards.values() for key in shard.nodes}
        return self._anywhere.get(tensor)


def _why_broken(shard: Shard) -> str:
    """Of a tensor that the index places in this shard and that no shard has."""
    name = plain_text(shard.name, 120)
    if shard.failure:
        return f"{shard.failure} ({name}, which should hold it). {shard.advice}"
    return f"not in the shard that the index names ({name})"


def _metadata(joiner: Joiner, index: Index, shards: dict[str, Shard]) -> NodeId | None:
    """What the index says of itself and what all safetensors shards say alike, as one safetensors file would say it."""
    held: dict[str, ScalarValue] = {**_said_by_all(shards), **index.metadata}
    if not held:
        return None
    inner = joiner.add_mapping([(key, joiner.add_node(Scalar(value))) for key, value in held.items()])
    return joiner.add_mapping([(METADATA, inner)])


def _said_by_all(shards: dict[str, Shard]) -> dict[str, str]:
    said = [metadata_of(shard.graph) for shard in shards.values() if not shard.failure]
    return {key: text for key, text in said[0].items() if all(o.get(key) == text for o in said)} if said else {}


def _joined_globals(shards: dict[str, Shard]) -> tuple[GlobalUse, ...]:
    """Each name once, counted over all shards, with the place of its first use and the shard that has it."""
    return together(use.within(shard.name) for shard in shards.values() for use in shard.globals)
