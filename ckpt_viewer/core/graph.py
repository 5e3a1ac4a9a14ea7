"""What a file says, as an immutable graph of nodes with ids.

A node names its children by id, so tied weights, shared lists and cycles survive reading, editing and writing.
Nothing here is an instance of a class named in the file: such a class is a `Global`, a pair of words.
A `Path` is an address for people, not an identity: one node may have several.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import Literal, Protocol

from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.tensor import Storage, TensorSpec

NodeId = int
WALK_DEPTH = 2_000  # Python itself cannot pickle what nests deeper than about a thousand levels


@dataclass(frozen=True, slots=True)
class Global:
    """A class or function named in a pickle. Never resolved."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class SourcedGlobal:
    """A module class of a legacy file, which carries the path and the text of its source (None where it had none)."""

    cls: Global
    file: str | None
    source: str | None

    def __str__(self) -> str:
        return str(self.cls)


@dataclass(frozen=True, slots=True)
class BigInt:
    """An integer too long to be worth converting: its little-endian two's complement bytes."""

    data: bytes

    def __str__(self) -> str:
        return f"integer of {8 * len(self.data)} bits"


@dataclass(frozen=True, slots=True)
class Attr:
    """Key of an attribute beside the items of a mapping, sequence or tensor, such as `_metadata`."""

    name: str

    def __str__(self) -> str:
        return f"@{self.name}"


@dataclass(frozen=True, slots=True)
class NodeKey:
    """Key of a mapping that is itself a node: a tuple, a tensor, an object. `position` counts the mapping's items."""

    node: NodeId
    position: int

    def __str__(self) -> str:
        return f"#{self.position}"


ScalarValue = None | bool | int | float | complex | str | bytes | Global | SourcedGlobal | BigInt
Key = None | bool | int | float | complex | str | bytes | Global | Attr | NodeKey
Path = tuple[Key, ...]
How = Literal["reduce", "newobj", "newobj_ex", "inst", "obj", "persistent"]


@dataclass(frozen=True, slots=True)
class Made:
    """How the file says a thing is made: call `callee` (a name, or a node that yields one) with `args`.

    `args` is the node of the argument tuple; `kwargs` of the keyword mapping (newobj_ex only).
    """

    callee: Global | SourcedGlobal | NodeId
    args: NodeId
    how: How = "reduce"
    kwargs: NodeId | None = None

    @property
    def cls(self) -> Global | None:
        """The name that is called, without its source; None where it is computed."""
        if isinstance(self.callee, SourcedGlobal):
            return self.callee.cls
        return self.callee if isinstance(self.callee, Global) else None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf value. `kind` is its Python type as a person would name it."""

    value: ScalarValue

    @property
    def kind(self) -> str:
        match self.value:
            case None:
                return "None"
            case Global() | SourcedGlobal():
                return "global"
            case BigInt():
                return "int"
            case value:
                return type(value).__name__


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple, set, frozenset, or a `torch.Size` (`made` then keeps how it is written)."""

    kind: str
    items: tuple[NodeId, ...]
    made: Made | None = None
    state: NodeId | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict (`made` is None) or a dict subclass. `state` is what BUILD gave it, such as `{'_metadata': …}`."""

    keys: tuple[Key, ...]
    values: tuple[NodeId, ...]
    made: Made | None = None
    state: NodeId | None = None

    @property
    def kind(self) -> str:
        return "dict" if self.made is None else str(self.made.cls or "computed")


@dataclass(frozen=True, slots=True)
class Object:
    """An instance of a class we do not know: its making, its state, and items it was given."""

    made: Made
    state: NodeId | None = None
    items: tuple[NodeId, ...] = ()
    keys: tuple[Key, ...] = ()
    values: tuple[NodeId, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.made.cls or "computed")


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor or Parameter.

    `rebuild` is the name in `torch._utils` that makes it (`_rebuild_tensor_v2`, …); `parameter` the name that wraps
    it (`_rebuild_parameter`), or empty. `hooks`, `metadata` and `state` are nodes where they are not empty.
    `verbatim` is set where the file makes it in a way of its own (`torch.cuda.FloatTensor()` plus state) that a
    save must repeat.
    """

    spec: TensorSpec
    requires_grad: bool = False
    parameter: str = ""
    rebuild: str = "_rebuild_tensor_v2"
    hooks: NodeId | None = None
    metadata: NodeId | None = None
    state: NodeId | None = None
    verbatim: Object | None = None
    problem: str = ""

    @property
    def kind(self) -> str:
        return "Parameter" if self.parameter else "Tensor"


