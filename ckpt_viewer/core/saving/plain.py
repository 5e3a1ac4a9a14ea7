"""A copy of a graph in plain values alone, so that `torch.load(..., weights_only=True)` accepts what is saved.

Nothing is imported or run: what an object amounts to is read from what the file says of it. Whatever changes or is lost
on the way is said. Ids stay, so what was shared stays shared. Pure.
"""

from __future__ import annotations

from collections import Counter

from ckpt_viewer.core.foreign import foreign_text, tensor_class
from ckpt_viewer.core.graph import (
    BigInt,
    Global,
    Graph,
    Ids,
    Key,
    Made,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Scalar,
    Sequence,
    SourcedGlobal,
    Tensor,
    runs_of,
)
from ckpt_viewer.core.known_globals import is_allowed
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.saving.plain_forms import Forms
from ckpt_viewer.core.saving.reach import references
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.wording import plain_text

_MAX_LINES = 24
_LONGEST = 2_000  # bits; torch reads integers of up to 255 bytes with weights_only=True
_MAX_CALL = 4096  # nodes of the call that makes one tensor
_MAX_KEY = 64
_LEAF_KEYS = (bool, int, float, str, bytes)


def make_plain(graph: Graph) -> Remade:
    """The graph with every object that PyTorch's own list does not allow turned into what it amounts to."""
    maker = _Maker(graph)
    maker.run()
    changes = maker.changes | maker.forms.new
    made = graph.replace(changes) if changes else graph
    rings: dict[NodeId, Node] = {}
    for node in _rings(made):
        held = made[node]
        if isinstance(held, Tensor):
            rings[node] = replace(held, state=None, verbatim=None)
            maker.say("dropped: attributes of a tensor that lead back to it")
        else:
            rings[node] = Sequence("list", tuple(references(held)))
            maker.say("a tuple that holds itself became a list")
    return Remade(made.replace(rings) if rings else made, loses=maker.lines())


def _rings(graph: Graph) -> list[NodeId]:
    """The tuples and tensors that are met again while they are being written: a pickle says that in words (POP) that
    `weights_only=True` does not know."""
    found: list[NodeId] = []
    begun = bytearray(len(graph))
    begun[graph.root] = 1
    stack = [(graph.root, iter(references(graph[graph.root], runs=False)))]
    while stack:
        node, below = stack[-1]
        child = next(below, None)
        if child is None:
            begun[node] = 2
            stack.pop()
        elif not begun[child]:
            begun[child] = 1
            held = graph[child]
            if not isinstance(held, Scalar):
                stack.append((child, iter(references(held, runs=False))))
        elif begun[child] == 1 and _is_made_last(graph[child]):
            begun[child] = 2
            found.append(child)
    return found


def _is_made_last(held: Node) -> bool:
    """Whether it is there only once all that it holds was written."""
    return isinstance(held, Tensor) or (isinstance(held, Sequence) and held.kind == "tuple")


