"""A state_dict as a container of named tensors alone can hold it: contiguous, one storage each, no other values.

Pure; bytes are gathered only when the file is written. Tied tensors keep one copy under the first name, as the
safetensors library asks for, and the other names go into the file's metadata.
"""

from __future__ import annotations

from dataclasses import dataclass

from ckpt_viewer.core.formats.safetensors import metadata_of
from ckpt_viewer.core.formats.safetensors_header import METADATA, NAMES
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Scalar, Tensor, key_text
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.tensor import Chunk, Storage, TensorSpec, contiguous_stride
from ckpt_viewer.core.wording import count_text, plain_text

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class TensorsOnly:
    graph: Graph
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    refusal: str = ""


def tensors_only(graph: Graph, *, from_safetensors: bool = False) -> TensorsOnly:
    """The graph of the safetensors file that the mapping at the root makes; names, order and values stay."""
    held = graph[graph.root]
    if not isinstance(held, Mapping):
        return TensorsOnly(graph, refusal="A safetensors file holds tensors by name, and this is a single value.")
    sorting = _Sorting()
    for key, child in zip(held.keys, held.values, strict=True):
        sorting.add(key_text(key) if type(key) is str else None, key_text(key), graph[child])
    if sorting.problem:
        return TensorsOnly(graph, refusal=sorting.problem)
    nodes: list[Node] = [Scalar(None)]
    values = tuple(_appended(nodes, tensor) for tensor in sorting.tensors.values())
    metadata = {**metadata_of(graph), **sorting.tied}
    nodes[0] = Mapping(tuple(sorting.tensors), values, None, _state(nodes, metadata))
    return TensorsOnly(Graph(nodes, 0), sorting.keeps(), sorting.loses(with_devices=not from_safetensors))


class _Sorting:
    """Sorts the entries of a state_dict into what can be written and what is lost."""

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}
        self.tied: dict[str, str] = {}
        self.problem = ""
        self._dropped: list[str] = []
        self._copied: list[str] = []
        self._plainer: list[str] = []
        self._seen: dict[tuple[object, ...], str] = {}

    def add(self, name: str | None, shown: str, held: Node) -> None:
        label = plain_text(shown, 60)
        if name is None or not isinstance(held, Tensor):
            self._dropped.append(f"{label} ({held.kind})")
            return
        self._refuse(label, held)
        if self.problem:
            return
        spec = held.spec
        view = (spec.storage.key, spec.storage_offset, spec.shape, spec.stride, spec.dtype.name)
        first = self._seen.setdefault(view, name)
        if first != name and spec.numel:
            self.tied[name] = first
            return
        if not spec.is_contiguous:
            self._copied.append(label)
        if held.requires_grad or held.parameter or held.state is not None or held.hooks is not None:
            self._plainer.append(label)
        self.tensors[name] = _contiguous(spec, name)

    def _refuse(self, label: str, held: Tensor) -> None:
        spec = held.spec
        if held.problem:
            self.problem = f"The tensor {label} cannot be read ({held.problem})."
        elif spec.dtype not in NAMES:
            self.problem = f"safetensors has no type for {spec.dtype}, which the tensor {label} has."
        elif spec.quantization or held.rebuild == "_rebuild_qtensor":
            self.problem = f"The tensor {label} is quantised, and safetensors cannot keep its scales."
        elif spec.conjugated or spec.negated:
            self.problem = f"The tensor {label} is a conjugated or negated view, which safetensors cannot say."
        elif label == METADATA:
            self.problem = f"A tensor cannot be called {METADATA} in a safetensors file."

    def keeps(self) -> tuple[str, ...]:
        return (f"{count_text(len(self.tensors), 'tensor')} with names, order, types, shapes and values",)

    def loses(self, *, with_devices: bool) -> tuple[str, ...]:
        lines = []
        if self._dropped:
            lines.append(f"values that are no tensors: {_some(self._dropped)}")
        if self.tied:
            pairs = [f"{plain_text(b, 60)} (same as {plain_text(a, 60)})" for b, a in self.tied.items()]
            lines.append(f"tied tensors are written once; the other names stand in the metadata: {_some(pairs)}")
        if self._copied:
            lines.append(f"the memory order of tensors that are not contiguous: {_some(self._copied)}")
        if self._plainer:
            lines.append(f"requires_grad and other marks of {count_text(len(self._plainer), 'tensor')}: "
                         "safetensors holds numbers alone")
        if with_devices:
            lines.append("marks for devices, which safetensors does not have")
        return tuple(lines)


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _contiguous(spec: TensorSpec, name: str) -> Tensor:
    chunks = (Chunk(GatherSource(spec), 0, spec.nbytes),) if spec.nbytes else ()
    storage = Storage(name, spec.dtype, spec.nbytes, "cpu", chunks, problem=spec.storage.problem)
    return Tensor(TensorSpec(spec.dtype, spec.shape, contiguous_stride(spec.shape), 0, storage))


def _state(nodes: list[Node], metadata: dict[str, str]) -> NodeId | None:
    if not metadata:
        return None
    values = tuple(_appended(nodes, Scalar(text)) for text in metadata.values())
    inner = _appended(nodes, Mapping(tuple(metadata), values))
    return _appended(nodes, Mapping((METADATA,), (inner,)))


def _appended(nodes: list[Node], node: Node) -> NodeId:
    nodes.append(node)
    return len(nodes) - 1
