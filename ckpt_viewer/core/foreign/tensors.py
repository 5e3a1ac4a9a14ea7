"""Tensors that are none of the ordinary ones: sparse, nested, without values, of other devices, of their own classes.

How each is written is in torch/_utils.py and in `_reduce_ex_internal` of torch/_tensor.py. Those that hold other
tensors show them as entries.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.foreign.numpy_values import array_text, numpy_array
from ckpt_viewer.core.foreign.python_values import device_text
from ckpt_viewer.core.foreign.reading import (
    arguments,
    class_of,
    leaf,
    leaves,
    name_of,
    named_items,
    state_of,
    whole_numbers,
)
from ckpt_viewer.core.foreign.sights import Entry, Sight
from ckpt_viewer.core.graph import Attr, Global, Graph, Ids, Key, Mapping, NodeId, Object, Sequence, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace

_COMPRESSED = {"sparse_csr": ("crow_indices", "col_indices"), "sparse_csc": ("ccol_indices", "row_indices"),
               "sparse_bsr": ("crow_indices", "col_indices"), "sparse_bsc": ("ccol_indices", "row_indices")}
_BLOCKS = ("sparse_bsr", "sparse_bsc")
_LAZY = {"UninitializedParameter": "parameter", "UninitializedBuffer": "tensor"}
_ORDINARY = frozenset({Global("torch", "Tensor"), Global("torch._tensor", "Tensor"), Global("torch.tensor", "Tensor"),
                       Global("torch.nn.parameter", "Parameter"), Global("torch.nn.parameter", "Buffer")})
_META = Global("torch._utils", "_rebuild_meta_tensor_no_storage")
_PARAMETERS = frozenset(Global("torch._utils", f"_rebuild_parameter{more}") for more in ("", "_with_state"))
_NESTING = 4

Args = Ids
Way = tuple[Key, ...]


def tensor_sight(graph: Graph, held: Object, cls: Global) -> Sight | None:
    """What a call makes that is a tensor of another kind; None for anything else."""
    if cls.module == "torch.nn.parameter" and cls.name in _LAZY:
        return Sight(f"uninitialized {_LAZY[cls.name]}", "no shape yet", entries=(), is_tensor=True)
    return _called(graph, cls, arguments(graph, held), (Attr("args"),), 0)


def tensor_class(graph: Graph, held: Tensor) -> Global | None:
    """The class of its own that a tensor is made in; None where it is torch's Tensor or Parameter."""
    if held.own_class is not None:
        return held.own_class
    made = held.verbatim.made if held.verbatim is not None else None
    if made is None or made.cls is None or not made.cls.name.startswith("_rebuild_from_type"):
        return None
    args = graph[made.args]
    cls = name_of(graph, args.items[1]) if isinstance(args, Sequence) and len(args.items) > 2 else None
    return None if cls is None or cls in _ORDINARY else cls


def whole_local(graph: Graph, node: NodeId) -> Tensor | None:
    """The tensor of one process where that is all of a distributed one (torch/distributed/tensor/_api.py); None for a
    part, for what others have a share in, and for anything else."""
    held = graph[node]
    cls = held.made.cls if isinstance(held, Object) else None
    seen = tensor_sight(graph, held, cls) if isinstance(held, Object) and cls is not None else None
    kept = {entry.name: entry.node for entry in seen.entries or ()} if seen is not None else {}
    local, spec = (kept.get(name) for name in ("_local_tensor", "_spec"))
    inner = None if local is None else graph[local]
    if seen is None or spec is None or not isinstance(inner, Tensor) or not _settled(graph, spec):
        return None
    return inner if (inner.spec.shape, inner.spec.dtype.name) == (seen.shape, seen.dtype) else None


def _settled(graph: Graph, spec: NodeId) -> bool:
    """Whether all placements are of whole values, none of sums that are still to be added up."""
    placements = (state_of(graph, spec) or {}).get("placements")
    held = None if placements is None else graph[placements]
    items = [class_of(graph, item) for item in held.items] if isinstance(held, Sequence) else []
    return bool(items) and all(cls is not None and cls.name in ("Shard", "Replicate") for cls in items)


@dataclass(frozen=True, slots=True)
class MetaTensor:
    """A tensor of the device `meta`: it has a type and a shape, and no bytes."""

    dtype: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    requires_grad: bool


