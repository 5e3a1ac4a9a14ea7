"""A copy of a graph in plain values alone, so that `torch.load(..., weights_only=True)` accepts what is saved.

Nothing is imported or run: what an object amounts to is read from what the file says of it. Whatever changes or is lost
on the way is said. Ids stay, so what was shared stays shared. Pure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ckpt_viewer.core import modules
from ckpt_viewer.core.foreign import numpy_array, plain_value
from ckpt_viewer.core.formats.numpy_arrays import tensor_of
from ckpt_viewer.core.graph import (
    Global,
    Graph,
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
)
from ckpt_viewer.core.known_globals import is_allowed
from ckpt_viewer.core.saving.reach import reachable, references
from ckpt_viewer.core.wording import plain_text

_GETATTR = (Global("builtins", "getattr"), Global("__builtin__", "getattr"))
_MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class Plain:
    graph: Graph
    loses: tuple[str, ...] = ()
    refusal: str = ""


def make_plain(graph: Graph) -> Plain:
    """The graph with every object that PyTorch's own list does not allow turned into what it amounts to."""
    for node in reachable(graph):
        if modules.is_module(graph, node):
            name = plain_text(str(modules.class_of(graph, node)), 100)
            return Plain(graph, refusal=f"There is a whole model in it ({name}), which plain values cannot hold. "
                                        "Save its state_dict instead.")
    maker = _Maker(graph)
    maker.run()
    return Plain(graph.replace(maker.changes) if maker.changes else graph, maker.lines())


class _Maker:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._said: Counter[str] = Counter()
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
            held = self._graph[node]
            new = self._plain(node, held)
            if new is not None:
                self.changes[node] = new
            below = [child for child in dict.fromkeys(references(new or held)) if child not in seen]
            seen.update(below)
            waiting.extend(reversed(below))

    def _say(self, text: str) -> None:
        self._said[text] += 1

    def _plain(self, node: NodeId, held: Node) -> Node | None:
        match held:
            case Scalar(Global() | SourcedGlobal() as name) if not _allowed(name):
                self._say(f"the name {_shown(name)} became text")
                return Scalar(str(name))
            case Sequence(kind, items, Made() as made) if not _allowed(made.callee):
                return self._sequence(kind, items, made)
            case Sequence("frozenset", items):
                return self._sequence("frozenset", items, None)
            case Mapping():
                return self._mapping(held)
            case Tensor():
                return self._tensor(held)
            case Object() if not _allowed(held.made.callee) or held.made.how == "persistent":
                return self._object(node, held)
            case _:
                return None

    def _sequence(self, kind: str, items: tuple[NodeId, ...], made: Made | None) -> Node:
        plain = {"frozenset": "tuple", "torch.Size": "tuple"}.get(kind, kind)
        if plain != kind:
            self._say(f"a {kind} became a {plain}")
        elif made is not None:
            self._say(f"{_shown(made.callee)} became a plain {plain}")
        return Sequence(plain, items)

    def _mapping(self, held: Mapping) -> Node | None:
        keys = tuple(self._key(key) for key in held.keys)
        if held.made is None or _allowed(held.made.callee):
            return replace(held, keys=keys) if keys != held.keys else None
        self._say(f"{_shown(held.made.callee)} became a plain dict")
        return Mapping(keys, held.values)

    def _key(self, key: Key) -> Key:
        if isinstance(key, Global):
            return key if _allowed(key) else str(key)
        if isinstance(key, NodeKey) and isinstance(self._graph[key.node], Object):
            value = plain_value(self._graph, key.node)
            return f"key {key.position}" if value is None else str(value)
        return key

    def _tensor(self, held: Tensor) -> Node | None:
        foreign = held.verbatim is not None and not self._is_allowed_below(held.verbatim)
        if foreign:
            self._say("a class of its own around a tensor became a plain tensor")
        if held.hooks is not None:
            self._say("hooks of a tensor")
        if not foreign:
            return None if held.hooks is None else replace(held, hooks=None)
        return replace(held, hooks=None, verbatim=None, state=None)

    def _is_allowed_below(self, thing: Object) -> bool:
        """Whether every name in the call that makes a tensor is on PyTorch's list; nested a few levels at most."""
        waiting: list[Node] = [thing]
        for _ in range(200):
            if not waiting:
                return True
            held = waiting.pop()
            if isinstance(held, Object) and not _allowed(held.made.callee):
                return False
            if isinstance(held, Scalar) and isinstance(held.value, Global) and not _allowed(held.value):
                return False
            waiting += [self._graph[child] for child in references(held)]
        return False

    def _object(self, node: NodeId, held: Object) -> Node:
        value = plain_value(self._graph, node)
        if value is not None:
            self._say(f"{_shown(held.made.callee)} became a plain {type(value).__name__}")
            return Scalar(value)
        array = numpy_array(self._graph, node)
        tensor = tensor_of(array, f"numpy array {node}") if array is not None else None
        if tensor is not None:
            self._say("a numpy array became a tensor")
            return tensor
        return self._container(held) or self._argument(held)

    def _container(self, held: Object) -> Node | None:
        name = _shown(held.made.callee)
        if held.keys:
            self._say(f"{name} became a plain dict")
            return Mapping(tuple(self._key(key) for key in held.keys), held.values)
        if held.items:
            self._say(f"{name} became a plain list")
            return Sequence("list", held.items)
        state = self._graph[held.state] if held.state is not None else None
        if isinstance(state, Mapping):
            self._say(f"{name} became a plain dict of its attributes")
            return Mapping(tuple(self._key(key) for key in state.keys), state.values)
        return None

    def _argument(self, held: Object) -> Node:
        """What an enum or a wrapper was made with, where that is one plain value; else nothing."""
        name, args = _shown(held.made.callee), self._graph[held.made.args]
        items = args.items if isinstance(args, Sequence) else ()
        leaves = [held.value for held in (self._graph[item] for item in items) if isinstance(held, Scalar)]
        match leaves:
            case [Global() | SourcedGlobal() as cls, str() as member] if held.made.callee in _GETATTR:
                # Some Pythons (3.11.0 to 3.11.3) write a member of an enum so; its value is not in the file.
                self._say(f"a member of {_shown(cls)} became its name")
                return Scalar(member)
        only = self._graph[items[0]] if len(items) == 1 and held.state is None else None
        if isinstance(only, Scalar) and isinstance(only.value, str | int | float):
            self._say(f"{name} became the plain value that it was made with")
            return only
        self._say(f"{name} has no plain form and became None")
        return Scalar(None)


def _allowed(callee: Global | SourcedGlobal | NodeId) -> bool:
    return isinstance(callee, Global) and is_allowed(callee)


def _shown(callee: Global | SourcedGlobal | NodeId) -> str:
    return plain_text(str(callee), 100) if not isinstance(callee, int) else "a computed object"
