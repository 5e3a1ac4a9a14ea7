"""Recognise the parts that a checkpoint is made of: state_dicts, whole modules, optimizers, schedulers.

The recognisers ask for what PyTorch itself relies on: `Optimizer.load_state_dict` (torch/optim/optimizer.py) for the
keys `state` and `param_groups`, `LRScheduler.state_dict` (torch/optim/lr_scheduler.py) for a scheduler's attributes,
names to tensors for a state_dict. The search is linear in the nodes and looks at most 64 levels deep.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from collections.abc import Sequence as Many

from ckpt_viewer.core import modules  # a state_dict holds none, and its own modules are imported when one is met
from ckpt_viewer.core.graph import (
    Attr,
    Broken,
    Global,
    Graph,
    Mapping,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    Sequence,
    Tensor,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.lazy_typing import Literal, TypeVar
from ckpt_viewer.core.task import look_up

PartKind = Literal["state_dict", "module", "optimizer", "scheduler"]
T = TypeVar("T")

_MAX_DEPTH = 64
_CONTAINERS = frozenset({Mapping, Object, Sequence})
_DATA = ("torch_geometric.data", "tensordict.")  # where their classes are
_AT_ONCE = 1 << 11

# How the keys of an optimizer's state begin that torch.distributed.checkpoint has flattened.
FLAT_STATE, FLAT_GROUPS = "state.", "param_groups."

# Entries that a state_dict may hold beside tensors: `get_extra_state()` and the packed weights of quantised layers.
_EXTRA = ("_extra_state", "_packed_params", ".dtype")
# Weights that quantised recurrent layers keep packed, `lstm._all_weight_values.0.param` and `cell._packed_weight_ih`:
# torch/ao/nn/quantized/dynamic/modules/rnn.py.
_PACKED_WORDS = frozenset({"_all_weight_values", "_packed_weight_ih", "_packed_weight_hh"})
# Of torch, and of mmengine/optim/scheduler/param_scheduler.py.
_SCHEDULER_LISTS = frozenset({"base_lrs", "_last_lr", "base_values", "_last_value"})
_SCHEDULER_COUNTS = frozenset({"last_epoch", "_step_count", "last_step"})
# Some of these stand in whatever is an optimizer or a scheduler, unless its keys are flattened.
_MARKS = _SCHEDULER_LISTS | {"param_groups", "hypers", "_schedulers", "max_lr"}
_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file under one of its shortest paths."""

    kind: PartKind
    path: Path
    node: NodeId


def find_parts(graph: Graph) -> tuple[Part, ...]:
    """Every part that is not inside of another one, nearest to the root first."""
    return tuple(_search(graph))


def is_state_dict(graph: Graph, node: NodeId) -> bool:
    """Names to tensors, some of which can be weights; an empty mapping only where it carries `_metadata`.

    A mapping of integers in rows, such as the states of random number generators, is not one.
    """
    held = graph[node]
    if not isinstance(held, Mapping) or not holds_named_tensors(graph, node):
        return False
    return not held.keys or any(map(_can_be_weight, graph.looks(held.values)))


def holds_named_tensors(graph: Graph, node: NodeId) -> bool:
    """A mapping from names to nothing but tensors and what `get_extra_state()` may have added."""
    held = graph[node]
    if not isinstance(held, Mapping) or (held.keys and isinstance(held.values, range)):
        return False
    if any(not set(map(type, keys)) <= {str} for keys in _pieces(held.keys)):
        return False
    children, tensors = graph.looks(held.values), 0
    if children and all(set(map(type, some)) == {Tensor} for some in _pieces(children)):  # as nearly always
        return True
    for key, child in zip(held.keys, children, strict=True):
        if isinstance(child, Tensor) or stands_for_tensor(child) or _is_packed(str(key), child):
            tensors += 1
        elif not isinstance(child, Broken) and not str(key).endswith(_EXTRA):
            return False
    return tensors > 0 or (not held.keys and graph.child(node, Attr("_metadata")) is not None)


def is_optimizer(graph: Graph, node: NodeId) -> bool:
    """An optimizer's state_dict, or a pickled Optimizer object."""
    return (optimizer_parts(graph, node) is not None or is_flattened(graph, node)
            or listed_parts(graph, node) is not None)