def meta_tensor(graph: Graph, held: Object, depth: int = 0) -> MetaTensor | None:
    """The tensor or parameter without values that an object amounts to, or None."""
    cls, args = held.made.cls, arguments(graph, held)
    if cls in _PARAMETERS and len(args) in (3, 4) and depth == 0:
        data, grad = graph[args[0]], leaf(graph, args[1])
        inner = meta_tensor(graph, data, 1) if isinstance(data, Object) else None
        return replace(inner, requires_grad=grad is True) if inner else None
    if cls != _META or len(args) != 4:
        return None
    dtype, shape, stride = _dtype(graph, args[0]), whole_numbers(graph, args[1]), whole_numbers(graph, args[2])
    if not dtype or shape is None or stride is None:
        return None
    return MetaTensor(dtype, shape, stride, leaf(graph, args[3]) is True)


def _called(graph: Graph, function: Global, args: Args, at: Way, depth: int) -> Sight | None:
    """`at` leads to the arguments, which may be an argument of another call."""
    if depth > _NESTING:
        return None
    if function.name in ("_rebuild_from_type_v2", "_rebuild_from_type") and len(args) in (3, 4):
        return _of_class(graph, args, at, depth)
    if function.module != "torch._utils":
        return None
    if function.name in ("_rebuild_parameter", "_rebuild_parameter_with_state") and len(args) in (3, 4):
        return _parameter(graph, args, at, depth)
    reader = _READERS.get(function.name)
    return reader(graph, args, at) if reader else None


def _sparse(graph: Graph, args: Args, at: Way) -> Sight | None:
    """(layout, data) with (indices, values, size[, is_coalesced]) or (compressed and plain indices, values, size)"""
    data = graph[args[1]] if len(args) == 2 else None
    layout = _layout(graph, args[0]) if data else ""
    if not isinstance(data, Sequence) or not layout:
        return None
    names = (*_COMPRESSED.get(layout, ("indices",)), "values")
    held = [graph[item] for item in data.items]
    shape = whole_numbers(graph, data.items[len(names)]) if len(held) > len(names) else None
    values = held[len(names) - 1] if len(held) >= len(names) else None
    if shape is None or not isinstance(values, Tensor):
        return None
    spec = values.spec
    stored = spec.shape[0] if spec.shape else 0
    repeats = layout == "sparse_coo" and leaves(graph, data.items[3:4]) == [False]
    text = f"nnz {stored:,}{' blocks' if layout in _BLOCKS else ''}{', not coalesced' if repeats else ''}"
    entries = tuple(Entry(name, (*at, 1, i), data.items[i]) for i, name in enumerate(names))
    return Sight(f"{layout} tensor", text, entries=entries, shape=shape, dtype=spec.dtype.name, device=spec.device,
                 is_tensor=True)


def _layout(graph: Graph, node: NodeId) -> str:
    """`sparse_coo` of `torch.serialization._get_layout('torch.sparse_coo')`."""
    held = graph[node]
    word = leaves(graph, arguments(graph, held)[:1]) if isinstance(held, Object) else [None]
    return word[0].removeprefix("torch.") if word and isinstance(word[0], str) else ""


def _nested(graph: Graph, args: Args, at: Way) -> Sight | None:
    """(buffer, sizes, strides, storage offsets), the last three with a row per tensor"""
    held = [graph[arg] for arg in args]
    if len(held) != 4 or not all(isinstance(each, Tensor) for each in held):
        return None
    buffer, sizes = held[0], held[1]
    assert isinstance(buffer, Tensor)
    assert isinstance(sizes, Tensor)
    count = sizes.spec.shape[0] if sizes.spec.shape else 0
    entries = tuple(Entry(name, (*at, i), args[i]) for i, name in enumerate(("values", "sizes", "strides", "offsets")))
    text = f"{count:,} tensor{'' if count == 1 else 's'} of different sizes in one"
    return Sight("nested tensor", text, entries=entries, dtype=buffer.spec.dtype.name, device=buffer.spec.device,
                 is_tensor=True)


def _meta(graph: Graph, args: Args, _: Way) -> Sight | None:
    """(dtype, size, stride, requires_grad)"""
    shape = whole_numbers(graph, args[1]) if len(args) == 4 else None
    dtype = _dtype(graph, args[0]) if shape is not None else ""
    return Sight("tensor", "no values: it was on the meta device", entries=(), shape=shape, dtype=dtype,
                 device="meta", is_tensor=True) if dtype else None


