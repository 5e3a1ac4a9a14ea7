"""What the tree says about a node beyond its own text: which module it is, which parameter a state belongs to.

Contract: read once per graph, before its outline. Everything is by node id and in plain text; values such as a learning
rate are named by their nodes, so that what is shown follows an edit.
"""

from __future__ import annotations

from ckpt_viewer.core.foreign import Entry, Sight, arguments, sight
from ckpt_viewer.core.graph import Attr, Graph, Key, Mapping, NodeId, Object
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.modules import ModuleView, class_name, constructor_text, read_module
from ckpt_viewer.core.optimizer import OptimizerView, find_optimizers
from ckpt_viewer.core.wording import plain_text

NAME_LIMIT = 1_000
WRAPPERS = 4


@dataclass(frozen=True, slots=True)
class ModuleRows:
    """A module's children for the tree: `named` under the names a person uses, each with the keys that lead there;
    `attributes` is what else the object holds."""

    view: ModuleView
    named: tuple[tuple[tuple[Key, ...], NodeId], ...]
    attributes: tuple[tuple[tuple[Key, ...], NodeId], ...]


@dataclass(frozen=True, slots=True)
class Captions:
    """`names`: parameter name of a state. `tips`: how that is known. `hyper`: a param group's settings. `entries`: what
    stands below an object in place of its arguments and state. `kinds`: what an object is, for a filter."""

    modules: dict[NodeId, ModuleRows] = field(default_factory=dict)
    entries: dict[NodeId, tuple[Entry, ...]] = field(default_factory=dict)
    kinds: dict[NodeId, str] = field(default_factory=dict)
    names: dict[NodeId, str] = field(default_factory=dict)
    tips: dict[NodeId, str] = field(default_factory=dict)
    hyper: dict[NodeId, tuple[tuple[str, NodeId], ...]] = field(default_factory=dict)
    summaries: dict[NodeId, str] = field(default_factory=dict)

    def fact(self, node: NodeId) -> str:
        """What a filter finds a module by, or an empty string."""
        module = self.modules.get(node)
        return f"module {class_name(module.view.cls).lower()}" if module else self.kinds.get(node, "")

    def constructor(self, graph: Graph, node: NodeId) -> str:
        """`Linear(in_features=6, out_features=1)` for a module, else an empty string."""
        module = self.modules.get(node)
        return plain_text(constructor_text(graph, module.view), NAME_LIMIT) if module else ""


def read_captions(graph: Graph) -> Captions:
    """All captions of a graph."""
    captions = Captions()
    for node in graph.holding(Object):
        view = read_module(graph, node)
        if view is not None:
            captions.modules[node] = _module_rows(graph, view)
        elif (seen := sight(graph, node)) is not None:
            _caption_object(captions, graph, node, seen)
    for optimizer in find_optimizers(graph):
        _caption_optimizer(captions, optimizer)
    return captions


def _caption_object(captions: Captions, graph: Graph, node: NodeId, seen: Sight) -> None:
    captions.kinds[node] = " ".join(filter(None, (str(graph[node].kind), seen.kind, seen.dtype, seen.device))).lower()
    if seen.entries is not None:
        captions.entries[node] = seen.entries


def _module_rows(graph: Graph, view: ModuleView) -> ModuleRows:
    parts = (("_parameters", view.parameters), ("_buffers", view.buffers), ("_modules", view.children))
    home, keys = _home(graph, view.node)
    named: list[tuple[tuple[Key, ...], NodeId]] = []
    for part, held in parts:
        prefix = (*home, keys.get(part, part))
        named += [((*prefix, name), child) for name, child in held]
    rest = tuple([((*home, keys.get(name, name)), child) for name, child in view.attributes])
    return ModuleRows(view, tuple(named), rest)


def _home(graph: Graph, node: NodeId) -> tuple[tuple[Key, ...], dict[str, Key]]:
    """The keys from a module's node to what holds its attributes: none, or through the wrappers of a reduce; and the
    keys of these by their names, where they are others."""
    if _is_plain(graph, node):
        return (), {}
    own: dict[str, Key] | None = None
    level: list[tuple[tuple[Key, ...], NodeId]] = [((), node)]
    for _ in range(WRAPPERS):
        below = [(keys, graph.children(at)) for keys, at in level]
        for keys, children in below:
            named = _by_name(children)
            own = named if own is None else own
            if "_parameters" in named:
                return keys, named
        level = [((*keys, key), child) for keys, children in below for key, child in children[:WRAPPERS]]
    return (), own or {}


def _is_plain(graph: Graph, node: NodeId) -> bool:
    """Whether a module is made as nearly all are: by its class, without arguments, and given a dict."""
    held = graph[node]
    if not isinstance(held, Object) or held.state is None or held.items or held.keys or (
            held.made.kwargs is not None or isinstance(held.made.callee, int) or arguments(graph, held)):
        return False
    state = graph[held.state]
    return isinstance(state, Mapping) and state.made is None and "_parameters" in state.keys and (
        set(map(type, state.keys)) == {str})


def _by_name(children: list[tuple[Key, NodeId]]) -> dict[str, Key]:
    """The keys that are names, the first of each."""
    named = [(key.name if isinstance(key, Attr) else key, key) for key, _ in children if isinstance(key, Attr | str)]
    return dict(reversed(named))


def _caption_optimizer(captions: Captions, optimizer: OptimizerView) -> None:
    captions.summaries[optimizer.node] = plain_text(optimizer.guess, NAME_LIMIT)
    reasons = {param.how for param in optimizer.params}
    tips = {how: plain_text(how, NAME_LIMIT) for how in reasons}
    for group in optimizer.groups:
        if group.node is not None:
            captions.hyper[group.node] = group.hyper
    for param in optimizer.params:
        if param.state is None:
            continue
        if param.name is not None:
            captions.names[param.state] = plain_text(param.label, NAME_LIMIT)
        captions.tips[param.state] = tips[param.how]
