"""Where the bytes of a checkpoint are: a tree of parts, modules and tensors with the bytes that are stored for each.

Contract: reads the graph alone. Every byte of a storage counts once, for one of the tensors that use it; those that no
tensor uses are `wasted` and count for the first that looks into the storage. So the tree's bytes come to those of all
storages, and of the arrays of numpy. Linear in the nodes, with a sort of the views of each storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Many
from typing import Literal

from ckpt_viewer.core.graph import Graph, NodeId, Path, StorageNode
from ckpt_viewer.core.kinds import find_parts, is_called_copy, model_places
from ckpt_viewer.core.lazy_dataclasses import dataclass, field, replace
from ckpt_viewer.core.task import Task, look_up, looking_up, stoppable
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.views.tensor_list import Listed, list_tensors

Share = Literal["model", "optimizer", "copy", "other"]
SHARES: dict[Share, str] = {"model": "Model", "optimizer": "Optimizer", "copy": "Averaged copy (EMA)", "other": "Other"}
_DEEPEST = 24  # levels of names; what is deeper stands side by side


@dataclass(frozen=True, slots=True)
class Bytes:
    """A tensor (no `parts`), or what stands under one beginning of names. `weight` are its bytes, of which `wasted` are
    used by no tensor; `tensors` counts those below, `bare` those of the whole that have no bytes of their own: empty
    ones, and views of what others have. `missing` of the tensors cannot be read. `path` leads to it, or to the first
    tensor in it."""

    label: str
    path: Path
    share: Share
    weight: int
    wasted: int
    tensors: int
    parts: tuple[Bytes, ...] = ()
    bare: int = 0
    missing: int = 0


@dataclass(slots=True)
class _Branch:
    """A part of names being filled."""

    label: str
    path: Path
    leaves: list[Bytes] = field(default_factory=list)
    below: dict[str, _Branch] = field(default_factory=dict)


def map_bytes(graph: Graph, nodes: Many[NodeId], paths: Many[Path], task: Task) -> Bytes:
    """The tree for what is at and below `nodes`, which stand at `paths`; its parts are the kinds of `SHARES`. Raises
    Cancelled."""
    with stoppable(task):
        return _mapped(graph, nodes, paths, list_tensors(graph, nodes, paths, task), task)


def way_to(whole: Bytes, path: Path, task: Task) -> tuple[Bytes, ...]:
    """The parts from the whole to the tensor at a path, each in the one before; empty where it is not there. Linear in
    the tensors. Raises Cancelled."""
    waiting: list[tuple[Bytes, ...]] = [(whole,)]
    while waiting:
        task.check()
        way = waiting.pop()
        for part in way[-1].parts:
            if part.parts:
                waiting.append((*way, part))
            elif part.path == path:
                return (*way, part)
    return ()


def _mapped(graph: Graph, nodes: Many[NodeId], paths: Many[Path], listed: Many[Listed], task: Task) -> Bytes:
    stored = _stored(listed)
    kinds = _Kinds(graph)
    roots: dict[Share, _Branch] = {}
    for tensor, (used, wasted) in looking_up(zip(listed, stored, strict=True)):
        if used + wasted:
            share = kinds.of(tensor.path)
            root = roots.setdefault(share, _Branch(SHARES[share], tensor.path))
            _add(root, tensor.path, tensor.pieces, Bytes("", tensor.path, share, used + wasted, wasted, 1,
                                                         missing=bool(tensor.problem)))
    known = {tensor.tensor.spec.storage.key for tensor in looking_up(listed)}
    for path, storage in _lone_storages(graph, nodes, paths, known, task):
        root = roots.setdefault("other", _Branch(SHARES["other"], path))
        _add(root, path, (f"storage {storage.key}",), Bytes("", path, "other", storage.nbytes, 0, 1,
                                                            missing=bool(storage.problem)))
    parts = tuple(sorted((_closed(branch, share) for share, branch in roots.items()), key=lambda part: -part.weight))
    return Bytes("all", paths[0] if len(paths) == 1 else (), "other", sum(part.weight for part in parts),
                 sum(part.wasted for part in parts), sum(part.tensors for part in parts), parts,
                 bare=sum(not used + wasted for used, wasted in stored),
                 missing=sum(part.missing for part in parts))


class _Kinds:
    """Which part of the file a path belongs to."""

    def __init__(self, graph: Graph) -> None:
        models = model_places(graph)
        self._parts: dict[Path, Share] = {models[0]: "model"} if models else {}
        for part in find_parts(graph):
            if part.kind in ("optimizer", "scheduler"):
                self._parts[part.path] = "optimizer"
            elif part.path not in self._parts:
                self._parts[part.path] = "copy" if is_called_copy(part.path) else "model"

    def of(self, path: Path) -> Share:
        return next((found for depth in range(len(path), -1, -1) if (found := self._parts.get(path[:depth]))), "other")


def _stored(listed: Many[Listed]) -> list[tuple[int, int]]:
    """For each tensor its bytes, without those of views of the same storage that begin before it, and the bytes of the
    storage that no tensor uses, for the first of them in file order."""
    users: dict[str, list[int]] = {}
    for place, tensor in enumerate(looking_up(listed)):
        users.setdefault(tensor.tensor.spec.storage.key, []).append(place)
    found = [(0, 0)] * len(listed)
    for places in looking_up(users.values()):
        reached = used = 0
        for first, end, place in sorted((*listed[place].tensor.spec.byte_span, place) for place in places):
            own = max(0, end - max(first, reached))
            reached, used = max(reached, end), used + own
            found[place] = own, 0
        storage = listed[places[0]].tensor.spec.storage
        found[places[0]] = found[places[0]][0], max(0, storage.nbytes - used)
    return found


def _lone_storages(graph: Graph, nodes: Many[NodeId], paths: Many[Path], known: set[str], task: Task
                   ) -> Iterator[tuple[Path, Storage]]:
    """Storages that stand without a tensor, each once."""
    for start, at in zip(nodes, paths, strict=True):
        for path, node in graph.survey(start, at, runs=False):
            held = graph[node]
            if isinstance(held, StorageNode) and held.storage.key not in known:
                task.check()
                known.add(held.storage.key)
                yield path, held.storage


def _add(root: _Branch, path: Path, pieces: tuple[str, ...], leaf: Bytes) -> None:
    above = root
    for piece in pieces[: min(len(pieces) - 1, _DEEPEST)]:
        above = above.below.setdefault(piece, _Branch(piece, path))
    above.leaves.append(replace(leaf, label="".join(pieces[_DEEPEST:]) or pieces[-1]))


def _closed(branch: _Branch, share: Share) -> Bytes:
    """The branch with what is in it, the largest first; one that holds a single other one is joined with it."""
    look_up()
    parts = [*branch.leaves, *(_closed(below, share) for below in branch.below.values())]
    if len(parts) == 1 and not branch.leaves and branch.label[-1:] in "./":
        only = parts[0]
        return replace(only, label=branch.label + only.label, share=share)
    return Bytes(branch.label, branch.path, share, sum(part.weight for part in parts),
                 sum(part.wasted for part in parts), sum(part.tensors for part in parts),
                 tuple(sorted(parts, key=lambda part: -part.weight)), missing=sum(part.missing for part in parts))