def _wrapper(graph: Graph, args: Args, _: Way) -> Sight | None:
    """(class, dtype, size, stride, storage offset, layout, device, requires_grad)"""
    cls = name_of(graph, args[0]) if len(args) == 8 else None
    shape = whole_numbers(graph, args[2]) if cls else None
    dtype = _dtype(graph, args[1]) if shape is not None else ""
    if cls is None or not dtype:
        return None
    return Sight(_last(cls), "", entries=(), shape=shape, dtype=dtype, device=device_text(graph, args[6]),
                 is_tensor=True)


def _from_numpy(graph: Graph, args: Args, at: Way) -> Sight | None:
    """(array, dtype, device, requires_grad)"""
    array = numpy_array(graph, args[0]) if len(args) == 4 else None
    dtype = _dtype(graph, args[1]) if array else ""
    if array is None or not dtype:
        return None
    entries = (Entry("values", (*at, 0), args[0]),)
    return Sight("tensor", array_text(array), entries=entries, shape=array.shape, dtype=dtype,
                 device=device_text(graph, args[2]), is_tensor=True)


def _from_cpu(graph: Graph, args: Args, at: Way) -> Sight | None:
    """(tensor of the CPU, dtype, device, requires_grad)"""
    held = graph[args[0]] if len(args) == 4 else None
    if not isinstance(held, Tensor):
        return None
    entries = (Entry("values", (*at, 0), args[0]),)
    return Sight("tensor", "", entries=entries, shape=held.spec.shape, dtype=_dtype(graph, args[1]) or "?",
                 device=device_text(graph, args[2]), is_tensor=True)


def _parameter(graph: Graph, args: Args, at: Way, depth: int) -> Sight | None:
    """(data, requires_grad, hooks[, state]), where the data is a tensor of one of these kinds"""
    data = graph[args[0]]
    cls = data.made.cls if isinstance(data, Object) else None
    inner = None
    if isinstance(data, Object) and cls is not None:
        inner = _called(graph, cls, arguments(graph, data), (*at, 0, Attr("args")), depth + 1)
    return replace(inner, kind=inner.kind.removesuffix("tensor") + "parameter") if inner else None


def _of_class(graph: Graph, args: Args, at: Way, depth: int) -> Sight | None:
    """(function, class, arguments, state): what function(*arguments) makes, in a class of its own."""
    function, cls, inner_args = name_of(graph, args[0]), name_of(graph, args[1]), graph[args[2]]
    if function is None or cls is None or not isinstance(inner_args, Sequence):
        return None
    inner = _called(graph, function, inner_args.items, (*at, 2), depth + 1)
    kept = _kept(graph, args[3], (*at, 3)) if len(args) == 4 else ()
    first = next((held.spec for entry in kept if isinstance(held := graph[entry.node], Tensor)), None)
    if inner is None and first is None:
        return None
    found = inner or Sight("", entries=(), dtype=str(first.dtype) if first else "", is_tensor=True)
    kind = "parameter" if cls.name == "Parameter" else found.kind if cls.name == "Tensor" else _last(cls)
    return replace(found, kind=kind, entries=(*(found.entries or ()), *kept))


def _kept(graph: Graph, node: NodeId, at: Way) -> tuple[Entry, ...]:
    """What a tensor of its own class keeps: its `__dict__`, or a pair of that and its slots."""
    held = graph[node]
    if isinstance(held, Sequence) and len(held.items) == 2:
        pairs = [(item, (*at, i)) for i, item in enumerate(held.items)]
        return tuple(entry for item, place in pairs for entry in _kept_in(graph, item, place))
    return _kept_in(graph, node, at)


def _kept_in(graph: Graph, node: NodeId, at: Way) -> tuple[Entry, ...]:
    if not isinstance(graph[node], Mapping):
        return ()
    return tuple(Entry(name, (*at, name), child) for name, child in named_items(graph, node))


def _dtype(graph: Graph, node: NodeId) -> str:
    name = leaf(graph, node)
    return name.name if isinstance(name, Global) and name.module == "torch" else ""


def _last(cls: Global) -> str:
    return cls.name.rpartition(".")[2] or cls.name


_READERS: dict[str, Callable[[Graph, Args, Way], Sight | None]] = {
    "_rebuild_sparse_tensor": _sparse, "_rebuild_sparse_csr_tensor": _sparse, "_rebuild_nested_tensor": _nested,
    "_rebuild_meta_tensor_no_storage": _meta, "_rebuild_wrapper_subclass": _wrapper,
    "_rebuild_device_tensor_from_numpy": _from_numpy, "_rebuild_xla_tensor": _from_numpy,
    "_rebuild_mlc_tensor": _from_numpy, "_rebuild_device_tensor_from_cpu_tensor": _from_cpu,
}
