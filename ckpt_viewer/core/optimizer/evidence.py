"""What a node tells about a parameter: its shape, from what an optimizer keeps for it, and the memory it lies in."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from ckpt_viewer.core.graph import Graph, Key, Mapping, Node, NodeId, Object, Tensor
from ckpt_viewer.core.kinds import named_children, stands_for_tensor
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.optimizer.naming import Shape
from ckpt_viewer.core.task import looking_up

if TYPE_CHECKING:
    from ckpt_viewer.core.foreign import Sight

Memory = tuple[int | str, int, Shape, Shape]

# Kept per element, so of the parameter's own shape, in torch/optim and the common optimizers outside.
_LIKE_PARAMETER = (
    "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "exp_inf", "momentum_buffer", "square_avg", "grad_avg", "acc_delta",
    "sum", "prev", "ax", "step_size", "exp_avg_diff", "pre_grad", "exp_avg_slow", "momentum", "state1", "master_param",
    "variance", "grad_sum_sq", "z", "moments", "pos_momentum", "sqr_avg", "moment1", "hessian",
)
_PROJECTOR = "projector"
"""Where it is kept, as GaLore does, all else is of a gradient that it made smaller."""

_MOST_KINDS = 64  # of states that differ by their names


def shapes_in_states(graph: Graph, states: Sequence[NodeId | None]) -> list[Shape | None]:
    """As `shape_in_state`, of many: states that hold the same names tell it in the same place."""
    places: dict[tuple[Key, ...], int | None] = {}
    asked, tellers = array("q"), list[NodeId]()
    for at, state in looking_up(enumerate(states)):
        held = None if state is None else graph[state]
        if not isinstance(held, Mapping):
            continue
        place = places.get(held.keys)
        if place is None and held.keys not in places and len(places) < _MOST_KINDS:
            place = places[held.keys] = _telling(held.keys)
        if place is not None:
            asked.append(at)
            tellers.append(held.values[place])
    told: list[Shape | None] = [None] * len(states)
    for at, node, look in looking_up(zip(asked, tellers, graph.looks(tellers), strict=True)):
        told[at] = shape_of(graph, node, look)
    return [shape_in_state(graph, state) if shape is None else shape
            for shape, state in looking_up(zip(told, states, strict=True))]


def _telling(keys: tuple[Key, ...]) -> int | None:
    """The place of what has the parameter's own shape."""
    if _PROJECTOR in keys:
        return None
    name = next((name for name in _LIKE_PARAMETER if name in keys), None)
    return None if name is None else len(keys) - 1 - keys[::-1].index(name)


def shape_in_state(graph: Graph, state: NodeId | None) -> Shape | None:
    """The parameter's shape as the optimizer's state tells it, None where it does not."""
    kept = {} if state is None else named_children(graph, state)
    if _PROJECTOR in kept:
        return None
    looks = graph.looks(list(kept.values()))
    pairs = zip(kept.items(), looks, strict=True)
    shapes = {name: shape for (name, at), look in pairs if (shape := shape_of(graph, at, look)) is not None}
    for name in _LIKE_PARAMETER:
        if name in shapes:
            return shapes[name]
    return _factored(shapes)


def shape_of(graph: Graph, node: NodeId, look: Node) -> Shape | None:
    """The shape of a tensor, of one of its own class (DTensor, quantised) as a whole; None for anything else."""
    if isinstance(look, Tensor):
        return look.spec.shape
    seen = sight_of(graph, node, look)
    return None if seen is None else seen.shape


def sight_of(graph: Graph, node: NodeId, look: Node) -> Sight | None:
    """What a tensor of its own class is seen as; None for anything else."""
    if not (isinstance(look, Object) and stands_for_tensor(look)):
        return None
    from ckpt_viewer.core.foreign import sight  # takes as long to import as a small file to read, and is hardly needed

    return sight(graph, node)


def memory_of(graph: Graph, node: NodeId) -> Memory | None:
    """What two names of tied weights have in common: storage, offset, shape and stride."""
    (look,) = graph.looks([node])
    if not isinstance(look, Tensor):
        return None
    (key,), spec = graph.memories([node]), look.spec
    return key, spec.storage_offset, spec.shape, spec.stride


def _factored(shapes: dict[str, Shape]) -> Shape | None:
    """Adafactor keeps rows and columns: (…, n, 1) and (…, 1, m) in torch/optim/_adafactor.py, (…, n) and (…, m) in
    transformers."""
    row, column = shapes.get("row_var"), shapes.get("col_var")
    if row and column and len(row) == len(column) >= 2:
        return (*row[:-1], column[-1])
    row, column = shapes.get("exp_avg_sq_row"), shapes.get("exp_avg_sq_col")
    if row and column and len(row) == len(column):
        return (*row, column[-1])
    return None
