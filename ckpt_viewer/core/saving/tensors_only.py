"""A state_dict as a container of named tensors alone can hold it: contiguous, one storage each, no other values.

Pure; bytes are gathered only when the file is written. In safetensors tied tensors keep one copy under the first name,
as its library asks for, and the other names go into the file's metadata, beside `format`, without which transformers
refuses a file with metadata (modeling_utils.py, `load_state_dict`). An archive of numpy has no metadata: tied tensors
are written once for each name.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from ckpt_viewer.core.foreign import whole_local
from ckpt_viewer.core.formats.npz_writer import NUMPY_TYPES
from ckpt_viewer.core.formats.safetensors import metadata_of
from ckpt_viewer.core.formats.safetensors_header import METADATA, NAMES
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Object, Scalar, ScalarValue, Tensor, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.sources.cast import cast_storage
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.tensor import DTYPES, Chunk, DType, Storage, TensorSpec, contiguous_stride
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, some_text

_SHOWN = 6
_FAR, _MUCH = 2, 64 << 20  # times as large as it was, and bytes more: worth a word before it is written
_FORMAT, _TORCH = "format", "pt"
_WIDE = DTYPES["float32"]


@dataclass(frozen=True, slots=True)
class Container:
    """What a container of named tensors can hold. `name` is that of the format, `title` how people call it."""

    name: str
    title: str
    types: frozenset[DType]
    has_metadata: bool


SAFETENSORS = Container("safetensors", "safetensors", frozenset(NAMES), has_metadata=True)
NPZ = Container("npz", "numpy", frozenset(NUMPY_TYPES), has_metadata=False)
CONTAINERS = {SAFETENSORS.name: SAFETENSORS, NPZ.name: NPZ}


def tensors_only(graph: Graph, container: Container = SAFETENSORS, *, own: bool = False,
                 widen: bool = False) -> Remade:
    """The graph of the file that the mapping at the root makes; names, order and values stay. `own`: it was read from
    such a container, so that device tags and the like are none of its. `widen` writes small floating types that
    the container lacks as float32."""
    held = graph[graph.root]
    if not isinstance(held, Mapping):
        return Remade(graph, refusal=f"A {container.title} file holds tensors by name, and this is a single "
                                     "value. Save it as the same kind.")
    sorting = _Sorting(container, widen=widen)
    for key, child in zip(held.keys, held.values, strict=True):
        look = graph[child]
        local = whole_local(graph, child) if isinstance(look, Object) else None
        sorting.add(key_text(key) if type(key) is str else None, key_text(key), local or look, marked=local is not None)
    if sorting.problem:
        return Remade(graph, refusal=sorting.problem)
    nodes: list[Node] = [Scalar(None)]
    values = tuple(_appended(nodes, tensor) for tensor in sorting.tensors.values())
    metadata = _metadata(graph, sorting.tied, own=own) if container.has_metadata else {}
    nodes[0] = Mapping(tuple(sorting.tensors), values, None, metadata_state(nodes, metadata))
    loses = [] if container.has_metadata or not metadata_of(graph) else ["the metadata texts beside the tensors"]
    return Remade(Graph(nodes, 0), sorting.keeps(), (*loses, *sorting.loses(own=own)), warnings=sorting.warnings())


def _metadata(graph: Graph, tied: dict[str, str], *, own: bool) -> dict[str, str]:
    """The file's own, those that say which names are tied, and whose tensors these are."""
    found = {**metadata_of(graph), **tied}
    return found if own and not tied else {_FORMAT: _TORCH, **found}


