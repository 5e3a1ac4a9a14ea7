"""The big parts of a checkpoint that a slim copy leaves out, with the bytes that each takes alone. Pure.

Contract: `big_parts` is linear in the nodes for each of a handful of parts; no byte of a tensor is read. What another
part uses too is nobody's saving.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup
from typing import Literal

from ckpt_viewer.core import kinds
from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.edits import RemoveKeys
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, Key, Mapping, NodeId, Object, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.saving.reach import reachable, storage_of
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import bytes_text, path_text, some_text

PartKind = Literal["optimizer", "copy", "model", "other"]
Preset = Literal["optimizer", "ema", "weights"]
Shapes = Lookup[str, tuple[int, ...]]
_TITLES: dict[PartKind, str] = {
    "optimizer": "the optimizer's state", "copy": "a second copy of the model",
    "model": "another model", "other": "tensors outside of models",
}
_DROPPED: dict[Preset, tuple[PartKind, ...]] = {
    "optimizer": ("optimizer",), "ema": ("copy",), "weights": ("optimizer", "copy", "other")}
_MISSING: dict[Preset, str] = {
    "optimizer": "there is no optimizer in this file", "ema": "there is no second copy of the model in this file",
    "weights": "there is nothing but the model in this file"}
_NO_ENTRY = "only an entry of a dictionary can be left out"
_MAX_PLACES = 64
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class BigPart:
    """A part that can be left out, at keys of dicts; `nbytes` are what the file is smaller by without it.

    Optimizers are one part, and schedulers that hold them are of it. `within` is how the names of tensors begin that
    lie among those of the model.
    """

    paths: tuple[Path, ...]
    kind: PartKind
    nbytes: int
    within: str = ""

    @property
    def text(self) -> str:
        """For a list of what is left out."""
        return f"{self.what}: {bytes_text(self.nbytes)}"

    @property
    def what(self) -> str:
        if self.within:
            place = path_text((*self.paths[0][:-1], f"{self.within}.*"), 80)
            return f"{place}, {_TITLES[self.kind]}"
        places = some_text([path_text(path, 80) for path in self.paths[:_SHOWN]], len(self.paths))
        return f"{places}, {_TITLES[self.kind]}"


def big_parts(graph: Graph) -> tuple[BigPart, ...]:
    """What can be left out beside the likeliest model, the largest first."""
    models = kinds.model_places(graph)
    groups: dict[tuple[PartKind, Path | str | None], list[Path]] = {}
    for path, kind in _places(graph, models).items():
        groups.setdefault((kind, None if kind == "optimizer" else path), []).append(path)
    for prefix, paths in _copies_in_model(graph, models):
        groups["copy", prefix] = paths
    held = {group: _storages(graph, [graph.resolve(path) for path in paths]) for group, paths in groups.items()}
    rest = _removed(graph, [path for paths in groups.values() for path in paths])
    shared = _in_several([_storages(rest, [rest.root]), *held.values()])
    parts = [BigPart(tuple(paths), kind, sum(size for key, size in looking_up(held[kind, place].items())
                                             if key not in shared), place if isinstance(place, str) else "")
             for (kind, place), paths in groups.items()]
    for storages in held.values():
        storages.clear()
    return tuple(sorted((part for part in parts if part.nbytes), key=lambda part: -part.nbytes))


def preset_parts(graph: Graph, preset: Preset) -> tuple[BigPart, ...]:
    """The parts that a slim copy of this kind leaves out. Raises InvalidEdit where there are none."""
    parts = tuple(part for part in big_parts(graph) if part.kind in _DROPPED[preset])
    if not parts:
        raise InvalidEdit(_MISSING[preset], hint="Look at what it holds, and remove a part by its place.")
    return parts


def without(graph: Graph, paths: Iterable[Path]) -> tuple[Graph, tuple[str, ...]]:
    """The graph without what is at these places, and what that saves, in words. Raises InvalidEdit, InvalidPath."""
    wanted = dict.fromkeys(paths)
    whole = [part for part in big_parts(graph) if all(path in wanted for path in part.paths)]
    told = {path for part in whole for path in part.paths}
    lines = [part.text for part in whole] + [path_text(path, 80) for path in wanted if path not in told]
    return _removed(graph, wanted), tuple(lines)


def _places(graph: Graph, models: tuple[Path, ...]) -> dict[Path, PartKind]:
    """Every place that can be left out, and what is there: entries of the dicts on the way to the model, and of those
    that hold parts of several kinds."""
    if not models or models[0] == ():
        return {}
    parts = {part.path: kind for part in kinds.find_parts(graph) if (kind := _kind_of_part(graph, part))}
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


def _copies_in_model(graph: Graph, models: tuple[Path, ...]) -> Iterator[tuple[str, list[Path]]]:
    """Entries of the model's own state_dict that are a copy of it, by how their names begin."""
    held = graph[graph.resolve(models[0])] if models else None
    if not isinstance(held, Mapping):
        return
    shapes = {key: found.spec.shape if isinstance(found := graph[child], Tensor) else ()
              for key, child in zip(held.keys, held.values, strict=True) if type(key) is str}
    for prefix, names in copies_within(shapes).items():
        yield prefix, [(*models[0], name) for name in names]