class _Maker:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._said: Counter[str] = Counter()
        self.forms = Forms(graph, self.say)
        self.changes: dict[NodeId, Node] = {}

    def lines(self) -> tuple[str, ...]:
        said = [f"{text} ({count:,}×)" if count > 1 else text for text, count in self._said.items()]
        return (*said[:_MAX_LINES], *([f"and {len(said) - _MAX_LINES} more kinds of objects"] if len(said) > _MAX_LINES
                                      else []))

    def run(self) -> None:
        """From the root down, so that what lay below an object that was replaced is not spoken of."""
        seen, waiting = {self._graph.root}, [self._graph.root]
        while waiting:
            node = waiting.pop()
            made = self.forms.new.get(node)
            new = self._now(node) if made is None else made
            below = [child for child in dict.fromkeys(references(new, runs=False)) if child not in seen]
            for run in runs_of(new):
                self._shorten(self._graph.within(run))
            seen.update(below)
            waiting.extend(reversed(below))

    def _shorten(self, run: range) -> None:
        """Of the values in runs, only numbers too long are no plain ones."""
        for node, value in zip(run, self._graph.values(run) or [], strict=True):
            if isinstance(value, BigInt) or (type(value) is int and value.bit_length() > _LONGEST):
                self._now(node)

    def _now(self, node: NodeId) -> Node:
        """A node as it will be written; keys and items of a set ask for theirs before their turn."""
        if node in self.changes:
            return self.changes[node]
        if node in self.forms.new:
            return self.forms.new[node]
        held = self._graph[node]
        new = self._plain(node, held)
        # What an object amounts to may need to be made plain itself.
        for _ in range(8):
            more = self._plain(node, new) if new is not None and not isinstance(new, Object) else None
            if more is None:
                break
            new = more
        if new is not None:
            self.changes[node] = new
        return new or held

    def say(self, text: str) -> None:
        self._said[text] += 1

    def _plain(self, node: NodeId, held: Node) -> Node | None:
        match held:
            case Scalar(BigInt() | int() as number) if isinstance(number, BigInt) or number.bit_length() > _LONGEST:
                self.say("a number of more than 2,000 bits became text")
                return Scalar(_digits(number))
            case Scalar(Global() | SourcedGlobal() as name) if not _allowed(name):
                self.say(f"the name {_shown(name)} became text")
                return Scalar(str(name))
            case Sequence("set" | "frozenset" as kind, items) if kind == "frozenset" or not all(map(self._fits, items)):
                return self._sequence(kind, items, None)
            case Sequence(kind, items, Made() as made) if not _allowed(made.callee):
                return self._sequence(kind, items, made)
            case Mapping():
                return self._mapping(held)
            case Tensor():
                return self._tensor(held)
            case Object() if held.made.how == "persistent" or not self._is_allowed_below(held):
                return self.forms.of(node, held)
            case _:
                return None

    def _sequence(self, kind: str, items: Ids, made: Made | None) -> Node:
        plain = {"frozenset": "tuple", "torch.Size": "tuple", "set": "list"}.get(kind, kind)
        if plain != kind:
            self.say(f"a {kind} became a {plain}")
        elif made is not None:
            self.say(f"{_shown(made.callee)} became a plain {plain}")
        return Sequence(plain, items)

    def _mapping(self, held: Mapping) -> Node | None:
        keys = self._keys(held.keys)
        if held.made is None or _allowed(held.made.callee):
            return replace(held, keys=keys) if keys != held.keys else None
        self.say(f"{_shown(held.made.callee)} became a plain dict")
        return Mapping(keys, held.values)

    def _keys(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """Keys that can be keys of a dict; two that became the same are told apart by their place."""
        if all(type(key) in _LEAF_KEYS or key is None for key in keys):
            return keys
        plain = [self._key(key) for key in keys]
        times = Counter((type(key), key) for key in plain)
        return tuple(f"{key!s} #{i}" if times[type(key), key] > 1 and key is not keys[i] else key
                     for i, key in enumerate(plain))

    def _key(self, key: Key) -> Key:
        if isinstance(key, Global):
            return key if _allowed(key) else str(key)
        if not isinstance(key, NodeKey):
            return key
        match self._now(key.node):
            case Scalar(None | bool() | int() | float() | str() | bytes() as value):
                return value
            case _ if self._fits(key.node):
                return key
            case _:
                return plain_text(foreign_text(self._graph, key.node), 200) or f"key {key.position}"

    def _fits(self, node: NodeId) -> bool:
        """Whether it can still be a key or the item of a set: values, tensors, names, and tuples of them."""
        waiting = [node]
        for _ in range(_MAX_KEY):
            if not waiting:
                return True
            match self._now(waiting.pop()):
                case Sequence("tuple", items) | Sequence("torch.Size", items):
                    waiting += items
                case Scalar() | Tensor():
                    continue
                case Object(made) if made.cls == Global("torch", "device"):
                    continue
                case _:
                    return False
        return False

    def _tensor(self, held: Tensor) -> Tensor | None:
        new = held
        if held.hooks is not None:
            self.say("dropped: hooks of a tensor")
            new = replace(new, hooks=None, verbatim=None)
        own = tensor_class(self._graph, held)
        way = held.verbatim
        if (way is not None and not self._is_allowed_below(way, values=False)) or (own and not _allowed(own)):
            self.say(f"{_shown(own) if own else 'a class of its own around a tensor'} became a plain tensor")
            state = None if held.state is None else self._graph[held.state]
            new = replace(new, verbatim=None, own_class=None, state=held.state if isinstance(state, Mapping) else None)
        return new if new is not held else None

    def _is_allowed_below(self, thing: Object, *, values: bool = True) -> bool:
        """Whether every name in a call is on PyTorch's list, with those in what it holds, or (not `values`) without.

        A call that needs a numpy array or a class cannot be made with what became of that.
        """
        if not _allowed(thing.made.callee):
            return False
        waiting: list[NodeId] = references(thing)
        for _ in range(_MAX_CALL):
            if not waiting:
                return True
            held = self._graph[waiting.pop()]
            if isinstance(held, Object) and not _allowed(held.made.callee):
                return False
            if isinstance(held, Scalar) and isinstance(held.value, Global) and not _allowed(held.value):
                return False
            if not isinstance(held, Tensor) and (values or not isinstance(held, Mapping)):
                waiting += references(held)
        return False


def _digits(number: BigInt | int) -> str:
    """In hexadecimal: to write it in decimal takes time that grows with the square of its length."""
    return hex(int.from_bytes(number.data, "little", signed=True) if isinstance(number, BigInt) else number)


def _allowed(callee: Global | SourcedGlobal | NodeId) -> bool:
    return isinstance(callee, Global) and is_allowed(callee)


def _shown(callee: Global | SourcedGlobal | NodeId) -> str:
    return plain_text(str(callee), 100) if not isinstance(callee, int) else "a computed object"