@dataclass(frozen=True, slots=True)
class StorageNode:
    """A storage on its own, without a tensor that views it."""

    storage: Storage

    @property
    def kind(self) -> str:
        return "Storage"


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that should be here and cannot be read."""

    reason: str

    @property
    def kind(self) -> str:
        return "broken"


Node = Scalar | Sequence | Mapping | Object | Tensor | StorageNode | Broken


class NodeList(Protocol):
    """The nodes as they were read: a list, or something that makes a node when it is asked for."""

    def __getitem__(self, node: int, /) -> Node: ...

    def __len__(self) -> int: ...


class Graph:
    """An immutable map from id to node with a root. Ids of a graph stay valid in every graph made from it."""

    __slots__ = ("_base", "_changes", "_next", "root")

    def __init__(self, base: NodeList, root: NodeId, changes: AbstractMapping[NodeId, Node] | None = None) -> None:
        self._base = base
        self._changes: dict[NodeId, Node] = dict(changes or {})
        self._next = max(len(base), 1 + max(self._changes, default=-1))
        self.root = root

    def __getitem__(self, node: NodeId) -> Node:
        if self._changes:
            changed = self._changes.get(node)
            if changed is not None:
                return changed
        return self._base[node]

    def __len__(self) -> int:
        return self._next

    @property
    def as_read(self) -> bool:
        """True when no node differs from what the file says."""
        return not self._changes

    @property
    def next_id(self) -> NodeId:
        """The first id that is free; `replace` may be given new nodes from here on."""
        return self._next

    def replace(self, changes: AbstractMapping[NodeId, Node], root: NodeId | None = None) -> Graph:
        """A graph in which the nodes of `changes` stand in place of or beside the present ones."""
        merged = {**self._changes, **changes}
        return Graph(self._base, self.root if root is None else root, merged)

    def children(self, node: NodeId) -> list[tuple[Key, NodeId]]:
        """Keys and ids of what hangs below a node, in file order.

        Attributes of an object come under their plain names, those of a mapping, sequence or tensor as `Attr`.
        """
        match self[node]:
            case Mapping(keys, values, _, state):
                return [*zip(keys, values, strict=True), *self._attributes(state)]
            case Sequence(_, items, _, state):
                return [*enumerate(items), *self._attributes(state)]
            case Object() as thing:
                return self._object_children(thing)
            case Tensor() as tensor:
                named = (("hooks", tensor.hooks), ("metadata", tensor.metadata), ("state", tensor.state))
                return [(Attr(name), child) for name, child in named if child is not None]
            case _:
                return []

    def _attributes(self, state: NodeId | None) -> list[tuple[Key, NodeId]]:
        if state is None:
            return []
        held = self[state]
        if isinstance(held, Mapping) and held.made is None and all(type(k) is str for k in held.keys):
            return [(Attr(str(k)), v) for k, v in zip(held.keys, held.values, strict=True)]
        return [(Attr("state"), state)]

    def _object_children(self, thing: Object) -> list[tuple[Key, NodeId]]:
        found: list[tuple[Key, NodeId]] = []
        if isinstance(thing.made.callee, int):
            found.append((Attr("callee"), thing.made.callee))
        arguments = self[thing.made.args]
        if not isinstance(arguments, Sequence) or arguments.items:
            found.append((Attr("args"), thing.made.args))
        if thing.made.kwargs is not None:
            found.append((Attr("kwargs"), thing.made.kwargs))
        found += enumerate(thing.items)
        found += zip(thing.keys, thing.values, strict=True)
        plain = not thing.items and not thing.keys
        for key, child in self._attributes(thing.state):
            found.append((key.name if plain and isinstance(key, Attr) and child != thing.state else key, child))
        return found

    def child(self, node: NodeId, key: Key) -> NodeId | None:
        """The child under exactly this key (type and value), the last one where a key stands twice."""
        hits = [child for k, child in self.children(node) if type(k) is type(key) and k == key]
        return hits[-1] if hits else None

    def resolve(self, path: Path) -> NodeId:
        """The node at a path. Raises InvalidPath."""
        node = self.root
        for depth, key in enumerate(path):
            found = self.child(node, key)
            if found is None:
                raise InvalidPath(f"there is no {key_text(key)!r} here", to_pointer(path[:depth]) or "/")
            node = found
        return node

    def parse_pointer(self, pointer: str) -> Path:
        """The path that a JSON Pointer names in this graph; a token matches a str key first, then any key's text.

        Raises InvalidPath.
        """
        if pointer and not pointer.startswith("/"):
            example = "For example /optim_state/param_groups/0/lr"
            raise InvalidPath(f"a pointer begins with '/': {pointer!r}", hint=example)
        node, path = self.root, ()  # type: NodeId, Path
        for token in pointer.split("/")[1:]:
            word = token.replace("~1", "/").replace("~0", "~")
            children = self.children(node)
            hit = next((c for c in children if type(c[0]) is str and c[0] == word), None)
            hit = hit or next((c for c in children if key_text(c[0]) == word), None)
            if hit is None:
                raise InvalidPath(f"there is no {word!r} here", to_pointer(path) or "/", _choices(children))
            path, node = (*path, hit[0]), hit[1]
        return path

    def survey(self, start: NodeId | None = None, at: Path = (), depth: int = 64) -> Iterator[tuple[Path, NodeId]]:
        """Every node once, the nearest first, under one of its shortest paths; below `depth` levels is left out.

        What a search for things of a kind needs: linear in the nodes, whatever the sharing, cycles or nesting.
        """
        first = self.root if start is None else start
        seen = bytearray(len(self))
        seen[first] = 1
        yield at, first
        waiting = deque([(at, first)])
        while waiting:
            path, node = waiting.popleft()
            for key, child in self.children(node):
                if seen[child]:
                    continue
                seen[child] = 1
                below = (*path, key)
                yield below, child
                if len(below) - len(at) < depth and not isinstance(self[child], Scalar):
                    waiting.append((below, child))

    def walk(self, start: NodeId | None = None, at: Path = ()) -> Iterator[tuple[Path, NodeId]]:
        """Every node with its path, parents first, in file order, without recursion.

        A shared node comes once per path. Cycles end, and a file built to have exponentially many paths is cut off:
        beyond a few times the number of nodes, a container seen before is named but not entered again. Nor is what
        lies deeper than WALK_DEPTH: the paths of a file that nests a hundred thousand deep would fill the memory.
        """
        budget = 4 * len(self) + 1000
        seen: set[NodeId] = set()
        open_nodes: set[NodeId] = set()
        stack: list[tuple[Path, NodeId, bool]] = [(at, self.root if start is None else start, False)]
        while stack:
            path, node, leaving = stack.pop()
            if leaving:
                open_nodes.discard(node)
                continue
            yield path, node
            budget -= 1
            if node in open_nodes or len(path) >= WALK_DEPTH or (budget < 0 and node in seen):
                continue
            below = self.children(node)
            if below:
                seen.add(node)
                open_nodes.add(node)
                stack.append((path, node, True))
                stack.extend(((*path, key), child, False) for key, child in reversed(below))


def key_text(key: Key) -> str:
    """A key as a token of a pointer and as a label."""
    if type(key) is str:
        return key
    return repr(key) if isinstance(key, bytes | float | complex) else str(key)


def to_pointer(path: Path) -> str:
    """RFC 6901: `/` and `~` in keys become `~1` and `~0`; the root is the empty string."""
    return "".join("/" + key_text(key).replace("~", "~0").replace("/", "~1") for key in path)


def _choices(children: list[tuple[Key, NodeId]]) -> str:
    if not children:
        return "Nothing is below it."
    words = [key_text(key)[:40] for key, _ in children[:6]]
    return f"Here are: {', '.join(words)}{' …' if len(children) > 6 else ''}"
