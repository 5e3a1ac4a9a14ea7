"""How a tensor and its storage stand in a pickle: the calls of torch/_utils.py and the persistent ids of
torch/serialization.py, with the order of arguments and memo numbers that torch.save gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from ckpt_viewer.core.graph import (
    Global,
    Graph,
    Made,
    NodeId,
    Object,
    Sequence,
    StorageNode,
    Stored,
    Tensor,
    Unmade,
    storage_in,
)
from ckpt_viewer.core.pickles import opcodes as op
from ckpt_viewer.core.pickles.emitter import Emitter
from ckpt_viewer.core.pickles.globals import TENSOR_CLASSES
from ckpt_viewer.core.tensor import DTYPE_OF_STORAGE, DType, Memory, Storage, memory_of

Persistence = Literal["zip", "legacy"]
Steps = Iterator[NodeId]

_PLAIN = "_rebuild_tensor"
_V2 = "_rebuild_tensor_v2"
_V3 = "_rebuild_tensor_v3"
_QUANTIZED = "_rebuild_qtensor"
_WITH_STATE = "_rebuild_parameter_with_state"
_FROM_TYPE = "_rebuild_from_type_v2"
_TENSOR = Global("torch", "Tensor")
_SEARCH_LIMIT = 64


class StorageKeys:
    """Gives every storage the key it is written under: what `name` calls it, or numbers from 0 on in order of first
    use, as torch does. `found` has by key the storage, or the tensor that nobody has made and that looks into it."""

    def __init__(self, graph: Graph, persistence: Persistence, name: Callable[[Storage], str] | None = None) -> None:
        self.persistence = persistence
        self.are_numbers = persistence == "zip" and name is None
        self._name = name or (lambda _: str(len(self.found)))
        self.graph = graph
        self.found: dict[str, Stored] = {}
        self.itemsizes: dict[str, int] = {}
        self._known: dict[str, list[tuple[Storage, str]]] = {}
        self._unmade: dict[Memory, tuple[NodeId, str]] = {}

    def key(self, storage: Storage, itemsize: int) -> str:
        """Storages of one key are one record, whatever type they are read as."""
        known = self._known.get(storage.key) or self._known.setdefault(storage.key, self._made(storage.key))
        for other, key in known:
            if other is storage or (other.chunks == storage.chunks and other.nbytes == storage.nbytes):
                return key
        key = self._name(storage)
        known.append((storage, key))
        self.found[key] = storage
        self.itemsizes[key] = itemsize
        return key

    def key_of_unmade(self, node: NodeId, tensor: Unmade) -> str:
        """That of the storage of a tensor which is made only where another one, or a storage, may share it."""
        memory = tensor.memory
        if memory in self._unmade:
            return self._unmade[memory][1]
        if self._known and str(memory) in self._known:
            return self.key(storage_in(self.graph, node), tensor.look.spec.dtype.itemsize)
        key = str(len(self.found))
        self._unmade[memory] = node, key
        self.found[key] = node
        return key

    def _made(self, key: str) -> list[tuple[Storage, str]]:
        """What is known of a storage of this key by a tensor that was not made."""
        found = self._unmade.pop(memory_of(key), None)
        return [(storage_in(self.graph, found[0]), found[1])] if found is not None else []


def storage_id(emit: Emitter, keys: StorageKeys, storage: Storage, name: tuple[str, str], itemsize: int) -> None:
    """A persistent id; `name` is the storage class, whose elements have `itemsize` bytes."""
    emit.raw(op.MARK)
    emit.text("storage")
    emit.name(*name)
    emit.text(keys.key(storage, itemsize))
    emit.text(storage.device)
    emit.raw(op.integer(storage.nbytes // itemsize))
    if keys.persistence == "legacy":
        emit.raw(op.NONE)
    emit.raw(op.TUPLE)
    emit.put()
    emit.raw(op.BINPERSID)


def bare_storage(emit: Emitter, keys: StorageKeys, storage: Storage) -> None:
    """A storage that no tensor views."""
    name = storage_class(storage, storage.dtype)
    storage_id(emit, keys, storage, name, 1 if name == _UNTYPED else storage.dtype.itemsize)


_UNTYPED = ("torch.storage", "UntypedStorage")


def storage_class(storage: Storage, dtype: DType) -> tuple[str, str]:
    """The class that a storage of `dtype` is named by: as the file named it, where that still fits."""
    module, _, name = storage.written_as.rpartition(".")
    fits = DTYPE_OF_STORAGE.get(name) == dtype or (name == "UntypedStorage" and dtype.name == "uint8")
    if fits and (module != "torch.cuda" or storage.device.startswith("cuda")):
        return module, name
    return ("torch", dtype.storage_class) if dtype.storage_class else _UNTYPED


def tensor_steps(emit: Emitter, keys: StorageKeys, tensor: Tensor) -> Steps:
    """Write a tensor or Parameter; yields the nodes that must be written in between."""
    if not tensor.parameter:
        yield from _plain_tensor(emit, keys, tensor)
        return
    with_state = tensor.state is not None
    emit.name("torch._utils", _WITH_STATE if with_state else "_rebuild_parameter")
    if with_state:
        emit.raw(op.MARK)
    yield from _data(emit, keys, tensor, requires_grad=False, hooks=None)
    emit.value(tensor.requires_grad)
    yield from _hooks(emit, tensor.hooks)
    if tensor.state is not None:
        yield tensor.state
    emit.tuple(4 if with_state else 3)
    emit.call()


def _plain_tensor(emit: Emitter, keys: StorageKeys, tensor: Tensor) -> Steps:
    """A tensor that is no Parameter. With Python attributes or of a class of its own, (function, class, arguments,
    state)."""
    if tensor.state is None and tensor.own_class is None:
        yield from _data(emit, keys, tensor, tensor.requires_grad, tensor.hooks)
        return
    emit.name("torch._tensor", _FROM_TYPE)
    emit.raw(op.MARK)
    emit.name("torch._utils", rebuild_name(tensor))
    own = tensor.own_class or _TENSOR
    emit.name(own.module, own.name)
    yield from _arguments(emit, keys, tensor, tensor.requires_grad, tensor.hooks)
    if tensor.state is None:
        emit.raw(op.NONE)
    else:
        yield tensor.state
    emit.tuple(4)
    emit.call()


def _data(emit: Emitter, keys: StorageKeys, tensor: Tensor, requires_grad: bool, hooks: NodeId | None) -> Steps:
    """The call that rebuilds a tensor."""
    emit.name("torch._utils", rebuild_name(tensor))
    yield from _arguments(emit, keys, tensor, requires_grad, hooks)
    emit.call()


def _arguments(emit: Emitter, keys: StorageKeys, tensor: Tensor, requires_grad: bool, hooks: NodeId | None) -> Steps:
    """The tuple (storage, offset, size, stride, …)."""
    rebuild, spec = rebuild_name(tensor), tensor.spec
    untyped = rebuild == _V3
    emit.raw(op.MARK)
    name = _UNTYPED if untyped else storage_class(spec.storage, spec.dtype)
    storage_id(emit, keys, spec.storage, name, 1 if untyped else spec.dtype.itemsize)
    emit.raw(op.integer(spec.storage_offset))
    emit.integers(spec.shape)
    emit.integers(spec.stride)
    if rebuild == _QUANTIZED and tensor.metadata is not None:
        yield tensor.metadata
    if rebuild != _PLAIN:
        emit.value(requires_grad)
        yield from _hooks(emit, hooks)
    if untyped:
        emit.name("torch", spec.dtype.name)
    if rebuild in (_V2, _V3):
        yield from _metadata(emit, tensor)
    emit.tuple(4)


def rebuild_name(tensor: Tensor) -> str:
    """The function of torch._utils that can make this tensor: the file's own where it fits."""
    if not tensor.spec.dtype.storage_class:
        return _V3
    if tensor.rebuild == _QUANTIZED:
        return _QUANTIZED if tensor.metadata is not None else _V2
    if tensor.rebuild == _PLAIN and not (tensor.requires_grad and not tensor.parameter) and tensor.metadata is None:
        return _PLAIN
    return _V3 if tensor.rebuild == _V3 else _V2


