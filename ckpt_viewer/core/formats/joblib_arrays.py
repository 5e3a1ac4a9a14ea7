"""The arrays of a file of joblib, as scikit-learn writes its models, in place of what describes them.

Contract: an array of numbers becomes a tensor whose bytes are those of the file; one of Python objects stands where its
wrapper stood; of any other kind, such as texts, the description stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.arrays import stored_tensor, torch_type
from ckpt_viewer.core.foreign import NumpyArray, leaf, numpy_type, state_of
from ckpt_viewer.core.foreign.reading import whole_numbers
from ckpt_viewer.core.graph import Graph, Node, NodeId, Object
from ckpt_viewer.core.pickles.globals import ARRAY_WRAPPERS
from ckpt_viewer.core.pickles.records import InlineArray
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import invalid_geometry


def with_inline_arrays(graph: Graph, arrays: Iterable[InlineArray], source: Source) -> tuple[Graph, int]:
    """The graph, and how many arrays are shown as tensors."""
    tensors = {wrapper.node: tensor for wrapper, start, nbytes in arrays
               if wrapper.node >= 0 and (tensor := _tensor(graph, wrapper.node, start, nbytes, source)) is not None}
    objects = {node: graph[held.items[0]] for node in graph.holding(Object)
               if isinstance(held := graph[node], Object) and held.items and held.made.cls in ARRAY_WRAPPERS}
    return Graph(graph.replace({**objects, **tensors}), graph.root), len(tensors)


def _tensor(graph: Graph, node: NodeId, start: int, nbytes: int, source: Source) -> Node | None:
    said = state_of(graph, node) or {}
    if not {"dtype", "shape", "order"} <= said.keys():
        return None
    kind, shape = numpy_type(graph, said["dtype"]), whole_numbers(graph, said["shape"])
    dtype = torch_type(kind) if kind is not None else None
    if kind is None or dtype is None or shape is None:
        return None
    array = NumpyArray(kind, shape, fortran=leaf(graph, said["order"]) == "F", data=b"")
    tensor = stored_tensor(array, dtype, source, start, f"numpy array {node}")
    fits = tensor.spec.storage.nbytes == nbytes and not invalid_geometry(tensor.spec)
    return tensor if fits else None
