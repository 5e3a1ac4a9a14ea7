"""Which call records are tensors, and what they look like. Facts from torch/_utils.py and torch/_tensor.py.

Arguments are taken only where their type is exactly right; anything else stays a call, shown as an object.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Global, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.pickles.globals import (
    ORDERED_DICT,
    PARAMETER,
    PER_CHANNEL,
    PER_TENSOR_AFFINE,
    REBUILD_FROM_TYPE,
    REBUILD_PARAMETER,
    REBUILD_PARAMETER_WITH_STATE,
    REBUILD_QTENSOR,
    REBUILD_TENSOR,
    REBUILD_TENSOR_V2,
    REBUILD_TENSOR_V3,
    TENSOR_CLASSES,
    TORCH_SIZE,
    VARIABLE,
)
from ckpt_viewer.core.pickles.packed import PackedTensor
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, GlobalRecord, ListRecord, TupleRecord, Value
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.tensor import DTYPES, Quantization, Storage, TensorSpec, invalid_geometry

_PLAIN = {REBUILD_TENSOR: (4, 4), REBUILD_TENSOR_V2: (5, 7), REBUILD_TENSOR_V3: (7, 8)}
"""How many arguments each rebuild function takes, at least and at most."""
_NESTING = 4


@dataclass(frozen=True, slots=True)
class TensorFacts:
    """A tensor as its record says it; `hooks`, `metadata` and `state` are records where there is something in them.

    `verbatim` means that a save has to repeat the call itself.
    """

    spec: TensorSpec
    requires_grad: bool
    rebuild: str
    parameter: str = ""
    hooks: Value = None
    metadata: Value = None
    state: Value = None
    verbatim: bool = False
    problem: str = ""


def makes_tensors(name: Global) -> bool:
    """Whether a call of this may be a tensor."""
    torch_class = name.module in ("torch", "torch.cuda") and name.name in TENSOR_CLASSES
    return torch_class or name in _PLAIN or name in REBUILD_FROM_TYPE or name in (
        REBUILD_QTENSOR, REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE, PARAMETER, VARIABLE)


def read_tensor(call: CallRecord, ids: PersistentIds) -> TensorFacts | None:
    """The tensor that a call makes, or None where it makes something else or in a way that we do not know."""
    return _read(call, ids, 0)


def packed_tensor(tensor: PackedTensor, ids: PersistentIds) -> Tensor:
    """The tensor that a run holds; `_rebuild_tensor_v2` makes it."""
    look = tensor.layout.look
    return Tensor(_packed_spec(tensor, ids), look.requires_grad, look.parameter)


def passing_tensor(tensor: PackedTensor, ids: PersistentIds) -> Tensor:
    """The same, for who needs it once: nothing of it is kept."""
    look = tensor.layout.look
    return Tensor(_view(look.spec, ids.passing(tensor.storage_id)), look.requires_grad, look.parameter)


def _packed_spec(tensor: PackedTensor, ids: PersistentIds) -> TensorSpec:
    return _view(tensor.layout.spec, ids.located(tensor.storage_id))


def _view(like: TensorSpec, storage: Storage) -> TensorSpec:
    return TensorSpec(like.dtype, like.shape, like.stride, like.storage_offset, storage)


def _read(call: Value, ids: PersistentIds, depth: int) -> TensorFacts | None:
    if type(call) is PackedTensor:
        if call.call is None:
            look = call.layout.look
            return TensorFacts(_packed_spec(call, ids), look.requires_grad, REBUILD_TENSOR_V2.name, look.parameter)
        call = call.call
    if type(call) is not CallRecord or depth > _NESTING or call.items or call.keys:
        return None
    if type(call.callee) is not GlobalRecord or type(call.args) is not TupleRecord:
        return None
    name, args = call.callee.name, call.args.items
    if name in _PLAIN and call.state is None:
        return _plain(name, args, ids)
    if name == REBUILD_QTENSOR and call.state is None:
        return _quantized(args, ids)
    if name in (REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE) and call.state is None:
        return _parameter(name, args, ids, depth)
    if name == PARAMETER and len(args) == 1:
        return _old_parameter(call, ids, depth)
    if name in (PARAMETER, VARIABLE) and not args:
        return _oldest_parameter(call, ids, depth)
    if name in REBUILD_FROM_TYPE:
        return _from_type(call, ids, depth)
    if name.module in ("torch", "torch.cuda") and name.name in TENSOR_CLASSES and not args:
        return _called_class(call, ids)
    return None


def _plain(name: Global, args: list[Value], ids: PersistentIds) -> TensorFacts | None:
    fewest, most = _PLAIN[name]
    if not fewest <= len(args) <= most:
        return None
    spec = _spec(args, ids)
    if spec is None:
        return None
    requires_grad = args[4] if len(args) > 4 else False
    hooks = args[5] if len(args) > 5 else None
    metadata = args[-1] if len(args) == most and name != REBUILD_TENSOR else None
    if type(requires_grad) is not bool:
        return None
    if name == REBUILD_TENSOR_V3:
        dtype = DTYPES.get(args[6].name.name) if _is_torch_name(args[6]) else None
        if dtype is None:
            return None
        spec = replace(spec, dtype=dtype)
    problem = invalid_geometry(spec)
    facts = TensorFacts(spec, requires_grad, name.name, problem=problem, verbatim=bool(problem))
    return replace(_with_metadata(facts, metadata), hooks=None if _is_empty_hooks(hooks) else hooks)


def _spec(args: list[Value], ids: PersistentIds) -> TensorSpec | None:
    """From (storage, offset, size, stride, …)."""
    found = ids.storage(args[0])
    shape, stride = _sizes(args[2]), _sizes(args[3])
    if found is None or shape is None or stride is None or type(args[1]) is not int:
        return None
    storage, view_offset = found
    return TensorSpec(storage.dtype, shape, stride, args[1] + view_offset, storage)


def _sizes(value: Value) -> tuple[int, ...] | None:
    if type(value) is CallRecord and type(value.callee) is GlobalRecord and value.callee.name == TORCH_SIZE:
        inner = value.args.items if type(value.args) is TupleRecord else []
        value = inner[0] if len(inner) == 1 else None
    if type(value) is not TupleRecord or any(type(n) is not int for n in value.items):
        return None
    return tuple(value.items)


def _is_torch_name(record: Value) -> bool:
    return type(record) is GlobalRecord and record.name.module == "torch"


def _is_empty_hooks(hooks: Value) -> bool:
    if hooks is None:
        return True
    named = type(hooks) is CallRecord and type(hooks.callee) is GlobalRecord and hooks.callee.name == ORDERED_DICT
    if not named or type(hooks.args) is not TupleRecord or hooks.keys or hooks.states:
        return False
    return all(type(pairs) is ListRecord and not pairs.items for pairs in hooks.args.items)  # Python 2 writes `([])`


def _with_metadata(facts: TensorFacts, metadata: Value) -> TensorFacts:
    if metadata is None:
        return facts
    bits = {}
    if type(metadata) is DictRecord:
        bits = {k: v for k, v in zip(metadata.keys, metadata.values, strict=True) if type(k) is str and v is True}
    spec = replace(facts.spec, conjugated="conj" in bits, negated="neg" in bits)
    return replace(facts, spec=spec, metadata=metadata)


def _quantized(args: list[Value], ids: PersistentIds) -> TensorFacts | None:
    """(storage, offset, size, stride, quantizer parameters, requires_grad, hooks)"""
    spec = _spec(args, ids) if len(args) == 7 else None
    if spec is None or type(args[5]) is not bool:
        return None
    spec = replace(spec, quantization=_quantization(args[4], ids))
    return TensorFacts(spec, args[5], REBUILD_QTENSOR.name, metadata=args[4], verbatim=True,
                       problem=invalid_geometry(spec))


def _quantization(parameters: Value, ids: PersistentIds) -> Quantization | None:
    """(scheme, scale, zero point), or (scheme, scales, zero points, axis) with a tensor or a list of each."""
    items = parameters.items if type(parameters) is TupleRecord else []
    scheme = items[0].name if items and type(items[0]) is GlobalRecord else None
    if scheme == PER_TENSOR_AFFINE and len(items) == 3 and type(items[1]) is float and type(items[2]) is int:
        return Quantization((items[1],), (float(items[2]),)) if _fits_float(items[2]) else None
    if scheme not in PER_CHANNEL or len(items) != 4 or type(items[3]) is not int:
        return None
    scales, zeros = _per_slice(items[1], ids), _per_slice(items[2], ids)
    return None if scales is None or zeros is None else Quantization(scales, zeros, items[3])


def _per_slice(value: Value, ids: PersistentIds) -> tuple[float, ...] | TensorSpec | None:
    if type(value) is ListRecord:
        return tuple(map(float, value.items)) if all(map(_fits_float, value.items)) else None
    facts = _read(value, ids, _NESTING)
    return None if facts is None or facts.problem else facts.spec


def _fits_float(value: Value) -> bool:
    return type(value) is float or (type(value) is int and value.bit_length() <= 64)


def _parameter(name: Global, args: list[Value], ids: PersistentIds, depth: int) -> TensorFacts | None:
    """(data, requires_grad, hooks[, state])"""
    with_state = name == REBUILD_PARAMETER_WITH_STATE
    if len(args) != (4 if with_state else 3) or type(args[1]) is not bool:
        return None
    data = _read(args[0], ids, depth + 1)
    if data is None or data.parameter:
        return None
    nested = data.hooks is not None or data.requires_grad
    return replace(
        data, requires_grad=args[1], parameter=name.name, hooks=None if _is_empty_hooks(args[2]) else args[2],
        state=args[3] if with_state else None, verbatim=data.verbatim or nested,
    )


def _old_parameter(call: CallRecord, ids: PersistentIds, depth: int) -> TensorFacts | None:
    """`Parameter(data)` and a state of four: (volatile or requires_grad, …, hooks), as files of 2017 have it."""
    data = _read(call.args.items[0], ids, depth + 1)
    if data is None:
        return None
    state = call.state.items if type(call.state) is TupleRecord else []
    requires_grad = state[0] if state and type(state[0]) is bool else True
    return replace(data, requires_grad=requires_grad, parameter="Parameter", verbatim=True)


def _oldest_parameter(call: CallRecord, ids: PersistentIds, depth: int) -> TensorFacts | None:
    """`Parameter()` and a state of five, as files of before 0.1.10 have it: (data, grad, hooks, requires_grad,
    volatile). A Variable is the same without being a parameter."""
    state = call.state.items if type(call.state) is TupleRecord else []
    data = _read(state[0], ids, depth + 1) if len(state) == 5 and type(state[3]) is bool else None
    if data is None:
        return None
    kind = "Parameter" if call.callee.name == PARAMETER else ""
    return replace(data, requires_grad=state[3], parameter=kind, verbatim=True)


def _from_type(call: CallRecord, ids: PersistentIds, depth: int) -> TensorFacts | None:
    """(function, class, arguments, state): the tensor that function(*arguments) makes, in a class of its own."""
    args = call.args.items
    if len(args) not in (3, 4) or type(args[0]) is not GlobalRecord or type(args[2]) is not TupleRecord:
        return None
    inner = _read(CallRecord("reduce", args[0], args[2]), ids, depth + 1)
    if inner is None:
        return None
    kind = "Parameter" if type(args[1]) is GlobalRecord and args[1].name == PARAMETER else inner.parameter
    return replace(inner, parameter=kind, state=args[3] if len(args) == 4 else None, verbatim=True)


def _called_class(call: CallRecord, ids: PersistentIds) -> TensorFacts | None:
    """`torch.cuda.FloatTensor()` and the state (storage, offset, size, stride), before `_rebuild_tensor`."""
    state = call.state.items if type(call.state) is TupleRecord else []
    spec = _spec(state, ids) if len(state) == 4 else None
    if spec is None:
        return None
    return TensorFacts(spec, False, call.callee.name.name, verbatim=True, problem=invalid_geometry(spec))
