"""What every reader of an object needs: its class, seen through pickle's own wrappers, its arguments and attributes."""

from __future__ import annotations

from ckpt_viewer.core.graph import (
    Attr,
    Global,
    Graph,
    Ids,
    Key,
    Mapping,
    NodeId,
    Object,
    Scalar,
    ScalarValue,
    Sequence,
    SourcedGlobal,
)
from ckpt_viewer.core.tensor import MAX_DIMENSIONS

RECONSTRUCT = {Global("copyreg", "_reconstructor"), Global("copy_reg", "_reconstructor")}
_GETATTR = {Global("builtins", "getattr"), Global("__builtin__", "getattr")}
# torch/fx/graph_module.py, GraphModule.__reduce__: its __dict__ is the first argument.
GRAPH_MODULE = Global("torch.fx.graph_module", "reduce_graph_module")
# torch_utils/persistence.py of StyleGAN 2 and 3, EDM and others of NVIDIA: its __dict__ is the `state` of the argument,
# beside the source code that makes the class anew.
PERSISTENT = Global("torch_utils.persistence", "_reconstruct_persistent_obj")
_NESTING = 8


def class_of(graph: Graph, node: NodeId) -> Global | None:
    """The class that an object of the file says it is of, seen through pickle's own wrappers."""
    held = graph[node]
    if not isinstance(held, Object):
        return None
    match held.made.callee:
        case SourcedGlobal(cls):
            return cls
        case Global() as callee if callee in RECONSTRUCT:
            given = arguments(graph, held)
            return name_of(graph, given[0]) if given else None
        case Global() as callee if callee == GRAPH_MODULE:
            return Global("torch.fx.graph_module", "GraphModule")
        case Global() as callee if callee == PERSISTENT:
            return None
        case Global() as callee:
            return callee
        case computed:
            return name_of(graph, computed)


def name_of(graph: Graph, node: NodeId) -> Global | None:
    """The name that a node stands for: given as such, or an attribute of one, as protocols before 4 write a class
    within a class."""
    words: list[str] = []
    for _ in range(_NESTING):
        held = graph[node]
        match held:
            case Scalar(Global() as name) | Scalar(SourcedGlobal(name)):
                return Global(name.module, ".".join([name.name, *reversed(words)]))
            case Object():
                found = attribute_taken(graph, held)
                if found is None:
                    return None
                node = found[0]
                words.append(found[1])
            case _:
                return None
    return None


def attribute_taken(graph: Graph, held: Object) -> tuple[NodeId, str] | None:
    """Of what and which attribute, where the object is a call of `getattr`."""
    given = arguments(graph, held) if held.made.callee in _GETATTR else ()
    name = leaf(graph, given[1]) if len(given) == 2 else None
    return (given[0], name) if isinstance(name, str) else None


def arguments(graph: Graph, held: Object) -> Ids:
    """What an object is made with."""
    args = graph[held.made.args]
    return args.items if isinstance(args, Sequence) else ()


def leaf(graph: Graph, node: NodeId) -> ScalarValue:
    """The value of a scalar; None for anything else, and for None."""
    held = graph[node]
    return held.value if isinstance(held, Scalar) else None


def raw_bytes(graph: Graph, node: NodeId) -> bytes | None:
    """The bytes of a scalar; a str of Python 2 that happened to be text is the bytes that it was."""
    value = leaf(graph, node)
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value if type(value) is bytes else None


def leaves(graph: Graph, nodes: Ids) -> list[ScalarValue]:
    return [leaf(graph, node) for node in nodes]


def whole_numbers(graph: Graph, node: NodeId) -> tuple[int, ...] | None:
    """The items of a tuple, list or torch.Size of whole numbers, as many as an array can have dimensions."""
    held = graph[node]
    short = isinstance(held, Sequence) and len(held.items) <= MAX_DIMENSIONS
    values = leaves(graph, held.items) if short and isinstance(held, Sequence) else [None]
    numbers = tuple(n for n in values if type(n) is int)
    return numbers if len(numbers) == len(values) else None


def state_of(graph: Graph, node: NodeId) -> dict[str, NodeId] | None:
    """The attributes an object was given, by name; None where it is no object or was given none by name."""
    held = graph[node]
    return attributes_of(graph, held) if isinstance(held, Object) else None


def attributes_of(graph: Graph, held: Object) -> dict[str, NodeId] | None:
    """As `state_of`."""
    if held.made.callee == GRAPH_MODULE:
        given = arguments(graph, held)
        return dict(named_items(graph, given[0])) if given else None
    if held.made.callee == PERSISTENT:
        found = persistent_item(graph, held, "state")
        return None if found is None else dict(named_items(graph, found))
    if held.state is None:
        return None
    state = graph[held.state]
    # A class with __slots__ is pickled with (its __dict__, its slots): PEP 307, copyreg.
    if isinstance(state, Sequence) and state.kind == "tuple" and len(state.items) == 2:
        return dict(named_items(graph, state.items[0]) + named_items(graph, state.items[1]))
    return dict(named_items(graph, held.state)) if isinstance(state, Mapping) else None


def persistent_item(graph: Graph, held: Object, name: str) -> NodeId | None:
    """What such an object is made of, by its name there."""
    given = arguments(graph, held) if held.made.callee == PERSISTENT else ()
    found = step_to(graph, given[0], name) if len(given) == 1 else None
    return None if found is None else found[1]


def named_items(graph: Graph, node: NodeId) -> tuple[tuple[str, NodeId], ...]:
    """Items under str keys as a dict would hold them: a repeated key keeps its first place and its last value."""
    held = graph[node]
    if not isinstance(held, Mapping):
        return ()
    named = {key: value for key, value in zip(held.keys, held.values, strict=True) if type(key) is str}
    return tuple(named.items())


def step_to(graph: Graph, node: NodeId, name: str) -> tuple[Key, NodeId] | None:
    """The key and the child under a name, be it an item, an attribute or one of `args`, `state` and the like."""
    for key, child in graph.children(node):
        if (key.name if isinstance(key, Attr) else key) == name and isinstance(key, Attr | str):
            return key, child
    return None


def way_to(graph: Graph, node: NodeId, *names: str | int) -> tuple[tuple[Key, ...], NodeId] | None:
    """The keys that lead along these names, and the node they lead to; None where one is not there."""
    keys: list[Key] = []
    for name in names:
        held = graph[node]
        if isinstance(name, int):
            inside = isinstance(held, Sequence) and name < len(held.items)
            found: tuple[Key, NodeId] | None = (name, held.items[name]) if inside else None  # type: ignore[union-attr]
        else:
            found = step_to(graph, node, name)
        if found is None:
            return None
        keys.append(found[0])
        node = found[1]
    return tuple(keys), node