class _Sorting:
    """Sorts the entries of a state_dict into what can be written and what is lost."""

    def __init__(self, container: Container, *, widen: bool) -> None:
        self._container, self._widen = container, widen
        self._widened: list[str] = []
        self.tensors: dict[str, Tensor] = {}
        self.tied: dict[str, str] = {}
        self.problem = ""
        self._dropped: list[str] = []
        self._copied: list[str] = []
        self._plainer: list[str] = []
        self._is_marked = False
        self._seen: dict[tuple[object, ...], str] = {}
        self._stored: dict[str, int] = {}
        self._written = 0

    def add(self, name: str | None, shown: str, held: Node, *, marked: bool = False) -> None:
        """`marked` where it is more than this in the file: all of a distributed tensor."""
        label = plain_text(shown, 60)
        if name is None or not isinstance(held, Tensor):
            self._dropped.append(f"{label} ({held.kind})")
            return
        self._refuse(label, held)
        if self.problem:
            return
        spec = held.spec
        self._is_marked |= spec.device != "cpu"
        if self._is_widened(spec):
            self._widened.append(label)
        view = (spec.storage.key, spec.storage_offset, spec.shape, spec.stride, spec.dtype.name)
        first = self._seen.setdefault(view, name)
        if first != name and spec.numel:
            self.tied[name] = first
            if self._container.has_metadata:
                return
        if not spec.is_contiguous:
            self._copied.append(label)
        if marked or held.requires_grad or held.parameter or held.state is not None or held.hooks is not None:
            self._plainer.append(label)
        self._stored[spec.storage.key] = spec.storage.nbytes
        self._written += spec.nbytes
        wide = _WIDE if self._is_widened(spec) else spec.dtype
        self.tensors[name] = _contiguous(spec, name, wide)

    def _is_widened(self, spec: TensorSpec) -> bool:
        small = spec.dtype.numbers == "float" and spec.dtype.itemsize < _WIDE.itemsize
        return self._widen and small and spec.dtype not in self._container.types

    def _refuse(self, label: str, held: Tensor) -> None:
        spec, title = held.spec, self._container.title
        if held.problem:
            self.problem = f"The tensor {label} cannot be read ({held.problem})."
        elif spec.quantization or held.rebuild == "_rebuild_qtensor":
            self.problem = (f"The tensor {label} is quantised, and {title} cannot keep its scales. Save it as a "
                            "state_dict, which keeps them, or save in Python what its dequantize() gives.")
        elif spec.dtype not in self._container.types and not self._is_widened(spec):
            wider = "Convert it to float32 first, which holds all its values." \
                if spec.dtype.numbers == "float" and spec.dtype.itemsize < 4 else \
                "Save it as a state_dict, which has one."
            self.problem = f"{title} has no type for {spec.dtype}, which the tensor {label} has. {wider}"
        elif spec.conjugated or spec.negated:
            self.problem = (f"The tensor {label} is a conjugated or negated view, which {title} cannot say. Save it as "
                            "a state_dict, or save in Python what resolve_conj() and resolve_neg() give.")
        elif label == METADATA and self._container.has_metadata:
            self.problem = f"A tensor cannot be called {METADATA} in a {title} file. Rename it first."

    def keeps(self) -> tuple[str, ...]:
        told = "names, order, shapes and values" if self._widened else "names, order, types, shapes and values"
        lines = [f"{count_text(len(self.tensors), 'tensor')} with {told}"]
        if self._widened:
            lines.append(f"as {_WIDE}, which holds all their values: {_some(self._widened)}")
        return tuple(lines)

    def loses(self, *, own: bool) -> tuple[str, ...]:
        lines = []
        if self._dropped:
            lines.append(f"values that are no tensors: {_some(self._dropped)}")
        if self.tied:
            pairs = [f"{plain_text(b, 60)} (same as {plain_text(a, 60)})" for b, a in self.tied.items()]
            how = ("tied tensors are written once; the other names stand in the metadata"
                   if self._container.has_metadata else
                   "that tensors are tied; each is written under its own name, with bytes of its own")
            lines.append(f"{how}: {_some(pairs)}")
        if self._copied:
            lines.append(f"the memory order of tensors that are not contiguous: {_some(self._copied)}")
        if self._plainer:
            lines.append(f"requires_grad and other marks of {count_text(len(self._plainer), 'tensor')}: "
                         f"{self._container.title} holds numbers alone")
        if self._is_marked or not own:
            lines.append(f"device tags, which {self._container.title} does not have")
        return tuple(lines)

    def warnings(self) -> tuple[str, ...]:
        """How much larger it becomes, where views of the same elements are many."""
        stored = sum(self._stored.values())
        if self._written <= _FAR * stored or self._written - stored <= _MUCH:
            return ()
        line = (f"The tensors take {bytes_text(self._written)} in the new file instead of {bytes_text(stored)}: those "
                "that share elements, or repeat them with a stride of 0, are written out one by one, for "
                f"{self._container.title} cannot say that they are the same.")
        return (line,)


def _some(names: list[str]) -> str:
    return some_text(names[:_SHOWN], len(names))


def _contiguous(spec: TensorSpec, name: str, wide: DType) -> Tensor:
    chunks = (Chunk(GatherSource(spec), 0, spec.nbytes),) if spec.nbytes else ()
    storage = Storage(name, spec.dtype, spec.nbytes, "cpu", chunks, problem=spec.storage.problem)
    if wide != spec.dtype:
        storage = replace(cast_storage(storage, spec.dtype, wide), key=name)
    return Tensor(TensorSpec(wide, spec.shape, contiguous_stride(spec.shape), 0, storage))


def metadata_state(nodes: list[Node], metadata: AbstractMapping[str, ScalarValue], start: NodeId = 0) -> NodeId | None:
    """The attribute of the mapping at the root that readers make of metadata; its nodes are appended. `start` is the id
    of the first of `nodes`."""
    if not metadata:
        return None
    values = tuple(_appended(nodes, Scalar(text), start) for text in metadata.values())
    inner = _appended(nodes, Mapping(tuple(metadata), values), start)
    return _appended(nodes, Mapping((METADATA,), (inner,)), start)


def _appended(nodes: list[Node], node: Node, start: NodeId = 0) -> NodeId:
    nodes.append(node)
    return start + len(nodes) - 1
