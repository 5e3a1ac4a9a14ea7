"""Texts that tell the children of a container apart, by which two containers are laid side by side, and what a node is.

A text for each key, so that nothing a file holds is hashed or compared but as text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence as Many

from ckpt_viewer.core.graph import (
    Attr,
    BigInt,
    Global,
    Graph,
    Key,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Path,
    Scalar,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, plain_text, shape_text, value_text

MODULE_SLOTS = frozenset({"_modules", "_parameters", "_buffers"})
"""Where a pickled module keeps what its state_dict has under its name."""
_TEXT_LIMIT = 200
_ITEMS = 16
_NESTING = 4

Child = tuple[Key, NodeId]
Trail = tuple["Trail", Key] | None
"""A path as a linked list: deep nesting costs one cell per level, not one tuple per level and depth."""
VALUE_LIMIT = 60  # characters of a value in a line


def child_names(graph: Graph, node: NodeId | None, below: list[Child]) -> list[str]:
    """A text for each key that tells it from every other: its type and value, and a number where it comes again.

    The items of a set have no order, so their values stand in for their positions.
    """
    held = graph[node] if node is not None else None
    unordered = isinstance(held, Sequence) and held.kind in ("set", "frozenset")
    if isinstance(held, Sequence) and not unordered and held.state is None:
        return [str(position) for position in range(len(below))]
    names = [_item_name(graph, key, child) if unordered else _child_name(graph, key)
             for key, child in looking_up(below)]
    return names if len(set(names)) == len(names) else numbered(names)


def key_name(key: Key) -> str:
    match key:
        case str():
            return f"str {key}"
        case Attr(name):
            return f"attribute {name}"
        case NodeKey(_, position):
            return f"node {position}"
        case bool() | None:
            return repr(key)
        case int():
            return f"int {key:x}"
        case _:
            return f"{type(key).__name__} {key!r}"


def same_texts(keys: Many[Key], others: Many[Key]) -> bool:
    """Whether all are texts, and the same in the same order, as nearly always: soon found out."""
    return set(map(type, keys)) | set(map(type, others)) == {str} and keys == others


def describe(node: Node) -> str:
    """What a node is, in a few words."""
    match node:
        case Scalar(value):
            return f"{value_text(value, VALUE_LIMIT)} ({node.kind})" if value is not None else "None"
        case Tensor(spec=spec):
            return f"tensor {spec.dtype} {shape_text(spec.shape)}"
        case StorageNode(storage):
            return f"storage {storage.dtype}, {count_text(storage.nbytes, 'byte')}"
        case _:
            return plain_text(node.kind, VALUE_LIMIT)


def path_of(trail: Trail) -> Path:
    keys: list[Key] = []
    while trail is not None:
        trail, key = trail
        keys.append(key)
    return tuple(reversed(keys))


def renamed_containers(a: Graph, lone_a: dict[str, Child], b: Graph, lone_b: dict[str, Child]) -> dict[str, str]:
    """Names in a and b of containers that hold the same keys, where only one on each side does."""
    if not lone_a or not lone_b:
        return {}
    by_keys_a, by_keys_b = _by_their_keys(a, lone_a), _by_their_keys(b, lone_b)
    return {names[0]: by_keys_b[keys][0] for keys, names in by_keys_a.items()
            if len(names) == 1 and len(by_keys_b.get(keys, ())) == 1}


def only_like(outer: Graph, inner: Graph) -> Child | None:
    """The one item of the outer root that has the keys of the inner root, which the outer root has not."""
    top, wanted = outer[outer.root], inner[inner.root]
    if not isinstance(top, Mapping) or not isinstance(wanted, Mapping) or not wanted.keys:
        return None
    if same_texts(top.keys, wanted.keys):
        return None
    names = {key_name(key) for key in wanted.keys}
    if any(key_name(key) in names for key in top.keys):
        return None
    hits = [(key, node) for key, node, held in zip(top.keys, top.values, outer.looks(top.values), strict=True)
            if isinstance(held, Mapping) and {key_name(k) for k in held.keys} == names]
    return hits[0] if len(hits) == 1 else None


def node_text(graph: Graph, node: NodeId, depth: int = _NESTING) -> str | None:
    """A short text that tells a tuple, an enum member or another small value from every other; None for larger ones."""
    match graph[node]:
        case Scalar(str() | bytes() as long) if len(long) > _TEXT_LIMIT:
            return None
        case Scalar(SourcedGlobal(cls=cls)):
            return key_name(cls)
        case Scalar(value):
            return None if isinstance(value, BigInt | SourcedGlobal) else key_name(value)
        case Sequence(kind, items, state=None) if kind in ("tuple", "list") and len(items) <= _ITEMS and depth:
            return _joined(kind, [node_text(graph, item, depth - 1) for item in items])
        case Object(made, None, (), (), ()) if made.cls is not None and depth:
            return _joined(str(made.cls), [node_text(graph, made.args, depth - 1)])
        case _:
            return None


def _by_their_keys(graph: Graph, lone: dict[str, Child]) -> dict[frozenset[str], list[str]]:
    """The names of mappings and objects by the keys they hold."""
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    looks = graph.looks([node for _, node in lone.values()])
    for (name, (_, node)), look in zip(lone.items(), looks, strict=True):
        if isinstance(look, Mapping | Object):
            keys = frozenset(child_names(graph, node, graph.children(node)))
            if keys:
                found[keys].append(name)
    return found


def _joined(name: str, parts: list[str | None]) -> str | None:
    known = [f"{len(part)}:{part}" for part in parts if part is not None]
    text = f"{name}({', '.join(known)})"
    return text if len(known) == len(parts) and len(text) <= _TEXT_LIMIT else None


def _child_name(graph: Graph, key: Key) -> str:
    text = node_text(graph, key.node) if isinstance(key, NodeKey) else None
    return key_name(key) if text is None else f"value {text}"


def _item_name(graph: Graph, key: Key, child: NodeId) -> str:
    match graph[child]:
        case Scalar(Global() | SourcedGlobal() | BigInt() as value):
            return f"{type(value).__name__} {value}"
        case Scalar(value):
            return key_name(value) if not isinstance(value, BigInt | SourcedGlobal) else str(value)
        case _:
            return key_name(key)


def numbered(names: list[str]) -> list[str]:
    times: dict[str, int] = defaultdict(int)
    numbered = []
    for name in names:
        times[name] += 1
        numbered.append(f"{name} ({times[name]})")
    return numbered
