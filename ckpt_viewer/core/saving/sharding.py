"""Safetensors in several files with an index, as the Hugging Face libraries split and name them. Pure.

The split is that of huggingface_hub (serialization/_base.py, `split_state_dict_into_shards_factory`): tensors in their
order into one shard until the next would not fit; a tensor that is larger than a shard gets one of its own, in the
place where it is met. The index has `total_size` and `weight_map`, here in the order of the tensors; texts that belong
to the whole stand in its metadata, and each shard says that its tensors are PyTorch's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from ckpt_viewer.core.formats.safetensors import metadata_of
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Scalar, ScalarValue, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.saving.tensors_only import metadata_state

_ENDING, _INDEX = ".safetensors", ".index.json"
_STEM = "model"
_SHARD_METADATA = {"format": "pt"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sharded checkpoint goes: a folder, made where `own`, and the stem of the names in it."""

    folder: Path
    stem: str
    own: bool

    @property
    def index(self) -> Path:
        return self.folder / f"{self.stem}{_ENDING}{_INDEX}"

    @property
    def single(self) -> Path:
        """The file where one is enough."""
        return self.folder / f"{self.stem}{_ENDING}"

    def in_the_way(self) -> list[str]:
        """Files of the folder that a reader would take for a part of this checkpoint, those of its own names among
        them: an index or a single file is preferred to what lies beside it."""
        number = r"(-\d{5,}-of-\d{5,})?"
        ours = re.compile(rf"{re.escape(self.stem)}{number}{re.escape(_ENDING)}({re.escape(_INDEX)})?")
        try:
            return sorted(file.name for file in self.folder.iterdir() if ours.fullmatch(file.name))
        except (FileNotFoundError, NotADirectoryError):
            return []


@dataclass(frozen=True, slots=True)
class Shard:
    """One file: its name, and the graph of what is in it."""

    name: str
    graph: Graph


@dataclass(frozen=True, slots=True)
class Sharded:
    """All files at their place; `graph` is what reading them gives, `index` the text of the index: None where one file
    is enough, which then needs none."""

    place: Place
    shards: tuple[Shard, ...]
    graph: Graph
    index: bytes | None

    @property
    def target(self) -> Path:
        """The file that opens the whole."""
        return self.place.single if self.index is None else self.place.index

    @property
    def names(self) -> tuple[str, ...]:
        """All files in the order in which they are put in place."""
        names = tuple(shard.name for shard in self.shards)
        return names if self.index is None else (*names, self.place.index.name)


def place_of(target: Path) -> Place:
    """A target is a folder, or the name of the index or of the one file that it stands for."""
    name = target.name
    if name.endswith(_INDEX):
        return Place(target.parent, name.removesuffix(_INDEX).removesuffix(_ENDING) or _STEM, own=False)
    if name.endswith(_ENDING):
        return Place(target.parent, name.removesuffix(_ENDING) or _STEM, own=False)
    return Place(target, _STEM, own=True)


def split(sizes: Iterable[tuple[str, int]], limit: int) -> list[list[str]]:
    """Names by shard, from names and bytes in their order."""
    shards: list[list[str]] = []
    current: list[str] = []
    filled = 0
    for name, size in sizes:
        if size > limit:
            shards.append([name])
            continue
        if filled + size > limit:
            shards.append(current)
            current, filled = [], 0
        current.append(name)
        filled += size
    return [*shards, current] if current else shards


def sharded(graph: Graph, target: Path, limit: int) -> Sharded:
    """The files for a graph of tensors alone."""
    place = place_of(target)
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    tensors = {str(key): held for key, child in zip(root.keys, root.values, strict=True)
               if isinstance(held := graph[child], Tensor)}
    parts = split([(name, held.spec.nbytes) for name, held in tensors.items()], limit)
    if len(parts) < 2:
        return Sharded(place, (Shard(place.single.name, graph),), graph, None)
    names = [f"{place.stem}-{number:05d}-of-{len(parts):05d}{_ENDING}" for number in range(1, len(parts) + 1)]
    file_of = {tensor: file for file, part in zip(names, parts, strict=True) for tensor in part}
    total = sum(held.spec.nbytes for held in tensors.values())
    shard_says = _SHARD_METADATA if metadata_of(graph).get("format", "pt") == "pt" else {}
    says: dict[str, ScalarValue] = {"total_size": total, **{key: text for key, text in metadata_of(graph).items()
                                                            if key not in (*shard_says, "total_size")}}
    shards = tuple(Shard(file, _graph_of({name: tensors[name] for name in part}, shard_says))
                   for file, part in zip(names, parts, strict=True))
    index = json.dumps({"metadata": says, "weight_map": {name: file_of[name] for name in tensors}}, indent=2,
                       ensure_ascii=False)
    return Sharded(place, shards, _graph_of(tensors, {**shard_says, **says}), f"{index}\n".encode())


def _graph_of(tensors: dict[str, Tensor], metadata: dict[str, ScalarValue] | dict[str, str]) -> Graph:
    nodes: list[Node] = [Scalar(None), *tensors.values()]
    values: tuple[NodeId, ...] = tuple(range(1, len(nodes)))
    state = metadata_state(nodes, metadata)
    nodes[0] = Mapping(tuple(tensors), values, None, state)
    return Graph(nodes, 0)
