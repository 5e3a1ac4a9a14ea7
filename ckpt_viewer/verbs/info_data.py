"""What `ckpt info --json` writes: the tensors, values, optimizers, names and notes of a file.

Contract: no tensor is made that the file keeps packed, and what is as long as the file is made while it is written.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Many
from itertools import chain, islice, starmap

from ckpt_viewer.core import foreign, optimizer
from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.graph import (
    WALK_DEPTH,
    Attr,
    Broken,
    Graph,
    NodeId,
    Object,
    Path,
    Scalar,
    Sequence,
    Tensor,
    maybe_shared,
)
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.known_globals import is_allowed, meaning
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Generic, Self, TypeVar
from ckpt_viewer.core.tensor import DTYPES, Memory
from ckpt_viewer.verbs.answer import Data, Json, Rows, json_number, json_path, json_value
from ckpt_viewer.verbs.values import scalars

if TYPE_CHECKING:
    from ckpt_viewer.core.optimizer import GroupView, OptimizerView, ParamView

SHARED_LIMIT = 16  # a storage with thousands of views would list each of them under each other
_DATA = (Attr("args"), 0)  # of a parameter: the tensor that it is
_AT_ONCE = 512
_MOST_LOOKS = 4096

T = TypeVar("T")
TensorPlaces = list[tuple[Path, NodeId, Tensor]]
_Sharing = dict[Memory, list[tuple[int, Path]]]


class OfLooks(Generic[T]):
    """What `tell` says of a look, once for all tensors that look alike."""

    def __init__(self, tell: Callable[[Tensor], T]) -> None:
        self._tell = tell
        self._known: dict[int, tuple[Tensor, T]] = {}

    def __call__(self, look: Tensor) -> T:
        known = self._known.get(id(look))
        if known is None:
            if len(self._known) >= _MOST_LOOKS:
                self._known.clear()
            known = self._known[id(look)] = look, self._tell(look)  # the look is kept, so that no other gets its id
        return known[1]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a walk over the whole file meets: the tensor at each place of one, what should be there and cannot be read
    with the reason (a tensor whose bytes are missing is a tensor), tensors that have none, of the device meta, and
    whether some lies too deep to be listed."""

    tensors: Many[NodeId]
    metas: tuple[tuple[Path, foreign.MetaTensor], ...]
    broken: tuple[tuple[Path, str], ...]
    deep: bool

    @classmethod
    def of(cls, graph: Graph) -> Self:
        tensors, deepest = array("q"), 0
        broken: list[tuple[Path, str]] = []
        metas: list[tuple[Path, foreign.MetaTensor]] = []
        for path, node, look in graph.walk_looks(runs=False):
            deepest = max(deepest, len(path))
            if isinstance(look, Tensor):
                tensors.append(node)
            elif isinstance(look, Broken):
                broken.append((path, look.reason))
            elif isinstance(look, Object) and path[-2:] != _DATA and (
                    meta := foreign.meta_tensor(graph, look)) is not None:
                metas.append((path, meta))
        return cls(tensors, tuple(metas), tuple(broken), deepest >= WALK_DEPTH)


def data(checkpoint: Checkpoint, optimizers: tuple[OptimizerView, ...]) -> dict[str, Data]:
    """All that there is to write."""
    graph = checkpoint.graph
    names: list[Json] = [{"name": str(use.name), "allowed": is_allowed(use.name), "count": use.count,
                          "called": use.called, "meaning": meaning(use.name, use.taken)} for use in checkpoint.globals]
    seen = Seen.of(graph)
    told = notes(checkpoint, optimizers, deep=seen.deep)
    said: list[Json] = [{"severity": note.severity, "text": note.text} for note in told]
    return {
        "format": checkpoint.format,
        "kind": classify(checkpoint),
        "tensors": Rows(lambda: chain(_tensors(graph, seen.tensors), starmap(_meta_tensor, seen.metas))),
        "scalars": Rows(lambda: scalars(graph)),
        "optimizers": tuple(_optimizer(graph, view) for view in optimizers),
        "globals": names,
        "notes": said,
    }