def _kind_of_part(graph: Graph, part: kinds.Part) -> PartKind | None:
    """A scheduler's state_dict is small, and of use without the optimizer; the object holds the whole optimizer."""
    if part.kind == "scheduler":
        return "optimizer" if isinstance(graph[part.node], Object) else None
    if part.kind == "optimizer":
        return "optimizer"
    return "copy" if kinds.is_called_copy(part.path) else "model"


def _storages(graph: Graph, nodes: Iterable[NodeId]) -> PartedDict[str, int]:
    """Bytes by key of every storage below some nodes."""
    found = PartedDict[str, int]()
    for node in nodes:
        for below in reachable(graph, node):
            storage = storage_of(graph[below])
            if storage is not None:
                found[storage.key] = storage.nbytes
    return found


def _in_several(groups: list[PartedDict[str, int]]) -> set[str]:
    """The keys that more than one of the groups has."""
    first, found = PartedDict[str, int](), set[str]()
    for at, group in enumerate(groups):
        for key in looking_up(group):
            if first.setdefault(key, at) != at:
                found.add(key)
    first.clear()
    return found


def _removed(graph: Graph, paths: Iterable[Path]) -> Graph:
    """Without the entries at these places. Raises InvalidEdit, InvalidPath."""
    places: dict[NodeId, set[int]] = {}
    tables: dict[NodeId, dict[tuple[type, Key], int]] = {}
    for path in paths:
        parent = graph.resolve(path[:-1])
        held = graph[parent]
        if not path or not isinstance(held, Mapping):
            raise InvalidEdit(_NO_ENTRY, path_text(path), "Leave out what holds it.")
        if parent not in tables:
            tables[parent] = {(type(key), key): at for at, key in reversed(list(enumerate(held.keys)))}
        at = tables[parent].get((type(path[-1]), path[-1]))
        if at is None:
            raise InvalidEdit(_NO_ENTRY, path_text(path), "Leave out what holds it.")
        places.setdefault(parent, set()).add(at)
    for parent, positions in places.items():
        graph = RemoveKeys(parent, frozenset(positions)).apply(graph).graph
    return graph


def copies_within(shapes: Shapes) -> dict[str, tuple[str, ...]]:
    """The names of every average of a model in its own state_dict, by the word before the first point that all of them
    begin with.

    `model_ema.diffusion_modelinput0weight` beside `model.diffusion_model.input.0.weight` is how Stable Diffusion's
    trainer writes them (CompVis/stable-diffusion, ldm/modules/ema.py: a buffer has no points in its name),
    `ema.blocks.0.weight` beside `model.blocks.0.weight` how others do. A first word alone proves nothing, for a layer
    may be called `target`: names and shapes have to be the model's, and of half as many tensors.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in shapes:
        first, point, _ = name.partition(".")
        if point:
            groups[first].append(name)
    called = {first: tuple(names) for first, names in groups.items() if kinds.is_called_copy((first,))}
    if not called:
        return {}
    model = {name: shape for name, shape in shapes.items() if name.partition(".")[0] not in called}
    known = {(written, shape) for name, shape in model.items() for written in _written(name)}
    return {first: names for first, names in called.items()
            if _is_copy({name.partition(".")[2]: shapes[name] for name in names}, known, len(model))}


def _is_copy(names: Shapes, known: set[tuple[str, tuple[int, ...]]], model: int) -> bool:
    """Not all names need be known, for counters stand among them; not all of a model is averaged."""
    hits = sum(any((written, shape) in known for written in _written(name)) for name, shape in names.items())
    return 2 * hits > len(names) and 2 * hits >= model


def _written(name: str) -> Iterator[str]:
    """A name without its points, with its first word and without, which may be that of a wrapper."""
    yield name.replace(".", "")
    yield name.partition(".")[2].replace(".", "")
