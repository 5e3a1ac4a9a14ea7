"""The state_dict that a whole pickled model would give, without its class.

Follows `Module.state_dict` and `Module._save_to_state_dict` (torch/nn/modules/module.py): per module its parameters,
then its persistent buffers, then its children, each name under the prefix of its module; a module that stands in two
places comes twice. What a class adds in Python (`get_extra_state`, hooks) is not in the file: see `state_dict_doubts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.foreign import class_of, state_of
from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, NodeId, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.modules.reading import ModuleView, class_name, read_module
from ckpt_viewer.core.wording import plain_text

StateDictEntry = tuple[str, NodeId]

# torch itself walks the modules by recursion and cannot go deeper than Python's limit of 1000 calls.
_MAX_DEPTH = 1000
# Of all names together; a model of a million parameters has about 100 million.
_MAX_CHARACTERS = 2**28
_MAX_HOOKS = 16

_ORDERED_DICT = Global("collections", "OrderedDict")
# `_version` of the classes in torch 2.13 that have another than 1 (torch/nn/modules/batchnorm.py, torch/ao/…).
_BATCH_NORM_STATE = frozenset({"num_features", "eps", "momentum", "affine", "track_running_stats"})
_VERSIONS = {
    "torch.ao.nn.quantized.modules.linear": {"Linear": 3, "LinearPackedParams": 3},
    "torch.ao.nn.quantized.dynamic.modules.linear": {"Linear": 4},
    "torch.ao.nn.quantized.dynamic.modules.rnn": {"RNNBase": 2, "LSTM": 2, "GRU": 2},
    "torch.ao.quantization.observer": {
        "UniformQuantizationObserverBase": 3, "MinMaxObserver": 3, "MovingAverageMinMaxObserver": 3,
        "PerChannelMinMaxObserver": 3, "MovingAveragePerChannelMinMaxObserver": 3, "HistogramObserver": 3,
        "FixedQParamsObserver": 3,
    },
}
_SCRIPT_OBJECT = Global("torch", "ScriptObject")
_PACKED = "_packed_params"
_SPECTRAL_HOOK = Global("torch.nn.utils.spectral_norm", "SpectralNormStateDictHook")


@dataclass(frozen=True, slots=True)
class _Visit:
    """A module under its prefix, which ends with a dot unless it is empty."""

    prefix: str
    view: ModuleView
    above: _Visit | None
    depth: int


def named_modules(graph: Graph, node: NodeId) -> Iterator[tuple[str, ModuleView]]:
    """Every module at or below a node under its dotted name, in the order of `state_dict()`; a shared one each time.

    Ends for any file: a module inside itself is not entered again, and depth and names are bounded.
    """
    for visit in _visits(graph, node):
        yield visit.prefix[:-1], visit.view


def state_dict_entries(graph: Graph, node: NodeId) -> tuple[StateDictEntry, ...]:
    """Names and nodes of `model.state_dict()` for the module at a node, in its order; empty where there is none."""
    found: dict[str, NodeId] = {}
    for visit in _visits(graph, node):
        for name, child in (*visit.view.parameters, *visit.view.persistent_buffers):
            found[visit.prefix + name] = child
    return tuple(found.items())


def state_dict_doubts(graph: Graph, node: NodeId) -> tuple[str, ...]:
    """Where the model's class may give more than its parameters and buffers, a sentence each."""
    doubts: dict[str, None] = {}
    own: dict[str, None] = {}
    for name, view in named_modules(graph, node):
        if not view.cls.module.startswith("torch."):
            own[class_name(view.cls)] = None
        place = name or "the model itself"
        if view.cls.module.startswith(("torch.ao.nn.", "torch.nn.quantized.", "torch.nn.intrinsic.quantized.")):
            doubts[f"{place} is a quantised layer: its packed weights are not parameters and are left out"] = None
        hooks = view.attribute("_state_dict_hooks")
        if hooks is not None and not _spectral_names(graph, view):
            doubts[f"{place} has hooks that may change the state_dict; they are not run"] = None
        if len(doubts) >= 20:
            break
    return (*doubts, *_own_code(tuple(own)))


def packed_layers(graph: Graph, node: NodeId) -> tuple[str, ...]:
    """Names of the layers whose weights only code that is not in the file unpacks, as those of quantised ones: they
    would be missing from the state_dict. A layer that pickles itself in a way of its own is one, too (quantised
    convolutions do)."""
    found: dict[str, None] = {}
    for name, view in named_modules(graph, node):
        held = (child for _, child in view.attributes if isinstance(graph[child], Object))
        if any(class_of(graph, child) == _SCRIPT_OBJECT for child in held):
            found[name.removesuffix(f".{_PACKED}")] = None
        for part, child in view.children:
            if isinstance(graph[child], Object) and read_module(graph, child) is None:
                found[f"{name}.{part}" if name else part] = None
    return tuple(found)


def _own_code(classes: tuple[str, ...]) -> tuple[str, ...]:
    """In PyTorch's own classes no get_extra_state was found (2.13); in others there may be one."""
    if not classes:
        return ()
    shown = ", ".join(plain_text(name, 60) for name in classes[:4]) + (" …" if len(classes) > 4 else "")
    return (f"anything that {shown} would add in code, such as get_extra_state(), which is not in the file",)


