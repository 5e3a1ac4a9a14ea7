"""Where in the tree the names of a file are used.

A name whose result the pickle throws away has no place: it is in the file all the same, at the byte that a scan says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from ckpt_viewer.core.graph import (
    Global,
    Graph,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.graph import Mapping as MappingNode
from ckpt_viewer.core.pickles.globals import LOAD_FROM_BYTES
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage

MOST = 100
"""Places kept for one name."""
_CHECK_EVERY = 4096
_MOST_BELOW = 100
_DEEPEST = 256
_OF_NUMPY = (Global("numpy.core.multiarray", "_reconstruct"), Global("numpy._core.multiarray", "_reconstruct"),
             Global("numpy.core.numeric", "_frombuffer"), Global("numpy._core.numeric", "_frombuffer"),
             Global("numpy", "ndarray"), Global("numpy", "dtype"))
_OF_BYTES = (Global("_codecs", "encode"), Global("builtins", "bytes"), Global("__builtin__", "bytes"))


def places_of(graph: Graph, task: Task, start: NodeId | None = None,
              at: Path = ()) -> Mapping[Global, tuple[Path, ...]]:
    """The first places of every name that is used at or below a node, the nearest first; at most MOST for each, and
    none below 256 levels.

    For a tensor these are all names that a file may make it with, so that some of them may not be in this file.
    Raises Cancelled.
    """
    found: dict[Global, list[Path]] = {}
    for count, (path, node) in enumerate(graph.survey(start, at, _DEEPEST, runs=False)):
        if count % _CHECK_EVERY == 0:
            task.check()
        for name in _names_at(graph, graph[node]):
            places = found.setdefault(name, [])
            if len(places) < MOST and (not places or places[-1] is not path):
                places.append(path)
    return {name: tuple(places) for name, places in found.items()}


def _names_at(graph: Graph, node: Node) -> Iterator[Global]:
    yield from names_in(node)
    if isinstance(node, Tensor) and node.verbatim is not None:  # its arguments hang nowhere in the tree
        made = node.verbatim.made
        starts = [made.args] if made.kwargs is None else [made.args, made.kwargs]
        for start in starts:
            for _, below in islice(graph.survey(start, depth=8), _MOST_BELOW):
                yield from names_in(graph[below])


def names_in(node: Node) -> Iterator[Global]:
    """The names that a node itself uses, not those below it."""
    match node:
        case Scalar(Global() as name):
            yield name
        case Scalar(SourcedGlobal(cls)):
            yield cls
        case Scalar(bytes()):
            yield from _OF_BYTES
        case Scalar(complex()):
            yield Global("builtins", "complex")
            yield Global("__builtin__", "complex")
        case Object(made) | Sequence(_, _, made) | MappingNode(_, _, made) if made is not None:
            if made.cls is not None:
                yield made.cls
        case Tensor():
            yield from _of_tensor(node)
        case StorageNode(storage):
            yield from _of_storage(storage)
        case _:
            pass
    if isinstance(node, MappingNode | Object):
        yield from (key for key in node.keys if isinstance(key, Global))


def _of_tensor(tensor: Tensor) -> Iterator[Global]:
    if tensor.verbatim is not None:
        yield from names_in(tensor.verbatim)
    else:
        yield Global("torch._utils", tensor.rebuild)
    if tensor.own_class is not None:
        yield tensor.own_class
    if tensor.parameter:
        yield Global("torch._utils", tensor.parameter)
        yield Global("torch.nn.parameter", "Parameter")
    if tensor.state is not None:
        yield Global("torch._tensor", "_rebuild_from_type_v2")
    if tensor.spec.storage.key.startswith("numpy array "):  # an array in a plain pickle, shown as a tensor
        yield from _OF_NUMPY
    if tensor.spec.storage.key.startswith("pickled tensor "):
        yield from (LOAD_FROM_BYTES, *_OF_BYTES)
    yield Global("collections", "OrderedDict")  # of its hooks
    yield Global("torch", tensor.spec.dtype.name)
    yield from _of_storage(tensor.spec.storage)


def _of_storage(storage: Storage) -> Iterator[Global]:
    if storage.written_as:
        module, _, name = storage.written_as.rpartition(".")
        yield Global(module, name)
    else:
        yield Global("torch", storage.dtype.storage_class)
