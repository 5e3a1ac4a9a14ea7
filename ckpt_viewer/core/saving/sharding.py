"""A state_dict in several files with an index, as the Hugging Face libraries split and name them. Pure.

The split is that of huggingface_hub (serialization/_base.py, `split_state_dict_into_shards_factory`): tensors in their
order into one shard until the next would not fit; a tensor that is larger than a shard gets one of its own, in the
place where it is met. In files of torch.save tensors that share a storage stay together, where the first of them goes,
and the storage is what counts. The index has `total_size` and `weight_map`, here in the order of the tensors; texts
that belong to the whole stand in its metadata, and each shard of safetensors says that its tensors are PyTorch's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.formats.safetensors import metadata_of
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Scalar, ScalarValue, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.saving.reach import Held, reachable
from ckpt_viewer.core.saving.sizes import storages_of
from ckpt_viewer.core.saving.tensors_only import metadata_state
from ckpt_viewer.core.tensor import Memory, Storage
from ckpt_viewer.core.wording import is_utf8

_INDEX = ".index.json"
_SHARD_METADATA = {"format": "pt"}
_TORCH = ("pytorch_model", (".bin", ".pth", ".pt", ".ckpt"))
# By container: what the set is called in a folder of its own, and how the names of its files may end.
_NAMES = {"safetensors": ("model", (".safetensors",)), "torch_zip": _TORCH, "torch_legacy": _TORCH}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sharded checkpoint goes: a folder, made where `own`, and the stem and the ending of the names in it."""

    folder: Path
    stem: str
    ending: str
    own: bool

    @property
    def index(self) -> Path:
        return self.folder / f"{self.stem}{self.ending}{_INDEX}"

    @property
    def single(self) -> Path:
        """The file where one is enough."""
        return self.folder / f"{self.stem}{self.ending}"

    def in_the_way(self) -> list[str]:
        """Files of the folder that a reader would take for a part of this checkpoint, those of its own names among
        them: an index or a single file is preferred to what lies beside it."""
        number = r"(-\d{5,}-of-\d{5,})?"
        ours = re.compile(rf"{re.escape(self.stem)}{number}{re.escape(self.ending)}({re.escape(_INDEX)})?")
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
    """All files at their place; `graph` is what reading them gives, `nbytes` what its tensors take, `index` the text of
    the index: None where one file is enough, which then needs none. `container` is the format of each file."""

    place: Place
    container: str
    shards: tuple[Shard, ...]
    graph: Graph
    nbytes: int
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


def place_of(target: Path, container: str) -> Place:
    """A target is a folder, or the name of the index or of the one file that it stands for."""
    stem, endings = _NAMES[container]
    name = target.name.removesuffix(_INDEX)
    ending = next((ending for ending in endings if name.endswith(ending)), "")
    if not ending and name == target.name:
        return Place(target, stem, endings[0], own=True)
    return Place(target.parent, name.removesuffix(ending) or stem, ending or endings[0], own=False)


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


def why_not_sharded(graph: Graph, container: str) -> str:
    """Why a graph cannot be split, and what can be done; empty where it can."""
    if container not in _NAMES:
        return "This form is written in one file. Save it as a state_dict or as safetensors, or without shards."
    root = graph[graph.root]
    if not isinstance(root, Mapping) or any(type(key) is not str for key in root.keys):
        return "Shards hold tensors by name, and this has none. Save it without shards."
    if not all(is_utf8(str(text)) for text in (*root.keys, *metadata_of(graph), *metadata_of(graph).values())):
        return "The index cannot hold half a character, and a name or a text here has one. Rename it first."
    return ""


def sharded(graph: Graph, target: Path, limit: int, container: str) -> Sharded:
    """The files for a graph that `why_not_sharded` has no objection to."""
    place = place_of(target, container)
    ids = _ids(graph)
    first = _first_with_its_storage(graph, ids) if container != "safetensors" else {name: name for name in ids}
    sizes = [(name, _size(graph, ids[name], container)) for name in ids if first[name] == name]
    total = sum(size for _, size in sizes)
    parts = split(sizes, limit)
    if len(parts) < 2:
        return Sharded(place, container, (Shard(place.single.name, graph),), graph, total, None)
    files = [f"{place.stem}-{number:05d}-of-{len(parts):05d}{place.ending}" for number in range(1, len(parts) + 1)]
    file_of_first = {name: file for file, part in zip(files, parts, strict=True) for name in part}
    weight_map = {name: file_of_first[first[name]] for name in ids}
    shard_says = _shard_metadata(graph, container)
    says: dict[str, ScalarValue] = {"total_size": total, **{key: text for key, text in metadata_of(graph).items()
                                                            if key not in (*shard_says, "total_size")}}
    members: dict[str, dict[str, NodeId]] = {file: {} for file in files}
    for name, file in weight_map.items():
        members[file][name] = ids[name]
    shards = tuple(Shard(file, _with_root(graph, members[file], shard_says)) for file in files)
    index = json.dumps({"metadata": says, "weight_map": weight_map}, indent=2, ensure_ascii=False)
    whole = _with_root(graph, ids, {**shard_says, **says})
    return Sharded(place, container, shards, whole, total, f"{index}\n".encode())


def _ids(graph: Graph) -> dict[str, NodeId]:
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    return {str(key): child for key, child in zip(root.keys, root.values, strict=True)}


def _first_with_its_storage(graph: Graph, ids: dict[str, NodeId]) -> dict[str, str]:
    """For each name the first one that looks into the same storage."""
    firsts: dict[Memory, str] = {}
    found: dict[str, str] = {}
    for name, node in ids.items():
        keys = _storages(graph, node)
        found[name] = next((firsts[key] for key in keys if key in firsts), name)
        firsts |= {key: found[name] for key in keys if key not in firsts}
    return found


def _size(graph: Graph, node: NodeId, container: str) -> int:
    held = graph[node]
    if container == "safetensors" and isinstance(held, Tensor):
        return held.spec.nbytes
    return sum(storage.nbytes for storage in _storages(graph, node).values())


def _storages(graph: Graph, node: NodeId) -> PartedDict[Memory, Storage]:
    """Those at and below an entry of a state_dict: nearly always that of the tensor that it is."""
    nodes = [node] if isinstance(graph[node], Tensor) else list(reachable(graph, node))
    return storages_of(Held.of(graph, nodes).stored)


def _shard_metadata(graph: Graph, container: str) -> dict[str, str]:
    """What each shard says of itself."""
    if container != "safetensors" or metadata_of(graph).get("format", "pt") != "pt":
        return {}
    return _SHARD_METADATA


def _with_root(graph: Graph, ids: dict[str, NodeId], metadata: dict[str, ScalarValue] | dict[str, str]) -> Graph:
    """The same nodes below a plain dict of these alone, with what it says of itself."""
    start = graph.next_id
    nodes: list[Node] = [Scalar(None)]
    state = metadata_state(nodes, metadata, start)
    nodes[0] = Mapping(tuple(ids), tuple(ids.values()), None, state)
    return graph.replace(dict(enumerate(nodes, start)), start)