def state_dict_graph(graph: Graph, node: NodeId) -> Graph:
    """A graph whose root is the OrderedDict that `model.state_dict()` gives, with its `_metadata`.

    Parameters become plain tensors without grad, as `detach()` makes them, one per name; storages stay shared.
    """
    new, root = state_dict_nodes(graph, node, graph.next_id)
    return graph.replace(new, root)


def state_dict_nodes(graph: Graph, node: NodeId, first: NodeId) -> tuple[dict[NodeId, Node], NodeId]:
    """The nodes that `state_dict_graph` adds, under ids from `first` on, and the OrderedDict among them."""
    new: dict[NodeId, Node] = {}
    maker = _Maker(new, first)
    nothing = maker.add(Sequence("tuple", ()))
    made = Made(_ORDERED_DICT, nothing)
    entries = state_dict_entries(graph, node)
    values = tuple(maker.add(_detached(held)) if isinstance(held := graph[child], Tensor) else child
                   for _, child in entries)
    metadata = _metadata(graph, node, maker, made)
    state = maker.add(Mapping(("_metadata",), (metadata,)))
    root = maker.add(Mapping(tuple(name for name, _ in entries), values, made, state))
    return new, root


@dataclass(slots=True)
class _Maker:
    """Collects new nodes under free ids."""

    nodes: dict[NodeId, Node]
    next_id: NodeId

    def add(self, node: Node) -> NodeId:
        self.nodes[self.next_id] = node
        self.next_id += 1
        return self.next_id - 1


def _visits(graph: Graph, node: NodeId) -> Iterator[_Visit]:
    """Modules in order. Each costs as much as it holds and as its names are long, so that no file costs more than a
    few times its size."""
    top = read_module(graph, node)
    views = {node: top}
    stack = [] if top is None else [_Visit("", top, None, 0)]
    items, characters = 3 * len(graph) + 10_000, _MAX_CHARACTERS
    while stack:
        visit = stack.pop()
        view = visit.view
        size = 1 + len(view.parameters) + len(view.buffers) + len(view.children) + len(view.attributes)
        items -= size + visit.depth
        characters -= size * len(visit.prefix)
        if items < 0 or characters < 0:
            return
        yield visit
        if visit.depth < _MAX_DEPTH:
            stack.extend(reversed(_below(graph, visit, views)))


def _below(graph: Graph, visit: _Visit, views: dict[NodeId, ModuleView | None]) -> list[_Visit]:
    found: list[_Visit] = []
    above = _above(visit) if any(child in views for _, child in visit.view.children) else frozenset()
    for name, child in visit.view.children:
        if child not in views:
            views[child] = read_module(graph, child)
        view = views[child]
        if view is not None and child not in above:
            found.append(_Visit(f"{visit.prefix}{name}.", view, visit, visit.depth + 1))
    return found


def _above(visit: _Visit) -> frozenset[NodeId]:
    """The modules that a module stands in, and itself."""
    nodes: list[NodeId] = []
    at: _Visit | None = visit
    while at is not None:
        nodes.append(at.view.node)
        at = at.above
    return frozenset(nodes)


def _detached(node: Tensor) -> Tensor:
    return replace(node, requires_grad=False, parameter="", hooks=None, state=None, verbatim=None,
                   own_class=None)


def _metadata(graph: Graph, node: NodeId, maker: _Maker, made: Made) -> NodeId:
    """`OrderedDict` of module name to `{"version": n}`: `local_metadata` in Module.state_dict."""
    versions: dict[str, NodeId] = {}
    for name, view in named_modules(graph, node):
        number = maker.add(Scalar(_version(view)))
        spectral = _spectral_names(graph, view)
        if not spectral:
            versions[name] = maker.add(Mapping(("version",), (number,)))
            continue
        # torch/nn/utils/spectral_norm.py, SpectralNormStateDictHook.__call__
        ones = tuple(maker.add(Scalar(1)) for _ in spectral)
        inner = maker.add(Mapping(tuple(f"{weight}.version" for weight in spectral), ones))
        versions[name] = maker.add(Mapping(("version", "spectral_norm"), (number, inner)))
    return maker.add(Mapping(tuple(versions), tuple(versions.values()), made))


def _version(view: ModuleView) -> int:
    named = _VERSIONS.get(view.cls.module)
    if named is not None:
        return named.get(class_name(view.cls), 1)
    # Every class that derives from _NormBase keeps these five, a user's own too.
    names = {name for name, _ in view.attributes}
    return 2 if names >= _BATCH_NORM_STATE else 1


def _spectral_names(graph: Graph, view: ModuleView) -> tuple[str, ...]:
    """The weights under `torch.nn.utils.spectral_norm`, where every state_dict hook of the module is its own."""
    hooks = view.attribute("_state_dict_hooks")
    held = None if hooks is None else graph[hooks]
    if not isinstance(held, Mapping) or len(held.values) > _MAX_HOOKS:
        return ()
    found: list[str] = []
    for hook in held.values:
        norm = (state_of(graph, hook) or {}).get("fn") if class_of(graph, hook) == _SPECTRAL_HOOK else None
        name = None if norm is None else (state_of(graph, norm) or {}).get("name")
        value = None if name is None else graph[name]
        if not isinstance(value, Scalar) or not isinstance(value.value, str):
            return ()
        found.append(value.value)
    return tuple(found)
