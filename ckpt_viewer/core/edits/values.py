"""Edits of single values: a scalar, a tensor of one element, one element of any tensor."""

from __future__ import annotations

from ckpt_viewer.core.edits.base import Change, changed
from ckpt_viewer.core.edits.storages import looking_into, made_anew
from ckpt_viewer.core.elements import decode, element_text, encode_scalar
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.foreign import numpy_number
from ckpt_viewer.core.graph import Graph, Node, NodeId, Object, Path, Scalar, ScalarValue, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.sources.patched import patched_storage
from ckpt_viewer.core.tensor import Chunk, Storage, TensorSpec, contiguous_stride, read_storage
from ckpt_viewer.core.wording import label_text, plain_text, value_text

_UNWRITABLE = ("quantized", "raw")


@dataclass(frozen=True, slots=True)
class SetValue:
    """Give a scalar, or a tensor of one element, another value. `where` is how a person knows the place.

    A number of numpy becomes a plain one, which says the same and which `weights_only=True` takes.
    """

    node: NodeId
    value: ScalarValue
    where: str

    def apply(self, graph: Graph) -> Change:
        match graph[self.node]:
            case Scalar(old):
                return changed(graph, {self.node: Scalar(self.value)}, f"{self.where}: {old!r} → {self.value!r}")
            case Tensor() as tensor if tensor.spec.numel == 1:
                text = f"{self.where}: value of the tensor → {self.value!r}"
                return changed(graph, {self.node: _with_value(made_anew(graph, tensor), self.value, self.node)}, text)
            case Object() as number if (was := numpy_number(graph, number)) is not None:
                text = f"{self.where}: {was!r} → {self.value!r}, a plain value in place of one of numpy"
                return changed(graph, {self.node: Scalar(self.value)}, text)
            case other:
                raise InvalidEdit(f"this {other.kind} has no single value to set", self.where, "Choose a value.")


def setting_text(path: Path, value: ScalarValue) -> str:
    """The step of the history that gives the value at a path another one, in words."""
    if isinstance(value, str):
        return f"set {label_text(path, 60)} to “{plain_text(value, 40)}”"
    return f"set {label_text(path, 60)} to {value_text(value, 40)}"


@dataclass(frozen=True, slots=True)
class SetElement:
    """Give one element of a tensor, at `index`, another value. Tensors that share the memory change with it.

    `where` is how a person knows the tensor. Reads the element that is there.
    """

    node: NodeId
    index: tuple[int, ...]
    value: ScalarValue
    where: str

    def apply(self, graph: Graph) -> Change:
        held, place = graph[self.node], f"{self.where}[{', '.join(map(str, self.index))}]"
        if not isinstance(held, Tensor):
            raise InvalidEdit(f"this {held.kind} has no elements to set", self.where, "Choose a tensor.")
        at = _byte_of(held, self.index, place)
        spec, old = held.spec, _bytes_at(held.spec, at, place)
        if not isinstance(self.value, bool | int | float | complex):
            raise InvalidEdit("a tensor holds numbers only", place, "Write a number.")
        data = encode_scalar(self.value, spec.dtype, little_endian=spec.storage.little_endian)
        if data == old:
            return changed(graph, {}, "")
        text = f"{place}: {_shown(old, spec)} → {_shown(data, spec)}{_also(len(partners(graph, self.node, at)))}"
        new = patched_storage(spec.storage, at, data)
        return changed(graph, _with_storage(graph, spec.storage.key, new), text)


def partners(graph: Graph, node: NodeId, byte: int | None = None) -> tuple[NodeId, ...]:
    """The other tensors that look into the memory of this one: into all of its span, or at a byte of the storage.

    A view with gaps counts although it may step over the byte.
    """
    held = graph[node]
    if not isinstance(held, Tensor):
        return ()
    low, high = held.spec.byte_span if byte is None else (byte, byte + 1)
    found = []
    for other in graph.sharing(held.spec.storage.key):
        theirs = graph[other]
        if other != node and isinstance(theirs, Tensor):
            first, end = theirs.spec.byte_span
            if first < high and low < end:
                found.append(other)
    return tuple(found)


def why_not_writable(tensor: Tensor) -> str:
    """Why no element of this tensor can be given another value; empty where one can."""
    spec, problem = tensor.spec, tensor.problem or tensor.spec.storage.problem
    if problem:
        return f"the tensor cannot be read ({problem})"
    if spec.dtype.numbers in _UNWRITABLE or spec.quantization is not None:
        return f"elements of {spec.dtype} cannot be set one by one"
    if spec.conjugated or spec.negated:
        return "a conjugated or negated view cannot be written through; change the tensor that it is a view of"
    return ""


def _byte_of(tensor: Tensor, index: tuple[int, ...], place: str) -> int:
    """Where in the storage the element begins. Raises InvalidEdit."""
    if refusal := why_not_writable(tensor):
        raise InvalidEdit(refusal, place, "Change such a tensor in Python.")
    spec = tensor.spec
    if len(index) != len(spec.shape):
        raise InvalidEdit(f"an index of {len(spec.shape)} numbers is needed", place, "One for each size, from 0 on.")
    if any(not 0 <= at < size for at, size in zip(index, spec.shape, strict=True)):
        sizes = " × ".join(map(str, spec.shape))
        raise InvalidEdit("there is no such element", place, f"The sizes are {sizes}; indices begin with 0.")
    steps = sum(at * step for at, step in zip(index, spec.stride, strict=True))
    return (spec.storage_offset + steps) * spec.dtype.itemsize


def _bytes_at(spec: TensorSpec, at: int, place: str) -> bytes:
    found = bytearray(spec.dtype.itemsize)
    try:
        read_storage(spec.storage, at, memoryview(found))
    except CheckpointError as error:
        raise InvalidEdit(f"the element cannot be read ({error.what})", place, error.hint) from None
    return bytes(found)


def _shown(data: bytes, spec: TensorSpec) -> str:
    return element_text(decode(data, spec.dtype, little_endian=spec.storage.little_endian)[0], spec.dtype)


def _also(others: int) -> str:
    """What is said of tensors that change too."""
    if not others:
        return ""
    return f" (and in {others} {'tensor that shares' if others == 1 else 'tensors that share'} its memory)"


def _with_storage(graph: Graph, key: str, new: Storage) -> dict[NodeId, Node]:
    """All that looks into the storage of this key, looking into the new one."""
    return {node: looking_into(graph[node], new) for node in graph.sharing(key)}


def _with_value(tensor: Tensor, value: ScalarValue, node: NodeId) -> Tensor:
    if not isinstance(value, bool | int | float | complex):
        raise InvalidEdit("a tensor holds numbers only", hint="Write a number.")
    old = tensor.spec
    data = encode_scalar(value, old.dtype, little_endian=old.storage.little_endian)
    chunk = Chunk(MemorySource(data, "edited value"), 0, len(data))
    # Tensors that shared a storage part here: each gets a key of its own.
    storage = replace(old.storage, key=f"{old.storage.key}*{node}", nbytes=len(data), chunks=(chunk,), problem="")
    # What said that the old bytes stand for their conjugates or negatives says nothing of the new ones.
    spec = replace(old, stride=contiguous_stride(old.shape), storage_offset=0, storage=storage, conjugated=False,
                   negated=False)
    return replace(tensor, spec=spec, metadata=None)
