"""What hangs below a node, counted: tensors, elements, bytes by dtype and device, plain values, objects; and who shares
a storage with whom. Every node counts once, however many paths lead to it. `task` can stop it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence as Many
from itertools import islice

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.graph import (
    Broken,
    Graph,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    StorageNode,
    Tensor,
    is_leaf,
    reach,
    runs_of,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task, looking_up, stoppable
from ckpt_viewer.core.tensor import DType, Memory, TensorSpec, by_dtype, bytes_of, held_once, memory_of

_STRIDE = 256  # nodes between two looks at the task


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
    objects: int
    scalars: tuple[tuple[str, int], ...]
    broken: int
    by_dtype: tuple[Share, ...]


def tally(graph: Graph, nodes: Many[NodeId], task: Task) -> Tally:
    """Count everything below `nodes`, themselves included; what several of them lead to counts once."""
    counts, seen = _Counts(graph), bytearray(len(graph))
    with stoppable(task):
        for node, look in reach(graph, nodes, seen, keys=False):
            counts.add(node, look)
            for run in () if is_leaf(look) else runs_of(graph[node]):
                if not seen[run.start]:
                    seen[run.start : run.stop] = b"\1" * len(run)
                    counts.add_run(run)
        return counts.told()


class _Counts:
    """What was counted so far. Tensors are taken as they look from afar, many at a time: a million of them as they are
    take a gigabyte, and long to let go of."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._waiting: list[NodeId] = []  # tensors
        self._kinds: Counter[str] = Counter()
        self._scalars: Counter[str] = Counter()
        self._tensors: Counter[DType] = Counter()
        self._elements: Counter[DType] = Counter()
        self._nbytes: Counter[DType] = Counter()
        self._stored = PartedDict[Memory, int]()
        self._first = PartedDict[Memory, TensorSpec]()  # that looks into a storage
        self._together = PartedDict[Memory, list[TensorSpec]]()  # where several do, which are yet to be counted

    def add(self, node: NodeId, look: Node) -> None:
        match look:
            case Tensor():
                self._waiting.append(node)
                if len(self._waiting) == _STRIDE:
                    self._add_tensors()
            case StorageNode(storage):
                self._stored[memory_of(storage.key)] = storage.nbytes
            case Scalar():
                self._scalars[look.kind] += 1
            case Object():
                self._kinds["objects"] += 1
            case Broken():
                self._kinds["broken"] += 1

    def add_run(self, run: range) -> None:
        values = self._graph.values(run)
        if values is None:
            values = self._graph.values(self._graph.within(run)) or []
        for cls, count in Counter(map(type, values)).items():
            self._scalars[Scalar(next(value for value in values if type(value) is cls)).kind] += count

    def told(self) -> Tally:
        self._add_tensors()
        for specs in looking_up(self._together.values()):
            for dtype, alike in by_dtype(specs).items():
                self._hold(dtype, held_once(alike))
        kinds, elements, nbytes = self._kinds, self._elements, self._nbytes
        shares = [Share(dtype.name, count, elements[dtype], nbytes[dtype]) for dtype, count in self._tensors.items()]
        told = Tally(
            tensors=self._tensors.total(), parameters=kinds["parameters"], trainable=kinds["trainable"],
            elements=elements.total(), nbytes=nbytes.total(), stored=sum(looking_up(self._stored.values())),
            storages=len(self._stored), sharing=sum(map(len, looking_up(self._together.values()))),
            objects=kinds["objects"], scalars=tuple(self._scalars.most_common()),
            broken=kinds["broken"], by_dtype=tuple(sorted(shares, key=lambda s: (-s.nbytes, s.name))))
        for held in (self._stored, self._first, self._together):
            held.clear()
        return told

    def _add_tensors(self) -> None:
        graph, nodes, kinds = self._graph, self._waiting, self._kinds
        self._waiting = []
        told = zip(graph.looks(nodes), graph.memories(nodes), graph.problems(nodes), strict=True)
        for look, memory, problem in told:
            assert isinstance(look, Tensor)
            kinds["broken"] += bool(problem) and look.spec.device != "meta"
            kinds["parameters"] += bool(look.parameter)
            kinds["trainable"] += look.requires_grad
            self._tensors[look.spec.dtype] += 1
            self._stored[memory] = look.spec.storage.nbytes
            self._place(memory, look.spec)

    def _place(self, memory: Memory, spec: TensorSpec) -> None:
        """Count its elements, as long as it is alone with its storage."""
        first = self._first.get(memory)
        if first is None:
            self._first[memory] = spec
            self._hold(spec.dtype, spec.numel)
        elif memory in self._together:
            self._together[memory].append(spec)
        else:
            self._together[memory] = [first, spec]
            self._hold(first.dtype, first.numel, -1)

    def _hold(self, dtype: DType, elements: int, sign: int = 1) -> None:
        self._elements[dtype] += sign * elements
        self._nbytes[dtype] += sign * bytes_of(dtype, elements)


def sharing_with(graph: Graph, node: NodeId, task: Task, limit: int = 100) -> tuple[Path, ...]:
    """Paths of other tensors that look into the storage of the tensor `node`, at most `limit`."""
    held = graph[node]
    if not isinstance(held, Tensor):
        return ()
    with stoppable(task):
        sharing = graph.sharing(held.spec.storage.key, task)
        others = {other for other in sharing if other != node and isinstance(graph[other], Tensor)}
        places = graph.survey(runs=False) if others else ()
        return tuple(islice((path for path, other in places if other in others), limit))
