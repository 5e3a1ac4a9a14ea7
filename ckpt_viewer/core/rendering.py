"""A node and what hangs below it as indented plain text, bounded in lines, width and depth, whatever the file holds.

Never recursive: a file can nest a million lists or tie them in a ring.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.foreign import class_of, sight
from ckpt_viewer.core.graph import (
    Broken,
    Graph,
    Key,
    Mapping,
    Node,
    NodeId,
    Object,
    Scalar,
    Sequence,
    StorageNode,
    Tensor,
    key_text,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, shape_text, value_text

Say = Callable[[str], str]
Name = Callable[[Graph, NodeId, int], str]


@dataclass(frozen=True, slots=True)
class Bounds:
    """At most so many lines, levels, items of one container and characters of a line."""

    lines: int = 400
    depth: int = 8
    items: int = 60
    width: int = 200


@dataclass(frozen=True, slots=True)
class _Line:
    depth: int
    label: str
    node: NodeId | None  # None: `label` is the whole line


def render(graph: Graph, node: NodeId, bounds: Bounds = Bounds(), say: Say = str, name: Name | None = None) -> str:
    """The node's own line first, then its children below it. `say` puts our own words into another language, `name`
    stands for `brief`; what the file says is not touched."""
    lines: list[str] = []
    entered: set[NodeId] = set()
    stack = [_Line(0, "", node)]
    while stack and len(lines) < bounds.lines:
        at = stack.pop()
        indent = "    " * at.depth
        if at.node is None:
            lines.append(indent + at.label)
            continue
        children = _children(graph, at.node)
        seen = at.node in entered
        words = (name or brief)(graph, at.node, bounds.width)
        lines.append(f"{indent}{at.label}{words}{say(' (shown above)') if seen and children else ''}")
        if seen or not children or _is_short(graph, at.node):
            continue
        if at.depth >= bounds.depth:
            stack.append(_Line(at.depth + 1, "…", None))
            continue
        entered.add(at.node)
        stack.extend(reversed(_below(children, at.depth + 1, bounds, say)))
    if stack:
        lines.append(say(f"… and more; the first {bounds.lines} lines are shown"))
    return "\n".join(lines)


def render_children(graph: Graph, node: NodeId, bounds: Bounds = Bounds(), say: Say = str,
                    name: Name | None = None) -> str:
    """As `render`, without the line of the node itself; empty where nothing is below it."""
    text = render(graph, node, replace(bounds, lines=bounds.lines + 1), say, name)
    _, _, rest = text.partition("\n")
    return "\n".join(line[4:] if line.startswith("    ") else line for line in rest.split("\n"))


def brief(graph: Graph, node: NodeId, width: int = 200) -> str:
    """One line: a value, a short list of values in full, or what kind of thing it is and how large."""
    held = graph[node]
    match held:
        case Scalar(value):
            return repr(plain_text(value, width)) if isinstance(value, str) else value_text(value, width)
        case Tensor(spec=spec):
            return f"{held.kind.lower()} {spec.dtype}, {shape_text(spec.shape)}, {spec.device}"
        case StorageNode(storage):
            return f"storage {storage.dtype}, {bytes_text(storage.nbytes)}"
        case Broken(reason):
            return f"cannot be read: {plain_text(reason, width)}"
        case Sequence() if _is_short(graph, node):
            return _list_text(graph, held, width)
        case Sequence(kind, items):
            return f"{plain_text(kind, 60)} of {count_text(len(items), 'item')}"
        case Mapping():
            return f"{plain_text(held.kind, 80)} with {count_text(len(held.keys), 'key')}"
        case Object():
            seen = sight(graph, node)
            if seen and seen.text and not seen.is_tensor:
                return plain_text(seen.text, width)
            return f"object of class {plain_text(str(class_of(graph, node) or held.kind), 120)}"


def _children(graph: Graph, node: NodeId) -> list[tuple[Key, NodeId]]:
    """What hangs below a node, of an object that is known what it holds."""
    seen = sight(graph, node)
    if seen is None or seen.entries is None:
        return graph.children(node)
    return [(entry.name, entry.node) for entry in seen.entries]


def _below(children: list[tuple[Key, NodeId]], depth: int, bounds: Bounds, say: Say) -> list[_Line]:
    shown = [_Line(depth, f"{plain_text(key_text(key), 80)}: ", child) for key, child in children[: bounds.items]]
    if len(children) > bounds.items:
        shown.append(_Line(depth, say(f"… {len(children) - bounds.items:,} more"), None))
    return shown


def _is_short(graph: Graph, node: NodeId) -> bool:
    held = graph[node]
    if not isinstance(held, Sequence) or len(held.items) > 12 or held.state is not None:
        return False
    return all(_is_small(graph[item]) for item in held.items)


def _is_small(node: Node) -> bool:
    return isinstance(node, Scalar) and not (isinstance(node.value, str | bytes) and len(node.value) > 60)


def _list_text(graph: Graph, held: Sequence, width: int) -> str:
    inner = ", ".join(brief(graph, item, width) for item in held.items)
    match held.kind:
        case "list":
            return f"[{inner}]"
        case "tuple":
            return f"({inner},)" if len(held.items) == 1 else f"({inner})"
        case kind:
            return f"{plain_text(kind, 60)}({inner})"
