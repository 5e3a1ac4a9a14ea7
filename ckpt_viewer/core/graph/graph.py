"""The graph of a file's nodes: who hangs below whom, walks with paths, and pointers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as Many

from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.graph.node_lists import Kind, NodeList, Unmade, as_far_nodes, as_run_list
from ckpt_viewer.core.graph.nodes import (
    Attr,
    Key,
    Mapping,
    ModelBeside,
    Node,
    NodeId,
    Object,
    Path,
    Row,
    Scalar,
    ScalarValue,
    Sequence,
    StorageNode,
    Tensor,
    key_places,
    key_text,
    to_pointer,
)
from ckpt_viewer.core.graph.walking import Step, survey, walk
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, TypeVar
from ckpt_viewer.core.task import PRESENT, Task, look_up
from ckpt_viewer.core.tensor import Memory, memory_of

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import TensorColumns

T = TypeVar("T")

_LONGEST_INDEX = 20
_AT_ONCE = 512  # nodes that are looked at without a look up


class Graph:
    """An immutable map from id to node with a root. Ids of a graph stay valid in every graph made from it.

    `beside` is the model in another file that the names of its parameters come from, where it has none of its own.
    """

    __slots__ = ("_base", "_changes", "_far", "_next", "_runs", "beside", "root")

    def __init__(self, base: NodeList, root: NodeId, changes: dict[NodeId, Node] | None = None,
                 beside: ModelBeside | None = None) -> None:  # `changes` is kept as it is
        self._base = base
        self._runs = as_run_list(base)
        self._far = as_far_nodes(base)
        self._changes = changes or {}
        self._next = max(len(base), 1 + max(self._changes, default=-1))
        self.root = root
        self.beside = beside

    def __getitem__(self, node: NodeId) -> Node:
        task = PRESENT.get()  # `look_up`, without the call: whatever goes over a whole graph comes by here
        if task is not None:
            task.check()
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

    def replace(self, changes: AbstractMapping[NodeId, Node], root: NodeId | None = None,
                beside: ModelBeside | None = None) -> Graph:
        """A graph in which the nodes of `changes` stand in place of or beside the present ones."""
        root = self.root if root is None else root
        return Graph(self._base, root, {**self._changes, **changes}, beside or self.beside)

    def shares(self, node: NodeId, other: Graph) -> bool:
        """Whether the same stands here in another graph of this file. To look and compare would not tell: a node may be
        made anew at every look."""
        mine, its = self._changes.get(node), other._changes.get(node)
        return mine is its and node < min(len(self), len(other))

    def differing(self, other: Graph) -> list[NodeId]:
        """The ids at which something else may stand here than in another graph of this file."""
        mine, its = self._changes, other._changes
        return [node for node in mine.keys() | its.keys() if mine.get(node) is not its.get(node)]

    def looks(self, nodes: Many[NodeId]) -> list[Node]:
        """The nodes, tensors as one sees them from afar: what is to be said of shape, dtype, device, kind and sizes is
        right, the rest of the storage, its key and its problem among it, need not be. Tensors that look alike may be
        the very same object. For who goes over all tensors of a file."""
        if self._far is None:
            return [self[node] for node in nodes]
        return self._told(self._far.looks, nodes, lambda changed: changed)

    def passing(self, nodes: Many[NodeId]) -> list[Node]:
        """The nodes as they are; tensors that have to be made are not kept. For who needs each of very many once."""
        if self._far is None:
            return [self[node] for node in nodes]
        return self._told(self._far.passing, nodes, lambda changed: changed)

    def unmade(self, node: NodeId) -> Unmade | None:
        """A tensor that stands as it was read, where nobody has made it yet: nothing hangs below it."""
        return None if self._far is None or node in self._changes else self._far.unmade(node)

    def laid(self, nodes: Many[NodeId]) -> TensorColumns | None:
        """Where those of the nodes that are tensors lie whose bytes can be told of many at once."""
        edited = bool(self._changes) and any(map(self._changes.__contains__, nodes))
        return None if self._far is None or edited else self._far.laid(nodes)

    def memories(self, tensors: Many[NodeId]) -> list[Memory]:
        """What tells the storages that tensors look into: `memory_of` their keys."""
        if self._far is None:
            return [_memory(self[node]) for node in tensors]
        return self._told(self._far.memories, tensors, _memory)

    def sharing(self, key: str, task: Task | None = None) -> list[NodeId]:
        """The ids of all tensors and storages that look into the storage of a key, hanging on the root or not.

        The first time it may go over all there are. Raises Cancelled."""
        if self._far is None:
            return [node for node in self.tensors() if _memory(self[node]) == memory_of(key)]
        changes, wanted = self._changes, memory_of(key)
        changed = (n for n, held in changes.items()
                   if isinstance(held, Tensor | StorageNode) and _memory(held) == wanted)
        return sorted({n for n in self._far.sharing(key, task or Task()) if n not in changes}.union(changed))

    def problems(self, tensors: Many[NodeId]) -> list[str]:
        """What is wrong with tensors or with their storages; empty where nothing is."""
        if self._far is None:
            return [_problem(self[node]) for node in tensors]
        return self._told(self._far.problems, tensors, _problem)

    def _told(self, read: Callable[[Many[NodeId]], list[T]], nodes: Many[NodeId], tell: Callable[[Node], T]) -> list[T]:
        """Of each node what `read` says of it as it was read, or `tell` of what stands in its place."""
        changes, found = self._changes, list[T]()
        wanted = nodes if not changes else [node for node in nodes if node not in changes]
        for start in range(0, len(wanted), _AT_ONCE):
            look_up()
            found += read(wanted[start : start + _AT_ONCE] if len(wanted) > _AT_ONCE else wanted)
        if not changes:
            return found
        kept = iter(found)
        return [tell(changes[node]) if node in changes else next(kept) for node in nodes]

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

    def inner(self, node: NodeId) -> list[tuple[Key, NodeId]]:
        """As `children`, without those in runs: all that a walk can find something else than plain values in."""
        match self[node]:
            case Mapping(values=range()) | Sequence(items=range()) as held:
                return self._attributes(held.state)
            case Object(items=range()) | Object(values=range()) as thing:
                items = () if isinstance(thing.items, range) else thing.items
                pairs = ((), ()) if isinstance(thing.values, range) else (thing.keys, thing.values)
                return self._object_children(Object(thing.made, thing.state, items, *pairs))
            case _:
                return self.children(node)

    def below(self, node: NodeId) -> Many[NodeId]:
        """The ids of `inner` alone: those of a mapping of half a million are there, pairs of them take a while."""
        match self[node]:
            case Mapping(values=ids, state=None) | Sequence(items=ids, state=None):
                return () if isinstance(ids, range) else ids
            case _:
                return [child for _, child in self.inner(node)]

    def within(self, run: range) -> range:
        """The run of all that the lists of a run of lists hold; the run itself where it is one of values."""
        first, last = (self[run[0]], self[run[-1]]) if run else (None, None)
        if not isinstance(first, Sequence) or not isinstance(last, Sequence):
            return run
        assert isinstance(first.items, range), "a list in a run of lists was changed"
        assert isinstance(last.items, range), "a list in a run of lists was changed"
        return range(first.items.start, last.items.stop)

    def holding(self, kind: Kind) -> list[NodeId]:
        """The ids of all nodes of a kind, or of all values that are bytes, whether or not they hang on the root."""
        base, runs, changes = self._base, self._runs, self._changes
        every = range(len(base))
        if runs is not None:
            known = runs.holding(kind)
        else:
            known = [n for n, held in enumerate(self._far.looks(every) if self._far else map(base.__getitem__, every))
                     if _is(held, kind)]
        if not changes:
            return known
        changed = (node for node, held in changes.items() if _is(held, kind))
        return sorted({node for node in known if node not in changes}.union(changed))

    def tensors(self) -> list[NodeId]:
        """The ids of all tensors and storages, whether or not they hang on the root."""
        return sorted((*self.holding(Tensor), *self.holding(StorageNode)))

    def values(self, run: range) -> list[ScalarValue] | None:
        """The plain values of a run; None where it is one of lists."""
        if not run:  # as of an empty list, which lies nowhere
            return []
        if self._runs is not None:
            held = self._runs.values(run)
        else:
            nodes = [self._base[node] for node in run]
            held = [node.value for node in nodes if isinstance(node, Scalar)]
            held = held if len(held) == len(nodes) else None
        if held is not None and self._changes:
            few = self._changes if len(self._changes) < len(run) else run
            for node in few:
                changed = self._changes.get(node) if node in run else None
                if isinstance(changed, Scalar):
                    held[node - run.start] = changed.value
        return held

    def plain(self, nodes: Many[NodeId]) -> list[ScalarValue] | None:
        """The values of nodes wherever they lie; None where one of them is no plain value."""
        if self._runs is not None and not any(node in self._changes for node in nodes if self._changes):
            return self._runs.plain(nodes)
        found = [held.value for node in nodes if isinstance(held := self[node], Scalar)]
        return found if len(found) == len(nodes) else None

    def rows(self, run: range) -> list[Row]:
        """What the lists of a run of lists hold."""
        if not run:
            return []
        if self._runs is None:
            return [self._row(node) for node in run]
        rows, inside = self._runs.rows(run), self.within(run)
        few = self._changes if len(self._changes) < len(inside) else inside
        changed = [node for node in few if node in inside and node in self._changes]
        for place in {bisect_right(run, node, key=self._first_in) - 1 for node in changed}:
            rows[place] = self._row(run[place])
        return rows

    def _first_in(self, node: NodeId) -> NodeId:
        """The first id of what a list in a run of lists holds, or would hold were it not empty."""
        held = self[node]
        assert isinstance(held, Sequence), "a list in a run of lists was changed"
        assert isinstance(held.items, range), "a list in a run of lists was changed"
        return held.items.start

    def _row(self, node: NodeId) -> Row:
        held = self[node]
        items = held.items if isinstance(held, Sequence) else ()
        values = [child.value for item in items if isinstance(child := self[item], Scalar)]
        return tuple(values) if held.kind == "tuple" else values

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
        """The child under exactly this key (type and value), the last one where a key appears twice."""
        held = self[node]
        if isinstance(held, Sequence) and type(key) is int:
            return held.items[key] if 0 <= key < len(held.items) else None
        if isinstance(held, Mapping) and type(key) is not Attr:
            places = key_places(held.keys, key)
            return held.values[places[-1]] if places else None
        hits = [child for k, child in self.children(node) if type(k) is type(key) and k == key]
        return hits[-1] if hits else None

    def resolve(self, path: Path) -> NodeId:
        """The node at a path. Raises InvalidPath."""
        node = self.root
        for depth, key in enumerate(path):
            found = self.child(node, key)
            if found is None:
                raise InvalidPath(f"there is no {key_text(key)!r} here", to_pointer(path[:depth]) or "/",
                                  self._near(node, [*map(key_text, path)], depth))
            node = found
        return node

    def parse_pointer(self, pointer: str) -> Path:
        """The path that a JSON Pointer names in this graph; a token matches a str key first, then any key's text.
        Raises InvalidPath."""
        if not isinstance(pointer, str):
            raise InvalidPath(f"{pointer!r} is no JSON Pointer", hint="Write text, such as '/model_state/fc.weight'.")
        if pointer and not pointer.startswith("/"):
            example = "For example /optim_state/param_groups/0/lr"
            raise InvalidPath(f"a pointer begins with '/': {pointer!r}", hint=example)
        node, path = self.root, ()  # type: NodeId, Path
        words = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        for at, word in enumerate(words):
            hit = self._item(node, word)
            if hit is None:
                raise InvalidPath(f"there is no {pointer[:300]!r} in this file", hint=self._near(node, words, at))
            path, node = (*path, hit[0]), hit[1]
        return path

    def _near(self, node: NodeId, words: list[str], at: int) -> str:
        """What may be meant by the words from one on that is not there."""
        from ckpt_viewer.core.graph import did_you_mean  # most pointers name something

        below = self.children(node)

        def holders(most: int) -> list[str]:
            return [key_text(key) for key, child in below[:most] if self.child(child, words[at]) is not None]

        return did_you_mean.hint(words[:at], words[at:], [key_text(key) for key, _ in below], holders)

    def _item(self, node: NodeId, word: str) -> tuple[Key, NodeId] | None:
        """The child that a token of a pointer names."""
        held = self[node]
        if isinstance(held, Sequence) and len(word) < _LONGEST_INDEX and word.isdecimal():
            at = int(word)
            return (at, held.items[at]) if str(at) == word and at < len(held.items) else None
        children = self.children(node)
        hit = next((c for c in children if type(c[0]) is str and c[0] == word), None)
        return hit or next((c for c in children if key_text(c[0]) == word), None)

    def survey(self, start: NodeId | None = None, at: Path = (), depth: int = 64, *,
               runs: bool = True) -> Iterator[tuple[Path, NodeId]]:
        """Every node once, the nearest first, under one of its shortest paths; below `depth` levels is left out.

        What a search for things of a kind needs: linear in the nodes, whatever the sharing, cycles or nesting. Without
        `runs`, the values in them are left out.
        """
        return ((path, node) for path, node, _ in self.survey_looks(start, at, depth, runs=runs))

    def survey_looks(self, start: NodeId | None = None, at: Path = (), depth: int = 64, *,
                     runs: bool = True) -> Iterator[Step]:
        """As `survey`, each node with how it looks from afar."""
        return survey(self, self.root if start is None else start, at, depth, runs=runs)

    def walk(self, start: NodeId | None = None, at: Path = (), *, runs: bool = True) -> Iterator[tuple[Path, NodeId]]:
        """Every node with its path, parents first, in file order, without recursion; those in runs only with `runs`.

        A shared node comes once per path. Cycles end, and a file built to have exponentially many paths is cut off:
        beyond a few times the number of nodes, a container seen before is named but not entered again. Nor is what
        lies deeper than WALK_DEPTH: the paths of a file that nests a hundred thousand deep would fill the memory.
        """
        return ((path, node) for path, node, _ in self.walk_looks(start, at, runs=runs))

    def walk_looks(self, start: NodeId | None = None, at: Path = (), *, runs: bool = True) -> Iterator[Step]:
        """As `walk`, each node with how it looks from afar."""
        return walk(self, self.root if start is None else start, at, runs=runs)


def _memory(held: Node) -> Memory:
    assert isinstance(held, Tensor | StorageNode)
    return memory_of((held.storage if isinstance(held, StorageNode) else held.spec.storage).key)


def _problem(tensor: Node) -> str:
    assert isinstance(tensor, Tensor)
    return tensor.problem or tensor.spec.storage.problem


def _is(node: Node, kind: Kind) -> bool:
    return type(node.value if isinstance(node, Scalar) else node) is kind