def is_flattened(graph: Graph, node: NodeId) -> bool:
    """An optimizer's state_dict with every value at a name of its own, as torch.distributed.checkpoint flattens it."""
    held = graph[node]
    if not isinstance(held, Mapping) or not held.keys:
        return False
    ends = (held.keys[0], held.keys[-1])  # nearly all mappings are told by these
    if not all(type(key) is str and key.startswith((FLAT_STATE, FLAT_GROUPS)) for key in ends):
        return False
    names = [key for key in held.keys if type(key) is str and key.startswith((FLAT_STATE, FLAT_GROUPS))]
    # `.metadata` of a distributed checkpoint has mappings with these very keys, but to objects and tuples.
    return len(names) == len(held.keys) and any(
        key.startswith(FLAT_GROUPS) and key.count(".") > 1 and isinstance(graph[node], Scalar | Tensor)
        for key, node in zip(names, held.values, strict=True))


def optimizer_parts(graph: Graph, node: NodeId) -> tuple[NodeId, NodeId] | None:
    """The nodes of `state` and `param_groups` where an optimizer, or its state_dict, is at a node."""
    if not _has_key(graph, node, "param_groups"):
        return None
    named = named_children(graph, node)
    state, groups = named.get("state"), named.get("param_groups")
    if state is None or groups is None or not isinstance(graph[state], Mapping):
        return None
    held = graph[groups]
    if not isinstance(held, Sequence) or held.kind not in ("list", "tuple"):
        return None
    return (state, groups) if all(_is_group(graph, item) for item in held.items) else None


def listed_parts(graph: Graph, node: NodeId) -> tuple[NodeId, NodeId, Path] | None:
    """Where an optimizer keeps a list of states in the order of its parameters, beside the settings of its groups, as
    that of fastai does (`state_dict` in fastai/optimizer.py): the nodes of `state` and of the list in `hypers`, and the
    way to the second, which may be a list of a class of its own."""
    if not _has_key(graph, node, "hypers"):
        return None
    named = named_children(graph, node)
    state, groups = named.get("state"), named.get("hypers")
    way: Path = ("hypers",)
    if groups is not None and isinstance(graph[groups], Object):
        groups, way = named_children(graph, groups).get("items"), ("hypers", "items")
    if state is None or groups is None or not _lists_mappings(graph, state) or not _lists_mappings(graph, groups):
        return None
    return (state, groups, way) if all(_has_key(graph, item, "lr") for _, item in graph.children(groups)) else None


def is_scheduler(graph: Graph, node: NodeId) -> bool:
    """A learning-rate scheduler's state_dict, or a pickled scheduler object."""
    if not any(_has_key(graph, node, name) for name in (*_SCHEDULER_LISTS, "_schedulers")):
        return is_decay(graph, node)
    named = named_children(graph, node)
    lists = [named[name] for name in _SCHEDULER_LISTS & named.keys()]
    if any(isinstance(graph[item], Sequence) for item in lists) and _SCHEDULER_COUNTS & named.keys():
        return True
    nested = named.get("_schedulers")
    held = None if nested is None else graph[nested]
    return isinstance(held, Sequence) and bool(held.items) and is_scheduler_like(graph, held.items[0])


def is_decay(graph: Graph, node: NodeId) -> bool:
    """A scheduler's state with one peak for all groups, the style in which the rate falls from it, and how far it is:
    `state_dict` in megatron/core/optimizer_param_scheduler.py, and of AnnealingLR before it."""
    held = graph[node]
    return isinstance(held, Mapping) and all(_has_key(graph, node, name) for name in ("max_lr", "num_steps")) and any(
        type(key) is str and key.endswith("decay_style") for key in held.keys)


def is_scheduler_like(graph: Graph, node: NodeId) -> bool:
    """What a list of schedulers may hold: anything with the attributes of one, nested or not."""
    return bool({"base_lrs", "_last_lr", "last_epoch", "_schedulers"} & named_children(graph, node).keys())


def named_children(graph: Graph, node: NodeId) -> dict[str, NodeId]:
    """What a mapping holds under str keys, or an object's attributes; the last where a name appears twice."""
    held = graph[node]
    if isinstance(held, Object):
        return modules.state_of(graph, node) or {}
    if isinstance(held, Mapping):
        return {key: value for key, value in zip(held.keys, held.values, strict=True) if type(key) is str}
    return {}


def path_words(path: Path) -> tuple[str, ...]:
    """The words of the str keys of a path, in lower case: `("netG_state",)` gives `net g state`."""
    return tuple(word for key in path if type(key) is str for word in key_words(key))


def key_words(key: str) -> tuple[str, ...]:
    """`modelState_dict2` gives `model state dict 2`."""
    key = key[:200]
    if key.isascii() and key.isalpha() and key.islower():  # most keys are one word, and then no pattern is needed
        return (key,)
    return tuple(word.lower() for word in re.findall(_WORD, key))


