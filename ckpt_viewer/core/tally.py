"""What hangs below a node, counted: tensors, elements, bytes by dtype and device, plain values, objects; and who shares
a storage with whom. Every node counts once, however many paths lead to it. `task` can stop it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many

from ckpt_viewer.core.graph import (
    Broken,
    Graph,
    Mapping,
    NodeId,
    Object,
    Path,
    Scalar,
    Sequence,
    StorageNode,
    Tensor,
    runs_of,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec, by_dtype, bytes_of, held_once

_STRIDE = 2048  # nodes between two looks at the task


@dataclass(frozen=True, slots=True)
class Share:
    """The tensors that have one dtype, and what they hold together."""

    name: str
    tensors: int
    elements: int
    nbytes: int


@dataclass(frozen=True, slots=True)
class Tally:
    """`elements` that several tensors look at count once, as those of tied weights. `nbytes` are those that they take,
    `stored` those of the storages below the node: more where storages are larger than what is used of them. `broken`
    counts what cannot be read, tensors without their bytes among it."""

    tensors: int
    parameters: int
    trainable: int
    elements: int
    nbytes: int
    stored: int
    storages: int
    sharing: int
    containers: int
    objects: int
    scalars: tuple[tuple[str, int], ...]
    broken: int
    by_dtype: tuple[Share, ...]


def tally(graph: Graph, nodes: Many[NodeId], task: Task) -> Tally:
    """Count everything below `nodes`, themselves included; what several of them lead to counts once."""
    tensors: list[Tensor] = []
    stored: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    scalars: Counter[str] = Counter()
    for found in _below(graph, nodes, task):
        if isinstance(found, range):
            _count_run(graph, found, kinds, scalars)
            continue
        match graph[found]:
            case Tensor() as tensor:
                tensors.append(tensor)
                kinds["broken"] += bool(tensor.problem or tensor.spec.storage.problem) and tensor.spec.device != "meta"
                stored[tensor.spec.storage.key] = tensor.spec.storage.nbytes
            case StorageNode(storage):
                stored[storage.key] = storage.nbytes
            case Scalar() as scalar:
                scalars[scalar.kind] += 1
            case Mapping() | Sequence():
                kinds["containers"] += 1
            case Object():
                kinds["objects"] += 1
            case Broken():
                kinds["broken"] += 1
    shares = _by_dtype(tensors)
    users = Counter(t.spec.storage.key for t in tensors)
    return Tally(
        tensors=len(tensors), parameters=sum(bool(t.parameter) for t in tensors),
        trainable=sum(t.requires_grad for t in tensors), elements=sum(share.elements for share in shares),
        nbytes=sum(share.nbytes for share in shares), stored=sum(stored.values()), storages=len(stored),
        sharing=sum(n for n in users.values() if n > 1), containers=kinds["containers"], objects=kinds["objects"],
        scalars=tuple(scalars.most_common()), broken=kinds["broken"],
        by_dtype=shares,
    )


def sharing_with(graph: Graph, node: NodeId, task: Task, limit: int = 100) -> tuple[Path, ...]:
    """Paths of other tensors that look into the storage of the tensor `node`, at most `limit`."""
    held = graph[node]
    if not isinstance(held, Tensor):
        return ()
    key, found = held.spec.storage.key, []
    if not any(_uses(graph, other, key) for other in _ids(graph, task) if other != node):
        return ()
    for path, other in _survey(graph, graph.root, task):
        if other != node and _uses(graph, other, key):
            found.append(path)
            if len(found) >= limit:
                break
    return tuple(found)


def _count_run(graph: Graph, run: range, kinds: Counter[str], scalars: Counter[str]) -> None:
    values = graph.values(run)
    if values is None:
        kinds["containers"] += len(run)
        values = graph.values(graph.within(run)) or []
    for cls, count in Counter(map(type, values)).items():
        scalars[Scalar(next(value for value in values if type(value) is cls)).kind] += count


def _below(graph: Graph, nodes: Many[NodeId], task: Task) -> Iterator[NodeId | range]:
    """Nodes one by one, but runs as such."""
    seen = bytearray(len(graph))
    stack = list(reversed(nodes))
    steps = 0
    while stack:
        node = stack.pop()
        if seen[node]:
            continue
        seen[node] = 1
        steps += 1
        if steps % _STRIDE == 0:
            task.check()
        yield node
        held = graph[node]
        if isinstance(held, Scalar):
            continue
        for run in runs_of(held):
            if not seen[run.start]:
                seen[run.start : run.stop] = b"\1" * len(run)
                yield run
        stack.extend(child for _, child in reversed(graph.inner(node)) if not seen[child])


def _survey(graph: Graph, start: NodeId, task: Task) -> Iterator[tuple[Path, NodeId]]:
    for position, step in enumerate(graph.survey(start, runs=False)):
        if position % _STRIDE == 0:
            task.check()
        yield step


def _ids(graph: Graph, task: Task) -> Iterator[NodeId]:
    for node in range(len(graph)):
        if node % _STRIDE == 0:
            task.check()
        yield node


def _uses(graph: Graph, node: NodeId, key: str) -> bool:
    held = graph[node]
    return isinstance(held, Tensor) and held.spec.storage.key == key


def _by_dtype(tensors: Iterable[Tensor]) -> tuple[Share, ...]:
    shares = []
    for dtype, specs in by_dtype(tensor.spec for tensor in tensors).items():
        users: dict[str, list[TensorSpec]] = {}
        for spec in specs:
            users.setdefault(spec.storage.key, []).append(spec)
        held = [held_once(together) for together in users.values()]
        shares.append(Share(dtype.name, len(specs), sum(held), sum(bytes_of(dtype, count) for count in held)))
    return tuple(sorted(shares, key=lambda s: (-s.nbytes, s.name)))
