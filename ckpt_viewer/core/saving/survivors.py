"""The part of a graph that can still be written when the bytes of some tensors are missing.

A lost tensor goes with its key; in a list or tuple None stands in its place, so that the others keep theirs. An object
that is made from a lost tensor goes as a whole. So does what an optimizer keeps for a parameter when a part of it is
lost: torch.optim takes a parameter without state as new, and fails on one with half of its state (torch/optim/adam.py,
`_init_group`). Pure, iterative, linear in the nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ckpt_viewer.core.graph import (
    Broken,
    Graph,
    Ids,
    Key,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Path,
    Scalar,
    Sequence,
    Tensor,
    key_text,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.saving.reach import Held, reachable, storage_of
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, path_text, some_text

_SHOWN = 6
_DEPTH = 200
_MANY = 1 << 10  # tensors; for fewer numpy is not loaded


@dataclass(frozen=True, slots=True)
class Lost:
    """A tensor that cannot be read: its place, its node, and why. `kind` is `part` where not even a tensor is known."""

    path: Path
    node: NodeId
    reason: str
    kind: str = "tensor"


@dataclass(frozen=True, slots=True)
class Survivors:
    """`graph` without what is lost; `entries` optimizer states were left out as a whole. Where the whole file is lost
    `graph` is None."""

    graph: Graph | None
    entries: int


def why_lost(held: Node) -> str:
    """Why a node cannot be written, or an empty string."""
    if isinstance(held, Broken):
        return held.reason
    storage = storage_of(held)
    return storage.problem if storage is not None else ""


def is_any_lost(graph: Graph, held: Held) -> bool:
    """Whether something cannot be written. A tensor that nobody has made is asked for, as it does not show from afar;
    nothing is wrong with those of which it can be told at once where they lie."""
    if any(map(why_lost, looking_up(held.looks))):
        return True
    waiting = held.unmade
    if len(waiting) > _MANY and (laid := graph.laid(waiting)) is not None:
        told = bytearray(len(waiting))
        for row in laid.rows.tolist():
            told[row] = 1
        waiting = [node for node, is_told in zip(waiting, told, strict=True) if not is_told]
    return any(graph.problems(waiting))


def lost_below(graph: Graph, start: NodeId | None = None, at: Path = ()) -> list[Lost]:
    """What cannot be written below a node, the nearest first, in the order of the file."""
    first = graph.root if start is None else start
    reasons = {node: why for node in reachable(graph, first) if (why := why_lost(graph[node]))}
    if not reasons:
        return []
    places = {node: path for path, node in graph.survey(first, at, _DEPTH, runs=False) if node in reasons}
    nodes = [*places, *(node for node in reasons if node not in places)]
    return [Lost(places.get(node, at), node, reasons[node], "part" if isinstance(graph[node], Broken) else "tensor")
            for node in nodes]


def lost_text(lost: list[Lost]) -> str:
    """One sentence: how many, and the first with its reason."""
    first = f"{path_text(lost[0].path, 120)}: {lost[0].reason}"
    if len(lost) == 1:
        return f"One {lost[0].kind} of it cannot be read ({first})"
    return f"{_counted(lost)} of it cannot be read (the first is {first})"


def left_out_lines(lost: list[Lost], entries: int) -> tuple[str, ...]:
    """What leaving them out costs, for the list of what a save loses."""
    names = some_text([path_text(one.path, 80) for one in lost[:_SHOWN]], len(lost))
    lines = [f"{_counted(lost)} that cannot be read: {names}"]
    if entries:
        lines.append(f"the optimizer's whole state for {count_text(entries, 'parameter')} that lost a part of it; "
                     "training begins anew for these")
    return tuple(lines)


def _counted(lost: list[Lost]) -> str:
    kinds = {one.kind for one in lost}
    return count_text(len(lost), kinds.pop() if len(kinds) == 1 else "part")


def leave_out(graph: Graph) -> Survivors:
    """The graph without its lost tensors and what cannot be without them."""
    nodes = list(reachable(graph))
    lost = {node for node in nodes if why_lost(graph[node])}
    if not lost:
        return Survivors(graph, 0)
    _spread_to_makers(graph, nodes, lost)
    entries = _spread_to_optimizer_entries(graph, nodes, lost)
    if graph.root in lost:
        return Survivors(None, entries)
    nothing = graph.next_id
    changes: dict[NodeId, Node] = {nothing: Scalar(None)}
    for node in nodes:
        if node not in lost:
            changed = _without(graph[node], lost, nothing)
            if changed is not None:
                changes[node] = changed
    _shorten_params(graph, nodes, lost, changes)
    return Survivors(graph.replace(changes), entries)


def _spread_to_makers(graph: Graph, nodes: Iterable[NodeId], lost: set[NodeId]) -> None:
    """What is made by a call with something lost among its arguments is lost as well."""
    needs: dict[NodeId, list[NodeId]] = defaultdict(list)
    arguments: list[NodeId] = []
    for node in nodes:
        held = graph[node]
        made = held.made if isinstance(held, Object | Mapping | Sequence) else None
        if made is not None:
            parts = [made.args, *(part for part in (made.kwargs, made.callee) if isinstance(part, int))]
            arguments += parts
            for part in parts:
                needs[part].append(node)
    seen = set(arguments)
    while arguments:
        node = arguments.pop()
        held = graph[node]
        if isinstance(held, Sequence):
            for item in held.items:
                needs[item].append(node)
                if item not in seen:
                    seen.add(item)
                    arguments.append(item)
    waiting = list(lost)
    while waiting:
        for user in needs[waiting.pop()]:
            if user not in lost:
                lost.add(user)
                waiting.append(user)


def _spread_to_optimizer_entries(graph: Graph, nodes: Iterable[NodeId], lost: set[NodeId]) -> int:
    entries = 0
    for state in _under(graph, nodes, "state"):
        held = graph[state]
        for entry in held.values if isinstance(held, Mapping) else ():
            if entry not in lost and _has_lost(graph, entry, lost):
                lost.add(entry)
                entries += 1
    return entries


def _under(graph: Graph, nodes: Iterable[NodeId], name: str) -> Iterable[NodeId]:
    """What optimizers, which hold `state` and `param_groups`, have under a name."""
    for node in nodes:
        held = graph[node]
        if isinstance(held, Mapping) and {"state", "param_groups"} <= {k for k in held.keys if type(k) is str}:
            yield held.values[held.keys.index(name)]


def _has_lost(graph: Graph, start: NodeId, lost: set[NodeId]) -> bool:
    """Whether something within these containers is lost."""
    stack, seen = [start], {start}
    while stack:
        held = graph[stack.pop()]
        inside = held.values if isinstance(held, Mapping) else held.items if isinstance(held, Sequence) else ()
        if any(child in lost for child in inside):
            return True
        stack += [child for child in inside if child not in seen]
        seen.update(inside)
    return False


def _without(held: Node, lost: set[NodeId], nothing: NodeId) -> Node | None:
    """The node without what is lost; None where it has none of that."""
    match held:
        case Mapping(keys, values, _, state) if _touches(values, keys, state, lost):
            keys, values = _kept_pairs(keys, values, lost)
            return replace(held, keys=keys, values=values, state=_kept(state, lost))
        case Sequence(kind, items, _, state) if _touches(items, (), state, lost):
            as_set = kind in ("set", "frozenset")
            kept = tuple(nothing if item in lost else item for item in items if not (as_set and item in lost))
            return replace(held, items=kept, state=_kept(state, lost))
        case Object(_, state, items, keys, values) if _touches((*items, *values), keys, state, lost):
            keys, values = _kept_pairs(keys, values, lost)
            kept = tuple(nothing if item in lost else item for item in items)
            return replace(held, items=kept, keys=keys, values=values, state=_kept(state, lost))
        case Tensor(hooks=hooks, metadata=metadata, state=state) if {hooks, metadata, state} & lost:
            return replace(held, hooks=_kept(hooks, lost), metadata=_kept(metadata, lost), state=_kept(state, lost))
        case _:
            return None


def _touches(children: Ids, keys: tuple[Key, ...], state: NodeId | None, lost: set[NodeId]) -> bool:
    return state in lost or any(child in lost for child in children) or any(
        isinstance(key, NodeKey) and key.node in lost for key in keys)


def _kept_pairs(keys: tuple[Key, ...], values: Ids,
                lost: set[NodeId]) -> tuple[tuple[Key, ...], Ids]:
    pairs = [(key, value) for key, value in zip(keys, values, strict=True)
             if value not in lost and not (isinstance(key, NodeKey) and key.node in lost)]
    moved = tuple(NodeKey(key.node, n) if isinstance(key, NodeKey) else key for n, (key, _) in enumerate(pairs))
    return moved, tuple(value for _, value in pairs)


def _kept(node: NodeId | None, lost: set[NodeId]) -> NodeId | None:
    return None if node in lost else node


def _shorten_params(graph: Graph, nodes: Iterable[NodeId], lost: set[NodeId], changes: dict[NodeId, Node]) -> None:
    """An optimizer that was saved as an object lists its parameters themselves; None would be no parameter."""
    for groups in _under(graph, nodes, "param_groups"):
        held = graph[groups]
        for group in held.items if isinstance(held, Sequence) else ():
            inner = graph[group]
            for key, child in zip(inner.keys, inner.values, strict=True) if isinstance(inner, Mapping) else ():
                params = graph[child]
                if key_text(key) == "params" and isinstance(params, Sequence) and child in changes:
                    changes[child] = replace(params, items=tuple(i for i in params.items if i not in lost))
