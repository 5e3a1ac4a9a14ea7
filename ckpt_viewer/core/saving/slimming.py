"""The big parts of a checkpoint that a slim copy leaves out, with the bytes that each takes alone. Pure.

Contract: `big_parts` is linear in the nodes for each of a handful of parts; no byte of a tensor is read. What another
part uses too is nobody's saving.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ckpt_viewer.core import kinds
from ckpt_viewer.core.edits import Remove
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Path
from ckpt_viewer.core.saving.reach import reachable, storage_of
from ckpt_viewer.core.wording import bytes_text, path_text

PartKind = Literal["optimizer", "copy", "model", "other"]
Preset = Literal["optimizer", "ema", "weights"]
_TITLES: dict[PartKind, str] = {
    "optimizer": "the optimizer's state", "copy": "a second copy of the model",
    "model": "another model", "other": "tensors outside of models",
}
_DROPPED: dict[Preset, tuple[PartKind, ...]] = {
    "optimizer": ("optimizer",), "ema": ("copy",), "weights": ("optimizer", "copy", "other")}
_MISSING: dict[Preset, str] = {
    "optimizer": "there is no optimizer in this file", "ema": "there is no second copy of the model in this file",
    "weights": "there is nothing but the model in this file"}
_MAX_PLACES = 64
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class BigPart:
    """A part that can be left out, at keys of dicts; `nbytes` are what the file is smaller by without it.

    Optimizers are one part, and schedulers that hold them are of it.
    """

    paths: tuple[Path, ...]
    kind: PartKind
    nbytes: int

    @property
    def text(self) -> str:
        """For a list of what is left out."""
        return f"{self.what}: {bytes_text(self.nbytes)}"

    @property
    def what(self) -> str:
        places = ", ".join(path_text(path, 80) for path in self.paths[:_SHOWN])
        more = f" and {len(self.paths) - _SHOWN:,} more" if len(self.paths) > _SHOWN else ""
        return f"{places}{more}, {_TITLES[self.kind]}"


def big_parts(graph: Graph) -> tuple[BigPart, ...]:
    """What can be left out beside the likeliest model, the largest first."""
    groups: dict[tuple[PartKind, Path | None], list[Path]] = {}
    for path, kind in _places(graph).items():
        groups.setdefault((kind, None if kind == "optimizer" else path), []).append(path)
    held = {group: _storages(graph, [graph.resolve(path) for path in paths]) for group, paths in groups.items()}
    rest = graph
    for paths in groups.values():
        for path in paths:
            rest = _removed(rest, path)
    owners = Counter(_storages(rest, [rest.root]).keys())
    for storages in held.values():
        owners.update(storages.keys())
    parts = [BigPart(tuple(paths), group[0], sum(size for key, size in held[group].items() if owners[key] == 1))
             for group, paths in groups.items()]
    return tuple(sorted((part for part in parts if part.nbytes), key=lambda part: -part.nbytes))


def preset_parts(graph: Graph, preset: Preset) -> tuple[BigPart, ...]:
    """The parts that a slim copy of this kind leaves out. Raises InvalidEdit where there are none."""
    parts = tuple(part for part in big_parts(graph) if part.kind in _DROPPED[preset])
    if not parts:
        raise InvalidEdit(_MISSING[preset], hint="`ckpt info` shows what it holds; --drop POINTER leaves out any part.")
    return parts


def without(graph: Graph, paths: Iterable[Path]) -> tuple[Graph, tuple[str, ...]]:
    """The graph without what is at these places, and what that saves, in words. Raises InvalidEdit, InvalidPath."""
    wanted = dict.fromkeys(paths)
    whole = [part for part in big_parts(graph) if all(path in wanted for path in part.paths)]
    told = {path for part in whole for path in part.paths}
    lines = [part.text for part in whole] + [path_text(path, 80) for path in wanted if path not in told]
    for path in wanted:
        graph = _removed(graph, path)
    return graph, tuple(lines)


def _places(graph: Graph) -> dict[Path, PartKind]:
    """Every place that can be left out, and what is there: entries of the dicts on the way to the model, and of those
    that hold parts of several kinds."""
    models = kinds.model_places(graph)
    if not models or models[0] == ():
        return {}
    parts = {part.path: kind for part in kinds.find_parts(graph) if (kind := _kind_of_part(graph, part, models[0]))}
    found: dict[Path, PartKind] = {}
    waiting: list[Path] = [()]
    while waiting and len(found) < _MAX_PLACES:
        above = waiting.pop()
        held = graph[graph.resolve(above)]
        for key in held.keys if isinstance(held, Mapping) else ():
            path = (*above, key)
            below = {kind for place, kind in parts.items() if place[: len(path)] == path}
            if path == models[0]:
                continue
            if len(below) > 1 or models[0][: len(path)] == path:
                waiting.append(path)
            else:
                found[path] = next(iter(below), "other")
    return found


def _kind_of_part(graph: Graph, part: kinds.Part, model: Path) -> PartKind | None:
    """A scheduler's state_dict is small, and of use without the optimizer; the object holds the whole optimizer."""
    if part.kind == "scheduler":
        return "optimizer" if isinstance(graph[part.node], Object) else None
    if part.kind == "optimizer":
        return "optimizer"
    return "copy" if part.path != model and kinds.is_called_copy(part.path) else "model"


def _storages(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, int]:
    """Bytes by key of every storage below some nodes."""
    below = (storage_of(graph[found]) for node in nodes for found in reachable(graph, node))
    return {storage.key: storage.nbytes for storage in below if storage is not None}


def _removed(graph: Graph, path: Path) -> Graph:
    parent = graph.resolve(path[:-1])
    held = graph[parent]
    keys = held.keys if isinstance(held, Mapping) else ()
    places = [i for i, key in enumerate(keys) if type(key) is type(path[-1]) and key == path[-1]]
    if not places:
        raise InvalidEdit("only an entry of a dictionary can be left out", path_text(path))
    return Remove(parent, places[-1]).apply(graph).graph
