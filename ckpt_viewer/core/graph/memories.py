"""Which storages several tensors look into, found without keeping the keys of a million of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from itertools import islice, pairwise

from ckpt_viewer.core.graph.graph import Graph
from ckpt_viewer.core.graph.nodes import NodeId
from ckpt_viewer.core.tensor import Memory

_AT_ONCE = 512
_MANY = 1 << 15


def maybe_shared(graph: Graph, tensors: Iterable[NodeId], known: Iterable[Memory] = ()
                 ) -> Callable[[Memory], bool] | None:
    """Says of what tells a storage whether it comes twice among those of tensors and those that are `known`: true of
    all that do, and hardly ever of others. None where none comes twice."""
    hashes, waiting = array("q", map(hash, known)), iter(tensors)
    while nodes := list(islice(waiting, _AT_ONCE)):
        hashes.extend(map(hash, graph.memories(nodes)))
    doubled = _doubled(hashes)
    return (lambda key: hash(key) in doubled) if doubled else None


def _doubled(numbers: array[int]) -> set[int]:
    """Those that come more than once."""
    if len(numbers) < _MANY:
        return {one for one, other in pairwise(sorted(numbers)) if one == other}
    import numpy as np  # Python's own sort of a million keeps every other thread waiting for a third of a second

    ranked = np.sort(np.frombuffer(numbers, np.int64))
    return set(ranked[1:][ranked[1:] == ranked[:-1]].tolist())