def _hooks(emit: Emitter, hooks: NodeId | None) -> Steps:
    if hooks is None:
        emit.empty_ordered_dict()
    else:
        yield hooks


def _metadata(emit: Emitter, tensor: Tensor) -> Steps:
    """The conjugate and negative bits, where there are some (torch/_utils.py, set_tensor_metadata)."""
    bits = [name for name, on in (("conj", tensor.spec.conjugated), ("neg", tensor.spec.negated)) if on]
    if tensor.metadata is not None:
        yield tensor.metadata
    elif bits:
        emit.raw(op.EMPTY_DICT)
        emit.put()
        for name in bits:
            emit.text(name)
            emit.raw(op.TRUE + op.SETITEM)


def fits(graph: Graph, verbatim: Object, storage: Storage) -> bool:
    """True when the call that a file makes a tensor with still names the tensor's own storage."""
    waiting = [verbatim.made.args, *([verbatim.state] if verbatim.state is not None else [])]
    for _ in range(_SEARCH_LIMIT):
        if not waiting:
            return False
        held = graph[waiting.pop()]
        match held:
            case StorageNode(found) if _same(found, storage):
                return True
            case Tensor() if held.verbatim is None and _same(held.spec.storage, storage):
                return True
            case Tensor(verbatim=Object() as inner):
                waiting += [inner.made.args, *([inner.state] if inner.state is not None else [])]
            case Sequence():
                waiting += held.items[:16]
            case Object():
                waiting.append(held.made.args)
    return False


def _same(a: Storage, b: Storage) -> bool:
    return a.key == b.key and a.device == b.device and a.chunks == b.chunks and a.nbytes == b.nbytes


def on_device(made: Made, device: str) -> Made:
    """`torch.cuda.FloatTensor()` makes a tensor of the GPU; on another device the class is `torch.FloatTensor`."""
    callee = made.callee
    if not isinstance(callee, Global) or callee.name not in TENSOR_CLASSES:
        return made
    if callee.module not in ("torch", "torch.cuda"):
        return made
    return Made(Global("torch.cuda" if device.startswith("cuda") else "torch", callee.name), made.args, made.how)