def _search(graph: Graph) -> Iterator[Part]:
    """Nearest first, without going into a part: an optimizer's state may be a million nodes."""
    seen = bytearray(len(graph))
    seen[graph.root] = 1
    waiting: deque[tuple[Path, NodeId]] = deque([((), graph.root)])
    while waiting:
        path, node = waiting.popleft()
        kind = _part_kind(graph, node)
        if kind is not None:
            yield Part(kind, path, node)
        elif len(path) < _MAX_DEPTH:
            held = graph[node]
            if is_data(held) or _is_data_set(graph, held):
                continue
            looks = graph.looks(graph.below(node))
            if _CONTAINERS.isdisjoint(map(type, looks)):
                continue
            for (key, child), look in zip(graph.inner(node), looks, strict=True):
                if not seen[child] and type(look) in _CONTAINERS:
                    seen[child] = 1
                    waiting.append(((*path, key), child))


def _part_kind(graph: Graph, node: NodeId) -> PartKind | None:
    held = graph[node]
    if isinstance(held, Sequence):
        return None
    if isinstance(held, Mapping) and not _is_marked(held):
        return "state_dict" if is_state_dict(graph, node) else None
    if isinstance(held, Object) and modules.is_module(graph, node):
        return "module"
    if is_optimizer(graph, node):
        return "optimizer"
    if is_scheduler(graph, node):
        return "scheduler"
    return "state_dict" if is_state_dict(graph, node) else None


def _is_marked(held: Mapping) -> bool:
    """Whether a mapping has a key by which an optimizer or a scheduler is told: one look for all of them, as a file
    may hold tens of thousands of mappings that are neither."""
    first = held.keys[0] if held.keys else ""
    return (type(first) is str and first.startswith((FLAT_STATE, FLAT_GROUPS))) or not all(
        _MARKS.isdisjoint(keys) for keys in _pieces(held.keys))


def is_data(node: Node) -> bool:
    """A tensor that is made of others, a graph of PyTorch Geometric or a TensorDict: what is in them is no state_dict.
    """
    cls = node.made.cls if isinstance(node, Object) else None
    return cls is not None and (stands_for_tensor(node) or cls.module.startswith(_DATA))


def _is_data_set(graph: Graph, held: Node) -> bool:
    """What InMemoryDataset of PyTorch Geometric keeps: tensors of all graphs together, where each begins, its class."""
    last = graph[held.items[-1]] if isinstance(held, Sequence) and held.kind == "tuple" and held.items else None
    return isinstance(last, Scalar) and isinstance(last.value, Global) and last.value.module.startswith(
        "torch_geometric.data")


def stands_for_tensor(node: Node) -> bool:
    """A tensor of a class that is not taken apart: sparse, nested, DTensor, a parameter without a shape yet."""
    cls = node.made.cls if isinstance(node, Object) else None
    return cls is not None and (cls.name.startswith("_rebuild_") or cls.name.endswith(("Tensor", "Parameter")))


def _has_key(graph: Graph, node: NodeId, name: str) -> bool:
    """Whether a look at all children by name is worth it, without making that dict for a large mapping."""
    held = graph[node]
    return any(name in keys for keys in _pieces(held.keys)) if isinstance(held, Mapping) else isinstance(held, Object)


def _pieces(many: Many[T]) -> Iterator[Many[T]]:
    """All of them, a few thousand at a time: one step over half a million keeps every thread waiting for 15 ms."""
    if len(many) <= _AT_ONCE:
        yield many
        return
    for start in range(0, len(many), _AT_ONCE):
        look_up()
        yield many[start : start + _AT_ONCE]


def _lists_mappings(graph: Graph, node: NodeId) -> bool:
    held = graph[node]
    return isinstance(held, Sequence) and held.kind in ("list", "tuple") and all(
        isinstance(graph[item], Mapping) for item in held.items)


def _is_group(graph: Graph, node: NodeId) -> bool:
    params = named_children(graph, node).get("params")
    return params is not None and isinstance(graph[params], Sequence)


def _is_packed(key: str, child: Node) -> bool:
    return isinstance(child, Object) and not _PACKED_WORDS.isdisjoint(key.rsplit(".", 3))


def _can_be_weight(held: Node) -> bool:
    match held:
        case Tensor(spec):
            return spec.dtype.is_floating or spec.dtype.numbers == "quantized" or len(spec.shape) > 1
        case _:
            return isinstance(held, Broken | Object)
