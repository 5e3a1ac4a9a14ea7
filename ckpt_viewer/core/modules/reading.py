"""Recognise a pickled `nn.Module` and take it apart into parameters, buffers, children and attributes.

A module is pickled as its class and its `__dict__` (`Module.__getstate__`): the three dicts `_parameters`, `_buffers`
and `_modules` tell it from every other object. They were OrderedDicts until torch 2.4 and are plain dicts since.
"""

from __future__ import annotations

from ckpt_viewer.core.foreign import arguments, class_of, leaf, named_items, persistent_item, state_of
from ckpt_viewer.core.graph import Global, Graph, Mapping, Node, NodeId, Object, Scalar, Sequence
from ckpt_viewer.core.lazy_dataclasses import dataclass

_PARTS = ("_parameters", "_buffers", "_modules")
_COMPILED = Global("torch._dynamo.eval_frame", "OptimizedModule")
_ORIGINAL = "_orig_mod"  # torch/_dynamo/eval_frame.py: the name of the model in it, by which its names begin
# What Module.__init__ sets beside the three dicts; shown only where somebody put something in.
_HOOKS = frozenset({
    "_backward_pre_hooks", "_backward_hooks", "_is_full_backward_hook", "_forward_hooks", "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called", "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs", "_state_dict_hooks",
    "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks", "_non_persistent_buffers_set",
})
_SHOWN_APART = frozenset({*_PARTS, "training"})


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One module. Only what is there: a bias that is None stands in `absent`, by name.

    `non_persistent` names the buffers that `state_dict()` leaves out. `attributes` are the rest of `__dict__`, in
    file order, without empty hooks.
    """

    node: NodeId
    cls: Global
    training: bool | None
    parameters: tuple[tuple[str, NodeId], ...]
    buffers: tuple[tuple[str, NodeId], ...]
    children: tuple[tuple[str, NodeId], ...]
    attributes: tuple[tuple[str, NodeId], ...]
    non_persistent: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def persistent_buffers(self) -> tuple[tuple[str, NodeId], ...]:
        return tuple((name, node) for name, node in self.buffers if name not in self.non_persistent)

    def attribute(self, name: str) -> NodeId | None:
        return next((node for key, node in self.attributes if key == name), None)


def read_module(graph: Graph, node: NodeId) -> ModuleView | None:
    """The module at a node, or None where the node is something else."""
    state = _module_state(graph, node)
    if state is None:
        return _compiled_view(graph, node)
    looks = dict(zip(state, graph.looks(tuple(state.values())), strict=True))
    absent = set[str]()
    parameters, buffers, children = (
        _present(graph, state[part], absent) if _holds_any(looks[part]) else () for part in _PARTS)
    attributes = [(name, child) for name, child in state.items()
                  if name not in _SHOWN_APART and (name not in _HOOKS or _holds_any(looks[name]))]
    return ModuleView(
        node, class_of(graph, node) or _made_class(graph, node), _training(looks.get("training")), parameters, buffers,
        children, tuple(attributes), _words(graph, looks.get("_non_persistent_buffers_set")), frozenset(absent))


def is_module(graph: Graph, node: NodeId) -> bool:
    """As `read_module(...) is not None`, at less cost."""
    return _module_state(graph, node) is not None or _compiled(graph, node) is not None


def _compiled(graph: Graph, node: NodeId) -> NodeId | None:
    """The model in one that `torch.compile` gave, which newer torch pickles as a call with it."""
    held = graph[node]
    given = arguments(graph, held) if isinstance(held, Object) and class_of(graph, node) == _COMPILED else ()
    return given[0] if given and _module_state(graph, given[0]) is not None else None


def _compiled_view(graph: Graph, node: NodeId) -> ModuleView | None:
    inner = _compiled(graph, node)
    if inner is None:
        return None
    training = (_module_state(graph, inner) or {}).get("training")
    mode = _training(None if training is None else graph[training])
    return ModuleView(node, _COMPILED, mode, (), (), ((_ORIGINAL, inner),), ())


def _made_class(graph: Graph, node: NodeId) -> Global:
    """The class that the file makes anew: `make(type, "Net", …)`, as cloudpickle and dill write one of a script, or of
    source code that it brings along."""
    held = graph[node]
    named = persistent_item(graph, held, "class_name") if isinstance(held, Object) else None
    callee = held.made.callee if isinstance(held, Object) else None
    maker = graph[callee] if isinstance(callee, int) else None
    words = arguments(graph, maker) if isinstance(maker, Object) else () if named is None else (named,)
    given = (leaf(graph, item) for item in words)
    name = next((value for value in given if isinstance(value, str) and value.isidentifier()), "computed")
    return Global("made in the file", name)


def class_name(cls: Global) -> str:
    """The bare name of a class: what stands last in a dotted one."""
    return cls.name.rpartition(".")[2] or cls.name


def _module_state(graph: Graph, node: NodeId) -> dict[str, NodeId] | None:
    held = graph[node]
    if not isinstance(held, Object):
        return None
    state = state_of(graph, node)
    if state is None or any(name not in state for name in _PARTS):
        return None
    return state if all(isinstance(graph[state[name]], Mapping) for name in _PARTS) else None


def _present(graph: Graph, node: NodeId, absent: set[str]) -> tuple[tuple[str, NodeId], ...]:
    """The items of a dict that are there; the names of those that are None go into `absent`."""
    items = named_items(graph, node)
    looks = graph.looks([child for _, child in items])
    missing = {name for (name, _), held in zip(items, looks, strict=True) if _is_none(held)}
    absent |= missing
    return tuple(item for item in items if item[0] not in missing) if missing else items


def _training(held: Node | None) -> bool | None:
    match held:
        case Scalar(bool(value)):
            return value
        case _:
            return None


def _words(graph: Graph, held: Node | None) -> frozenset[str]:
    if not isinstance(held, Sequence):
        return frozenset()
    values = (graph[item] for item in held.items)
    return frozenset(v.value for v in values if isinstance(v, Scalar) and isinstance(v.value, str))


def _is_none(held: Node) -> bool:
    return type(held) is Scalar and held.value is None


def _holds_any(held: Node | None) -> bool:
    """Whether there is something in it: it is neither an empty container nor None."""
    if isinstance(held, Mapping):
        return bool(held.keys)
    return bool(held.items) if isinstance(held, Sequence) else held is not None and not _is_none(held)