def notes(checkpoint: Checkpoint, optimizers: tuple[OptimizerView, ...], *, deep: bool) -> tuple[Note, ...]:
    """The notes of the file, what looks wrong for a training to go on, and that not all is listed where some of it lies
    too deep."""
    text = f"what lies deeper than {WALK_DEPTH:,} levels is not listed"
    doubts = optimizer.training_notes(checkpoint.graph, optimizers) if optimizers else ()
    return (*checkpoint.notes, *doubts, *[Note("warning", text)] * deep)


def tensor_places(graph: Graph) -> Iterator[TensorPlaces]:
    """Every place of a tensor with how it looks from afar, in file order, some at a time."""
    found = ((path, node, look) for path, node, look in graph.walk_looks(runs=False) if isinstance(look, Tensor))
    while block := list(islice(found, _AT_ONCE)):
        yield block


def _tensors(graph: Graph, tensors: Many[NodeId]) -> Iterator[Json]:
    sharing = _shared(graph, tensors)
    facts = OfLooks(_facts)
    count = 0
    for block in tensor_places(graph):
        nodes = [node for _, node, _ in block]
        keys = graph.memories(nodes) if sharing else [-1] * len(nodes)
        for (path, _, look), key, problem in zip(block, keys, graph.problems(nodes), strict=True):
            others = [json_path(place) for number, place in sharing.get(key, ()) if number != count][:SHARED_LIMIT]
            row: dict[str, Json] = {"path": json_path(path), **facts(look), "shared_with": others}
            if problem:
                row["problem"] = problem
            yield row
            count += 1


def _meta_tensor(path: Path, meta: foreign.MetaTensor) -> dict[str, Json]:
    """As for any other; no byte of it is stored."""
    dtype = DTYPES.get(meta.dtype)
    return {
        "path": json_path(path), "shape": list(meta.shape), "dtype": meta.dtype, "stride": list(meta.stride),
        "device": "meta", "nbytes": math.prod(meta.shape) * dtype.itemsize if dtype else 0, "stored_nbytes": 0,
        "requires_grad": meta.requires_grad, "shared_with": [],
    }


def _facts(look: Tensor) -> dict[str, Json]:
    spec = look.spec
    return {"shape": list(spec.shape), "dtype": spec.dtype.name, "stride": list(spec.stride), "device": spec.device,
            "nbytes": spec.nbytes, "stored_nbytes": spec.storage.nbytes, "requires_grad": look.requires_grad}


def _shared(graph: Graph, tensors: Many[NodeId]) -> _Sharing:
    """The first places of the storages that stand in several; each with its number among all places of tensors."""
    is_shared = maybe_shared(graph, tensors)
    found: _Sharing = {}
    if is_shared is None:
        return found
    count = 0
    for block in tensor_places(graph):
        for (path, _, _), key in zip(block, graph.memories([node for _, node, _ in block]), strict=True):
            if is_shared(key) and len(places := found.setdefault(key, [])) <= SHARED_LIMIT:
                places.append((count, path))
            count += 1
    return found


def _optimizer(graph: Graph, view: OptimizerView) -> Data:
    """`ungrouped` is there only where the file does not say which parameter is in which group."""
    found: dict[str, Data] = {"path": json_path(view.path), "guess": view.guess,
                              "param_groups": tuple(_group(graph, group) for group in view.groups)}
    return found | ({"ungrouped": _params(view.ungrouped)} if view.ungrouped else {})


def _group(graph: Graph, group: GroupView) -> dict[str, Data]:
    hyper: dict[str, Data] = {name: plain(graph, node) for name, node in group.hyper}
    return hyper | {"params": _params(group.params)}


def _params(params: Many[ParamView]) -> Rows[Json]:
    def rows() -> Iterator[Json]:
        for param in params:
            yield {"index": param.index, "name": param.name, "how": param.how, "sure": param.sure}

    return Rows(rows)


def plain(graph: Graph, node: NodeId) -> Json:
    """A hyper-parameter: a value, that of a tensor of one element, a list of values such as betas, or what it is."""
    match graph[node]:
        case Scalar(value):
            return json_value(value)
        case Sequence(items=items) if len(items) <= SHARED_LIMIT and all(isinstance(graph[i], Scalar) for i in items):
            return [plain(graph, item) for item in items]
        case Tensor() as tensor if tensor.spec.numel == 1 and (number := optimizer.single_value(tensor)) is not None:
            return json_number(number)
        case Object() as held if (value := foreign.numpy_number(graph, held)) is not None:
            return json_value(value)
        case other:
            return other.kind
